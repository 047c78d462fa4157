// The list of the checkers, and what they share: the memory that is kept after they looked.
// Must not know: the simulation's loop.
#pragma once

#include "tests/sim/checkers.h"

namespace ringline::sim {

namespace checker {
extern const Checker one_winner;
extern const Checker terminal_is_final;
extern const Checker accept_and_cancel;
extern const Checker accept_and_time;
extern const Checker losers_are_silent;
extern const Checker reasons_agree;
extern const Checker glare;
extern const Checker recall;
extern const Checker isolation;
extern const Checker consent;
extern const Checker authority;
extern const Checker roster_is_media;
extern const Checker bounded_ringing;
extern const Checker no_ghost_ring;
extern const Checker idempotence;
extern const Checker sequence;
extern const Checker signalling_loss;
extern const Checker hang_up;
extern const Checker timers;
extern const Checker convergence;
extern const Checker claims;
extern const Checker log_truth;
extern const Checker group;
extern const Checker hold;
extern const Checker mute;
extern const Checker recording;
extern const Checker reports;
extern const Checker devices;
extern const Checker pictures;
extern const Checker voices;
extern const Checker snapshot;
extern const Checker revocation;
extern const Checker versions;
extern const Checker bounds;
extern const Checker no_leak;
extern const Checker negotiation;
extern const Checker busy;
}  // namespace checker

/// Kept for the next turn, after every checker has looked.
void remember(Ledger& ledger, const ClientTurn& turn);
void remember(Ledger& ledger, const CommitTurn& turn);

/// The call that an effect or input of the app is about; empty: none.
const CallId* call_of(const Input& input);
const Page& page_of(const ClientTurn& turn);
const CallBrief* brief_of(const ClientTurn& turn, const CallId& call_id);
/// Of the user, or null.
const sb::Participant* person_in(const sb::CallRecord& record, const UserId& user);
bool is_out(const sb::Participant* participant);
/// Whether the page let go of that call in this turn: what it holds now is another life.
bool was_forgotten(const ClientTurn& turn, const CallId& call_id);
/// The call as which it went on in this turn; or nothing.
const effect::Happened* replacement_of(const ClientTurn& turn, const CallId& call_id);
const sb::Participant* invitee_of(const sb::CallRecord& record);
const sb::Participant* inviter_of(const sb::CallRecord& record);

/// Since when every node has been able to tell records what it knows.
Millis nodes_well_since(const World& world);

/// Whether the input is the local user's yes to that call.
bool is_yes(const Input& input, const CallId& call_id);

/// The input if it is an `In` about that call, by its present id or the one before; or null.
template <typename In>
const In* said_of(const Input& input, const Call& call) {
  const auto* one = std::get_if<input::ForCall>(&input);
  const bool about =
      one != nullptr &&
      (one->call_id == call.call_id || (!call.former_id.empty() && one->call_id == call.former_id));
  return about ? std::get_if<In>(&one->call_input) : nullptr;
}

template <typename E>
std::vector<const E*> did(const ClientTurn& turn) {
  std::vector<const E*> found;
  for (const Effect& effect : turn.effects) {
    if (const auto* one = std::get_if<E>(&effect)) found.push_back(one);
  }
  return found;
}

}  // namespace ringline::sim
