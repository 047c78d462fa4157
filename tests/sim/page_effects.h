// The client core's effects, performed on a page. Nothing is fed back here: results come later.
// Must not know: what the core does with them.
#pragma once

#include "tests/sim/checkers.h"
#include "tests/sim/world.h"

namespace ringline::sim {

void perform(World& world, int page, const Effect& effect);
/// Writes the changes of calls into the readable history.
void tell_changes(const World& world, int page, const std::vector<CallBrief>& before);

}  // namespace ringline::sim
