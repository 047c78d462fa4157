// Inv. 22, 23: on one connection a page sees every event, in order.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

void on_client(Ledger& ledger, const ClientTurn& turn, const Report& report) {
  const auto* received = std::get_if<input::FrameReceived>(&turn.input);
  const Page& page = page_of(turn);
  if (received == nullptr || received->generation != page.session.generation) return;
  auto& [generation, seq] = ledger.heard[turn.page];
  if (const auto* welcome = std::get_if<frame::Welcome>(&received->frame)) {
    generation = received->generation;
    seq = welcome->seq;
  } else if (const auto* reply = std::get_if<frame::Reply>(&received->frame)) {
    if (reply->seq) seq = *reply->seq;
  }
  const auto* event = std::get_if<frame::Event>(&received->frame);
  if (event == nullptr) return;
  if (page.session.seq < event->seq) report.fail(page_label(page) + " forgot that it saw an event");
  const bool gap = generation != received->generation || event->seq > seq + 1;
  if (gap && !ledger.data_lost && turn.world.setup.nodes == 1) {
    report.fail(page_label(page) + " saw a gap in the events of one connection");
  }
  seq = std::max(seq, event->seq);
}

}  // namespace

const Checker sequence{22, "sequence", on_client, nullptr, nullptr};

}  // namespace ringline::sim::checker
