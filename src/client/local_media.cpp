#include "client/local_media.h"

#include <utility>

#include "limits.h"

namespace ringline {
namespace {

void settle(Request& request, const CallId& call_id, std::optional<Error> error, Effects& effects,
            CaptureError cause = CaptureError::None) {
  if (request != 0) {
    effects.push_back(effect::Settle{request, call_id, std::move(error), cause});
  }
  request = 0;
}

void overtake(Request& request, const CallId& call_id, Effects& effects) {
  settle(request, call_id, Error{ErrorCode::InvalidState, call_id, {}}, effects);
}

void capture(LocalSource& source, const Studio& studio) {
  source.capturing = true;
  source.generation += 1;
  source.asked = studio.choice;
  studio.effects.push_back(
      effect::Capture{studio.call_id, source.kind, source.generation, source.asked.device_id});
}

void release(LocalSource& source, const CallId& call_id, Effects& effects) {
  if (source.track != 0) {
    effects.push_back(effect::Release{call_id, source.kind, source.track});
  }
  source.track = 0;
}

// Whoever asked for a device has it, or will have it the next time the source is opened.
void drop_capture(LocalSource& source, const CallId& call_id, Effects& effects) {
  source.capturing = false;  // what comes of it is released
  source.replacing = false;
  settle(source.choosing, call_id, std::nullopt, effects);
}

// A capture from before the list had labels is of the device that they name.
void learn(media::Choice& known, const media::Choice& choice) {
  if (!choice.mark.empty()) known.mark = choice.mark;
}

void enable(const LocalSource& source, bool enabled, const Studio& studio) {
  studio.effects.push_back(effect::EnableTrack{studio.call_id, source.kind, source.track, enabled});
}

}  // namespace

void turn_on(LocalSource& source, Request request, const Studio& studio) {
  overtake(source.request, studio.call_id, studio.effects);
  source.wanted = true;
  source.request = request;
  source.losses = 0;
  if (source.track != 0) {
    enable(source, true, studio);
    source.state = DeviceState::On;
    settle(source.request, studio.call_id, std::nullopt, studio.effects);
    return;
  }
  source.state = DeviceState::Starting;
  source.error = CaptureError::None;
  if (!source.capturing) capture(source, studio);  // else the one under way serves
}

void turn_off(LocalSource& source, Request request, const Studio& studio) {
  overtake(source.request, studio.call_id, studio.effects);
  source.wanted = false;
  if (source.kind != TrackKind::Audio) {
    release(source, studio.call_id, studio.effects);
    settle(source.choosing, studio.call_id, std::nullopt, studio.effects);
  } else if (source.track != 0) {
    enable(source, false, studio);
  }
  source.state = DeviceState::Off;
  settle(request, studio.call_id, std::nullopt, studio.effects);
}

bool on_captured(LocalSource& source, std::int64_t generation, const Studio& studio) {
  const bool current = source.capturing && generation == source.generation;
  if (current) source.capturing = false;
  const bool unwanted_picture = !source.wanted && source.kind != TrackKind::Audio;
  const bool other = current && media::must_reopen(source.asked, studio.choice);
  if (!current || unwanted_picture || other) {
    studio.effects.push_back(effect::Release{studio.call_id, source.kind, generation});
    if (current && !unwanted_picture) capture(source, studio);
    // Whoever chose a device has it the next time that it is opened.
    if (current && unwanted_picture) settle(source.choosing, studio.call_id, {}, studio.effects);
    return false;
  }
  source.track = generation;
  source.opened = source.asked;
  learn(source.opened, studio.choice);
  source.replacing = false;
  source.error = CaptureError::None;
  source.state = source.wanted ? DeviceState::On : DeviceState::Off;
  if (!source.wanted) enable(source, false, studio);
  settle(source.request, studio.call_id, std::nullopt, studio.effects);
  settle(source.choosing, studio.call_id, std::nullopt, studio.effects);
  return true;
}

void on_capture_failed(LocalSource& source, std::int64_t generation, CaptureError error,
                       const Studio& studio) {
  if (generation != source.generation || !source.capturing) return;
  source.capturing = false;
  const std::optional<Error> failed = Error{ErrorCode::MediaFailed, studio.call_id, {}};
  if (generation >= source.choosing_from) {
    settle(source.choosing, studio.call_id, failed, studio.effects, error);
  }
  const bool next = media::must_reopen(source.asked, studio.choice);
  const bool there = source.track != 0 && !media::must_reopen(source.opened, studio.choice);
  const bool needed = source.wanted || source.kind == TrackKind::Audio;
  if (next && needed && !there) return capture(source, studio);
  settle(source.choosing, studio.call_id, {}, studio.effects);
  source.replacing = false;
  if (source.track != 0) return;  // what was there goes on
  if (source.wanted) source.state = DeviceState::Failed;
  source.error = error;
  settle(source.request, studio.call_id, failed, studio.effects, error);
}

void on_capture_ended(LocalSource& source, std::int64_t generation, const Studio& studio) {
  if (generation != source.track || source.track == 0) return;
  source.track = 0;
  source.losses += 1;
  if (source.wanted) source.state = DeviceState::Starting;
  if (source.capturing) return;  // the one that takes its place is on its way
  if (source.losses <= limits::kTrackLosses) {
    source.replacing = true;
    return capture(source, studio);
  }
  if (source.wanted) source.state = DeviceState::Failed;
  source.error = CaptureError::NotFound;
}

bool must_change(const LocalSource& source, const media::Choice& choice) {
  if (source.capturing) return media::must_reopen(source.asked, choice);
  return source.track != 0 && media::must_reopen(source.opened, choice);
}

void follow_choice(LocalSource& source, Request choosing, const Studio& studio) {
  if (choosing != 0) overtake(source.choosing, studio.call_id, studio.effects);
  source.losses = 0;
  const bool must = must_change(source, studio.choice);
  if (choosing != 0) {
    source.choosing = choosing;
    source.choosing_from = source.generation + (must ? 1 : 0);
  }
  if (!must) {
    learn(source.capturing ? source.asked : source.opened, studio.choice);
    if (!source.capturing) settle(source.choosing, studio.call_id, std::nullopt, studio.effects);
    return;
  }
  // One camera at a time: what is under way is seen to its end first.
  if (source.kind == TrackKind::Video && source.capturing) return;
  if (source.track != 0 && !media::must_reopen(source.opened, studio.choice)) {
    drop_capture(source, studio.call_id, studio.effects);
    return;
  }
  source.replacing = source.replacing || source.track != 0;
  if (source.kind != TrackKind::Audio) {
    release(source, studio.call_id, studio.effects);
    source.state = DeviceState::Starting;
  }
  capture(source, studio);
}

void put_away(LocalSource& source, const CallId& call_id, Effects& effects) {
  settle(source.request, call_id, std::nullopt, effects);  // it will be on afterwards
  release(source, call_id, effects);
  drop_capture(source, call_id, effects);
  source.state = DeviceState::Off;
}

void want(LocalSource& source, const CallId& call_id, bool on, Request request, Effects& effects) {
  source.wanted = on;
  settle(request, call_id, std::nullopt, effects);
}

void shut(LocalSource& source, const CallId& call_id, Effects& effects) {
  const Error over{ErrorCode::CallEnded, call_id, {}};
  settle(source.request, call_id, over, effects);
  drop_capture(source, call_id, effects);
  source.wanted = false;
  source.track = 0;
  source.state = DeviceState::Off;
}

}  // namespace ringline
