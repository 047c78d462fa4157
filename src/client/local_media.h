// One local source of a call, microphone or camera: what is wanted, what is there, and the
// generation that late results are checked against. Must not know: states of calls, peers,
// getUserMedia.
#pragma once

#include <cstdint>

#include "client/effects.h"
#include "media/video_plan.h"

namespace ringline {

struct LocalSource {
  TrackKind kind = TrackKind::Audio;
  DeviceState state = DeviceState::Unknown;
  bool wanted = false;          ///< the user wants it to be heard or seen
  bool capturing = false;       ///< the host was asked for a track of `generation`
  bool live = false;            ///< that track exists
  std::int64_t generation = 0;  ///< of the last capture; 0: never
  CaptureError error = CaptureError::None;
  Request request = 0;  ///< waits for the capture
  media::Size size{};   ///< of the pictures captured; 0 x 0: not known

  bool operator==(const LocalSource&) const = default;
};

/// Wants the source on. Captures if there is no track; else enables it.
void turn_on(LocalSource& source, const CallId& call_id, Request request, Effects& effects);

/// Wants the source off. A microphone is muted and kept; a camera is stopped, so that its light
/// goes out.
void turn_off(LocalSource& source, const CallId& call_id, Request request, Effects& effects);

/// A capture came back. Returns whether the track is to be sent; a stale one is released
/// (design 3.7).
bool on_captured(LocalSource& source, const CallId& call_id, std::int64_t generation,
                 Effects& effects);
void on_capture_failed(LocalSource& source, const CallId& call_id, std::int64_t generation,
                       CaptureError error, Effects& effects);
/// The device vanished in mid-call: never an end of the call.
void on_capture_ended(LocalSource& source, std::int64_t generation);

/// The call is put on hold: the track is let go, but what the user wants stays.
void put_away(LocalSource& source, const CallId& call_id, Effects& effects);
/// While it is put away: changes what will be on afterwards.
void want(LocalSource& source, const CallId& call_id, bool on, Request request, Effects& effects);

/// The call is over: nothing is wanted any more, whoever waits is told. The host stops the tracks
/// by `release-media`.
void shut(LocalSource& source, const CallId& call_id, Effects& effects);

}  // namespace ringline
