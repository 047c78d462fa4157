// Chance that is no chance: every random thing of a simulation is a hash of the seed and of what it
// is asked for, so that taking one event out of a history leaves the rest as it was (shrinking).
// Must not know: the world.
#pragma once

#include <cstdint>

namespace ringline::sim {

/// SplitMix64's finaliser (Steele, Lea, Flood 2014).
constexpr std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

constexpr std::uint64_t mixed(std::uint64_t a, std::uint64_t b) { return mixed(a ^ mixed(b)); }

/// A stream of numbers of one seed.
struct Random {
  std::uint64_t state = 0;

  std::uint64_t next() { return mixed(state++); }
  /// 0 to bound - 1; 0 for bound 0.
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : next() % bound; }
  bool chance(std::uint64_t percent) { return below(100) < percent; }
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least + 1)));
  }
};

}  // namespace ringline::sim
