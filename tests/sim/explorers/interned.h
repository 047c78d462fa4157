// Values that many states share, each kept once and named by a number (Holzmann's "collapse"). The
// core's functions are pure, so what one of them made of a value and an input is remembered, too.
// Must not know: what the values are.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "tests/sim/random.h"

namespace ringline::sim::explorers {

/// A hash of what tells values apart most of the time; `Interned` minds the rest.
class Hashing {
 public:
  template <class... Parts>
  explicit Hashing(const Parts&... parts) {
    (add(parts), ...);
  }
  template <class Part>
  void add(const Part& part) {
    if constexpr (std::is_convertible_v<Part, std::string>) {
      hash_ = mixed(hash_, std::hash<std::string>{}(part));
    } else {
      hash_ = mixed(hash_, static_cast<std::uint64_t>(part));
    }
  }
  std::uint64_t take() const { return hash_; }

 private:
  std::uint64_t hash_ = 0;
};

template <class Value>
class Interned {
 public:
  using Id = std::uint32_t;

  /// `hash` may collide; equality decides.
  Id id(Value value, std::uint64_t hash) {
    const auto [first, last] = ids_.equal_range(hash);
    for (auto it = first; it != last; ++it) {
      if (values_[it->second] == value) return it->second;
    }
    values_.push_back(std::move(value));
    const auto fresh = static_cast<Id>(values_.size() - 1);
    ids_.emplace(hash, fresh);
    return fresh;
  }

  const Value& operator[](Id id) const { return values_[id]; }
  std::size_t size() const { return values_.size(); }

 private:
  std::deque<Value> values_;
  std::unordered_multimap<std::uint64_t, Id> ids_;
};

/// What came of (value, input), by their numbers.
template <class Outcome>
class Remembered {
 public:
  template <class Make>
  const Outcome& get(std::uint32_t value, std::uint32_t input, const Make& make) {
    const std::uint64_t key = (std::uint64_t{value} << 32U) | input;
    const auto found = outcomes_.find(key);
    if (found != outcomes_.end()) return found->second;
    Outcome outcome = make();
    return outcomes_.emplace(key, std::move(outcome)).first->second;
  }
  std::size_t size() const { return outcomes_.size(); }

 private:
  std::unordered_map<std::uint64_t, Outcome> outcomes_;
};

}  // namespace ringline::sim::explorers
