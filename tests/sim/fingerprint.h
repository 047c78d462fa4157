// 128-bit fingerprints of explored states, and the set of those that are known. Must not know: what
// a state is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ringline::sim {

struct Fingerprint {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  bool operator==(const Fingerprint&) const = default;
};

/// Takes a state's numbers, one after the other.
class Packing {
 public:
  void put(std::uint64_t value);
  Fingerprint take() const;

 private:
  std::uint64_t high_ = 0x6a09e667f3bcc908U;
  std::uint64_t low_ = 0xbb67ae8584caa73bU;
};

/// Open addressing; grows by doubling. 16 bytes a state at a load of at most two thirds.
class KnownStates {
 public:
  KnownStates();
  /// Whether the fingerprint is new.
  bool add(const Fingerprint& fingerprint);
  std::size_t size() const { return size_; }

 private:
  void grow();

  std::vector<Fingerprint> slots_;
  std::size_t size_ = 0;
};

}  // namespace ringline::sim
