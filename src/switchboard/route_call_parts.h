// The handlers of a call's turn, one file per concept (route_call_*.cpp). Called by route_call.cpp
// alone, after admission. Must not know: each other.
#pragma once

#include "switchboard/call_turn.h"
#include "switchboard/command.h"

namespace ringline::switchboard {

// Placing: route_call_place.cpp
void place(CallTurn& turn, const Sender& sender, const Command& command);
void take_claimed(CallTurn& turn, const RecordInput& input);
void take_refused(CallTurn& turn, const RecordInput& input);
void answer_check(CallTurn& turn, const Origin& origin, const RecordInput& input);

// Ringing and deciding: route_call_answer.cpp
void ring(CallTurn& turn, const Sender& sender, const Command& command);
void accept(CallTurn& turn, const Sender& sender, const Command& command);
void decline(CallTurn& turn, const Sender& sender, const Command& command);

// Leaving: route_call_leave.cpp
void cancel(CallTurn& turn, const Sender& sender, const Command& command);
void hang_up(CallTurn& turn, const Sender& sender, const Command& command);
void bury_call(CallTurn& turn, const Sender& sender, const Command& command);

// Legs: route_call_legs.cpp
void rejoin(CallTurn& turn, const Sender& sender, const Command& command);
void set_state(CallTurn& turn, const Sender& sender, const Command& command);
void lose_device(CallTurn& turn, const RecordInput& input);
void take_back_device(CallTurn& turn, const RecordInput& input);

// Signals: route_call_signal.cpp
void park(CallTurn& turn, const Command& command);
void relay(CallTurn& turn, const Sender& sender, const Command& command);
void take_answer(CallTurn& turn, const Command& command);

// After data loss: route_call_reassert.cpp
void reassert(CallTurn& turn, const Sender& sender, const Command& command);

// Deadlines: route_call_time.cpp
void pass_deadlines(CallTurn& turn);

}  // namespace ringline::switchboard
