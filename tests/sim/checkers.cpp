#include "tests/sim/checkers.h"

#include "tests/sim/checkers/all.h"

namespace ringline::sim {

namespace {

std::vector<OpenOffer> open_offers(const Call& call) {
  std::vector<OpenOffer> open;
  for (const Link& link : call.links) {
    const bool waits = link.signalling == SignallingState::HaveLocalOffer && link.operation == 0;
    if (link.making_offer) open.push_back({link.link_id, link.negotiation + 1});
    if (!link.making_offer && waits) open.push_back({link.link_id, link.negotiation});
  }
  return open;
}

}  // namespace

std::vector<CallBrief> briefs_of(const Session& session) {
  std::vector<CallBrief> briefs;
  briefs.reserve(session.calls.size());
  for (const Call& call : session.calls) {
    briefs.push_back({call.call_id, call.direction, call.state, call.view.version, call.end_others,
                      call.end_reason, call.confirmed, open_offers(call), call.microphone.wanted,
                      call.recording, call.mute_request_seen});
  }
  return briefs;
}

const std::vector<Checker>& checkers() {
  static const std::vector<Checker> kAll = {checker::one_winner,
                                            checker::terminal_is_final,
                                            checker::accept_and_cancel,
                                            checker::accept_and_time,
                                            checker::losers_are_silent,
                                            checker::reasons_agree,
                                            checker::glare,
                                            checker::recall,
                                            checker::busy,
                                            checker::isolation,
                                            checker::consent,
                                            checker::authority,
                                            checker::roster_is_media,
                                            checker::bounded_ringing,
                                            checker::no_ghost_ring,
                                            checker::idempotence,
                                            checker::sequence,
                                            checker::signalling_loss,
                                            checker::hang_up,
                                            checker::timers,
                                            checker::convergence,
                                            checker::claims,
                                            checker::log_truth,
                                            checker::negotiation,
                                            checker::group,
                                            checker::hold,
                                            checker::mute,
                                            checker::recording,
                                            checker::reports,
                                            checker::devices,
                                            checker::pictures,
                                            checker::voices,
                                            checker::snapshot,
                                            checker::revocation,
                                            checker::versions,
                                            checker::bounds,
                                            checker::no_leak};
  return kAll;
}

void check_client(World& world, const ClientTurn& turn) {
  for (const Checker& checker : checkers()) {
    if (checker.client == nullptr) continue;
    checker.client(world.ledger, turn, {checker.invariant, checker.name, world.ledger.violations});
  }
  remember(world.ledger, turn);
}

void check_commit(World& world, const CommitTurn& turn) {
  for (const Checker& checker : checkers()) {
    if (checker.commit == nullptr) continue;
    checker.commit(world.ledger, turn, {checker.invariant, checker.name, world.ledger.violations});
  }
  remember(world.ledger, turn);
}

void check_user(World& world, const sb::UserRecord& after) {
  for (const Checker& checker : checkers()) {
    if (checker.user == nullptr) continue;
    checker.user(after, {checker.invariant, checker.name, world.ledger.violations});
  }
}

void check_rest(World& world) {
  for (const Checker& checker : checkers()) {
    if (checker.rest == nullptr) continue;
    checker.rest(world, {checker.invariant, checker.name, world.ledger.violations});
  }
}

void report(World& world, int invariant, const char* checker, const std::string& text) {
  world.ledger.violations.push_back({invariant, checker, text});
}

}  // namespace ringline::sim
