#include "client/local_media.h"

namespace ringline {
namespace {

void settle(LocalSource& source, const CallId& call_id, std::optional<Error> error,
            Effects& effects) {
  if (source.request != 0) {
    effects.push_back(effect::Settle{source.request, call_id, std::move(error)});
  }
  source.request = 0;
}

}  // namespace

void turn_on(LocalSource& source, const CallId& call_id, Request request, Effects& effects) {
  settle(source, call_id, Error{ErrorCode::InvalidState, call_id, {}}, effects);  // overtaken
  source.wanted = true;
  source.request = request;
  if (source.live) {
    effects.push_back(effect::EnableTrack{call_id, source.kind, source.generation, true});
    source.state = DeviceState::On;
    settle(source, call_id, std::nullopt, effects);
    return;
  }
  source.state = DeviceState::Starting;
  source.error = CaptureError::None;
  if (source.capturing) return;  // the capture under way serves
  source.capturing = true;
  source.generation += 1;
  effects.push_back(effect::Capture{call_id, source.kind, source.generation});
}

void turn_off(LocalSource& source, const CallId& call_id, Request request, Effects& effects) {
  settle(source, call_id, Error{ErrorCode::InvalidState, call_id, {}}, effects);
  source.wanted = false;
  if (source.live && source.kind == TrackKind::Audio) {
    effects.push_back(effect::EnableTrack{call_id, source.kind, source.generation, false});
  } else if (source.live) {
    effects.push_back(effect::Release{call_id, source.kind, source.generation});
    source.live = false;
  }
  source.state = DeviceState::Off;
  source.request = request;
  settle(source, call_id, std::nullopt, effects);
}

bool on_captured(LocalSource& source, const CallId& call_id, std::int64_t generation,
                 Effects& effects) {
  const bool current = source.capturing && generation == source.generation;
  if (current) source.capturing = false;
  const bool unwanted_camera = !source.wanted && source.kind == TrackKind::Video;
  if (!current || unwanted_camera) {
    effects.push_back(effect::Release{call_id, source.kind, generation});
    return false;
  }
  source.live = true;
  source.state = source.wanted ? DeviceState::On : DeviceState::Off;
  if (!source.wanted) {
    effects.push_back(effect::EnableTrack{call_id, source.kind, generation, false});
  }
  settle(source, call_id, std::nullopt, effects);
  return true;
}

void on_capture_failed(LocalSource& source, const CallId& call_id, std::int64_t generation,
                       CaptureError error, Effects& effects) {
  if (generation != source.generation || !source.capturing) return;
  source.capturing = false;
  if (source.wanted) source.state = DeviceState::Failed;
  source.error = error;
  settle(source, call_id, Error{ErrorCode::MediaFailed, call_id, {}}, effects);
}

void on_capture_ended(LocalSource& source, std::int64_t generation) {
  if (generation != source.generation || !source.live) return;
  source.live = false;
  source.state = DeviceState::Failed;
  source.error = CaptureError::NotFound;
}

void put_away(LocalSource& source, const CallId& call_id, Effects& effects) {
  settle(source, call_id, std::nullopt, effects);  // it will be on afterwards
  if (source.live) effects.push_back(effect::Release{call_id, source.kind, source.generation});
  source.capturing = false;  // what comes of it is released
  source.live = false;
  source.state = DeviceState::Off;
}

void want(LocalSource& source, const CallId& call_id, bool on, Request request, Effects& effects) {
  source.wanted = on;
  source.request = request;
  settle(source, call_id, std::nullopt, effects);
}

void shut(LocalSource& source, const CallId& call_id, Effects& effects) {
  settle(source, call_id, Error{ErrorCode::CallEnded, call_id, {}}, effects);
  source.wanted = false;
  source.capturing = false;  // what comes of it is released
  source.live = false;
  source.state = DeviceState::Off;
}

}  // namespace ringline
