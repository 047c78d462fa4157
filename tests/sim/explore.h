// The explorers: exhaustive searches of small worlds, every order of what may happen, over the real
// functions of the core. The abstractions are stated in explore.cpp and printed with each scope.
// Must not know: chance, the simulated world.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/sim/explorers/search.h"

namespace ringline::sim {

/// One search: what takes part, what may go wrong.
struct Scope {
  std::string explorer;  ///< agreement, link or claims
  std::string name;
  bool nightly = false;
  bool small = false;  ///< quick enough for every mutant
  std::function<explorers::Found(const explorers::Limits&, std::string& sizes)> run;
};

std::vector<Scope> all_scopes();

/// What the explorer leaves out or does at once, in a few words.
std::string abstraction_of(const std::string& explorer);

}  // namespace ringline::sim
