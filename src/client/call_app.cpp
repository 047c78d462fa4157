// What the user does to a call.
#include <utility>

#include "client/call_moves.h"

namespace ringline::moves {
namespace {

// The early offer's answer goes with it if it is ready. If not, the accept says that it will come:
// what is parked comes back while it is made.
Command accept_of(Moving& m, const input::Accept& in) {
  Command accepting = command(m.call, CommandKind::Accept);
  accepting.request = in.request;
  accepting.ext = in.ext;
  if (!m.call.view.offer) return accepting;
  accepting.negotiation = m.call.view.offer->negotiation;
  if (!m.call.links.empty()) {
    accepting.sdp = std::exchange(m.call.links.front().local_answer, {});
  }
  return accepting;
}

// What the link has gathered while it rang goes out with its peer known.
void answer_offer(Moving& m, const StoredDescription& offer) {
  Call& call = m.call;
  const bool is_ready = !call.links.empty();
  Link& link =
      is_ready ? call.links.front() : open_link(m, call.view.inviter, false, lines_of(call));
  link.own_leg = call.leg_id;
  bind_peer(link, call.view.inviter, offer.leg_id, offer.incarnation, m.effects);
  if (!is_ready) take_offer(link, offer.negotiation, offer.sdp, m.effects);
}

// The peer hears a hang-up on the media path too, so that it works with the signalling down (inv.
// 28).
void say_goodbye(Moving& m) {
  for (const Link& link : m.call.links) {
    if (link.peer != PeerState::Connected) continue;
    m.effects.push_back(effect::SendData{link.link_id, m.call.call_id, m.call.view.version});
  }
}

void decline(Moving& m, Request request, const std::string& reason, const std::string& ext) {
  Command declining = command(m.call, CommandKind::Decline);
  declining.request = request;
  declining.reason = reason;
  declining.ext = ext;
  m.effects.push_back(std::move(declining));
  end(m, EndReason::Declined, FailureCategory::None, Certainty::Unconfirmed);
}

void hang_up(Moving& m, Request request, const std::string& ext) {
  settle(m, request);
  say_goodbye(m);
  leave(m, LeaveCause::User, ext);
  end(m, EndReason::Hangup, FailureCategory::None, Certainty::Unconfirmed);
}

}  // namespace

void on(Moving& m, const input::Accept& in) {
  Call& call = m.call;
  call.leg_id = in.leg_id;
  call.media = in.media.value_or(call.view.media);
  if (call.view.media == Media::Audio) call.media = Media::Audio;
  call.end_others = in.end_others;
  become(call, CallState::Accepting);
  disarm(call, Timer::Ring);
  disarm(call, Timer::Grace);
  arm(m, Timer::Connect, call.view.policy.connect_timeout_ms);
  m.effects.push_back(accept_of(m, in));
  if (call.view.offer) answer_offer(m, *call.view.offer);
  start_capture(m);
}

void on(Moving& m, const input::AnswerCreated& in) {
  Link* link = link_named(m.call, in.link_id);
  if (link == nullptr) return;
  if (!on_answer_created(*link, in, m.effects)) return;
  if (link->peer == PeerState::Connected) link->restart_at.reset();
}

void on(Moving& m, const input::Decline& in) {
  if (is_unanswered_here(m.call.state)) {
    decline(m, in.request, in.reason, in.ext);
  } else {
    hang_up(m, in.request, in.ext);  // declined after the accept: that is leaving (design 11.3)
  }
}

void on(Moving& m, const input::Ignore& in) {
  settle(m, in.request);
  become(m.call, CallState::Silenced);
  follow_preconnect(m);
}

void on(Moving& m, const input::HangUp& in) {
  switch (m.call.state) {
    case CallState::Placing:
    case CallState::Calling:
      settle(m, in.request);
      leave(m, LeaveCause::User, in.ext);
      end(m, EndReason::Cancelled, FailureCategory::None, Certainty::Unconfirmed);
      break;
    case CallState::Ringing:
    case CallState::Silenced:
      settle(m, in.request);
      decline(m, 0, {}, in.ext);
      break;
    case CallState::Accepting:
    case CallState::AcceptingConnected:
    case CallState::Connecting:
    case CallState::Connected:
    case CallState::Reconnecting:
    case CallState::Rejoinable:
    case CallState::Rejoining: hang_up(m, in.request, in.ext); break;
    case CallState::Ended: break;
  }
}

void on(Moving& m, const input::Rejoin& in) {
  Call& call = m.call;
  call.leg_id = call.view.you.leg_id;
  call.was_connected = false;
  become(call, CallState::Rejoining);
  Command rejoining = command(call, CommandKind::Rejoin);
  rejoining.request = in.request;
  m.effects.push_back(std::move(rejoining));
  arm(m, Timer::Connect, call.view.policy.connect_timeout_ms);
  resume_capture(m);
}

void on(Moving& m, const input::SetMicrophone& in) {
  m.call.muted_by.clear();
  switch_source(m, m.call.microphone, in.on, in.request);
}

void on(Moving& m, const input::SetCamera& in) {
  Call& call = m.call;
  if (call.view.media == Media::Audio) {
    // An audio call has no video path; asking for one is the video request of R73.
    refuse(m, in.request, ErrorCode::InvalidState);
    return;
  }
  if (in.on) call.media = Media::Video;
  switch_source(m, call.camera, in.on, in.request);
}

}  // namespace ringline::moves
