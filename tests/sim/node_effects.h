// The switchboard's effects, performed by a node. Must not know: records, what a frame means.
#pragma once

#include "tests/sim/world.h"

namespace ringline::sim {

/// Of which delivery, and of which version of the record.
struct Origins {
  std::int64_t ticket = 0;
  std::int64_t version = 0;
};
void perform(World& world, int node, const sb::Effect& effect, const Origins& of);
/// Keeps the claims under a name, which is all that a client gets of them.
std::string seal_name(World& world, const std::optional<sb::SealClaims>& claims);
/// To the device's present connection, wherever it is.
void deliver(World& world, const DeviceId& device, const Frame& frame, bool numbered);

}  // namespace ringline::sim
