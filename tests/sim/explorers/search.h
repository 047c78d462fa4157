// Breadth-first search over a model: every state that its moves can reach, by the shortest way.
// States are kept as fingerprints and as the present front. Must not know: calls.
#pragma once

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "tests/sim/fingerprint.h"

namespace ringline::sim::explorers {

struct Move {
  std::uint8_t kind = 0;
  std::uint8_t who = 0;
  std::uint16_t which = 0;
};

struct Limits {
  std::int64_t most_states = 20'000'000;
  double most_seconds = 600;  ///< of processor time
};

struct Found {
  std::int64_t states = 0;
  std::int64_t transitions = 0;
  int depth = 0;
  double seconds = 0;  ///< of processor time: others may run beside it
  bool complete = false;
  Fingerprint ends;                ///< how many states at rest, and a sum of them
  std::string violation;           ///< empty: none
  std::vector<std::string> trace;  ///< the shortest way to it
};

struct SearchNode {
  std::uint32_t parent = 0;
  Move move;
};

template <class Model>
std::vector<std::string> trace_to(Model& model, const std::vector<SearchNode>& nodes,
                                  std::uint32_t node) {
  std::vector<Move> moves;
  for (; node != 0; node = nodes[node].parent) moves.push_back(nodes[node].move);
  std::reverse(moves.begin(), moves.end());
  std::vector<std::string> trace;
  typename Model::State state = model.first();
  for (const Move& move : moves) {
    std::string line = model.describe(state, move);
    model.make(state, move);
    trace.push_back(std::move(line) + model.summary(state));
  }
  return trace;
}

template <class Model>
class Search {
 public:
  using State = typename Model::State;

  Search(Model& model, const Limits& limits) : model_(model), limits_(limits) {}

  Found run() {
    began_ = std::clock();
    State first = model_.first();
    known_.add(model_.fingerprint(first));
    nodes_.push_back({});
    front_.emplace_back(std::move(first), 0);
    bool goes_on = true;
    while (goes_on && !front_.empty()) {
      for (const auto& [state, node] : front_) {
        goes_on = expand(state, node);
        if (!goes_on) break;
      }
      front_ = std::exchange(next_, {});
      found_.depth += front_.empty() ? 0 : 1;
    }
    found_.complete = goes_on;
    found_.states = static_cast<std::int64_t>(known_.size());
    found_.seconds = seconds();
    found_.ends = model_.ends();
    return std::move(found_);
  }

 private:
  double seconds() const { return static_cast<double>(std::clock() - began_) / CLOCKS_PER_SEC; }

  bool expand(const State& state, std::uint32_t node) {
    moves_.clear();
    model_.moves(state, moves_);
    std::string wrong = model_.check(state, moves_.empty());
    if (!wrong.empty()) return fail(std::move(wrong), node);
    for (const Move& move : moves_) {
      State after = state;
      wrong = model_.make(after, move);
      found_.transitions += 1;
      const bool fresh = known_.add(model_.fingerprint(after));
      if (!fresh && wrong.empty()) continue;
      nodes_.push_back({node, move});
      const auto index = static_cast<std::uint32_t>(nodes_.size() - 1);
      if (!wrong.empty()) return fail(std::move(wrong), index);
      next_.emplace_back(std::move(after), index);
    }
    const bool too_many = static_cast<std::int64_t>(known_.size()) > limits_.most_states;
    const bool too_long = (++expanded_ & 1023) == 0 && seconds() > limits_.most_seconds;
    return !too_many && !too_long;
  }

  bool fail(std::string violation, std::uint32_t node) {
    found_.violation = std::move(violation);
    found_.trace = trace_to(model_, nodes_, node);
    return false;
  }

  Model& model_;
  Limits limits_;
  Found found_;
  KnownStates known_;
  std::vector<SearchNode> nodes_;
  std::vector<std::pair<State, std::uint32_t>> front_;
  std::vector<std::pair<State, std::uint32_t>> next_;
  std::vector<Move> moves_;
  std::int64_t expanded_ = 0;
  std::clock_t began_ = 0;
};

}  // namespace ringline::sim::explorers
