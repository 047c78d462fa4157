// Reads what a host tells the client core and what the switchboard sends it (docs/CORE.md,
// docs/PROTOCOL.md). Must not know: what the core does with it.
#pragma once

#include <optional>
#include <string_view>

#include "client/inputs.h"

namespace ringline::wire {

/// A host's message: a header line and, for `frame`, the frame's text after it. Nothing when it is
/// not one: the host's fault.
std::optional<Input> read_input(std::string_view message);

/// A frame of the server. Any byte string yields a frame; what is not one is `Invalid` (inv. 39).
/// `ice_servers` takes the raw `iceServers` of the frame, if it has any, as JSON text.
Frame read_frame(std::string_view text, std::string& ice_servers);

}  // namespace ringline::wire
