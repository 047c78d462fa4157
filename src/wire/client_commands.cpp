// Frames from a device to the switchboard.
#include "wire/client_encode.h"
#include "wire/common_json.h"

namespace ringline::wire {
namespace {

void write_leg(JsonWriter& writer, const Command& command) {
  writer.open_object("leg")
      .text("legId", command.leg_id)
      .text("incarnation", command.incarnation)
      .close_object();
}

void write_sdp(JsonWriter& writer, std::string_view key, const Command& command) {
  if (command.sdp.empty()) return;
  writer.open_object(key)
      .number("negotiation", command.negotiation)
      .text("sdp", command.sdp)
      .close_object();
}

void write_invite(JsonWriter& writer, const Command& command) {
  writer.choice("kind", CallKind::Direct).choice("media", command.media).open_array("to");
  for (const UserId& user : command.to) writer.text_item(user);
  writer.close_array();
  write_leg(writer, command);
  write_sdp(writer, "offer", command);
  writer.optional_text("ext", command.ext);
  if (command.ring_timeout_ms) {
    writer.open_object("policy").number("ringTimeoutMs", *command.ring_timeout_ms).close_object();
  }
}

void write_calls(JsonWriter& writer, const Command& command) {
  writer.open_array("calls");
  for (const CallId& call_id : command.calls) writer.text_item(call_id);
  writer.close_array();
}

void write_fields(JsonWriter& writer, const Command& command) {
  switch (command.kind) {
    case CommandKind::Invite: write_invite(writer, command); break;
    case CommandKind::Ringing: break;
    case CommandKind::Accept:
      write_leg(writer, command);
      writer.choice("media", command.media);
      write_sdp(writer, "answer", command);
      writer.optional_text("ext", command.ext);
      break;
    case CommandKind::Decline:
      writer.optional_text("reason", command.reason).optional_text("ext", command.ext);
      break;
    case CommandKind::Leave:
      writer.optional_text("because", name_of(command.because)).optional_text("ext", command.ext);
      break;
    case CommandKind::Rejoin: write_leg(writer, command); break;
    case CommandKind::State:
      writer.choice("microphone", command.microphone).choice("camera", command.camera);
      break;
    case CommandKind::Reassert:
      writer.open_object("seal")
          .text("claims", command.seal.claims)
          .text("mac", command.seal.mac)
          .close_object();
      break;
    case CommandKind::Sync: write_calls(writer, command); break;
    case CommandKind::Renew: writer.text("token", command.token); break;
  }
}

}  // namespace

std::string command_text(const CommandId& id, const Command& command) {
  JsonWriter writer;
  writer.open_object().choice("type", command.kind).text("id", id);
  writer.optional_text("callId", command.call_id);
  write_fields(writer, command);
  return writer.close_object().take();
}

}  // namespace ringline::wire
