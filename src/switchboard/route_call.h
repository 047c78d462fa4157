// The switchboard's decision about one call record: pure, by value in and out (design 4).
// Must not know: engines, sockets, clocks, the text of anything.
#pragma once

#include <optional>

#include "switchboard/call_record.h"
#include "switchboard/call_turn.h"
#include "switchboard/command.h"
#include "switchboard/effect.h"

namespace ringline::switchboard {

struct CallOutcome {
  CallRecord record;     ///< as given, or as it shall be committed
  bool changed = false;  ///< commit it, then perform the effects
  Effects effects;
  std::optional<Error> refused;  ///< to be counted: the sender was told, or has no reply

  bool operator==(const CallOutcome&) const = default;
};

/// A record that was never committed has version 0; `call_id` and `app` are filled in from the key.
CallOutcome route_command(const Context& context, CallRecord record, const Sender& sender,
                          const Command& command, Millis now);
CallOutcome route_input(const Context& context, CallRecord record, const Origin& origin,
                        const RecordInput& input, Millis now);
CallOutcome route_deadline(const Context& context, CallRecord record, Millis now);
CallOutcome route_drained(const Context& context, CallRecord record, std::int64_t up_to,
                          Millis now);

}  // namespace ringline::switchboard
