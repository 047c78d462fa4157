// The client core as a host sees it: one text in, one text out (docs/CORE.md). Native tests and the
// WASM module use the same. Must not know: Embind, JavaScript.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/session.h"

namespace ringline::wire {

class ClientCore {
 public:
  ClientCore() = default;
  /// A core that goes on from there, with everything told that there is to tell
  /// (session_snapshot.h).
  ClientCore(Session session, std::string ice_servers);

  /// `now` in integer milliseconds of the host's monotonic clock. Never traps; a message that is
  /// not one answers a `fault`.
  std::string dispatch(std::string_view message, Millis now);

  const Session& session() const { return session_; }
  const std::string& ice_servers() const { return ice_servers_; }

 private:
  struct Published {
    CallId call_id;
    std::string text;
  };

  bool take_ice_servers(Input& input);
  std::string answer(const Effects& effects, std::string_view fault);
  void publish_changes(class JsonWriter& writer);

  Session session_;
  std::vector<Published> published_;
  std::string ice_servers_ = "[]";
};

}  // namespace ringline::wire
