// Inv. 37: a call that has ended leaves no peer connection and no track, in the same turn.
#include "tests/sim/checkers/all.h"

#include <algorithm>

namespace ringline::sim::checker {
namespace {

void on_client(Ledger&, const ClientTurn& turn, const Report& report) {
  const Page& page = page_of(turn);
  const auto lives = [&](const CallId& call_id) {
    const Call* call = find_call(page.session, call_id);
    return call != nullptr && has_consent(call->state);
  };
  for (const FakePeer& peer : page.peers) {
    if (!lives(peer.call_id)) report.fail(peer.call_id + " left a peer connection open");
  }
  for (const Track& track : page.tracks) {
    if (!lives(track.call_id)) report.fail(track.call_id + " left a track on");
  }
}

}  // namespace

const Checker no_leak{37, "no-leak", on_client, nullptr, nullptr};

}  // namespace ringline::sim::checker
