// The public state of a call: what the app and the screens are a function of. What may be done now
// is told as data, so that no screen has to know a rule. Must not know: how any of it is decided.
#include "client/call_abilities.h"
#include "wire/client_encode.h"
#include "wire/common_json.h"

namespace ringline::wire {
namespace {

enum class MediaPath : std::uint8_t { None, Connecting, Connected, Reconnecting };
constexpr const char* kMediaPathNames[] = {"none", "connecting", "connected", "reconnecting"};

MediaPath path_of(const Link& link) {
  switch (link.peer) {
    case PeerState::New:
    case PeerState::Connecting:
      return link.was_connected ? MediaPath::Reconnecting : MediaPath::Connecting;
    case PeerState::Connected: return MediaPath::Connected;
    case PeerState::Disconnected:
    case PeerState::Failed: return MediaPath::Reconnecting;
  }
  return MediaPath::None;
}

// The link to that participant. An early offer's, whose winner is not known, is a direct call's
// only one.
const Link* link_of(const Call& call, const ParticipantView& participant) {
  for (const Link& link : call.links) {
    if (link.peer_leg.empty() && call.view.kind == CallKind::Direct) return &link;
    for (const LegView& leg : participant.legs) {
      if (leg.leg_id == link.peer_leg) return &link;
    }
    const bool told = link.peer_user == participant.user_id && !link.peer_leg.empty();
    if (told && participant.legs.empty()) return &link;
  }
  return nullptr;
}

CallStatus status_of(const Call& call) {
  if (call.end_reason) return log_status(*call.end_reason);
  return is_agreed(call.state) || call.view.answered_at ? CallStatus::Ongoing
                                                        : CallStatus::Initiated;
}

void write_video(JsonWriter& writer, const Call& call) {
  const VideoRequest& request = call.view.video_request;
  writer.flag("canRequestVideo", can_request_video(call))
      .flag("canAnswerVideo", can_answer_video(call))
      .flag("canCancelVideo", can_cancel_video(call));
  if (request.id == 0) return;
  writer.open_object("videoRequest")
      .number("id", request.id)
      .text("by", request.by)
      .choice("state", request.state);
  if (is_video_asked(call)) writer.number("deadline", request.deadline);
  writer.close_object();
}

bool records(DeviceState state) {
  return state == DeviceState::Starting || state == DeviceState::On;
}

// Who records, this device first. Nothing when nobody does.
void write_recording(JsonWriter& writer, const Call& call) {
  std::vector<UserId> by;
  bool on = call.recording == DeviceState::On;
  if (records(call.recording)) by.push_back(call.user_id);
  for (const ParticipantView& one : call.view.participants) {
    if (one.user_id == call.user_id) continue;
    for (const LegView& leg : one.legs) {
      if (!records(leg.report.recording)) continue;
      by.push_back(one.user_id);
      on = on || leg.report.recording == DeviceState::On;
    }
  }
  writer.flag("canConsent", can_consent(call));
  writer.optional_choice("consent", call.consent);
  if (by.empty()) return;
  writer.open_object("recording")
      .choice("state", on ? DeviceState::On : DeviceState::Starting)
      .texts("by", by)
      .close_object();
}

// Who asked this user to mute last, and whom the microphone obeyed.
void write_mute(JsonWriter& writer, const Call& call) {
  for (const ParticipantView& one : call.view.participants) {
    if (one.user_id == call.user_id) write_mute_request(writer, one.mute_request);
  }
  writer.optional_text("mutedBy", call.muted_by);
}

void write_abilities(JsonWriter& writer, const Call& call) {
  writer.flag("canAccept", can_accept(call.state))
      .flag("canDecline", is_unanswered_here(call.state))
      .flag("canHangUp", can_leave(call.state))
      .flag("canRejoin", call.state == CallState::Rejoinable)
      .flag("canInvite", can_invite(call))
      .flag("canCancel", can_cancel_any(call))
      .flag("canRemove", can_remove(call))
      .flag("canEnd", can_end(call))
      .flag("canHold", can_hold(call.state) && !call.held)
      .flag("canResume", can_hold(call.state) && call.held)
      .flag("canShareScreen", can_share_screen(call));
  write_video(writer, call);
}

void write_participant(JsonWriter& writer, const Call& call, const ParticipantView& participant) {
  writer.open_object()
      .text("userId", participant.user_id)
      .choice("role", participant.role)
      .choice("state", participant.state)
      .optional_text("name", participant.name)
      .optional_text("avatar", participant.avatar)
      .optional_text("ext", participant.ext)
      .optional_text("invitedBy", participant.invited_by);
  writer.optional_choice("endReason", participant.end_reason);
  if (is_pending(participant.state) && participant.ring_deadline != 0) {
    writer.number("ringDeadline", participant.ring_deadline);
  }
  LegReport report;
  writer.open_array("deviceIds");
  for (const LegView& leg : participant.legs) {
    writer.text_item(leg.device_id);
    report = leg.report;
  }
  const Link* link = link_of(call, participant);
  const MediaPath path = link == nullptr ? MediaPath::None : path_of(*link);
  writer.close_array()
      .choice("microphone", report.microphone)
      .choice("camera", report.camera)
      .choice("screen", report.screen)
      .flag("hold", report.hold)
      .optional_text("mutedBy", report.muted_by)
      .flag("recordable", is_recordable(call, participant))
      .text("connection", kMediaPathNames[static_cast<std::size_t>(path)]);
  if (link != nullptr) {
    writer.text("linkId", link->link_id);
    if (link->traffic.quality.known) writer.number("quality", link->traffic.quality.shown);
  }
  writer.close_object();
}

void write_times(JsonWriter& writer, const Call& call) {
  writer.number("startedAt", call.view.created_at);
  writer.optional_number("answeredAt", call.view.answered_at);
  writer.optional_number("endedAt", call.ended_at);
  if (call.has_view) writer.number("ringDeadline", call.view.ring_deadline);
}

void write_timeline(JsonWriter& writer, const Timeline& timeline) {
  const auto write = [&writer](Key key, const std::optional<Millis>& instant) {
    writer.optional_number(key, instant);
  };
  writer.open_object("timeline");
  write("dialled", timeline.dialled);
  write("rung", timeline.rung);
  write("accepted", timeline.accepted);
  write("connected", timeline.connected);
  write("firstFrame", timeline.first_frame);
  writer.close_object();
}

void write_source(JsonWriter& writer, Key key, Key error_key, const LocalSource& source) {
  writer.choice(key, source.state);
  writer.optional_choice(error_key, source.error);
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
      .optional_text("invitedBy", own_ringer(call))
      .optional_text("ext", call.view.ext)
      .optional_text("groupId", call.view.group_id)
      .optional_text("replacedBy", call.view.replaced_by)
      .flag("ringing", rings(call))
      .flag("ringback", hears_ringback(call))
      .flag("held", call.held);
  write_abilities(writer, call);
  write_times(writer, call);
  write_timeline(writer, call.timeline);
  writer.optional_choice("endReason", call.end_reason);
  writer.optional_choice("endCategory", call.failure).flag("confirmed", call.confirmed);
  write_source(writer, "microphone", "microphoneError", call.microphone);
  write_source(writer, "camera", "cameraError", call.camera);
  write_recording(writer, call);
  write_mute(writer, call);
  writer.choice("screen", call.screen.state);
  writer.open_array("participants");
  for (const ParticipantView& participant : call.view.participants) {
    if (participant.user_id != call.user_id) write_participant(writer, call, participant);
  }
  return writer.close_array().close_object().take();
}

}  // namespace ringline::wire
