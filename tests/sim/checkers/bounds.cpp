// Inv. 36: every list has its limit.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

constexpr std::size_t kOutbox = 64;  // drained after each commit: what piles up here is a leak

void on_commit(Ledger&, const CommitTurn& turn, const Report& report) {
  const sb::CallRecord& record = turn.after;
  const auto need = [&](std::size_t size, std::size_t most, const char* what) {
    if (size > most) report.fail(record.call_id + ": " + std::to_string(size) + " " + what);
  };
  need(record.replies.size(), limits::kRememberedReplies, "remembered replies");
  need(record.parked.size(), limits::kCandidates, "parked candidates");
  need(record.seen.size(), limits::kRememberedSources, "remembered sources");
  need(record.participants.size(), limits::kParticipants, "participants");
  need(record.joiners.size(), limits::kJoiners + 1, "joiners");  // and a merged dial
  need(record.video_declined.size(), limits::kParticipants, "refusals of video");
  std::size_t sharers = 0;
  for (const sb::Participant& one : record.participants) {
    for (const sb::Leg& leg : one.legs) {
      const bool joined = leg.state == sb::LegState::Joined;
      sharers += joined && shares_screen(leg.report) ? 1 : 0;
    }
  }
  if (record.policy.screen_share == ScreenShare::One) need(sharers, 1, "screens are shared");
  if (record.policy.screen_share == ScreenShare::Nobody) need(sharers, 0, "screens are shared");
  for (const sb::Participant& one : record.participants) {
    need(one.devices.size(), limits::kDevicesPerUser, "devices of one person");
    need(one.legs.size(), 1, "legs of one person");
  }
  need(record.outbox.size(), kOutbox, "items in the outbox");
}

void on_user(const sb::UserRecord& record, const Report& report) {
  const auto need = [&](std::size_t size, std::size_t most, const char* what) {
    if (size > most) report.fail(record.user_id + ": " + std::to_string(size) + " " + what);
  };
  need(record.devices.size(), limits::kDevicesPerUser, "devices");
  need(record.claims.size(), limits::kCallsPerUser, "claims");
  need(record.waiting.size(), limits::kWaitingClaims, "waiting claims");
  need(record.seen.size(), limits::kRememberedSources, "remembered sources");
  need(record.outbox.size(), kOutbox, "items in the outbox");
}

void on_client(Ledger&, const ClientTurn& turn, const Report& report) {
  const Session& session = page_of(turn).session;
  std::size_t live = 0;
  for (const Call& call : session.calls) live += call.state == CallState::Ended ? 0 : 1;
  if (live > limits::kCallsPerSession)
    report.fail(page_label(page_of(turn)) + " holds too many calls");
  for (const Call& call : session.calls) {
    if (call.links.size() > limits::kParticipants) report.fail("too many links");
    if (call.early_signals.size() > limits::kEarlySignals) report.fail("too many early signals");
    for (const Link& link : call.links) {
      const bool fits = link.remote_waiting.size() <= limits::kCandidates &&
                        link.local_waiting.size() <= limits::kCandidates;
      if (!fits) report.fail(link.link_id + ": too many candidates wait");
    }
  }
  if (session.suppressed.size() > limits::kCallsPerSession)
    report.fail("too many rings suppressed");
  if (session.pending.size() > limits::kPendingCommands) report.fail("too many commands under way");
}

}  // namespace

const Checker bounds{36, "bounds", on_client, on_commit, nullptr, on_user};

}  // namespace ringline::sim::checker
