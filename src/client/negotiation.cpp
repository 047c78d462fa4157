#include "client/negotiation.h"

#include <algorithm>
#include <array>
#include <utility>

#include "limits.h"

namespace ringline {
namespace {

bool is_polite(const Link& link) { return link.own_leg < link.peer_leg; }

bool has_peer(const Link& link) { return !link.peer_leg.empty(); }

// With an operation under way the answer is here and being applied.
bool awaits_answer(const Link& link) {
  return link.signalling == SignallingState::HaveLocalOffer && link.operation == 0;
}

std::int64_t next_operation(Link& link) {
  link.operation = link.next_operation++;
  return link.operation;
}

Signal signal_to_peer(const Link& link) {
  Signal signal;
  signal.call_id = link.call_id;
  signal.to_leg = link.peer_leg;
  signal.link = name_of_link(link);
  signal.negotiation = link.negotiation;
  return signal;
}

void send_description(const Link& link, DescriptionType type, const std::string& sdp,
                      Effects& effects) {
  Signal signal = signal_to_peer(link);
  signal.type = type;
  signal.sdp = sdp;
  effects.push_back(effect::SendSignal{std::move(signal)});
}

void send_candidates(Link& link, Effects& effects) {
  if (link.local_waiting.empty()) return;
  Signal signal = signal_to_peer(link);
  signal.candidates = std::move(link.local_waiting);
  link.local_waiting.clear();
  effects.push_back(effect::SendSignal{std::move(signal)});
}

// The remote description is in force: what came too early is added now, what belongs to another
// ufrag is dropped.
void remote_in_force(Link& link, Effects& effects) {
  std::vector<Candidate> waiting = std::move(link.remote_waiting);
  link.remote_waiting.clear();
  link.signalling = SignallingState::Stable;
  link.operation = 0;
  if (!waiting.empty()) take_candidates(link, waiting, effects);
  if (link.restart_wanted || link.offer_wanted) start_offer(link, link.restart_wanted, effects);
}

// What follows the first `name` of the text, up to the end of its line; the text goes on behind it.
std::string_view take_line(std::string_view& text, std::string_view name) {
  const std::size_t start = text.find(name);
  if (start == std::string_view::npos) {
    text = {};
    return {};
  }
  text.remove_prefix(start + name.size());
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  text.remove_prefix(line.size());
  return line;
}

// Another certificate under the same ufrag: nobody whom we talked to negotiates so.
bool is_foreign(const Link& link, std::string_view sdp) {
  const std::string fingerprints = fingerprints_of(sdp);
  const bool changed = !link.remote_fingerprints.empty() && !fingerprints.empty() &&
                       fingerprints != link.remote_fingerprints;
  return changed && ufrag_of(sdp) == link.remote_ufrag;
}

std::int64_t id_of_ours(const Link& link) { return link.negotiation + (link.making_offer ? 1 : 0); }

// The first offer is not given up for another one: in that one our transceivers would have no place
// (RFC 9429 5.10). It is made anew, above theirs, which the other side can give up.
void outbid(Link& link, std::int64_t negotiation, Effects& effects) {
  if (negotiation < id_of_ours(link)) return;
  link.negotiation = negotiation;
  renew_open_offer(link, effects);  // one that is being made comes above it anyhow
}

void note_remote(Link& link, std::string_view sdp) {
  link.remote_known = true;
  link.remote_ufrag = ufrag_of(sdp);
  std::string fingerprints = fingerprints_of(sdp);
  if (!fingerprints.empty()) link.remote_fingerprints = std::move(fingerprints);
}

}  // namespace

std::string name_of_link(const Link& link) {
  if (!has_peer(link)) return {};
  return link_name(link.own_leg, link.own_incarnation, link.peer_leg, link.peer_incarnation);
}

std::string_view ufrag_of(std::string_view sdp) { return take_line(sdp, "a=ice-ufrag:"); }

std::string fingerprints_of(std::string_view sdp) {
  std::array<std::string_view, 4> found;  // one a hash function; a browser has one
  auto end = found.begin();
  while (end != found.end() && !sdp.empty()) {
    const std::string_view one = take_line(sdp, "a=fingerprint:");
    if (!one.empty() && std::find(found.begin(), end, one) == end) *end++ = one;
  }
  std::string all;
  for (auto one = found.begin(); one != end; ++one) all.append(*one).append("\n");
  return all;
}

void start_offer(Link& link, bool ice_restart, Effects& effects) {
  if (link.making_offer || link.signalling != SignallingState::Stable) {
    link.restart_wanted = link.restart_wanted || ice_restart;
    return;
  }
  link.restart_wanted = false;
  link.offer_wanted = false;
  link.making_offer = true;
  link.restart_open = ice_restart;
  link.local_answer.clear();
  link.local_waiting.clear();
  const bool all_paths = ice_restart && link.paths == Paths::RelayFirst;
  effects.push_back(
      effect::CreateOffer{link.link_id, next_operation(link), ice_restart, all_paths});
  if (all_paths) link.paths = Paths::All;
}

void add_lines(Link& link, Lines lines, Effects& effects) {
  link.lines = lines;
  link.lines_open = true;
  link.offer_wanted = true;  // also when an offer is being made: it may be too early for this
  switch (lines) {
    case Lines::Sound: break;  // every link has it
    case Lines::Video: effects.push_back(effect::AddVideo{link.link_id}); break;
    case Lines::Screen: effects.push_back(effect::AddScreen{link.link_id}); break;
  }
  if (!link.making_offer && link.signalling == SignallingState::Stable) {
    start_offer(link, false, effects);
  }
}

void on_offer_created(Link& link, const input::OfferCreated& created, Effects& effects) {
  if (!link.making_offer || created.operation != link.operation) return;
  link.making_offer = false;
  link.operation = 0;
  link.signalling = SignallingState::HaveLocalOffer;
  link.negotiation += 1;
  link.local_offer = created.sdp;
  if (!has_peer(link)) return;
  send_description(link, DescriptionType::Offer, link.local_offer, effects);
  send_candidates(link, effects);
}

void bind_peer(Link& link, const UserId& user, const LegId& leg, const Incarnation& incarnation,
               Effects& effects) {
  link.peer_user = user;
  link.peer_leg = leg;
  link.peer_incarnation = incarnation;
  send_candidates(link, effects);
}

void resend_offer(const Link& link, Effects& effects) {
  if (link.signalling != SignallingState::HaveLocalOffer || !has_peer(link)) return;
  send_description(link, DescriptionType::Offer, link.local_offer, effects);
}

void resend_answer(const Link& link, Effects& effects) {
  const bool is_open = !link.local_answer.empty() && link.peer != PeerState::Connected;
  if (is_open && has_peer(link)) {
    send_description(link, DescriptionType::Answer, link.local_answer, effects);
  }
}

void renew_open_offer(Link& link, Effects& effects) {
  if (!awaits_answer(link) || !has_peer(link)) return;
  link.signalling = SignallingState::Stable;
  start_offer(link, true, effects);
}

void tell_again(Link& link, Effects& effects) {
  resend_answer(link, effects);
  renew_open_offer(link, effects);
}

bool is_restarting(const Link& link) {
  return link.restart_open && (link.making_offer || awaits_answer(link));
}

void restart(Link& link, Effects& effects) {
  if (awaits_answer(link)) {
    renew_open_offer(link, effects);
  } else {
    start_offer(link, true, effects);
  }
}

bool on_answer_created(Link& link, const input::AnswerCreated& created, Effects& effects) {
  if (link.signalling != SignallingState::HaveRemoteOffer || created.operation != link.operation) {
    return false;
  }
  link.local_answer = created.sdp;
  if (has_peer(link)) {
    send_description(link, DescriptionType::Answer, created.sdp, effects);
    send_candidates(link, effects);
  }
  remote_in_force(link, effects);
  return true;
}

bool on_description_set(Link& link, std::int64_t operation, Effects& effects) {
  if (link.signalling != SignallingState::HaveLocalOffer || operation != link.operation ||
      operation == 0) {
    return false;
  }
  link.local_offer.clear();
  if (!link.offer_wanted) link.lines_open = false;
  remote_in_force(link, effects);
  return true;
}

void on_local_candidate(Link& link, const Candidate& candidate, Effects& effects) {
  if (link.local_waiting.size() < limits::kCandidates) link.local_waiting.push_back(candidate);
  if (has_peer(link) && !link.making_offer) send_candidates(link, effects);
}

void on_signal(Link& link, const Signal& signal, Effects& effects) {
  if (is_foreign(link, signal.sdp)) return;
  if (signal.type == DescriptionType::Offer) {
    take_offer(link, signal.negotiation, signal.sdp, effects);
  } else if (signal.type == DescriptionType::Answer) {
    take_answer(link, signal.negotiation, signal.sdp, effects);
  }
  if (signal.negotiation >= link.negotiation)
    return take_candidates(link, signal.candidates, effects);
  // The number has gone on, the description in force has not: its candidates still come in.
  std::vector<Candidate> in_force = signal.candidates;
  std::erase_if(in_force, [&link](const Candidate& candidate) {
    const std::string& ufrag = candidate.username_fragment;
    return ufrag.empty() || ufrag != link.remote_ufrag;
  });
  take_candidates(link, in_force, effects);
}

void take_offer(Link& link, std::int64_t negotiation, const std::string& sdp, Effects& effects) {
  const bool ours_open = link.making_offer || awaits_answer(link);
  const bool first = !link.remote_known;
  if (ours_open && first && link.offerer) return outbid(link, negotiation, effects);
  // Above ours: the other side has answered ours, or has given its own up for another, and we did
  // not hear of it.
  const bool yields = is_polite(link) || first || negotiation > id_of_ours(link);
  if (ours_open && !yields) return;
  if (negotiation < link.negotiation) return;
  if (!ours_open && negotiation == link.negotiation) return resend_answer(link, effects);
  if (is_foreign(link, sdp)) return;
  const bool restarts = ufrag_of(sdp) != link.remote_ufrag;
  link.restart_wanted = !restarts && (link.restart_wanted || is_restarting(link));
  if (ours_open && link.lines_open) link.offer_wanted = true;  // ours told of it, and is given up
  link.making_offer = false;
  link.local_offer.clear();
  link.local_answer.clear();
  link.signalling = SignallingState::HaveRemoteOffer;
  link.negotiation = negotiation;
  note_remote(link, sdp);
  effects.push_back(effect::CreateAnswer{link.link_id, next_operation(link), sdp});
}

void take_answer(Link& link, std::int64_t negotiation, const std::string& sdp, Effects& effects) {
  if (!awaits_answer(link) || negotiation != link.negotiation || is_foreign(link, sdp)) return;
  note_remote(link, sdp);
  effects.push_back(effect::ApplyAnswer{link.link_id, next_operation(link), sdp});
}

void take_candidates(Link& link, const std::vector<Candidate>& candidates, Effects& effects) {
  const bool in_force = link.remote_known && link.signalling == SignallingState::Stable;
  std::vector<Candidate> current;
  for (const Candidate& candidate : candidates) {
    const bool stale = !link.remote_ufrag.empty() && !candidate.username_fragment.empty() &&
                       candidate.username_fragment != link.remote_ufrag;
    if (in_force && !stale) {
      current.push_back(candidate);
    } else if (!in_force && link.remote_waiting.size() < limits::kCandidates) {
      link.remote_waiting.push_back(candidate);
    }
  }
  if (!current.empty()) {
    effects.push_back(effect::AddCandidates{link.link_id, std::move(current)});
  }
}

}  // namespace ringline
