// Leaving: one command whose meaning the record's state gives (design 11.3).
#include <utility>

#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {

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
  const bool inviter = participant.role == Role::Inviter;
  participant.ext = command.ext;
  reply_and_remember(turn, sender, command.id);
  const Ending ours = inviter ? Ending::HungUpByInviter : Ending::HungUpByInvitee;
  const Ending theirs = inviter ? Ending::HungUpByInvitee : Ending::HungUpByInviter;
  switch (command.because) {
    case LeaveCause::User: return conclude(turn, ours, FailureCategory::None, sender);
    case LeaveCause::PeerHangup: return conclude(turn, theirs, FailureCategory::None, sender);
    case LeaveCause::NoMedia: return conclude(turn, Ending::Failed, FailureCategory::Ice, sender);
    case LeaveCause::ConnectionLost:
      return conclude(turn, Ending::ConnectionLost, FailureCategory::None, sender);
    case LeaveCause::Permission:
      return conclude(turn, Ending::Failed, FailureCategory::Permission, sender);
  }
}

// The reply is the one that a stranger to a living call gets: it tells nobody whether there is one
// (inv. 40).
void bury_call(CallTurn& turn, const Sender& sender, const Command& command) {
  CallRecord& record = turn.record;
  record.epoch = turn.context.epoch;
  record.inviter = sender.user_id;
  record.policy = turn.context.policy;
  bury(record, {.user_id = sender.user_id, .role = Role::Inviter, .name = sender.name}, turn.now);
  reply_error_and_remember(turn, sender, command.id, ErrorCode::UnknownCall);
}

}  // namespace ringline::switchboard
