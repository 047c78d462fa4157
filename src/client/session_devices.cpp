// The devices of this page: what is there, what the user wants of it, and which of the calls has to
// open something else for that (R70 to R72, pains 9, 10, 16).
#include "client/session_moves.h"

namespace ringline::session_moves {
namespace {

using media::DeviceKind;
using media::OutputControl;

const LocalSource& source_of(const Call& call, TrackKind kind) {
  return kind == TrackKind::Audio ? call.microphone : call.camera;
}

OutputControl control_of(const Session& session) {
  return media::output_control(session.rack, session.has_set_sink_id);
}

// Told only when it changes.
void tell_devices(Moving& m) {
  Session& session = m.session;
  effect::Devices now;
  for (std::size_t kind = 0; kind < media::kDeviceKinds; ++kind) {
    now.chosen[kind] = media::chosen(session.rack, static_cast<DeviceKind>(kind)).device_id;
  }
  now.output_control = control_of(session);
  if (now == session.told_devices) return;
  constexpr auto kOutput = static_cast<std::size_t>(DeviceKind::AudioOutput);
  const bool output = now.chosen[kOutput] != session.told_devices.chosen[kOutput];
  session.told_devices = now;
  if (output) m.effects.push_back(effect::SetOutput{now.chosen[kOutput]});
  m.effects.push_back(std::move(now));
}

// The call whose source of that kind is, or should be, open.
std::optional<CallId> user_of(const Session& session, TrackKind kind) {
  for (const Call& call : session.calls) {
    const LocalSource& source = source_of(call, kind);
    if (!has_consent(call.state) || call.held) continue;
    if (source.track != 0 || source.capturing || source.wanted) return call.call_id;
  }
  return std::nullopt;
}

void settle(Moving& m, Request request) {
  m.effects.push_back(effect::Settle{request, {}, std::nullopt});
}

void refuse(Moving& m, Request request, ErrorCode code, CaptureError cause = CaptureError::None) {
  m.effects.push_back(effect::Settle{request, {}, Error{code, {}, std::nullopt}, cause});
}

// Whoever asked waits until the device is open, where one is open at all.
void follow(Moving& m, TrackKind kind, Request request) {
  const std::optional<CallId> user = user_of(m.session, kind);
  for (const CallId& id : call_ids(m.session)) {
    feed(m, id, input::ChoiceChanged{kind, id == user ? request : 0});
  }
  if (!user && request != 0) settle(m, request);
  tell_devices(m);
}

void follow(Moving& m, DeviceKind kind, Request request) {
  switch (kind) {
    case DeviceKind::AudioInput: return follow(m, TrackKind::Audio, request);
    case DeviceKind::VideoInput: return follow(m, TrackKind::Video, request);
    case DeviceKind::AudioOutput:
      settle(m, request);
      tell_devices(m);
      return;
  }
}

}  // namespace

void hear_capture(Moving& m, const Call& call, const CallInput& input) {
  if (const auto* failed = std::get_if<input::CaptureFailed>(&input)) {
    const LocalSource& source = source_of(call, failed->kind);
    const bool current = source.capturing && source.generation == failed->generation;
    // Who says no to everything has not said no to this device.
    const bool says_no = failed->error == CaptureError::Denied && !source.replacing;
    if (!current || says_no || source.asked.device_id.empty()) return;
    media::drop_wishes(m.session.rack, device_kind(failed->kind), source.asked.device_id);
    tell_devices(m);
  } else if (const auto* ended = std::get_if<input::CaptureEnded>(&input)) {
    const LocalSource& source = source_of(call, ended->kind);
    const bool of_a_device = source.kind != TrackKind::Screen && source.track != 0;
    if (!of_a_device || source.track != ended->generation) return;
    media::lose_device(m.session.rack, device_kind(ended->kind), source.opened);
    tell_devices(m);
  }
}

void on(Moving& m, const input::DevicesListed& in) {
  Session& session = m.session;
  session.has_set_sink_id = in.has_set_sink_id;
  if (!session.rack.listed || in.list != session.rack.list) {
    media::take_list(session.rack, in.list);
    follow(m, TrackKind::Audio, 0);
    follow(m, TrackKind::Video, 0);
  }
  tell_devices(m);
}

void on(Moving& m, const input::SelectDevice& in) {
  if (in.kind == DeviceKind::AudioOutput && control_of(m.session) != OutputControl::Sink) {
    return refuse(m, in.request, ErrorCode::InvalidState);
  }
  if (!media::select_device(m.session.rack, in.kind, in.device_id)) {
    return refuse(m, in.request, ErrorCode::MediaFailed, CaptureError::NotFound);
  }
  follow(m, in.kind, in.request);
}

void on(Moving& m, const input::PreferOutput& in) {
  const OutputControl control = control_of(m.session);
  if (control == OutputControl::None && in.route != media::OutputRoute::Default) {
    return refuse(m, in.request, ErrorCode::InvalidState);
  }
  const bool by_input = control == OutputControl::Input;
  const DeviceKind kind = by_input ? DeviceKind::AudioInput : DeviceKind::AudioOutput;
  media::prefer_route(m.session.rack, kind, in.route);
  follow(m, kind, in.request);
}

void on(Moving& m, const input::SwitchCamera& in) {
  if (!media::switch_camera(m.session.rack)) {
    return refuse(m, in.request, ErrorCode::MediaFailed, CaptureError::NotFound);
  }
  follow(m, TrackKind::Video, in.request);
}

}  // namespace ringline::session_moves
