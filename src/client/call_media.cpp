// Capture of a call, and what the record is told of it.
#include <utility>

#include "client/call_moves.h"

namespace ringline::moves {
namespace {

LocalSource& source_of(Call& call, TrackKind kind) {
  switch (kind) {
    case TrackKind::Audio: return call.microphone;
    case TrackKind::Video: return call.camera;
    case TrackKind::Screen: return call.screen;
  }
  return call.microphone;
}

void set_track(Moving& m, const LocalSource& source, std::int64_t generation) {
  if (source.track == 0) return;
  for (const Link& link : m.call.links) {
    if (!link.sends) continue;
    m.effects.push_back(effect::SetTrack{link.link_id, source.kind, generation});
  }
}

LegReport report_of(const Call& call) {
  return {.microphone = call.microphone.state,
          .camera = call.camera.state,
          .hold = call.held,
          .screen = call.screen.state,
          .recording = call.recording,
          .consent = call.consent,
          .muted_by = call.muted_by};
}

// A camera's or screen's track is taken off the links before it is stopped.
void take_off(Moving& m, const LocalSource& source) {
  if (source.kind != TrackKind::Audio) set_track(m, source, 0);
}

// Whether what failed may work now: the user has picked a device, or there was none and now one is
// there. Nobody who said no is asked again for that.
bool may_be_had(const Moving& m, const LocalSource& source, Request picked) {
  if (source.state != DeviceState::Failed || source.capturing) return false;
  const bool listed =
      m.around.rack != nullptr && media::lists_kind(m.around.rack->list, device_kind(source.kind));
  return picked != 0 || (source.error == CaptureError::NotFound && listed);
}

}  // namespace

Studio studio(Moving& m, const LocalSource& source) {
  media::Choice choice;
  const bool listed = m.around.rack != nullptr && source.kind != TrackKind::Screen;
  if (listed) choice = media::chosen(*m.around.rack, device_kind(source.kind));
  return {m.call.call_id, std::move(choice), m.effects};
}

void start_capture(Moving& m) {
  Call& call = m.call;
  turn_on(call.microphone, 0, studio(m, call.microphone));
  if (call.media == Media::Video) turn_on(call.camera, 0, studio(m, call.camera));
}

void switch_source(Moving& m, LocalSource& source, bool on, Request request) {
  Call& call = m.call;
  if (call.held) {
    want(source, call.call_id, on, request, m.effects);
  } else if (on) {
    turn_on(source, request, studio(m, source));
  } else {
    take_off(m, source);
    turn_off(source, request, studio(m, source));
  }
}

void resume_capture(Moving& m) {
  Call& call = m.call;
  const LegView* own = own_leg(call.view);
  const LegReport nothing;
  const LegReport& before = own == nullptr ? nothing : own->report;
  const bool muted = before.microphone == DeviceState::Off;
  const bool seen = before.camera == DeviceState::On || before.camera == DeviceState::Starting;
  call.consent = before.consent;
  call.muted_by = before.muted_by;
  call.held = before.hold;
  if (call.held) {
    m.effects.push_back(effect::MuteRemote{call.call_id, true});
    put_away(call.microphone, call.call_id, m.effects);
    put_away(call.camera, call.call_id, m.effects);
    return;
  }
  if (!muted) turn_on(call.microphone, 0, studio(m, call.microphone));
  if (muted) turn_off(call.microphone, 0, studio(m, call.microphone));
  if (seen) turn_on(call.camera, 0, studio(m, call.camera));
}

void let_go(Moving& m) {
  Call& call = m.call;
  close_links(m);
  shut(call.microphone, call.call_id, m.effects);
  shut(call.camera, call.call_id, m.effects);
  shut(call.screen, call.call_id, m.effects);
  stop_recording(m);
  call.held = false;
}

void release_media(Moving& m) {
  let_go(m);
  m.effects.push_back(effect::ReleaseMedia{m.call.call_id});
}

void send_track(Moving& m, const LocalSource& source) { set_track(m, source, source.track); }

Command state_command(Call& call) {
  call.reported = report_of(call);
  Command telling = command(call, CommandKind::State);
  telling.report = *call.reported;
  return telling;
}

void tell_devices(Moving& m) {
  if (!is_agreed(m.call.state) || m.call.reported == report_of(m.call)) return;
  m.effects.push_back(state_command(m.call));
}

void on(Moving& m, const input::Captured& in) {
  LocalSource& source = source_of(m.call, in.kind);
  const std::int64_t before = source.track;
  if (!on_captured(source, in.generation, studio(m, source))) return;
  source.size = in.size;
  send_track(m, source);
  if (before != 0) m.effects.push_back(effect::Release{m.call.call_id, in.kind, before});
}

void on(Moving& m, const input::CaptureFailed& in) {
  LocalSource& source = source_of(m.call, in.kind);
  on_capture_failed(source, in.generation, in.error, studio(m, source));
  if (in.kind == TrackKind::Screen) screen_failed(m.call);
}

void on(Moving& m, const input::CaptureEnded& in) {
  if (in.kind == TrackKind::Screen) return screen_ended(m, in.generation);
  LocalSource& source = source_of(m.call, in.kind);
  on_capture_ended(source, in.generation, studio(m, source));
}

void on(Moving& m, const input::ChoiceChanged& in) {
  LocalSource& source = source_of(m.call, in.kind);
  if (m.call.held) return settle(m, in.request);  // it is opened after the hold
  if (may_be_had(m, source, in.request)) {
    source.choosing = in.request;
    return turn_on(source, 0, studio(m, source));
  }
  const Studio there = studio(m, source);
  if (must_change(source, there.choice)) take_off(m, source);
  follow_choice(source, in.request, there);
}

}  // namespace ringline::moves
