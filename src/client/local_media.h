// One local source of a call, microphone, camera or screen: what is wanted, what is there, which
// device it is of, and the generation that late results are checked against. Must not know: states
// of calls, peers, getUserMedia, how a device is chosen.
#pragma once

#include <cstdint>

#include "client/effects.h"
#include "media/device_choice.h"
#include "media/video_plan.h"

namespace ringline {

struct LocalSource {
  TrackKind kind = TrackKind::Audio;
  DeviceState state = DeviceState::Unknown;
  bool wanted = false;          ///< the user wants it to be heard or seen
  bool capturing = false;       ///< the host was asked for a track of `generation`
  bool replacing = false;       ///< that one takes the place of a track that was there
  std::int64_t generation = 0;  ///< of the last capture; 0: never
  std::int64_t track = 0;       ///< generation of the track that is there; 0: none
  media::Choice asked;          ///< the device of the last capture
  media::Choice opened;         ///< the device of the track
  std::int64_t losses = 0;      ///< tracks that ended by themselves since anybody did anything
  CaptureError error = CaptureError::None;
  Request request = 0;             ///< waits for the capture
  Request choosing = 0;            ///< waits for the chosen device
  std::int64_t choosing_from = 0;  ///< the first generation that can be of that device
  media::Size size{};              ///< of the pictures captured; 0 x 0: not known

  bool operator==(const LocalSource&) const = default;
};

/// What a source needs of the step that it is part of.
struct Studio {
  const CallId& call_id;
  media::Choice choice;  ///< the device that is to be open
  Effects& effects;
};

/// Wants the source on. Captures if there is no track; else enables it.
void turn_on(LocalSource& source, Request request, const Studio& studio);

/// Wants the source off. A microphone is muted and kept; a camera or screen is stopped, so that its
/// light goes out.
void turn_off(LocalSource& source, Request request, const Studio& studio);

/// A capture came back. Returns whether the track is to be sent; a stale one is released
/// (design 3.7). The track before it is the caller's to release, once the new one is sent.
bool on_captured(LocalSource& source, std::int64_t generation, const Studio& studio);
/// Goes on with what was there, or with the next device where the wish for this one is gone.
void on_capture_failed(LocalSource& source, std::int64_t generation, CaptureError error,
                       const Studio& studio);
/// The device vanished in mid-call: never an end of the call. The next one takes its place.
void on_capture_ended(LocalSource& source, std::int64_t generation, const Studio& studio);

/// Whether the choice asks for something else than what is open or under way.
bool must_change(const LocalSource& source, const media::Choice& choice);
/// Another device may be chosen. A microphone keeps its track until the new one is there; a camera
/// is stopped first, because a phone opens one at a time.
void follow_choice(LocalSource& source, Request choosing, const Studio& studio);

/// The call is put on hold: the track is let go, but what the user wants stays.
void put_away(LocalSource& source, const CallId& call_id, Effects& effects);
/// While it is put away: changes what will be on afterwards.
void want(LocalSource& source, const CallId& call_id, bool on, Request request, Effects& effects);

/// The call is over: nothing is wanted any more, whoever waits is told. The host stops the tracks
/// by `release-media`.
void shut(LocalSource& source, const CallId& call_id, Effects& effects);

}  // namespace ringline
