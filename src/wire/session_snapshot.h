// The whole state of a client core as JSON text and back: `restore(snapshot(core))` behaves as
// `core` (design 3.8). For tests, replays and bug reports; the WASM module does not refer to it, so
// it costs no bytes there. Must not know: what any field means.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/client_core.h"

namespace ringline::wire {

std::string snapshot(const ClientCore& core);

/// Nothing when `text` is not a snapshot of this version.
std::optional<ClientCore> restore(std::string_view text);

}  // namespace ringline::wire
