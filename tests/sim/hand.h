// What people do with what they have in the hand beside their calls, and what the host measures of
// it: devices picked, plugged in and pulled out, paths, voices, wishes of peers. Must not know:
// what the core makes of it.
#pragma once

#include "tests/sim/app.h"

namespace ringline::sim {

/// Does it, as far as it makes sense now; returns whether it did.
bool act_by_hand(World& world, const Act& act);

/// Every host looks at its paths, as it does every other second; then what a peer wished too early
/// for the encoder is heeded.
void measure_all(World& world);

}  // namespace ringline::sim
