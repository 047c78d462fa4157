// Every change of state of a call record, its participants and its legs. No other file assigns a
// `.state`. Must not know: commands, devices' rights, messages.
//
//              claims granted            accept
//   placing ------------------> ringing --------> active
//      |                           |                 |
//      +----------- end -----------+------ end ------+----> ended (final, inv. 2)
#pragma once

#include <cstdint>

#include "switchboard/call_record.h"
#include "switchboard/seal_claims.h"

namespace ringline::switchboard {

/// How a direct call ended: decided first, then acted on by `end_call`.
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
  Failed,          ///< media never came; the category says why
  Replaced,        ///< another call of the same two people took its place
  NotPlaced,       ///< the claims did not come through: nobody was rung
};

void begin_placing(CallRecord& record, Participant inviter, Participant invitee, Millis now);
void begin_ringing(CallRecord& record, Millis now);
void mark_ringing(Participant& participant);
void join(CallRecord& record, Participant& participant, Leg leg, Millis now);
void end_call(CallRecord& record, Ending ending, FailureCategory failure, Millis now);

/// Makes the record of a call that was given up before it was made.
void bury(CallRecord& record, Participant leaver, Millis now);

/// Makes the record that the claims describe; other legs than that of `device` get their grace to
/// appear.
void rebuild(CallRecord& record, const SealClaims& claims, const DeviceId& device, Millis now);

}  // namespace ringline::switchboard
