// The tracks that a host has handed over and not stopped: microphones that hear, cameras that are
// lit. Must not know: what a call is.
#pragma once

#include <set>
#include <tuple>

#include "client/session.h"

namespace ringline::testing {

class Lights {
 public:
  /// What a call has that began before we looked.
  void adopt(const Call& call) {
    for (const LocalSource* source : {&call.microphone, &call.camera}) {
      if (source->track != 0) live_.insert({call.call_id, source->kind, source->track});
    }
  }
  /// A track comes with the input that tells of it, and goes with `capture-ended`.
  void hear(const Input& input) {
    const auto* of_call = std::get_if<input::ForCall>(&input);
    if (of_call == nullptr) return;
    if (const auto* captured = std::get_if<input::Captured>(&of_call->call_input)) {
      live_.insert({of_call->call_id, captured->kind, captured->generation});
    } else if (const auto* ended = std::get_if<input::CaptureEnded>(&of_call->call_input)) {
      live_.erase({of_call->call_id, ended->kind, ended->generation});
    }
  }
  void perform(const Effects& effects) {
    for (const Effect& one : effects) {
      if (const auto* release = std::get_if<effect::Release>(&one)) {
        live_.erase({release->call_id, release->kind, release->generation});
      } else if (const auto* all = std::get_if<effect::ReleaseMedia>(&one)) {
        std::erase_if(
            live_, [all](const Light& light) { return std::get<CallId>(light) == all->call_id; });
      }
    }
  }
  std::size_t live() const { return live_.size(); }
  /// Lights that no call knows of, or whose call has no consent or is on hold.
  std::size_t strays(const Session& session) const {
    std::size_t count = 0;
    for (const auto& [call_id, kind, generation] : live_) {
      const Call* call = find_call(session, call_id);
      const bool may = call != nullptr && has_consent(call->state) && !call->held;
      const LocalSource* source = nullptr;
      if (may) source = kind == TrackKind::Audio ? &call->microphone : &call->camera;
      if (source == nullptr || source->track != generation) count += 1;
    }
    return count;
  }

 private:
  using Light = std::tuple<CallId, TrackKind, std::int64_t>;
  std::set<Light> live_;
};

}  // namespace ringline::testing
