// Inv. 26, 34: whose identity is no longer good changes nothing any more after five seconds, is in
// no call, and sends nothing.
#include <algorithm>

#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

constexpr Millis kCutMs = 5'000;
constexpr Millis kHeardOfMs = 10'000;  // by the records of its calls: an outbox may be drained late

// Its call does not wait for it, as for somebody who was only lost.
void check_cut(const Ledger& ledger, const CommitTurn& turn, const Report& report) {
  if (turn.before == nullptr || ledger.data_lost) return;
  const Millis well_since = nodes_well_since(turn.world);
  for (const sb::Participant& one : turn.before->participants) {
    for (const sb::Leg& leg : one.legs) {
      const auto revoked = ledger.revoked.find(leg.device_id);
      const bool in = leg.state == sb::LegState::Joined && one.claimed;
      const bool late = revoked != ledger.revoked.end() &&
                        turn.world.now - std::max(revoked->second, well_since) > kHeardOfMs;
      if (in && late) report.fail(turn.after.call_id + " still has the revoked " + leg.device_id);
    }
  }
}

void on_commit(Ledger& ledger, const CommitTurn& turn, const Report& report) {
  check_cut(ledger, turn, report);
  if (turn.job.kind != JobKind::Frame) return;
  const auto revoked = ledger.revoked.find(turn.job.sender.device_id);
  if (revoked == ledger.revoked.end() || turn.world.now - revoked->second <= kCutMs) return;
  report.fail(turn.after.call_id + " was changed by the revoked " + revoked->first);
}

void at_rest(const World& world, const Report& report) {
  for (const auto& [device, since] : world.ledger.revoked) {
    for (const auto& [key, stored] : world.engine.records) {
      const auto* record = std::get_if<sb::CallRecord>(&stored->record);
      if (record == nullptr) continue;
      for (const sb::Participant& one : record->participants) {
        for (const sb::Leg& leg : one.legs) {
          if (leg.device_id == device && leg.state == sb::LegState::Joined) {
            report.fail(record->call_id + " keeps the revoked " + device);
          }
        }
      }
    }
    for (const Page& page : world.pages) {
      if (!page.alive || page.session.device_id != device) continue;
      if (page.session.connection == ConnectionState::Online) {
        report.fail(page_label(page) + " is revoked and online");
      }
      if (!page.tracks.empty()) report.fail(page_label(page) + " is revoked and still captures");
    }
  }
}

}  // namespace

const Checker revocation{34, "revocation", nullptr, on_commit, at_rest};

}  // namespace ringline::sim::checker
