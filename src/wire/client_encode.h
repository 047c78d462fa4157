// Writes what the client core asks of its host, the frames it sends, and the public state of a call
// (docs/CORE.md). Must not know: why.
#pragma once

#include <string>

#include "client/session.h"
#include "wire/json_writer.h"

namespace ringline::wire {

/// What `hello` and `open-peer` need beside the effect itself.
struct Writing {
  const Session& session;
  const std::string& ice_servers;  ///< JSON text of the list in force
};

void write_effect(JsonWriter& writer, const Effect& effect, const Writing& writing);

/// The public `CallState` of docs/CORE.md.
std::string call_state_text(const Call& call);

/// The frame of a command (docs/PROTOCOL.md, "Device to server").
std::string command_text(const CommandId& id, const Command& command);

}  // namespace ringline::wire
