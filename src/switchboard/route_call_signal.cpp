// Signals that the host may not pass by itself: parked candidates, and legs without a relay grant
// (inv. 15, 16, 33, 40).
#include <algorithm>
#include <utility>

#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

void ignore(CallTurn& turn) { turn.refused = Error{.code = ErrorCode::Forbidden}; }

}  // namespace

void park(CallTurn& turn, const Command& command) {
  CallRecord& record = turn.record;
  const bool parkable = command.signal.to.empty() && command.signal.description_type.empty() &&
                        !command.signal.candidates.empty() && record.offer;
  if (!parkable) return ignore(turn);
  const std::size_t room =
      limits::kCandidates - std::min(limits::kCandidates, record.parked.size());
  const std::size_t taken = std::min(room, command.signal.candidates.size());
  const auto first = command.signal.candidates.begin();
  record.parked.insert(record.parked.end(), first, first + static_cast<std::ptrdiff_t>(taken));
  record.parked_dropped += static_cast<std::int64_t>(command.signal.candidates.size() - taken);
  touch(turn);
}

void relay(CallTurn& turn, const Sender& sender, const Command& command) {
  const CallRecord& record = turn.record;
  const Leg* mine = leg_of(*participant_of(record, sender.user_id), sender.device_id);
  // Candidates that crossed the accept were meant for whoever would answer.
  const bool crossed = command.signal.to.empty() && command.signal.description_type.empty() &&
                       sender.user_id == record.inviter;
  const LegOwner peer = crossed ? answering_leg(record) : joined_leg(record, command.signal.to);
  const bool allowed = mine != nullptr && mine->state == LegState::Joined && peer.leg != nullptr &&
                       peer.participant->user_id != sender.user_id;
  if (!allowed) return ignore(turn);
  SignalEffect effect{.to = {record.app, peer.participant->user_id, peer.leg->device_id},
                      .from = {record.app, sender.user_id, sender.device_id},
                      .from_leg = mine->leg_id,
                      .call_id = record.call_id,
                      .parts = command.signal};
  if (crossed) {
    effect.parts.link =
        link_name(mine->leg_id, mine->incarnation, peer.leg->leg_id, peer.leg->incarnation);
  }
  turn.effects.push_back(std::move(effect));
}

void take_answer(CallTurn& turn, const Command& command) {
  CallRecord& record = turn.record;
  if (!record.answer || command.version < record.answer_version) return;
  record.answer.reset();
  touch(turn);
}

}  // namespace ringline::switchboard
