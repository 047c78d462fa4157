// Capture of a call, and what the record is told of it.
#include "client/call_moves.h"

namespace ringline::moves {
namespace {

LocalSource& source_of(Call& call, TrackKind kind) {
  return kind == TrackKind::Audio ? call.microphone : call.camera;
}

void set_track(Moving& m, const LocalSource& source, std::int64_t generation) {
  if (!source.live) return;
  for (const Link& link : m.call.links) {
    if (!link.sends) continue;
    m.effects.push_back(effect::SetTrack{link.link_id, source.kind, generation});
  }
}

LegReport report_of(const Call& call) {
  return {.microphone = call.microphone.state,
          .camera = call.camera.state,
          .hold = call.held,
          .recording = call.recording,
          .consent = call.consent,
          .muted_by = call.muted_by};
}

}  // namespace

void start_capture(Moving& m) {
  turn_on(m.call.microphone, m.call.call_id, 0, m.effects);
  if (m.call.media == Media::Video) turn_on(m.call.camera, m.call.call_id, 0, m.effects);
}

void switch_source(Moving& m, LocalSource& source, bool on, Request request) {
  Call& call = m.call;
  if (call.held) {
    want(source, call.call_id, on, request, m.effects);
  } else if (on) {
    turn_on(source, call.call_id, request, m.effects);
  } else {
    if (source.kind == TrackKind::Video) set_track(m, source, 0);  // it will be stopped
    turn_off(source, call.call_id, request, m.effects);
  }
}

void resume_capture(Moving& m) {
  Call& call = m.call;
  const LegView* before = own_leg(call.view);
  const bool muted = before != nullptr && before->report.microphone == DeviceState::Off;
  const bool seen = before != nullptr && (before->report.camera == DeviceState::On ||
                                          before->report.camera == DeviceState::Starting);
  call.held = before != nullptr && before->report.hold;
  if (call.held) {
    m.effects.push_back(effect::MuteRemote{call.call_id, true});
    put_away(call.microphone, call.call_id, m.effects);
    put_away(call.camera, call.call_id, m.effects);
    return;
  }
  if (!muted) turn_on(call.microphone, call.call_id, 0, m.effects);
  if (muted) turn_off(call.microphone, call.call_id, 0, m.effects);
  if (seen) turn_on(call.camera, call.call_id, 0, m.effects);
}

void let_go(Moving& m) {
  Call& call = m.call;
  close_links(m);
  shut(call.microphone, call.call_id, m.effects);
  shut(call.camera, call.call_id, m.effects);
  stop_recording(m);
  call.held = false;
}

void release_media(Moving& m) {
  let_go(m);
  m.effects.push_back(effect::ReleaseMedia{m.call.call_id});
}

void send_track(Moving& m, const LocalSource& source) { set_track(m, source, source.generation); }

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
  if (in.generation == source.generation) source.size = in.size;
  if (on_captured(source, m.call.call_id, in.generation, m.effects)) send_track(m, source);
}

void on(Moving& m, const input::CaptureFailed& in) {
  on_capture_failed(source_of(m.call, in.kind), m.call.call_id, in.generation, in.error, m.effects);
}

void on(Moving& m, const input::CaptureEnded& in) {
  on_capture_ended(source_of(m.call, in.kind), in.generation);
}

}  // namespace ringline::moves
