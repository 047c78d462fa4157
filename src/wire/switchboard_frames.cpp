#include "wire/switchboard_frames.h"

#include <algorithm>
#include <utility>

#include "wire/common_json.h"
#include "wire/switchboard_records.h"

namespace ringline::wire {
namespace {

using switchboard::Command;
using switchboard::CommandType;

constexpr std::int64_t kMostNegotiation = 1'000'000;
constexpr std::size_t kLinkBytes = 4 * limits::kIdBytes + 3;
constexpr std::int64_t kMostVersion = 9'007'199'254'740'992;

std::size_t count_lines(std::string_view sdp, std::string_view start) {
  std::size_t count = 0;
  for (std::size_t at = sdp.find(start); at != sdp.npos; at = sdp.find(start, at + 1)) {
    count += at == 0 || sdp[at - 1] == '\n' || sdp[at - 1] == '\r' ? 1 : 0;
  }
  return count;
}

// Passed on unread, but for what nobody may negotiate: keys in the clear (SDES, RFC 8827 6.5), and
// more media than a link has (T9).
std::string read_sdp(Fields& fields) {
  std::string sdp = fields.text("sdp", limits::kSdpBytes);
  if (count_lines(sdp, "a=crypto:") > 0) fields.fail(ErrorCode::InvalidArgument);
  if (count_lines(sdp, "m=") > limits::kMediaLines) fields.fail(ErrorCode::TooLarge);
  return sdp;
}

void read_leg(Fields& fields, Command& command) {
  Fields leg(fields.object("leg"), fields);
  command.leg_id = leg.id("legId");
  command.incarnation = leg.id("incarnation");
}

void read_description(Fields& fields, Key key, Command& command) {
  const Json* json = fields.optional_object(key);
  if (json == nullptr) return;
  Fields description(*json, fields);
  command.negotiation = description.integer("negotiation", 1, kMostNegotiation);
  if (command.type == CommandType::Accept && !description.has("sdp")) return;  // it follows
  command.sdp = read_sdp(description);
}

// What an inviter may set; the rest of the policy is somebody else's (design 11.8), what we do not
// know is ignored.
void read_policy(Fields& fields, Command& command) {
  static constexpr Key kOfOthers[] = {"connectTimeoutMs", "commandTimeoutMs",
                                      "ackTimeoutMs",     "videoRequestTimeoutMs",
                                      "reconnectGraceMs", "busy",
                                      "busyScope",        "glare",
                                      "earlyOffer",       "preconnect",
                                      "meshLimit",        "recordingConsent",
                                      "icePolicy",        "screenShare"};
  const Json* json = fields.optional_object("policy");
  if (json == nullptr) return;
  Fields policy(*json);
  command.policy = read_inviter_policy(policy);
  for (const Key key : kOfOthers) {
    if (policy.has(key)) command.policy_not_yours = true;
  }
  if (!policy.ok()) fields.fail(ErrorCode::InvalidArgument);
}

// Names at least one person, and nobody twice.
void check_to(Fields& fields, const Command& command) {
  const std::vector<UserId>& to = command.to;
  if (to.size() > limits::kInvitees) fields.fail(ErrorCode::TooLarge);
  if (to.empty()) fields.fail(ErrorCode::InvalidArgument);
  for (auto user = to.begin(); user != to.end(); ++user) {
    if (std::find(to.begin(), user, *user) != user) fields.fail(ErrorCode::InvalidArgument);
  }
}

void read_to(Fields& fields, Command& command) {
  command.to = fields.users("to", limits::kInvitees);
  check_to(fields, command);
}

// People, or a group that the host has expanded.
void read_to_or_group(Fields& fields, const std::vector<UserId>& members, Command& command) {
  if (!fields.has("group")) return read_to(fields, command);
  fields.user("group");  // the host has read it
  command.to = members;
  check_to(fields, command);
}

// How a device comes in: its leg, and what it asks for.
void read_entry(Fields& fields, Command& command) {
  read_leg(fields, command);
  command.media = fields.choice<Media>("media");
  command.ext = fields.optional_text("ext", limits::kExtBytes);
}

void read_invite(Fields& fields, const std::vector<UserId>& members, Command& command) {
  if (is_session_id(command.call_id)) fields.fail(ErrorCode::InvalidFrame);
  command.kind = fields.choice<CallKind>("kind");
  if (command.kind == CallKind::Session) fields.fail(ErrorCode::InvalidArgument);
  read_to_or_group(fields, members, command);
  const bool direct = command.to.size() == 1 && !fields.has("group");
  if (command.kind == CallKind::Direct && !direct) fields.fail(ErrorCode::InvalidArgument);
  command.group_id = fields.optional_user(fields.has("groupId") ? "groupId" : "group");
  read_entry(fields, command);
  read_description(fields, "offer", command);
  read_policy(fields, command);
}

void read_join(Fields& fields, Command& command) {
  if (!is_session_id(command.call_id)) fields.fail(ErrorCode::InvalidFrame);
  command.kind = CallKind::Session;
  read_entry(fields, command);
  read_policy(fields, command);
}

void read_accept(Fields& fields, Command& command) {
  read_entry(fields, command);
  read_description(fields, "answer", command);
}

void read_decline(Fields& fields, Command& command) {
  command.reason = fields.optional_text("reason", limits::kReasonBytes);
  command.ext = fields.optional_text("ext", limits::kExtBytes);
}

void read_seal(Fields& fields, Command& command) {
  Fields seal(fields.object("seal"));
  const std::string claims = seal.text("claims", limits::kSealBytes);
  seal.text("mac", limits::kMacBytes);  // the host has checked it, or not
  if (!seal.ok()) return fields.fail(seal.problem());
  command.seal = read_seal_claims(claims);
}

void read_reassert(Fields& fields, Command& command) {
  read_seal(fields, command);
  if (fields.has("leg")) read_leg(fields, command);
}

void read_leave(Fields& fields, Command& command) {
  command.because = fields.optional_choice<LeaveCause>("because").value_or(LeaveCause::User);
  command.ext = fields.optional_text("ext", limits::kExtBytes);
  if (fields.has("seal")) read_seal(fields, command);
}

void read_state(Fields& fields, Command& command) { command.report = read_leg_report(fields); }

void read_signal(Fields& fields, Command& command) {
  switchboard::SignalParts& signal = command.signal;
  // Empty: to whoever will answer.
  if (!fields.text("to", limits::kIdBytes).empty()) signal.to = fields.id("to");
  signal.link = fields.optional_text("link", kLinkBytes);
  signal.negotiation = fields.integer("negotiation", 0, kMostNegotiation);
  if (const Json* json = fields.optional_object("description")) {
    Fields description(*json, fields);
    signal.description_type = description.text("type", limits::kIdBytes);
    signal.sdp = read_sdp(description);
    if (signal.description_type != "offer" && signal.description_type != "answer") {
      description.fail(ErrorCode::InvalidFrame);
    }
  }
  signal.candidates = read_candidates(fields, "candidates");
}

void read_held_calls(Fields& fields, Command& command) {
  if (!fields.has("calls")) return;
  command.calls = fields.ids("calls", limits::kSnapshotCalls);
}

void read_hello(Fields& fields, Command& command) {
  command.protocol = fields.integer("v", 0, kMostVersion);
  command.device_id = fields.id("deviceId");
  command.page_id = fields.id("pageId");
  command.incarnation = fields.id("incarnation");
  command.take_over = fields.flag("takeOver");
  read_held_calls(fields, command);
}

bool has_id(CommandType type) {
  switch (type) {
    case CommandType::Invite:
    case CommandType::Ringing:
    case CommandType::Accept:
    case CommandType::Decline:
    case CommandType::Leave:
    case CommandType::Add:
    case CommandType::Cancel:
    case CommandType::Remove:
    case CommandType::End:
    case CommandType::Join:
    case CommandType::Rejoin:
    case CommandType::State:
    case CommandType::VideoRequest:
    case CommandType::VideoAccept:
    case CommandType::VideoDecline:
    case CommandType::VideoCancel:
    case CommandType::MuteRequest:
    case CommandType::Reassert:
    case CommandType::Sync:
    case CommandType::Renew:
    case CommandType::Presence: return true;
    case CommandType::Signal:
    case CommandType::Ack:
    case CommandType::Hello:
    case CommandType::Pong: return false;
  }
  return false;
}

bool has_call(CommandType type) {
  switch (type) {
    case CommandType::Invite:
    case CommandType::Ringing:
    case CommandType::Accept:
    case CommandType::Decline:
    case CommandType::Leave:
    case CommandType::Add:
    case CommandType::Cancel:
    case CommandType::Remove:
    case CommandType::End:
    case CommandType::Join:
    case CommandType::Rejoin:
    case CommandType::State:
    case CommandType::VideoRequest:
    case CommandType::VideoAccept:
    case CommandType::VideoDecline:
    case CommandType::VideoCancel:
    case CommandType::MuteRequest:
    case CommandType::Reassert:
    case CommandType::Signal:
    case CommandType::Ack: return true;
    case CommandType::Hello:
    case CommandType::Sync:
    case CommandType::Renew:
    case CommandType::Presence:
    case CommandType::Pong: return false;
  }
  return false;
}

void read_fields(Fields& fields, const std::vector<UserId>& members, Command& command) {
  if (has_id(command.type)) command.id = fields.id("id");
  if (has_call(command.type)) command.call_id = fields.id("callId");
  switch (command.type) {
    case CommandType::Invite: return read_invite(fields, members, command);
    case CommandType::Add: return read_to_or_group(fields, members, command);
    case CommandType::Cancel:
    case CommandType::Remove:
    case CommandType::MuteRequest: return read_to(fields, command);
    case CommandType::End: command.ext = fields.optional_text("ext", limits::kExtBytes); return;
    case CommandType::Join: return read_join(fields, command);
    case CommandType::Accept: return read_accept(fields, command);
    case CommandType::Decline: return read_decline(fields, command);
    case CommandType::Leave: return read_leave(fields, command);
    case CommandType::Rejoin: return read_leg(fields, command);
    case CommandType::State: return read_state(fields, command);
    case CommandType::Reassert: return read_reassert(fields, command);
    case CommandType::Signal: return read_signal(fields, command);
    case CommandType::Ack: command.version = fields.integer("version", 0, kMostVersion); return;
    case CommandType::Hello: return read_hello(fields, command);
    case CommandType::Sync: return read_held_calls(fields, command);
    case CommandType::Ringing:
    case CommandType::VideoRequest:
    case CommandType::VideoAccept:
    case CommandType::VideoDecline:
    case CommandType::VideoCancel:
    case CommandType::Renew:
    case CommandType::Presence:
    case CommandType::Pong: return;
  }
}

}  // namespace

ReadFrame read_frame(std::string_view text, const std::vector<UserId>& members) {
  ReadFrame result;
  const Parsed parsed = parse(text, kFrameLimits);
  if (parsed.problem == ParseProblem::TooLarge) result.problem = ErrorCode::TooLarge;
  if (parsed.problem != ParseProblem::None) return result;
  Fields fields(parsed.value);
  const auto type = named<CommandType>(fields.text("type", limits::kIdBytes));
  if (const Json* id = parsed.value.find("id"); id != nullptr && is_minted_id(id->string)) {
    result.id = id->string;
  }
  if (!fields.ok() || !type) return result;
  Command command{.type = *type};
  read_fields(fields, members, command);
  result.problem = fields.problem();
  if (fields.ok()) result.command = std::move(command);
  return result;
}

}  // namespace ringline::wire
