// The public state of a call: what the app and the screens are a function of.
#include "wire/client_encode.h"
#include "wire/common_json.h"

namespace ringline::wire {
namespace {

enum class MediaPath : std::uint8_t { None, Connecting, Connected, Reconnecting };
constexpr std::string_view kMediaPathNames[] = {"none", "connecting", "connected", "reconnecting"};

MediaPath path_of(const Call& call) {
  if (!call.link) return MediaPath::None;
  switch (call.link->peer) {
    case PeerState::New:
    case PeerState::Connecting: return MediaPath::Connecting;
    case PeerState::Connected: return MediaPath::Connected;
    case PeerState::Disconnected:
    case PeerState::Failed: return MediaPath::Reconnecting;
  }
  return MediaPath::None;
}

CallStatus status_of(const Call& call) {
  if (call.end_reason) return log_status(*call.end_reason);
  return is_agreed(call.state) || call.view.answered_at ? CallStatus::Ongoing
                                                        : CallStatus::Initiated;
}

bool is_self(const Call& call, const ParticipantView& participant) {
  if (!call.has_view) return false;
  const bool inviter = call.view.you.role == Role::Inviter;
  if (inviter != (participant.role == Role::Inviter)) return false;
  return inviter || call.view.kind == CallKind::Direct;
}

void write_participant(JsonWriter& writer, const Call& call, const ParticipantView& participant) {
  writer.open_object()
      .text("userId", participant.user_id)
      .choice("role", participant.role)
      .choice("state", participant.state)
      .optional_text("name", participant.name)
      .optional_text("avatar", participant.avatar)
      .optional_text("ext", participant.ext);
  if (participant.end_reason) writer.choice("endReason", *participant.end_reason);
  DeviceState microphone = DeviceState::Unknown;
  DeviceState camera = DeviceState::Unknown;
  writer.open_array("deviceIds");
  for (const LegView& leg : participant.legs) {
    writer.text_item(leg.device_id);
    microphone = leg.microphone;
    camera = leg.camera;
  }
  const MediaPath path = path_of(call);
  writer.close_array()
      .choice("microphone", microphone)
      .choice("camera", camera)
      .text("connection", kMediaPathNames[static_cast<std::size_t>(path)]);
  if (call.link) writer.text("linkId", call.link->link_id);
  writer.close_object();
}

void write_times(JsonWriter& writer, const Call& call) {
  writer.number("startedAt", call.view.created_at);
  if (call.view.answered_at) writer.number("answeredAt", *call.view.answered_at);
  if (call.ended_at) writer.number("endedAt", *call.ended_at);
  if (call.has_view) writer.number("ringDeadline", call.view.ring_deadline);
}

void write_source(JsonWriter& writer, std::string_view key, std::string_view error_key,
                  const LocalSource& source) {
  writer.choice(key, source.state);
  writer.optional_text(error_key, name_of(source.error));
}

}  // namespace

std::string call_state_text(const Call& call) {
  JsonWriter writer;
  writer.open_object()
      .text("callId", call.call_id)
      .optional_text("legId", call.leg_id)
      .choice("kind", call.view.kind)
      .choice("media", call.view.media)
      .choice("direction", call.direction)
      .choice("state", call.state)
      .choice("status", status_of(call))
      .text("inviter", call.view.inviter)
      .optional_text("ext", call.view.ext)
      .flag("ringing", call.state == CallState::Ringing && !call.hushed)
      .flag("canAccept", can_accept(call.state))
      .flag("canDecline", is_unanswered_here(call.state))
      .flag("canHangUp", can_leave(call.state))
      .flag("canRejoin", call.state == CallState::Rejoinable);
  write_times(writer, call);
  if (call.end_reason) writer.choice("endReason", *call.end_reason);
  writer.optional_text("endCategory", name_of(call.failure)).flag("confirmed", call.confirmed);
  write_source(writer, "microphone", "microphoneError", call.microphone);
  write_source(writer, "camera", "cameraError", call.camera);
  writer.open_array("participants");
  for (const ParticipantView& participant : call.view.participants) {
    if (!is_self(call, participant)) write_participant(writer, call, participant);
  }
  return writer.close_array().close_object().take();
}

}  // namespace ringline::wire
