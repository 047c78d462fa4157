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

void write_description(JsonWriter& writer, Key key, const Command& command) {
  writer.open_object(key)
      .number("negotiation", command.negotiation)
      .optional_text("sdp", command.sdp)
      .close_object();
}

void write_to(JsonWriter& writer, const Command& command) {
  if (command.group.empty()) {
    writer.texts("to", command.to);
  } else {
    writer.text("group", command.group);
  }
}

// What opens a call for this device: its leg, and what it asks for.
void write_entry(JsonWriter& writer, const Command& command) {
  write_leg(writer, command);
  writer.choice("media", command.media).optional_text("ext", command.ext);
  write_inviter_policy(writer, "policy", command.policy);
}

void write_invite(JsonWriter& writer, const Command& command) {
  const bool direct = command.to.size() == 1 && command.group.empty();
  writer.choice("kind", direct ? CallKind::Direct : CallKind::Group);
  write_to(writer, command);
  writer.optional_text("groupId", command.group_id);
  write_entry(writer, command);
  if (!command.sdp.empty()) write_description(writer, "offer", command);
}

void write_seal(JsonWriter& writer, const Seal& seal) {
  writer.open_object("seal").text("claims", seal.claims).text("mac", seal.mac).close_object();
}

void write_fields(JsonWriter& writer, const Command& command) {
  switch (command.kind) {
    case CommandKind::Invite: write_invite(writer, command); break;
    case CommandKind::Add:
    case CommandKind::Cancel:
    case CommandKind::Remove:
    case CommandKind::MuteRequest: write_to(writer, command); break;
    case CommandKind::Join: write_entry(writer, command); break;
    case CommandKind::End: writer.optional_text("ext", command.ext); break;
    case CommandKind::Ringing:
    case CommandKind::VideoRequest:
    case CommandKind::VideoAccept:
    case CommandKind::VideoDecline:
    case CommandKind::VideoCancel: break;
    case CommandKind::Accept:
      write_leg(writer, command);
      writer.choice("media", command.media);
      if (command.negotiation != 0) write_description(writer, "answer", command);
      writer.optional_text("ext", command.ext);
      break;
    case CommandKind::Decline:
      writer.optional_text("reason", command.reason).optional_text("ext", command.ext);
      break;
    case CommandKind::Leave:
      writer.optional_choice("because", command.because).optional_text("ext", command.ext);
      if (!command.seal.claims.empty()) write_seal(writer, command.seal);
      break;
    case CommandKind::Rejoin: write_leg(writer, command); break;
    case CommandKind::State: write_leg_report(writer, command.report); break;
    case CommandKind::Reassert:
      write_seal(writer, command.seal);
      write_leg(writer, command);
      break;
    case CommandKind::Sync: writer.texts("calls", command.calls); break;
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
