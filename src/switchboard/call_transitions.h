// Every change of state of a call record, its participants and its legs. No other file assigns a
// `.state`. Must not know: commands, devices' rights, messages.
//
//              a claim granted           accept, or a glare's dial
//   placing ------------------> ringing --------> active      (a session: placing --> active)
//      |                           |                 |
//      +----------- end -----------+------ end ------+----> ended (final, inv. 2)
//
//   participant   invited --claimed--> rung --a device rings--> ringing --accept--> joined --> left
//                    any of the first three --> declined, busy, timed-out, unreachable, cancelled
//                    who is out may be invited anew while the call lasts
#pragma once

#include <cstdint>
#include <vector>

#include "switchboard/call_record.h"
#include "switchboard/seal_claims.h"

namespace ringline::switchboard {

/// How a whole call ended: decided first, then acted on by `end_call`.
enum class Ending : std::uint8_t {
  Cancelled,    ///< the inviter gave up
  DialFailed,   ///< the inviter's side failed before anybody answered
  InviterLost,  ///< the inviter vanished before anybody answered
  Declined,
  Busy,
  NoResponse,
  Unreachable,  ///< no device said that it rings
  HungUpByInviter,
  HungUpByInvitee,
  ConnectionLost,  ///< a leg stayed away for longer than its grace
  Failed,          ///< media never came, or an identity was revoked; the category says which
  Replaced,        ///< another call of the same two people took its place
  NotPlaced,       ///< the claims did not come through: nobody was rung
  EndedByHost,     ///< somebody who may do so ended it for all
  EveryoneLeft,    ///< nobody is left, or one alone
};

/// Why one participant is out of a call that may go on: decided first, then acted on by `take_out`.
enum class Departure : std::uint8_t {
  HungUp,
  PeerHungUp,  ///< the peer's goodbye came over the media path
  NoMedia,
  Permission,
  ConnectionLost,
  Revoked,  ///< the identity is no longer good (inv. 34)
  Removed,
  Declined,
  SaidBusy,  ///< declined as busy (R20)
  Busy,      ///< another call holds the user
  NoResponse,
  Unreachable,
  Cancelled,  ///< who rang this user took it back
};

void begin_placing(CallRecord& record, Participant inviter, const std::vector<UserId>& invitees,
                   Millis now);
/// The first moment of a session, or a new life of one that had ended.
void begin_session(CallRecord& record, Millis now);
void begin_ringing(CallRecord& record);
/// A direct call into which somebody is invited is a group from then on.
void become_group(CallRecord& record);
/// The user is to be rung, whether or not it was in the call before.
Participant& invite(CallRecord& record, const UserId& user, const UserId& by, Millis now);
/// A place for somebody who comes by itself; whoever was there under that name is replaced.
Participant& enter(CallRecord& record, Participant participant);
/// The claim was granted: the devices may ring.
void mark_rung(CallRecord& record, Participant& participant, Millis now);
void mark_ringing(Participant& participant);
void join(CallRecord& record, Participant& participant, Leg leg, Millis now);
void take_out(CallRecord& record, Participant& participant, Departure why, Millis now);
void end_call(CallRecord& record, Ending ending, FailureCategory failure, Millis now);

/// How a direct call ends when one side is out so, `before_answer` or after it.
Ending ending_of(Departure why, Role role, bool before_answer);
FailureCategory failure_of(Departure why);

/// Makes the record of a call that was given up before it was made.
void close_video_request(CallRecord& record, VideoRequestState state);
bool everybody_else_declined_video(const CallRecord& record);
/// Somebody went: who asked for video and went away asks no more, and those who are left may all
/// have declined.
void review_video_request(CallRecord& record);

void bury(CallRecord& record, Participant leaver, Millis now);

/// Makes the record that the claims describe. Legs that have proven themselves before stay; others
/// than that of `device` get their grace to appear.
void rebuild(CallRecord& record, const SealClaims& claims, const DeviceId& device, Millis now);

}  // namespace ringline::switchboard
