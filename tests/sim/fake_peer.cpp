#include "tests/sim/fake_peer.h"

#include <algorithm>
#include <utility>

namespace ringline::sim {
namespace {

std::string line_of(const std::string& sdp, const std::string& name) {
  const std::size_t at = sdp.find(name);
  if (at == std::string::npos) return {};
  const std::size_t start = at + name.size();
  return sdp.substr(start, sdp.find_first_of("\r\n", start) - start);
}

Lines lines_in(const std::string& sdp) {
  const std::size_t first = sdp.find("m=video");
  if (first == std::string::npos) return Lines::Sound;
  return sdp.find("m=video", first + 1) == std::string::npos ? Lines::Video : Lines::Screen;
}

PeerOutcome create_offer(FakePeer& peer, const PeerOperation& operation,
                         const std::string& fresh_ufrag) {
  PeerOutcome outcome;
  // Without a restart the credentials stay; a first offer has none yet.
  const bool fresh = operation.ice_restart || peer.local_ufrag.empty();
  outcome.ufrag = fresh ? fresh_ufrag : peer.local_ufrag;
  outcome.gathered = fresh;
  peer.pending_ufrag = outcome.ufrag;
  peer.have_local_offer = true;
  peer.offered = peer.lines;
  outcome.report = input::OfferCreated{peer.link_id, operation.operation,
                                       description_text(outcome.ufrag, {}, peer.lines)};
  return outcome;
}

PeerOutcome create_answer(FakePeer& peer, const PeerOperation& operation,
                          const std::string& fresh_ufrag) {
  PeerOutcome outcome;
  const std::string offered = ufrag_in(operation.sdp);
  if (offered.empty() || !answered_in(operation.sdp).empty()) {
    outcome.violation = "answers what is no offer";
    return outcome;
  }
  peer.have_local_offer = false;  // an implicit rollback (JSEP 4.1.10.2)
  peer.pending_ufrag.clear();
  const bool fresh = peer.local_ufrag.empty() || offered != peer.remote_ufrag;
  outcome.ufrag = fresh ? fresh_ufrag : peer.local_ufrag;
  outcome.gathered = fresh;
  if (offered != peer.remote_ufrag) peer.remote_candidates.clear();
  peer.remote_ufrag = offered;
  peer.local_ufrag = outcome.ufrag;
  // What is offered is taken; a transceiver of our own that the offer does not speak of waits.
  peer.agreed = lines_in(operation.sdp);
  peer.lines = std::max(peer.lines, peer.agreed);
  outcome.report = input::AnswerCreated{peer.link_id, operation.operation,
                                        description_text(outcome.ufrag, offered, peer.agreed)};
  return outcome;
}

PeerOutcome apply_answer(FakePeer& peer, const PeerOperation& operation) {
  PeerOutcome outcome;
  if (!peer.have_local_offer) {
    outcome.violation = "applies an answer in state stable";
  } else if (answered_in(operation.sdp) != peer.pending_ufrag) {
    outcome.violation = "applies an answer to " + answered_in(operation.sdp) +
                        " while its offer is " + peer.pending_ufrag;
  }
  if (!outcome.violation.empty()) return outcome;
  peer.have_local_offer = false;
  peer.agreed = std::min(peer.offered, lines_in(operation.sdp));
  peer.local_ufrag = std::exchange(peer.pending_ufrag, {});
  const std::string remote = ufrag_in(operation.sdp);
  if (remote != peer.remote_ufrag) peer.remote_candidates.clear();
  peer.remote_ufrag = remote;
  outcome.report = input::DescriptionSet{peer.link_id, operation.operation};
  return outcome;
}

PeerOutcome add_candidates(FakePeer& peer, const PeerOperation& operation) {
  PeerOutcome outcome;
  for (const Candidate& candidate : operation.candidates) {
    if (peer.remote_ufrag.empty()) {
      outcome.violation = "adds a candidate before a remote description";
    } else if (candidate.username_fragment != peer.remote_ufrag) {
      outcome.violation =
          "adds a candidate of " + candidate.username_fragment + " to " + peer.remote_ufrag;
    } else {
      peer.remote_candidates.push_back(candidate.username_fragment);
    }
  }
  return outcome;
}

}  // namespace

std::string description_text(const std::string& ufrag, const std::string& answers, Lines lines) {
  std::string text = "a=ice-ufrag:" + ufrag + "\r\n";
  if (!answers.empty()) text += "a=answers:" + answers + "\r\n";
  if (lines >= Lines::Video) text += "m=video 9\r\n";
  if (lines >= Lines::Screen) text += "m=video 9\r\nm=audio 9\r\n";
  return text;
}

std::string ufrag_in(const std::string& sdp) { return line_of(sdp, "a=ice-ufrag:"); }
std::string answered_in(const std::string& sdp) { return line_of(sdp, "a=answers:"); }

PeerOutcome run_operation(FakePeer& peer, const std::string& fresh_ufrag) {
  const PeerOperation operation = std::move(peer.work.front());
  peer.work.pop_front();
  switch (operation.work) {
    case PeerWork::CreateOffer: return create_offer(peer, operation, fresh_ufrag);
    case PeerWork::CreateAnswer: return create_answer(peer, operation, fresh_ufrag);
    case PeerWork::ApplyAnswer: return apply_answer(peer, operation);
    case PeerWork::AddCandidates: return add_candidates(peer, operation);
  }
  return {};
}

bool is_path(const FakePeer& a, const FakePeer& b) {
  const bool known = !a.local_ufrag.empty() && !a.remote_ufrag.empty() &&
                     a.local_ufrag == b.remote_ufrag && a.remote_ufrag == b.local_ufrag;
  return known && !(a.remote_candidates.empty() && b.remote_candidates.empty());
}

}  // namespace ringline::sim
