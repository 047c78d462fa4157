// Capture, links and candidates of a call.
#include "client/call_moves.h"
#include "limits.h"

namespace ringline::moves {
namespace {

constexpr Millis kOtherSideWaitsMs = 1'500;  // so that not both restart at once
constexpr Millis kRestartAgainMs = 5'000;

struct PeerLeg {
  UserId user_id;
  LegView leg;
};

std::optional<PeerLeg> peer_leg(const CallView& view) {
  for (const ParticipantView& participant : view.participants) {
    if (participant.state != ParticipantState::Joined) continue;
    for (const LegView& leg : participant.legs) {
      if (leg.leg_id != view.you.leg_id) return PeerLeg{participant.user_id, leg};
    }
  }
  return std::nullopt;
}

const LegView* own_leg(const CallView& view) {
  for (const ParticipantView& participant : view.participants) {
    for (const LegView& leg : participant.legs) {
      if (leg.leg_id == view.you.leg_id) return &leg;
    }
  }
  return nullptr;
}

std::int64_t own_order(const CallView& view) {
  const LegView* leg = own_leg(view);
  return leg == nullptr ? 0 : leg->order;
}

// The link of that name, or null: whatever else is late.
Link* link_of(Call& call, const std::string& link_id) {
  return call.link && call.link->link_id == link_id ? &*call.link : nullptr;
}

void send_track(Moving& m, const LocalSource& source) {
  if (m.call.link && source.live) {
    m.effects.push_back(effect::SetTrack{m.call.link->link_id, source.kind, source.generation});
  }
}

LocalSource& source_of(Call& call, TrackKind kind) {
  return kind == TrackKind::Audio ? call.microphone : call.camera;
}

Link& open_link_to(Moving& m, const PeerLeg& peer) {
  const bool offerer = own_order(m.call.view) < peer.leg.order;
  Link& link = open_link(m, offerer);
  bind_peer(link, peer.user_id, peer.leg.leg_id, peer.leg.incarnation, m.effects);
  send_track(m, m.call.microphone);
  send_track(m, m.call.camera);
  if (offerer) {
    start_offer(link, false, m.effects);
  } else if (m.call.early_signal && m.call.early_signal->link == name_of_link(link)) {
    on_signal(link, *m.call.early_signal, m.effects);
    m.call.early_signal.reset();
  }
  return link;
}

void media_connected(Moving& m) {
  Call& call = m.call;
  disarm(call, Timer::Grace);
  disarm(call, Timer::Restart);
  if (call.state == CallState::Accepting) become(call, CallState::AcceptingConnected);
  if (!is_agreed(call.state)) return;
  disarm(call, Timer::Connect);
  const bool again = call.was_connected && call.state != CallState::Connected;
  become(call, CallState::Connected);
  call.was_connected = true;
  if (again) m.effects.push_back(effect::Happened{call.call_id, CallEvent::Reconnected});
}

void media_lost(Moving& m, Millis restart_in_ms) {
  Call& call = m.call;
  if (call.state == CallState::AcceptingConnected) become(call, CallState::Accepting);
  if (call.state == CallState::Connected) {
    become(call, CallState::Reconnecting);
    arm(m, Timer::Grace, call.view.policy.reconnect_grace_ms);
    m.effects.push_back(effect::Happened{call.call_id, CallEvent::Reconnecting});
  }
  if (!is_agreed(call.state)) return;
  const bool first = call.link && call.link->own_leg < call.link->peer_leg;
  arm(m, Timer::Restart, restart_in_ms + (first ? 0 : kOtherSideWaitsMs));
}

// The link to that leg: the one there is, the early offer's now that its winner is known, or a new
// one.
Link& link_to(Moving& m, const PeerLeg& peer) {
  Call& call = m.call;
  if (call.link) {
    Link& link = *call.link;
    if (link.peer_leg.empty()) {
      bind_peer(link, peer.user_id, peer.leg.leg_id, peer.leg.incarnation, m.effects);
      disarm(call, Timer::Candidates);
      if (!call.view.answer) resend_offer(link, m.effects);
    }
    const bool same =
        link.peer_leg == peer.leg.leg_id && link.peer_incarnation == peer.leg.incarnation;
    if (same) return link;
    close_link(m);
  }
  Link& link = open_link_to(m, peer);
  if (call.state == CallState::Connected) media_lost(m, limits::kRestartAfterDisconnectMs);
  return link;
}

void on_timer(Moving& m, Timer which) {
  Call& call = m.call;
  switch (which) {
    case Timer::Ring:
      if (call.state == CallState::Placing) {
        leave(m, LeaveCause::User, {});
        end(m, EndReason::Failed, FailureCategory::Signalling, Certainty::Unconfirmed);
      } else if (call.state == CallState::Calling) {
        leave(m, LeaveCause::User, {});
        end(m, EndReason::NoResponse, FailureCategory::None, Certainty::Unconfirmed);
      } else if (is_unanswered_here(call.state)) {
        become(call, CallState::Silenced);  // hides, and ends when the record says so
        arm(m, Timer::Grace, call.view.policy.reconnect_grace_ms);
      }
      break;
    case Timer::Connect:
      leave(m, LeaveCause::NoMedia, {});
      end(m, EndReason::Failed, FailureCategory::Ice, Certainty::Unconfirmed);
      break;
    case Timer::Grace:
      if (is_unanswered_here(call.state)) {
        end(m, EndReason::Missed, FailureCategory::None, Certainty::Unconfirmed);
      } else {
        leave(m, LeaveCause::ConnectionLost, {});
        end(m, EndReason::ConnectionLost, FailureCategory::None, Certainty::Unconfirmed);
      }
      break;
    case Timer::Restart:
      if (call.link) restart(*call.link, m.effects);
      arm(m, Timer::Restart, kRestartAgainMs);
      break;
    case Timer::Candidates: flush_parked_candidates(m); break;
    case Timer::Reassert: on(m, input::RecordMissing{}); break;
    case Timer::Forget: m.effects.push_back(effect::Forget{call.call_id}); break;
  }
}

}  // namespace

void start_capture(Moving& m) {
  turn_on(m.call.microphone, m.call.call_id, 0, m.effects);
  if (m.call.media == Media::Video) turn_on(m.call.camera, m.call.call_id, 0, m.effects);
}

void resume_capture(Moving& m) {
  Call& call = m.call;
  const LegView* before = own_leg(call.view);
  const bool muted = before != nullptr && before->microphone == DeviceState::Off;
  const bool seen = before != nullptr &&
                    (before->camera == DeviceState::On || before->camera == DeviceState::Starting);
  if (!muted) turn_on(call.microphone, call.call_id, 0, m.effects);
  if (muted) turn_off(call.microphone, call.call_id, 0, m.effects);
  if (seen) turn_on(call.camera, call.call_id, 0, m.effects);
}

Link& open_link(Moving& m, bool offerer) {
  Call& call = m.call;
  Link link;
  call.links_made += 1;
  link.link_id = call.call_id + "#" + std::to_string(call.links_made);
  link.call_id = call.call_id;
  link.own_leg = call.leg_id;
  link.own_incarnation = call.incarnation;
  UserId user;
  for (const ParticipantView& participant : call.view.participants) {
    const bool other = call.direction == Direction::Outgoing ? participant.role == Role::Invitee
                                                             : participant.role == Role::Inviter;
    if (other) user = participant.user_id;
  }
  const bool video = call.view.media == Media::Video;
  m.effects.push_back(
      effect::OpenPeer{link.link_id, call.call_id, call.leg_id, user, video, offerer});
  return call.link.emplace(std::move(link));
}

void close_link(Moving& m) {
  if (!m.call.link) return;
  m.effects.push_back(effect::ClosePeer{m.call.link->link_id});
  m.call.link.reset();
}

void follow_peer_leg(Moving& m) {
  Call& call = m.call;
  const std::optional<PeerLeg> peer = peer_leg(call.view);
  if (!peer) return;
  Link& link = link_to(m, *peer);
  if (call.view.answer && call.view.answer->leg_id == link.peer_leg) {
    take_answer(link, call.view.answer->negotiation, call.view.answer->sdp, m.effects);
  }
  // What we sent while its device was away is lost, and so is what it answered.
  if (peer->leg.up && !link.peer_up) renew_open_offer(link, m.effects);
  link.peer_up = peer->leg.up;
  if (!call.view.parked.empty()) take_candidates(link, call.view.parked, m.effects);
}

void flush_parked_candidates(Moving& m) {
  Call& call = m.call;
  disarm(call, Timer::Candidates);
  if (call.state == CallState::Placing || !call.link || call.link->local_waiting.empty()) return;
  Signal signal;
  signal.call_id = call.call_id;
  signal.negotiation = 1;
  signal.candidates = std::move(call.link->local_waiting);
  call.link->local_waiting.clear();
  m.effects.push_back(effect::SendSignal{std::move(signal)});
}

void tell_devices(Moving& m) {
  Call& call = m.call;
  if (!is_agreed(call.state)) return;
  if (call.microphone.state == call.told_microphone && call.camera.state == call.told_camera) {
    return;
  }
  call.told_microphone = call.microphone.state;
  call.told_camera = call.camera.state;
  Command telling = command(call, CommandKind::State);
  telling.microphone = call.microphone.state;
  telling.camera = call.camera.state;
  m.effects.push_back(std::move(telling));
}

void on(Moving& m, const input::Captured& in) {
  LocalSource& source = source_of(m.call, in.kind);
  if (on_captured(source, m.call.call_id, in.generation, m.effects)) send_track(m, source);
}

void on(Moving& m, const input::CaptureFailed& in) {
  on_capture_failed(source_of(m.call, in.kind), m.call.call_id, in.generation, in.error, m.effects);
}

void on(Moving& m, const input::CaptureEnded& in) {
  on_capture_ended(source_of(m.call, in.kind), in.generation);
}

void on(Moving& m, const input::OfferCreated& in) {
  Call& call = m.call;
  Link* link = link_of(call, in.link_id);
  if (link == nullptr) return;
  const bool current = link->making_offer && link->operation == in.operation;
  on_offer_created(*link, in, m.effects);
  if (!current || call.state != CallState::Placing) return;
  Command inviting = command(call, CommandKind::Invite);
  for (const ParticipantView& participant : call.view.participants) {
    inviting.to.push_back(participant.user_id);
  }
  inviting.ext = call.view.ext;
  if (call.view.policy.ring_timeout_ms < m.around.policy.ring_timeout_ms) {
    inviting.ring_timeout_ms = call.view.policy.ring_timeout_ms;
  }
  if (m.around.policy.early_offer) {
    inviting.negotiation = link->negotiation;
    inviting.sdp = in.sdp;
  }
  m.effects.push_back(std::move(inviting));
}

void on(Moving& m, const input::DescriptionSet& in) {
  Call& call = m.call;
  Link* link = link_of(call, in.link_id);
  if (link == nullptr) return;
  const bool done = on_description_set(*link, in.operation, m.effects);
  if (done && call.view.answer) {
    m.effects.push_back(effect::SendAck{call.call_id, call.view.version});
  }
}

void on(Moving& m, const input::OperationFailed& in) {
  const Link* link = link_of(m.call, in.link_id);
  if (link == nullptr || link->operation != in.operation) return;
  leave(m, LeaveCause::NoMedia, {});
  end(m, EndReason::Failed, FailureCategory::Media, Certainty::Unconfirmed);
}

void on(Moving& m, const input::LocalCandidate& in) {
  Call& call = m.call;
  Link* link = link_of(call, in.link_id);
  if (link == nullptr) return;
  on_local_candidate(*link, in.candidate, m.effects);
  const bool parked = link->peer_leg.empty() && !link->local_waiting.empty();
  if (parked && !timer(call, Timer::Candidates)) {
    arm(m, Timer::Candidates, limits::kCandidateBatchMs);
  }
}

void on(Moving& m, const input::PeerStateChanged& in) {
  Link* link = link_of(m.call, in.link_id);
  if (link == nullptr) return;
  link->peer = in.state;
  switch (in.state) {
    case PeerState::New:
    case PeerState::Connecting: break;
    case PeerState::Connected: media_connected(m); break;
    case PeerState::Disconnected: media_lost(m, limits::kRestartAfterDisconnectMs); break;
    case PeerState::Failed: media_lost(m, 0); break;
  }
}

void on(Moving& m, const input::DataReceived& in) {
  Call& call = m.call;
  if (link_of(call, in.link_id) == nullptr || in.call_id != call.call_id) {
    call.ignored += 1;
    return;
  }
  leave(m, LeaveCause::PeerHangup, {});
  end(m, EndReason::RemoteHangup, FailureCategory::None, Certainty::Unconfirmed);
}

void on(Moving& m, const input::TimePassed&) {
  for (std::size_t i = 0; i < kTimers; ++i) {
    std::optional<Millis>& due = m.call.timers[i];
    if (!due || *due > m.around.now) continue;
    due.reset();
    on_timer(m, static_cast<Timer>(i));
  }
}

}  // namespace ringline::moves
