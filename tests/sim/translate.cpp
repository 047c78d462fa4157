#include "tests/sim/translate.h"

#include "wire/client_decode.h"
#include "wire/client_encode.h"
#include "wire/common_json.h"
#include "wire/json.h"
#include "wire/switchboard_answers.h"
#include "wire/switchboard_frames.h"

namespace ringline::sim {
namespace {

sb::CommandType type_of(CommandKind kind) {
  switch (kind) {
    case CommandKind::Invite: return sb::CommandType::Invite;
    case CommandKind::Ringing: return sb::CommandType::Ringing;
    case CommandKind::Accept: return sb::CommandType::Accept;
    case CommandKind::Decline: return sb::CommandType::Decline;
    case CommandKind::Leave: return sb::CommandType::Leave;
    case CommandKind::Add: return sb::CommandType::Add;
    case CommandKind::Cancel: return sb::CommandType::Cancel;
    case CommandKind::Remove: return sb::CommandType::Remove;
    case CommandKind::End: return sb::CommandType::End;
    case CommandKind::Join: return sb::CommandType::Join;
    case CommandKind::Rejoin: return sb::CommandType::Rejoin;
    case CommandKind::State: return sb::CommandType::State;
    case CommandKind::VideoRequest: return sb::CommandType::VideoRequest;
    case CommandKind::VideoAccept: return sb::CommandType::VideoAccept;
    case CommandKind::VideoDecline: return sb::CommandType::VideoDecline;
    case CommandKind::VideoCancel: return sb::CommandType::VideoCancel;
    case CommandKind::MuteRequest: return sb::CommandType::MuteRequest;
    case CommandKind::Reassert: return sb::CommandType::Reassert;
    case CommandKind::Sync: return sb::CommandType::Sync;
    case CommandKind::Renew: return sb::CommandType::Renew;
  }
  return sb::CommandType::Sync;
}

void fill_leg(sb::Command& command, const Command& sent) {
  command.leg_id = sent.leg_id;
  command.incarnation = sent.incarnation;
}

// What opens a call for a device.
void fill_entry(sb::Command& command, const Command& sent) {
  fill_leg(command, sent);
  command.media = sent.media;
  command.ext = sent.ext;
}

void fill_description(sb::Command& command, const Command& sent) {
  command.negotiation = sent.negotiation;
  command.sdp = sent.sdp;
}

// Fills what docs/PROTOCOL.md lists for the type, and nothing else, as the decoder does.
void fill(sb::Command& command, const Command& sent) {
  switch (sent.kind) {
    case CommandKind::Invite:
      command.kind = sent.to.size() == 1 ? CallKind::Direct : CallKind::Group;
      command.to = sent.to;
      command.group_id = sent.group_id;
      command.policy = sent.policy;
      fill_entry(command, sent);
      if (!sent.sdp.empty()) fill_description(command, sent);
      return;
    case CommandKind::Accept: fill_entry(command, sent); return fill_description(command, sent);
    case CommandKind::Join:
      command.kind = CallKind::Session;
      command.policy = sent.policy;
      return fill_entry(command, sent);
    case CommandKind::Add:
    case CommandKind::Cancel:
    case CommandKind::MuteRequest:
    case CommandKind::Remove: command.to = sent.to; return;
    case CommandKind::End: command.ext = sent.ext; return;
    case CommandKind::Rejoin: return fill_leg(command, sent);
    case CommandKind::Decline:
      command.reason = sent.reason;
      command.ext = sent.ext;
      return;
    case CommandKind::Leave:
      command.because = sent.because;
      command.ext = sent.ext;
      return;
    case CommandKind::Reassert: return fill_leg(command, sent);
    case CommandKind::State: command.report = sent.report; return;
    case CommandKind::Sync: command.calls = sent.calls; return;
    case CommandKind::Ringing:
    case CommandKind::VideoRequest:
    case CommandKind::VideoAccept:
    case CommandKind::VideoDecline:
    case CommandKind::VideoCancel:
    case CommandKind::Renew: return;
  }
}

std::string compared(const std::string& text, const sb::Command& translated) {
  const wire::ReadFrame read = wire::read_frame(text);
  if (!read.command) return "is refused: " + text;
  sb::Command decoded = *read.command;
  decoded.seal.reset();  // the simulator's seals are names, not claims
  return decoded == translated ? std::string() : "reads otherwise: " + text;
}

std::string entry_text(wire::JsonWriter writer, const frame::SnapshotEntry& entry) {
  writer.open_object("call");
  wire::write_view(writer, entry.view);
  writer.close_object();
  if (entry.seal) {
    writer.open_object("seal")
        .text("claims", entry.seal->claims)
        .text("mac", entry.seal->mac)
        .close_object();
  }
  return writer.close_object().take();
}

}  // namespace

sb::Command to_command(const effect::SendHello& hello, const Session& session) {
  sb::Command command{.type = sb::CommandType::Hello};
  command.protocol = 1;
  command.device_id = session.device_id;
  command.page_id = session.page_id;
  command.incarnation = session.incarnation;
  command.take_over = hello.take_over;
  command.calls = hello.calls;
  return command;
}

sb::Command to_command(const effect::SendCommand& sent) {
  sb::Command command{.type = type_of(sent.command.kind)};
  command.id = sent.id;
  if (sent.command.kind != CommandKind::Sync && sent.command.kind != CommandKind::Renew) {
    command.call_id = sent.command.call_id;
  }
  fill(command, sent.command);
  return command;
}

sb::Command to_command(const effect::SendSignal& sent) {
  const Signal& signal = sent.signal;
  sb::Command command{.type = sb::CommandType::Signal};
  command.call_id = signal.call_id;
  command.signal.to = signal.to_leg;
  command.signal.link = signal.link;
  command.signal.negotiation = signal.negotiation;
  if (signal.type) {
    command.signal.description_type = name_of(*signal.type);
    command.signal.sdp = signal.sdp;
  }
  command.signal.candidates = signal.candidates;
  return command;
}

sb::Command to_command(const effect::SendAck& sent) {
  sb::Command command{.type = sb::CommandType::Ack};
  command.call_id = sent.call_id;
  command.version = sent.version;
  return command;
}

std::string text_sent(const Effect& effect, const Session& session) {
  wire::JsonWriter writer;
  const std::string no_servers = "[]";
  wire::write_effect(writer, effect, {session, no_servers});
  const wire::Parsed parsed = wire::parse(writer.take(), wire::kRecordLimits);
  const wire::Json* text = parsed.value.find("text");
  if (text == nullptr) return {};
  std::string sent = text->string;
  const std::string token = R"("token":"token",)";  // page.cpp
  const std::size_t at = sent.find(token);
  return at == std::string::npos ? sent : sent.erase(at, token.size());
}

frame::SnapshotEntry to_entry(const sb::Page& page, const std::string& seal) {
  frame::SnapshotEntry entry{page.view, std::nullopt};
  if (!seal.empty()) entry.seal = Seal{seal, "ok"};
  return entry;
}

frame::Reply to_reply(const sb::ReplyEffect& effect, const std::string& seal) {
  frame::Reply reply;
  reply.id = effect.command_id;
  reply.error = effect.error;
  if (!effect.error && effect.page) reply.call = to_entry(*effect.page, seal);
  return reply;
}

Signal to_signal(const sb::SignalEffect& effect) {
  Signal signal;
  signal.call_id = effect.call_id;
  signal.from_user = effect.from.user_id;
  signal.from_device = effect.from.device_id;
  signal.from_leg = effect.from_leg;
  signal.link = effect.parts.link;
  signal.negotiation = effect.parts.negotiation;
  signal.type = named<DescriptionType>(effect.parts.description_type);
  signal.sdp = effect.parts.sdp;
  signal.candidates = effect.parts.candidates;
  return signal;
}

std::string codec_difference(const effect::SendHello& hello, const Session& session) {
  return compared(text_sent(hello, session), to_command(hello, session));
}

std::string codec_difference(const effect::SendCommand& sent) {
  return compared(text_sent(sent, {}), to_command(sent));
}

std::string codec_difference(const effect::SendSignal& sent) {
  return compared(text_sent(sent, {}), to_command(sent));
}

std::string codec_difference(const frame::SnapshotEntry& entry) {
  wire::JsonWriter writer;
  writer.open_object().text("type", "event").number("seq", 1);
  const std::string text = entry_text(std::move(writer), entry);
  std::string servers;
  const Frame frame = wire::read_frame(text, servers);
  const auto* event = std::get_if<frame::Event>(&frame);
  const bool same =
      event != nullptr && event->call.view == entry.view && event->call.seal == entry.seal;
  return same ? std::string() : "reads otherwise: " + text;
}

std::string codec_difference(const frame::Reply& reply) {
  if (reply.call) return codec_difference(*reply.call);
  if (!reply.error) return {};
  wire::JsonWriter writer;
  writer.open_object().text("type", "reply").text("id", reply.id).flag("ok", false);
  wire::write_error(writer, *reply.error);
  const std::string text = writer.close_object().take();
  std::string servers;
  const Frame frame = wire::read_frame(text, servers);
  const auto* read = std::get_if<frame::Reply>(&frame);
  const bool same = read != nullptr && read->error == reply.error && read->id == reply.id;
  return same ? std::string() : "reads otherwise: " + text;
}

std::string codec_difference(const sb::SignalEffect& effect) {
  wire::Answer answer;
  answer.effects.push_back(effect);
  const std::string text = wire::write_answer(answer);
  const std::size_t at = text.find("\"frame\":");
  if (at == std::string::npos) return "has no frame: " + text;
  // The effect's object ends with the frame's; two more close the list and the answer.
  const std::size_t end = text.find("}]", at);
  const std::string framed = text.substr(at + 8, text.rfind("}}]") + 1 - (at + 8));
  std::string servers;
  const Frame frame = wire::read_frame(framed, servers);
  const auto* signal = std::get_if<Signal>(&frame);
  const bool same = end != std::string::npos && signal != nullptr && *signal == to_signal(effect);
  return same ? std::string() : "reads otherwise: " + framed;
}

}  // namespace ringline::sim
