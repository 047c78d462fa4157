// A deterministic source of host messages for a client core: a host that does what it is asked,
// mostly, on a network that is not kind. The differential test and the fuzzers of other suites have
// their own; this one drives ClientCore::dispatch.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "wire/client_core.h"
#include "wire/json.h"

namespace ringline::testing {

class CoreWalk {
 public:
  explicit CoreWalk(std::uint32_t seed) : random_(seed) {}

  /// The next message, given what the core is.
  std::string next(const wire::ClientCore& core);
  /// Remembers what the host was asked to do, to answer it later.
  void take(const std::string& answer);
  Millis now() const { return now_; }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  std::string frame(const wire::ClientCore& core);
  std::string devices();
  std::string view(const wire::ClientCore& core);
  std::string measured(const Call& call);
  std::string call_id() { return "c" + std::to_string(1 + below(3)); }

  std::mt19937 random_;
  Millis now_ = 1'000;
  std::int64_t request_ = 1;
  std::vector<std::string> asked_;
  std::vector<std::string> commands_;
};

}  // namespace ringline::testing
