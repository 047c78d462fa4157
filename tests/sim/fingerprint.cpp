#include "tests/sim/fingerprint.h"

#include <utility>

#include "tests/sim/random.h"

namespace ringline::sim {
namespace {

constexpr std::size_t kFirstSlots = 1U << 12U;
constexpr Fingerprint kFree{};

bool put_into(std::vector<Fingerprint>& slots, const Fingerprint& fingerprint) {
  const std::size_t mask = slots.size() - 1;
  std::size_t at = static_cast<std::size_t>(fingerprint.low) & mask;
  while (!(slots[at] == kFree)) {
    if (slots[at] == fingerprint) return false;
    at = (at + 1) & mask;
  }
  slots[at] = fingerprint;
  return true;
}

}  // namespace

void Packing::put(std::uint64_t value) {
  high_ = mixed(high_ ^ (value * 0x9e3779b97f4a7c15U));
  low_ = mixed(low_ + value + 0x632be59bd9b4e019U) ^ (high_ >> 7U);
}

Fingerprint Packing::take() const { return {mixed(high_, low_), mixed(low_ ^ 1U, high_)}; }

KnownStates::KnownStates() : slots_(kFirstSlots) {}

bool KnownStates::add(const Fingerprint& fingerprint) {
  if (3 * size_ >= 2 * slots_.size()) grow();
  const bool fresh = put_into(slots_, fingerprint);
  size_ += fresh ? 1 : 0;
  return fresh;
}

void KnownStates::grow() {
  std::vector<Fingerprint> larger(2 * slots_.size());
  for (const Fingerprint& one : slots_) {
    if (!(one == kFree)) put_into(larger, one);
  }
  slots_ = std::move(larger);
}

}  // namespace ringline::sim
