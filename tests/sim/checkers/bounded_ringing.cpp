// Inv. 18: whoever is awake stops ringing at the deadline, with no network.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

constexpr Millis kLateMs = 2'000;
constexpr Millis kTransitMs = 5'000;  // how wrong the page's idea of the server's clock may be

void on_client(Ledger&, const ClientTurn& turn, const Report& report) {
  const Page& page = page_of(turn);
  const bool timer = std::holds_alternative<input::TimePassed>(turn.input);
  if (!timer || turn.world.setup.timeless) return;
  for (const Call& call : page.session.calls) {
    if (call.state != CallState::Ringing) continue;
    const Millis own_clock = page.session.now + page.session.server_offset;
    if (own_clock > call.view.ring_deadline + kLateMs) {
      report.fail(call.call_id + " rings on " + page_label(page) + " past its deadline");
    }
  }
}

void at_rest(const World& world, const Report& report) {
  for (const Page& page : world.pages) {
    if (!page.alive) continue;
    for (const Call& call : page.session.calls) {
      const bool over = engine_now(world) > call.view.ring_deadline + kLateMs + kTransitMs;
      if (call.state == CallState::Ringing && over) {
        report.fail(call.call_id + " still rings on " + page_label(page));
      }
    }
  }
}

}  // namespace

const Checker bounded_ringing{18, "bounded-ringing", on_client, nullptr, at_rest};

}  // namespace ringline::sim::checker
