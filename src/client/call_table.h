// The (state x role x input) table: for every cell whether a call handles, ignores or refuses the
// input. Total, no wildcard (inv. 14). docs/STATES.md prints it, and a test compares. Must not
// know: what handling does.
#pragma once

#include <cstdint>

#include "client/call_state.h"
#include "client/inputs.h"

namespace ringline {

enum class Cell : std::uint8_t {
  Handle,
  Ignore,  ///< from the network or late: counted, no change
  Refuse,  ///< from the app: a typed refusal, no change
};
template <>
struct EnumNames<Cell> {
  static constexpr auto names = names_table("handle", "ignore", "refuse");
};

/// `input` is an index into CallInput (and kCallInputNames).
Cell cell(CallState state, Direction direction, std::size_t input);

}  // namespace ringline
