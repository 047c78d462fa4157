// Inv. 33: of two offers that cross one is answered: neither side's both, nor none. What else must
// not be is seen by the fake peer (fake_peer.cpp).
#include <algorithm>

#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

// Whether an offer of that number was open on that link before this turn.
bool was_open(const ClientTurn& turn, const Signal& signal, const std::string& link_id) {
  const CallBrief* brief = brief_of(turn, signal.call_id);
  return brief != nullptr &&
         std::any_of(brief->offers.begin(), brief->offers.end(), [&](const OpenOffer& open) {
           return open.link_id == link_id && open.negotiation == signal.negotiation;
         });
}

// An offer that meets our own, open one of the same number.
void check_collision(Ledger& ledger, const ClientTurn& turn, const Signal& signal, const Link& link,
                     const Report& report) {
  if (signal.type != DescriptionType::Offer || !was_open(turn, signal, link.link_id)) return;
  const auto is_here = [&](const auto* one) { return one->link_id == link.link_id; };
  const auto offers = did<effect::CreateOffer>(turn);
  if (std::any_of(offers.begin(), offers.end(), is_here))
    return;  // a first offer: made anew, above
  const auto answers = did<effect::CreateAnswer>(turn);
  const bool gives_way = std::any_of(answers.begin(), answers.end(), is_here);
  const auto [found, first] =
      ledger.collisions.insert({{signal.link, signal.negotiation}, {turn.page, gives_way}});
  if (first || found->second.page == turn.page || found->second.gave_way != gives_way) return;
  report.fail(signal.call_id + ": both sides " +
              (gives_way ? "give way to each other's offer" : "ignore each other's offer"));
}

// What comes before the event that tells of its link waits for that.
void check_early(const Call& call, const Signal& signal, const Report& report) {
  const bool full = call.early_signals.size() >= limits::kEarlySignals;
  if (full || !signal.type || !has_consent(call.state)) return;
  const bool kept =
      std::any_of(call.early_signals.begin(), call.early_signals.end(), [&](const Signal& early) {
        return early.link == signal.link && early.from_leg == signal.from_leg;
      });
  if (!kept) report.fail(call.call_id + ": a description that came early is lost");
}

void on_client(Ledger& ledger, const ClientTurn& turn, const Report& report) {
  const auto* received = std::get_if<input::FrameReceived>(&turn.input);
  const auto* signal = received == nullptr ? nullptr : std::get_if<Signal>(&received->frame);
  const Page& page = page_of(turn);
  if (signal == nullptr || received->generation != page.session.generation) return;
  const Call* call = find_call(page.session, signal->call_id);
  if (call == nullptr) return;
  for (const Link& link : call->links) {
    if (link.peer_leg != signal->from_leg || name_of_link(link) != signal->link) continue;
    return check_collision(ledger, turn, *signal, link, report);
  }
  check_early(*call, *signal, report);
}

// The story: two talk, nobody hangs up, and whatever breaks is mended within the grace.
void at_rest(const World& world, const Report& report) {
  if (world.setup.story != Story::Mend) return;
  for (const auto& [key, stored] : world.engine.records) {
    const auto* record = std::get_if<sb::CallRecord>(&stored->record);
    if (record == nullptr || !record->answered_at) continue;
    if (record->state != RecordState::Active) report.fail(record->call_id + " was not mended");
  }
}

}  // namespace

const Checker negotiation{33, "negotiation", on_client, nullptr, at_rest};

}  // namespace ringline::sim::checker
