// Leaving: one command whose meaning the record's state gives (design 11.3).
#include <utility>

#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

Departure departure_of(LeaveCause because) {
  switch (because) {
    case LeaveCause::User: return Departure::HungUp;
    case LeaveCause::PeerHangup: return Departure::PeerHungUp;
    case LeaveCause::NoMedia: return Departure::NoMedia;
    case LeaveCause::ConnectionLost: return Departure::ConnectionLost;
    case LeaveCause::Permission: return Departure::Permission;
  }
  return Departure::HungUp;
}

}  // namespace

// Nobody has answered: with the inviter all rings end.
void cancel(CallTurn& turn, const Sender& sender, const Command& command) {
  participant_of(turn.record, sender.user_id)->ext = command.ext;
  reply_and_remember(turn, sender, command.id);
  switch (command.because) {
    case LeaveCause::User:
    case LeaveCause::PeerHangup:  // nobody has answered: there is no peer who could hang up
      return conclude(turn, Ending::Cancelled, FailureCategory::None, sender);
    case LeaveCause::NoMedia:
    case LeaveCause::ConnectionLost:  // there was no connection to lose
      return conclude(turn, Ending::DialFailed, FailureCategory::Ice, sender);
    case LeaveCause::Permission:
      return conclude(turn, Ending::DialFailed, FailureCategory::Permission, sender);
  }
}

void hang_up(CallTurn& turn, const Sender& sender, const Command& command) {
  Participant& participant = *participant_of(turn.record, sender.user_id);
  participant.ext = command.ext;
  reply_and_remember(turn, sender, command.id);
  depart(turn, participant, departure_of(command.because), sender);
}

// The reply is the one that a stranger to a living call gets: it tells nobody whether there is one
// (inv. 40). A session's id can be guessed, and nobody has to be kept from beginning one.
void bury_call(CallTurn& turn, const Sender& sender, const Command& command) {
  CallRecord& record = turn.record;
  if (is_session_id(record.call_id)) {
    return refuse(turn, sender, command.id, Error{.code = ErrorCode::UnknownCall});
  }
  record.epoch = turn.context.epoch;
  record.inviter = sender.user_id;
  record.policy = turn.context.policy;
  bury(record, {.user_id = sender.user_id, .role = Role::Inviter, .name = sender.name}, turn.now);
  reply_error_and_remember(turn, sender, command.id, ErrorCode::UnknownCall);
}

}  // namespace ringline::switchboard
