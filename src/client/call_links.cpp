// The links of a call: one for each remote leg of the record, opened, bound, replaced and closed as
// the views say; and what hosts and peers tell of them.
#include <algorithm>

#include "client/call_moves.h"
#include "decimal.h"
#include "limits.h"

namespace ringline::moves {
namespace {

constexpr Millis kOtherSideWaitsMs = 1'500;  // so that not both restart at once
constexpr Millis kRestartAgainMs = 5'000;
constexpr Millis kFirstRestartMs = 7'000;  // a path that was never there by then is tried anew
constexpr Millis kLeavingMs = 2'000;       // then the record is no longer waited for (design 11.7)

/// Of the view, which no link changes.
struct PeerLeg {
  const UserId& user_id;
  const LegView& leg;
};

std::vector<PeerLeg> peer_legs(const CallView& view) {
  std::vector<PeerLeg> legs;
  for (const ParticipantView& participant : view.participants) {
    if (participant.state != ParticipantState::Joined) continue;
    for (const LegView& leg : participant.legs) {
      if (leg.leg_id != view.you.leg_id) legs.push_back({participant.user_id, leg});
    }
  }
  return legs;
}

bool somebody_may_answer(const CallView& view) {
  return std::any_of(view.participants.begin(), view.participants.end(),
                     [](const ParticipantView& one) { return is_pending(one.state); });
}

// Who joined first offers.
bool offers_to(const Call& call, const LegView& peer) {
  const LegView* own = own_leg(call.view);
  return own != nullptr && own->order < peer.order;
}

void close(Moving& m, const Link& link) { m.effects.push_back(effect::ClosePeer{link.link_id}); }

void drop(Moving& m, const Link& link) {
  close(m, link);
  std::vector<Link>& links = m.call.links;
  links.erase(links.begin() + (&link - links.data()));
}

// A direct call is over with the one who left it.
void end_by_peer(Moving& m) {
  leave(m, LeaveCause::PeerHangup, {});
  end(m, EndReason::RemoteHangup, FailureCategory::None, Certainty::Unconfirmed);
}

// The other side waits longer, and its wait begins anew with each restart that it hears of: while
// signals pass, one of the two restarts, and each restart has its time.
Millis restart_time(const Moving& m, const Link& link, Millis ms) {
  const bool first = link.own_leg < link.peer_leg;
  return m.around.now + ms + (first ? 0 : kOtherSideWaitsMs);
}

void restart_in(Moving& m, Link& link, Millis ms) {
  if (is_agreed(m.call.state)) link.restart_at = restart_time(m, link, ms);
}

void hear_early_signals(Moving& m, Link& link) {
  const std::string name = name_of_link(link);
  std::erase_if(m.call.early_signals, [&](const Signal& early) {
    if (early.link != name || early.from_leg != link.peer_leg) return false;
    on_signal(link, early, m.effects);
    return true;
  });
}

// What the link to that leg shall carry.
Lines lines_to(const Call& call, const LegView& peer) {
  const bool shared = call.screen.wanted || shares_screen(peer.report);
  return shared ? Lines::Screen : lines_of(call);
}

// What is captured already goes onto a link that is new.
void send_tracks(Moving& m, const Link& link) {
  for (const LocalSource* source : {&m.call.microphone, &m.call.camera, &m.call.screen}) {
    if (source->track == 0 || !link.sends) continue;
    m.effects.push_back(effect::SetTrack{link.link_id, source->kind, source->track});
  }
}

Link* early_link(Call& call) { return link_to_leg(call, {}); }

Link& open_link_to(Moving& m, const PeerLeg& peer, bool was_connected) {
  const bool offerer = offers_to(m.call, peer.leg);
  const Link* early = early_link(m.call);
  const std::int64_t taken = early == nullptr ? 0 : early->negotiation;
  Link& link = open_link(m, peer.user_id, offerer, lines_to(m.call, peer.leg));
  link.negotiation = taken;  // an answer to the early offer is none to an offer of this link
  bind_peer(link, peer.user_id, peer.leg.leg_id, peer.leg.incarnation, m.effects);
  link.was_connected = was_connected;
  link.sends = !m.call.held && !peer.leg.report.hold;
  send_tracks(m, link);
  if (offerer) start_offer(link, false, m.effects);
  hear_early_signals(m, link);
  if (was_connected) restart_in(m, link, limits::kRestartAfterDisconnectMs);
  return link;
}

// The inviter's candidates wait in the record beside the early offer; without one they wait here.
bool parks_candidates(const Call& call) {
  return call.direction == Direction::Outgoing && call.view.policy.early_offer;
}

// The early offer's link goes to the leg that answered it; in a direct call there is but one.
bool takes_early_link(const CallView& view, const PeerLeg& peer) {
  if (view.answer) return view.answer->leg_id == peer.leg.leg_id;
  return view.kind == CallKind::Direct;
}

// Without text the answer comes as a signal.
bool brings_answer(const CallView& view, const Link& link) {
  return view.answer && !view.answer->sdp.empty() && view.answer->leg_id == link.peer_leg;
}

// The link to that leg: the one there is, the early offer's now that its winner is known, or a new
// one.
Link& link_to(Moving& m, const PeerLeg& peer) {
  Call& call = m.call;
  bool was_connected = false;
  if (Link* link = link_to_leg(call, peer.leg.leg_id)) {
    if (link->peer_incarnation == peer.leg.incarnation) return *link;
    was_connected = link->was_connected;
    drop(m, *link);
  }
  Link* early = early_link(call);
  if (early == nullptr || !takes_early_link(call.view, peer)) {
    return open_link_to(m, peer, was_connected);
  }
  bind_peer(*early, peer.user_id, peer.leg.leg_id, peer.leg.incarnation, m.effects);
  disarm(call, Timer::Candidates);
  if (!call.view.answer) resend_offer(*early, m.effects);
  hear_early_signals(m, *early);
  return *early;
}

void follow_peer_leg(Moving& m, const PeerLeg& peer) {
  const CallView& view = m.call.view;
  Link& link = link_to(m, peer);
  if (brings_answer(view, link)) {
    take_answer(link, view.answer->negotiation, view.answer->sdp, m.effects);
  }
  // What we sent while its device was away is lost, and so is what it answered.
  if (peer.leg.up && !link.peer_up) tell_again(link, m.effects);
  link.peer_up = peer.leg.up;
  const bool waits = link.peer != PeerState::Connected && !link.restart_at;
  // Signals may be lost without anybody hearing of it.
  const Millis first_ms =
      link.paths == Paths::RelayFirst ? limits::kRestartAfterDisconnectMs : kFirstRestartMs;
  if (waits) restart_in(m, link, link.peer == PeerState::Failed ? 0 : first_ms);
  if (peer.user_id == view.inviter && !view.parked.empty()) {
    take_candidates(link, view.parked, m.effects);
  }
}

void keep_early(Call& call, const Signal& signal) {
  for (Signal& early : call.early_signals) {
    if (early.link != signal.link || early.from_leg != signal.from_leg) continue;
    if (signal.type) {  // one description a link, the last; candidates may have overtaken it
      std::vector<Candidate> candidates = std::move(early.candidates);
      if (early.negotiation != signal.negotiation) candidates.clear();
      early = signal;
      early.candidates.insert(early.candidates.end(), candidates.begin(), candidates.end());
    } else if (early.candidates.size() + signal.candidates.size() <= limits::kCandidates) {
      early.candidates.insert(early.candidates.end(), signal.candidates.begin(),
                              signal.candidates.end());
    } else {
      call.ignored += 1;
    }
    return;
  }
  if (call.early_signals.size() < limits::kEarlySignals) {
    call.early_signals.push_back(signal);
  } else {
    call.ignored += 1;
  }
}

}  // namespace

const LegView* leg_of(const CallView& view, const LegId& leg_id) {
  if (leg_id.empty()) return nullptr;
  for (const ParticipantView& participant : view.participants) {
    for (const LegView& leg : participant.legs) {
      if (leg.leg_id == leg_id) return &leg;
    }
  }
  return nullptr;
}

const LegView* own_leg(const CallView& view) { return leg_of(view, view.you.leg_id); }

Link* link_to_leg(Call& call, const LegId& leg) {
  for (Link& link : call.links) {
    if (link.peer_leg == leg) return &link;
  }
  return nullptr;
}

Link* link_named(Call& call, const std::string& link_id) {
  for (Link& link : call.links) {
    if (link.link_id == link_id) return &link;
  }
  return nullptr;
}

Lines lines_of(const Call& call) {
  return call.view.media == Media::Video ? Lines::Video : Lines::Sound;
}

Link& open_link(Moving& m, const UserId& peer, bool offerer, Lines lines, Paths paths) {
  Call& call = m.call;
  Link link;
  call.links_made += 1;
  link.link_id = call.call_id + "#" + decimal(call.links_made);
  link.call_id = call.call_id;
  link.own_leg = call.leg_id;
  link.own_incarnation = call.incarnation;
  link.lines = lines;
  link.offerer = offerer;
  link.lines_open = lines > Lines::Sound && offerer;
  link.paths = m.around.policy.ice_policy == IcePolicy::Relay ? Paths::RelayOnly : paths;
  m.effects.push_back(effect::OpenPeer{link.link_id, call.call_id, call.leg_id, peer,
                                       lines >= Lines::Video, lines == Lines::Screen, offerer,
                                       link.paths != Paths::All});
  return call.links.emplace_back(std::move(link));
}

void offer_early(Moving& m) {
  const UserId peer = m.call.view.participants.front().user_id;
  Link& link = open_link(m, peer, true, lines_of(m.call));
  send_tracks(m, link);
  start_offer(link, false, m.effects);
}

// Of all that is made here nothing leaves this device before the accept: answer and candidates wait
// in a link that knows no peer leg.
void follow_preconnect(Moving& m) {
  Call& call = m.call;
  if (!is_unanswered_here(call.state)) return;
  const Preconnect allowed = m.around.policy.preconnect;  // the callee's own (design 11.8)
  const bool wanted = call.state == CallState::Ringing && allowed != Preconnect::Off;
  const StoredDescription* offer = wanted && call.view.offer ? &*call.view.offer : nullptr;
  if (!call.links.empty()) {
    const Link& ready = call.links.front();
    const bool of_this_offer = offer != nullptr && ready.peer_incarnation == offer->incarnation &&
                               ready.negotiation == offer->negotiation;
    if (of_this_offer) return;
    close_links(m);
  }
  if (offer == nullptr) return;
  const Paths paths = allowed == Preconnect::Relay ? Paths::RelayFirst : Paths::All;
  Link& link = open_link(m, call.view.inviter, false, lines_of(call), paths);
  link.peer_incarnation = offer->incarnation;
  take_offer(link, offer->negotiation, offer->sdp, m.effects);
}

void close_links(Moving& m) {
  for (const Link& link : m.call.links) close(m, link);
  m.call.links.clear();
  m.call.early_signals.clear();
}

void follow_peer_legs(Moving& m) {
  Call& call = m.call;
  const std::vector<PeerLeg> peers = peer_legs(call.view);
  std::erase_if(call.links, [&](const Link& link) {
    const bool here = std::any_of(peers.begin(), peers.end(), [&link](const PeerLeg& peer) {
      return peer.leg.leg_id == link.peer_leg;
    });
    if (here || link.peer_leg.empty()) return false;
    close(m, link);
    return true;
  });
  for (const PeerLeg& peer : peers) follow_peer_leg(m, peer);
  Link* early = early_link(call);
  if (early == nullptr || somebody_may_answer(call.view)) return;
  drop(m, *early);
}

void follow_lines(Moving& m) {
  const Call& call = m.call;
  for (Link& link : m.call.links) {
    const LegView* peer = leg_of(call.view, link.peer_leg);
    if (peer == nullptr) continue;
    const Lines wanted = lines_to(call, *peer);
    if (wanted <= link.lines) continue;
    link.lines = wanted;
    if (offers_to(call, *peer)) add_lines(link, wanted, m.effects);
  }
}

void flush_parked_candidates(Moving& m) {
  Call& call = m.call;
  disarm(call, Timer::Candidates);
  Link* early = early_link(call);
  if (call.state == CallState::Placing || !parks_candidates(call)) return;
  if (early == nullptr || early->local_waiting.empty()) return;
  Signal signal;
  signal.call_id = call.call_id;
  signal.negotiation = 1;
  signal.candidates = std::move(early->local_waiting);
  early->local_waiting.clear();
  m.effects.push_back(effect::SendSignal{std::move(signal)});
}

void restart_due_links(Moving& m) {
  for (Link& link : m.call.links) {
    if (!link.restart_at || *link.restart_at > m.around.now) continue;
    link.restart_at = restart_time(m, link, kRestartAgainMs);
    restart(link, m.effects);
  }
}

void close_leaving(Moving& m) {
  Call& call = m.call;
  if (call.view.kind == CallKind::Direct) {  // what would have made it more was never heard of
    end_by_peer(m);
    return;
  }
  std::erase_if(call.links, [&m](const Link& link) {
    if (link.leaving) close(m, link);
    return link.leaving;
  });
  follow_media(m);
}

void on(Moving& m, const input::SignalReceived& in) {
  Link* link = link_to_leg(m.call, in.signal.from_leg);
  const bool known = link != nullptr && !link->peer_leg.empty();
  if (known && name_of_link(*link) == in.signal.link) {
    const std::string before = link->remote_ufrag;
    on_signal(*link, in.signal, m.effects);
    const bool restarts = in.signal.type && link->remote_ufrag != before;
    if (restarts && link->restart_at) restart_in(m, *link, kRestartAgainMs);
  } else {
    // The event that tells of this link may still be on its way; nothing must be lost for that.
    keep_early(m.call, in.signal);
  }
}

void on(Moving& m, const input::Welcomed&) {
  m.call.user_id = m.call.view.inviter = m.around.user_id;  // a dial may not have known
  if (m.call.view.kind == CallKind::Direct && m.call.links.empty()) offer_early(m);
}

// The paths that were found on another network may be gone, and nobody has noticed yet. The socket
// may be as well: they are tried anew with the snapshot that answers the probe, on whichever socket
// it comes.
void on(Moving& m, const input::NetworkOnline&) {
  for (Link& link : m.call.links) {
    link.restart_wanted = link.restart_wanted || link.was_connected;
  }
}

void on(Moving& m, const input::OfferCreated& in) {
  Call& call = m.call;
  Link* link = link_named(call, in.link_id);
  if (link == nullptr) return;
  const bool current = link->making_offer && link->operation == in.operation;
  on_offer_created(*link, in, m.effects);
  if (current) restart_in(m, *link, kRestartAgainMs);  // unless it is answered
  if (!current || call.state != CallState::Placing) return;
  Command inviting = invitation(call);
  if (m.around.policy.early_offer) {
    inviting.negotiation = link->negotiation;
    inviting.sdp = in.sdp;
  }
  m.effects.push_back(std::move(inviting));
}

void on(Moving& m, const input::DescriptionSet& in) {
  Call& call = m.call;
  Link* link = link_named(call, in.link_id);
  if (link == nullptr) return;
  const bool done = on_description_set(*link, in.operation, m.effects);
  if (done && link->peer == PeerState::Connected) link->restart_at.reset();
  if (done && brings_answer(call.view, *link)) {
    m.effects.push_back(effect::SendAck{call.call_id, call.view.version});
  }
}

void on(Moving& m, const input::OperationFailed& in) {
  Call& call = m.call;
  Link* link = link_named(call, in.link_id);
  if (link == nullptr || link->operation != in.operation) return;
  if (is_unanswered_here(call.state)) return close_links(m);  // it is tried again at the accept
  if (in.no_relay) {  // as long as it lasts: there is nothing to try again with
    m.effects.push_back(effect::Report{Error{ErrorCode::NoRelay, call.call_id, std::nullopt}});
    leave(m, LeaveCause::NoMedia, {});
    return end(m, EndReason::Failed, FailureCategory::Ice, Certainty::Unconfirmed);
  }
  if (is_agreed(call.state) && call.view.kind != CallKind::Direct) {
    // One path of several: it starts anew, the others are not its matter.
    link->operation = 0;
    link->making_offer = false;
    link->signalling = SignallingState::Stable;
    link->restart_at = m.around.now + kRestartAgainMs;
    return;
  }
  leave(m, LeaveCause::NoMedia, {});
  end(m, EndReason::Failed, FailureCategory::Media, Certainty::Unconfirmed);
}

void on(Moving& m, const input::LocalCandidate& in) {
  Call& call = m.call;
  Link* link = link_named(call, in.link_id);
  if (link == nullptr) return;
  on_local_candidate(*link, in.candidate, m.effects);
  const bool parked = link->peer_leg.empty() && !link->local_waiting.empty();
  if (parked && parks_candidates(call) && !timer(call, Timer::Candidates)) {
    arm(m, Timer::Candidates, limits::kCandidateBatchMs);
  }
}

void on(Moving& m, const input::PeerStateChanged& in) {
  Link* link = link_named(m.call, in.link_id);
  if (link == nullptr) return;
  const bool was_up = link->peer == PeerState::Connected;
  const bool unsure = in.state == PeerState::New || in.state == PeerState::Connecting;
  if (was_up && unsure) return;  // an ICE restart says so, too: media is not lost for that
  link->peer = in.state;
  switch (in.state) {
    case PeerState::New:
    case PeerState::Connecting: return;
    case PeerState::Connected:
      // An offer of ours that is still open may be lost: media that flows does not answer it.
      if (link->signalling != SignallingState::HaveLocalOffer) link->restart_at.reset();
      link->local_answer.clear();
      break;
    case PeerState::Disconnected: restart_in(m, *link, limits::kRestartAfterDisconnectMs); break;
    case PeerState::Failed: restart_in(m, *link, 0); break;
  }
  if (in.state != PeerState::Connected) lose_quality(*link);
  follow_media(m);
}

void on(Moving& m, const input::DataReceived& in) {
  Call& call = m.call;
  Link* link = link_named(call, in.link_id);
  if (link == nullptr || in.call_id != call.call_id) {
    call.ignored += 1;
    return;
  }
  if (call.view.kind == CallKind::Direct && !m.around.adding) {
    end_by_peer(m);
    return;
  }
  link->leaving = true;  // its own leg alone; the record says what becomes of the call
  if (!timer(call, Timer::Leaving)) arm(m, Timer::Leaving, kLeavingMs);
  follow_media(m);
}

}  // namespace ringline::moves
