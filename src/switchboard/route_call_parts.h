// The handlers of a call's turn, one file per concept (route_call_*.cpp). Called by route_call.cpp
// alone, after admission. Must not know: how a turn begins and ends.
#pragma once

#include <optional>

#include "switchboard/call_turn.h"
#include "switchboard/command.h"

namespace ringline::switchboard {

// Placing: route_call_place.cpp
void place(CallTurn& turn, const Sender& sender, const Command& command);
/// Asks for a user, for a participant who is invited or enters by itself. `device` is the one that
/// dials, joins or invites; `while_in_call` is its rule.
void claim(CallTurn& turn, const Participant& wanted, const DeviceId& device,
           CallWhileInCall while_in_call);
/// Answers the invite once every claim is answered, or no longer wanted.
void settle_when_claimed(CallTurn& turn);
void take_claimed(CallTurn& turn, const RecordInput& input);
void take_refused(CallTurn& turn, const RecordInput& input);

// Two calls that want the same people: route_call_crossing.cpp
void answer_check(CallTurn& turn, const Origin& origin, const RecordInput& input);
/// This call gives way to `survivor`, in which the device that dialled goes on with that `dialler`
/// of the other one (design 11.6).
void yield_to(CallTurn& turn, const CallId& survivor, const DeviceId& dialler);
void take_merge(CallTurn& turn, const RecordInput& input);
/// Who rang this participant.
const UserId& ringer_of(const CallRecord& record, const Participant& participant);

// Ringing and deciding: route_call_answer.cpp
void ring(CallTurn& turn, const Sender& sender, const Command& command);
void accept(CallTurn& turn, const Sender& sender, const Command& command);
void decline(CallTurn& turn, const Sender& sender, const Command& command);
/// The participant is in, on that leg; everybody but `but` is told.
void seat(CallTurn& turn, Participant& participant, Leg leg, const Sender& but);
/// Whether a mesh takes nobody more: as many as the policy allows have joined, or are about to.
bool is_full(const CallRecord& record);
std::int64_t next_order(const CallRecord& record);
void keep_device(Participant& participant, const DeviceId& device);
/// Places taken: of those in the call, and of an inviter who is out of it but not forgotten.
std::size_t seats_taken(const CallRecord& record);

// Leaving: route_call_leave.cpp
void cancel(CallTurn& turn, const Sender& sender, const Command& command);
void hang_up(CallTurn& turn, const Sender& sender, const Command& command);
void bury_call(CallTurn& turn, const Sender& sender, const Command& command);

// Who is in it: route_call_members.cpp
void add_users(CallTurn& turn, const Sender& sender, const Command& command);
void cancel_users(CallTurn& turn, const Sender& sender, const Command& command);
void remove_users(CallTurn& turn, const Sender& sender, const Command& command);
/// Asks people in the call to mute themselves; what they do about it is their own report.
void request_mute(CallTurn& turn, const Sender& sender, const Command& command);
void end_for_all(CallTurn& turn, const Sender& sender, const Command& command);

// Sessions: route_call_session.cpp
void join_session(CallTurn& turn, const Sender& sender, const Command& command);
/// The claim of somebody who enters was granted, or refused. False: the answer is for somebody who
/// was invited.
bool take_joiner(CallTurn& turn, const RecordInput& answer, std::optional<Error> refused);
/// Who leaves while its `join` waits does not come in. True: that was all there is to leave.
bool give_up_joining(CallTurn& turn, const Sender& sender, const Command& leave);
void pass_joiner_deadlines(CallTurn& turn);

// Legs: route_call_legs.cpp
void rejoin(CallTurn& turn, const Sender& sender, const Command& command);
void set_state(CallTurn& turn, const Sender& sender, const Command& command);
void lose_device(CallTurn& turn, const RecordInput& input);
void take_back_device(CallTurn& turn, const RecordInput& input);

// Video by consent: route_call_video.cpp
void request_video(CallTurn& turn, const Sender& sender, const Command& command);
void answer_video(CallTurn& turn, const Sender& sender, const Command& command, bool accepted);
void cancel_video(CallTurn& turn, const Sender& sender, const Command& command);
void pass_video_deadline(CallTurn& turn);

// Signals: route_call_signal.cpp
void park(CallTurn& turn, const Command& command);
void relay(CallTurn& turn, const Sender& sender, const Command& command);
void take_answer(CallTurn& turn, const Command& command);

// After data loss: route_call_reassert.cpp
/// The seal, if it shows that this device of this user is in this very call; or null.
const SealClaims* proof_in(const Command& command, const CallRecord& record, const Sender& sender);
void reassert(CallTurn& turn, const Sender& sender, const Command& command);
/// A leave that shows a seal of a call that the engine lost brings the call back first: it is the
/// leave of one leg, and must not bury the call for the others.
void revive_to_leave(CallTurn& turn, const Sender& sender, const Command& leave);
/// Whether the record is nothing but somebody's leave of a call that it did not know.
bool is_buried(const CallRecord& record);

// Deadlines: route_call_time.cpp
void pass_deadlines(CallTurn& turn);

}  // namespace ringline::switchboard
