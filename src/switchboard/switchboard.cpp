#include "switchboard/switchboard.h"

#include <optional>
#include <utility>

#include "switchboard/route_call.h"
#include "switchboard/route_user.h"
#include "wire/switchboard_answers.h"
#include "wire/switchboard_frames.h"
#include "wire/switchboard_messages.h"
#include "wire/switchboard_records.h"

namespace ringline::switchboard {
namespace {

using wire::Answer;
using wire::Attached;
using wire::Message;
using wire::MessageType;

std::string refused(ErrorCode code) { return wire::write_refused({.code = code}, {}); }

// What a message is about once its body is decoded.
struct Request {
  Message message;
  RecordKey key;
  wire::KeyParts parts;
  Command command;       // frame
  wire::SentInput sent;  // input
};

enum class Found { Record, Missing, Broken };

template <typename Record>
std::optional<Record> read_record(std::string_view text);
template <>
std::optional<CallRecord> read_record(std::string_view text) {
  return wire::read_call_record(text);
}
template <>
std::optional<UserRecord> read_record(std::string_view text) {
  return wire::read_user_record(text);
}

// The record of the request in `record`, which comes in as one that was never committed.
template <typename Record>
Found find_record(Switchboard& switchboard, const Request& request, Record& record) {
  switch (request.message.attached) {
    case Attached::Absent: drop_cached(switchboard.cache, request.key); return Found::Record;
    case Attached::Record: {
      std::optional<Record> read = read_record<Record>(request.message.record_text);
      if (!read) return Found::Broken;
      record = std::move(*read);
      keep_cached(switchboard.cache, request.key, record);
      return Found::Record;
    }
    case Attached::Cached: break;
  }
  const AnyRecord* cached = find_cached(switchboard.cache, request.key);
  if (cached == nullptr) return Found::Missing;
  const Record* of_kind = std::get_if<Record>(cached);
  if (of_kind == nullptr) return Found::Broken;
  record = *of_kind;
  return Found::Record;
}

std::string text_of(const CallRecord& record) { return wire::write_call_record(record); }
std::string text_of(const UserRecord& record) { return wire::write_user_record(record); }
std::optional<Millis> expiry_of(const CallRecord& record, Millis) { return expires_at(record); }
std::optional<Millis> expiry_of(const UserRecord& record, Millis now) {
  return expires_at(record, now);
}

template <typename Outcome>
std::string answer_with(Switchboard& switchboard, const Request& request, std::int64_t expect,
                        Outcome outcome, Millis now) {
  Answer answer{.key = request.key, .expect = expect, .effects = std::move(outcome.effects)};
  if (outcome.changed) {
    answer.commit = wire::Commit{.version = outcome.record.version,
                                 .text = text_of(outcome.record),
                                 .deadline = next_deadline(outcome.record),
                                 .expires_at = expiry_of(outcome.record, now)};
    // `drained` hands nothing over: what it leaves is on its way from a later commit.
    const bool hands_over = request.message.type != MessageType::Drained;
    if (hands_over && !outcome.record.outbox.empty()) answer.drain = outcome.record.version;
    keep_cached(switchboard.cache, request.key, std::move(outcome.record));
  } else {
    answer.refused = std::move(outcome.refused);  // a host commits nothing that is refused
  }
  return wire::write_answer(answer);
}

CallOutcome route(const Context& context, CallRecord record, const Request& request, Millis now) {
  const Message& message = request.message;
  switch (message.type) {
    case MessageType::Frame:
      return route_command(context, std::move(record), message.sender, request.command, now);
    case MessageType::Input:
      return route_input(context, std::move(record), request.sent.origin, request.sent.input, now);
    case MessageType::Deadline: return route_deadline(context, std::move(record), now);
    case MessageType::Drained: return route_drained(context, std::move(record), message.up_to, now);
    case MessageType::Configure:
    case MessageType::Gone:
    case MessageType::Pong:
    case MessageType::Drain:
    case MessageType::View:
    case MessageType::Forget: break;
  }
  return {.record = std::move(record)};
}

UserOutcome route(const Context&, UserRecord record, const Request& request, Millis now) {
  const Message& message = request.message;
  switch (message.type) {
    case MessageType::Frame:
      return route_user_command(std::move(record), message.sender, request.command, now);
    case MessageType::Gone:
      return message.revoked ? route_revoked(std::move(record), message.sender, now)
                             : route_gone(std::move(record), message.sender, now);
    case MessageType::Pong: return route_pong(std::move(record), message.sender, now);
    case MessageType::Input:
      return route_user_input(std::move(record), request.sent.origin, request.sent.input, now);
    case MessageType::Deadline: return route_user_deadline(std::move(record), now);
    case MessageType::Drained: return route_user_drained(std::move(record), message.up_to, now);
    case MessageType::Configure:
    case MessageType::Drain:
    case MessageType::View:
    case MessageType::Forget: break;
  }
  return {.record = std::move(record)};
}

template <typename Record>
std::string drain_again(const Request& request, const Record& record) {
  Answer answer{.key = request.key, .expect = record.version, .effects = materialised(record)};
  if (!record.outbox.empty()) answer.drain = record.version;
  return wire::write_answer(answer);
}

std::string show(const Request& request, const CallRecord& record) {
  const Sender& viewer = request.message.sender;
  return wire::write_entry(request.key,
                           page_for(record, viewer.user_id, viewer.device_id, PagePurpose::Answer));
}

std::string show(const Request& request, const UserRecord& record) {
  return wire::write_presence(request.key, presence_of(record, request.message.sender.user_id));
}

template <typename Record>
std::string work_on(Switchboard& switchboard, const Request& request, Record record, Millis now) {
  switch (find_record(switchboard, request, record)) {
    case Found::Missing: return wire::write_need(request.key);
    case Found::Broken: return refused(ErrorCode::Internal);
    case Found::Record: break;
  }
  if (request.message.type == MessageType::View) return show(request, record);
  if (request.message.type == MessageType::Drain) return drain_again(request, record);
  const std::int64_t expect = record.version;
  return answer_with(switchboard, request, expect,
                     route(switchboard.context, std::move(record), request, now), now);
}

std::string answer_request(Switchboard& switchboard, const Request& request, Millis now) {
  if (request.parts.is_call) {
    CallRecord record;
    record.app = request.parts.app;
    record.call_id = request.parts.id;
    return work_on(switchboard, request, std::move(record), now);
  }
  UserRecord record;
  record.app = request.parts.app;
  record.user_id = request.parts.id;
  return work_on(switchboard, request, std::move(record), now);
}

std::string answer_frame(Switchboard& switchboard, Request request, Millis now) {
  const Sender& sender = request.message.sender;
  wire::ReadFrame frame = wire::read_frame(request.message.body, request.message.members);
  const Address from{sender.app, sender.user_id, sender.device_id};
  if (!frame.command) {
    Effects effects;
    if (!frame.id.empty()) {
      effects.push_back(ReplyEffect{.to = from,
                                    .connection = sender.connection,
                                    .command_id = frame.id,
                                    .error = Error{.code = frame.problem}});
    }
    return wire::write_refused({.code = frame.problem}, effects);
  }
  request.command = std::move(*frame.command);
  switch (request.command.type) {
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
    case CommandType::Ack:
      request.parts = {true, sender.app, request.command.call_id};
      request.key = call_key(sender.app, request.command.call_id);
      break;
    case CommandType::Hello:
    case CommandType::Sync:
      request.parts = {false, sender.app, sender.user_id};
      request.key = user_key(sender.app, sender.user_id);
      break;
    case CommandType::Renew:
    case CommandType::Presence:
    case CommandType::Pong: return refused(ErrorCode::InvalidFrame);  // the host's own
  }
  return answer_request(switchboard, request, now);
}

std::string answer_keyed(Switchboard& switchboard, Request request, Millis now) {
  std::optional<wire::KeyParts> parts = wire::read_key(request.message.key);
  if (!parts) return refused(ErrorCode::InvalidFrame);
  request.key = request.message.key;
  request.parts = std::move(*parts);
  if (request.message.type == MessageType::Input) {
    std::optional<wire::SentInput> sent = wire::read_sent_input(request.message.body);
    if (!sent) return refused(ErrorCode::InvalidFrame);
    request.sent = std::move(*sent);
  }
  return answer_request(switchboard, request, now);
}

std::string configure(Switchboard& switchboard, const Message& message) {
  if (switchboard.configured) return refused(ErrorCode::InvalidState);
  switchboard.configured = true;
  switchboard.context = {message.epoch, message.policy};
  return wire::write_configured(message.policy);
}

}  // namespace

std::string dispatch(Switchboard& switchboard, std::string_view text, Millis now) {
  std::optional<Message> message = wire::read_message(text);
  if (!message) return refused(ErrorCode::InvalidFrame);
  if (message->type == MessageType::Configure) return configure(switchboard, *message);
  if (!switchboard.configured) return refused(ErrorCode::InvalidState);
  Request request{.message = std::move(*message)};
  switch (request.message.type) {
    case MessageType::Frame: return answer_frame(switchboard, std::move(request), now);
    case MessageType::Gone:
    case MessageType::Pong: {
      const Sender& sender = request.message.sender;
      request.parts = {false, sender.app, sender.user_id};
      request.key = user_key(sender.app, sender.user_id);
      return answer_request(switchboard, request, now);
    }
    case MessageType::Forget:
      drop_cached(switchboard.cache, request.message.key);
      return "{\"effects\":[]}";
    case MessageType::Input:
    case MessageType::Deadline:
    case MessageType::Drain:
    case MessageType::Drained:
    case MessageType::View: return answer_keyed(switchboard, std::move(request), now);
    case MessageType::Configure: break;  // answered above
  }
  return refused(ErrorCode::InvalidFrame);
}

}  // namespace ringline::switchboard
