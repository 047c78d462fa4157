// Call records and seal claims (declared in switchboard_records.h).
#include "wire/common_json.h"
#include "wire/switchboard_records.h"

namespace ringline::wire {
namespace {

using switchboard::CallRecord;
using switchboard::Joiner;
using switchboard::Leg;
using switchboard::LegState;
using switchboard::Participant;
using switchboard::RememberedReply;
using switchboard::SealClaims;

constexpr std::int64_t kMostVersion = 9'007'199'254'740'992;

void write_leg(JsonWriter& writer, const Leg& leg) {
  writer.open_object()
      .text("legId", leg.leg_id)
      .text("incarnation", leg.incarnation)
      .text("deviceId", leg.device_id)
      .number("order", leg.order)
      .choice("state", leg.state)
      .flag("up", leg.up)
      .number("graceDeadline", leg.grace_deadline)
      .set_flag("unproven", leg.unproven);
  write_leg_report(writer, leg.report);
  writer.close_object();
}

Leg read_leg(Fields& outer, const Json& json) {
  Fields fields(json, outer);
  Leg leg{.leg_id = fields.id("legId"),
          .incarnation = fields.id("incarnation"),
          .device_id = fields.id("deviceId"),
          .order = fields.integer("order", 0, kMostVersion),
          .state = fields.choice<LegState>("state"),
          .up = fields.flag("up"),
          .grace_deadline = fields.millis("graceDeadline"),
          .unproven = fields.flag("unproven"),
          .report = read_leg_report(fields)};
  return leg;
}

void write_instant(JsonWriter& writer, Key key, const std::optional<Millis>& instant) {
  writer.optional_number(key, instant);
}

// The members; the caller opens and closes the object.
void write_participant(JsonWriter& writer, const Participant& participant) {
  writer.text("userId", participant.user_id)
      .choice("role", participant.role)
      .choice("state", participant.state)
      .optional_text("name", participant.name)
      .optional_text("avatar", participant.avatar)
      .optional_text("ext", participant.ext);
  writer.optional_choice("endReason", participant.end_reason);
  writer.optional_text("decidedBy", participant.decided_by)
      .optional_text("invitedBy", participant.invited_by)
      .set_flag("claimed", participant.claimed);
  write_mute_request(writer, participant.mute_request);
  if (participant.ring_deadline > 0) writer.number("ringDeadline", participant.ring_deadline);
  if (participant.came_at > 0) writer.number("cameAt", participant.came_at);
  write_instant(writer, "joinedAt", participant.joined_at);
  write_instant(writer, "leftAt", participant.left_at);
  writer.number("ackDeadline", participant.ack_deadline)
      .texts("devices", participant.devices)
      .open_array("legs");
  for (const Leg& leg : participant.legs) write_leg(writer, leg);
  writer.close_array();
}

Participant read_participant(Fields& outer, const Json& json) {
  Fields fields(json, outer);
  Participant participant{.user_id = fields.user("userId"),
                          .role = fields.choice<Role>("role"),
                          .state = fields.choice<ParticipantState>("state"),
                          .name = fields.optional_text("name", limits::kNameBytes),
                          .avatar = fields.optional_text("avatar", limits::kAvatarBytes),
                          .ext = fields.optional_text("ext", limits::kExtBytes),
                          .end_reason = fields.optional_choice<EndReason>("endReason"),
                          .decided_by = fields.optional_id("decidedBy"),
                          .invited_by = fields.optional_user("invitedBy"),
                          .mute_request = read_mute_request(fields),
                          .came_at = fields.millis_or_zero("cameAt"),
                          .claimed = fields.flag("claimed"),
                          .ring_deadline = fields.millis_or_zero("ringDeadline"),
                          .joined_at = fields.optional_millis("joinedAt"),
                          .left_at = fields.optional_millis("leftAt"),
                          .ack_deadline = fields.millis("ackDeadline"),
                          .devices = fields.ids("devices", limits::kDevicesPerUser)};
  for (const Json& item : fields.array("legs", limits::kLegsPerUser).items) {
    participant.legs.push_back(read_leg(fields, item));
  }
  return participant;
}

void write_participants(JsonWriter& writer, const std::vector<Participant>& participants) {
  writer.open_array("participants");
  for (const Participant& participant : participants) {
    writer.open_object();
    write_participant(writer, participant);
    writer.close_object();
  }
  writer.close_array();
}

std::vector<Participant> read_participants(Fields& fields) {
  std::vector<Participant> participants;
  for (const Json& item : fields.array("participants", limits::kParticipants).items) {
    participants.push_back(read_participant(fields, item));
  }
  return participants;
}

void write_joiners(JsonWriter& writer, const std::vector<Joiner>& joiners) {
  if (joiners.empty()) return;
  writer.open_array("joiners");
  for (const Joiner& joiner : joiners) {
    writer.open_object()
        .optional_text("command", joiner.command_id)
        .number("deadline", joiner.deadline)
        .open_object("participant");
    write_participant(writer, joiner.participant);
    writer.close_object().close_object();
  }
  writer.close_array();
}

std::vector<Joiner> read_joiners(Fields& outer) {
  std::vector<Joiner> joiners;
  const Json* items = outer.optional_array("joiners", limits::kJoiners);
  if (items == nullptr) return joiners;
  for (const Json& item : items->items) {
    Fields fields(item, outer);
    Joiner joiner{.command_id = fields.optional_id("command"),
                  .deadline = fields.millis("deadline")};
    joiner.participant = read_participant(fields, fields.object("participant"));
    joiners.push_back(std::move(joiner));
  }
  return joiners;
}

void write_reply(JsonWriter& writer, const RememberedReply& reply) {
  writer.open_object()
      .text("user", reply.user_id)
      .text("device", reply.device_id)
      .text("command", reply.command_id)
      .set_flag("ice", reply.ice)
      .set_flag("bare", reply.bare);
  if (reply.error) write_error(writer, *reply.error);
  writer.close_object();
}

RememberedReply read_reply(Fields& outer, const Json& json) {
  Fields fields(json, outer);
  RememberedReply reply{.user_id = fields.user("user"),
                        .device_id = fields.id("device"),
                        .command_id = fields.id("command"),
                        .ice = fields.flag("ice"),
                        .bare = fields.flag("bare")};
  if (const Json* error = fields.optional_object("error")) reply.error = read_error(fields, *error);
  return reply;
}

// What a record and its seal have in common.
template <typename Call>
void write_identity(JsonWriter& writer, const Call& call) {
  writer.text("app", call.app)
      .text("callId", call.call_id)
      .number("version", call.version)
      .text("epoch", call.epoch)
      .choice("kind", call.kind)
      .choice("media", call.media)
      .text("inviter", call.inviter)
      .number("createdAt", call.created_at)
      .number("ringDeadline", call.ring_deadline);
  write_instant(writer, "answeredAt", call.answered_at);
  write_policy(writer, "policy", call.policy);
}

template <typename Call>
void read_identity(Fields& fields, Call& call) {
  call.app = fields.id("app");
  call.call_id = fields.id("callId");
  call.version = fields.integer("version", 1, kMostVersion);
  call.epoch = fields.text("epoch", limits::kIdBytes);
  call.kind = fields.choice<CallKind>("kind");
  call.media = fields.choice<Media>("media");
  call.inviter = fields.user("inviter");
  call.created_at = fields.millis("createdAt");
  call.ring_deadline = fields.millis("ringDeadline");
  call.answered_at = fields.optional_millis("answeredAt");
  call.policy = read_policy(fields, fields.object("policy"), Policy{});
}

void write_negotiation(JsonWriter& writer, const CallRecord& record) {
  if (record.offer) write_stored_description(writer, "offer", *record.offer);
  if (record.answer) write_stored_description(writer, "answer", *record.answer);
  writer.number("answerVersion", record.answer_version);
  if (!record.parked.empty()) write_candidates(writer, "parked", record.parked);
  writer.number("parkedDropped", record.parked_dropped);
}

void read_negotiation(Fields& fields, CallRecord& record) {
  record.offer = read_stored_description(fields, "offer");
  record.answer = read_stored_description(fields, "answer");
  record.answer_version = fields.integer("answerVersion", 0, kMostVersion);
  record.parked = read_candidates(fields, "parked");
  record.parked_dropped = fields.integer("parkedDropped", 0, kMostVersion);
}

}  // namespace

std::string write_call_record(const CallRecord& record) {
  JsonWriter writer;
  writer.open_object();
  write_identity(writer, record);
  writer.choice("topology", record.topology).choice("state", record.state);
  if (record.kept_version) {
    writer.number("keptVersion", *record.kept_version).number("keptUntil", record.kept_until);
  }
  write_instant(writer, "endedAt", record.ended_at);
  writer.optional_text("ext", record.ext).choice("failure", record.failure);
  write_participants(writer, record.participants);
  write_joiners(writer, record.joiners);
  writer.optional_text("groupId", record.group_id).optional_text("replacedBy", record.replaced_by);
  write_video_request(writer, record.video_request);
  if (!record.video_declined.empty()) writer.texts("videoDeclined", record.video_declined);
  write_negotiation(writer, record);
  writer.optional_text("inviteCommand", record.invite_command).open_array("replies");
  for (const RememberedReply& reply : record.replies) write_reply(writer, reply);
  writer.close_array().number("drainAt", record.drain_at);
  write_outbox(writer, record.outbox);
  write_seen(writer, record.seen);
  writer.close_object();
  return writer.take();
}

std::optional<CallRecord> read_call_record(std::string_view text) {
  const Parsed parsed = parse(text, kRecordLimits);
  if (parsed.problem != ParseProblem::None) return std::nullopt;
  Fields fields(parsed.value);
  CallRecord record;
  read_identity(fields, record);
  record.topology = fields.choice<switchboard::Topology>("topology");
  record.state = fields.choice<RecordState>("state");
  record.kept_version = fields.optional_integer("keptVersion", 0, kMostVersion);
  record.kept_until = fields.millis_or_zero("keptUntil");
  record.ended_at = fields.optional_millis("endedAt");
  record.ext = fields.optional_text("ext", limits::kExtBytes);
  record.failure = fields.choice<FailureCategory>("failure");
  record.participants = read_participants(fields);
  record.joiners = read_joiners(fields);
  record.group_id = fields.optional_user("groupId");
  record.replaced_by = fields.optional_id("replacedBy");
  record.video_request = read_video_request(fields);
  if (fields.has("videoDeclined")) {
    record.video_declined = fields.users("videoDeclined", limits::kParticipants);
  }
  read_negotiation(fields, record);
  record.invite_command = fields.optional_id("inviteCommand");
  for (const Json& item : fields.array("replies", limits::kRememberedReplies).items) {
    record.replies.push_back(read_reply(fields, item));
  }
  record.drain_at = fields.millis("drainAt");
  record.outbox = read_outbox(fields);
  record.seen = read_seen(fields);
  if (!fields.ok()) return std::nullopt;
  return record;
}

std::string write_seal_claims(const SealClaims& claims) {
  JsonWriter writer;
  writer.open_object();
  write_identity(writer, claims);
  write_participants(writer, claims.participants);
  writer.close_object();
  std::string text = writer.take();
  if (text.size() > limits::kSealBytes) return {};
  return text;
}

std::optional<SealClaims> read_seal_claims(std::string_view text) {
  if (text.size() > limits::kSealBytes) return std::nullopt;
  const Parsed parsed = parse(text, kFrameLimits);
  if (parsed.problem != ParseProblem::None) return std::nullopt;
  Fields fields(parsed.value);
  SealClaims claims;
  read_identity(fields, claims);
  claims.participants = read_participants(fields);
  if (!fields.ok()) return std::nullopt;
  return claims;
}

}  // namespace ringline::wire
