// What the switchboard says of a call: views, signals, refusals.
#include "client/call_moves.h"
#include "limits.h"

namespace ringline::moves {
namespace {

constexpr Millis kServerFirstMs = 2'000;  // the record's own deadline should be heard before ours

void tell_placed(Moving& m) {
  if (m.call.placed_told) return;
  m.call.placed_told = true;
  effect::Placed placed{m.call.call_id, {}, {}, std::nullopt};
  for (const ParticipantView& participant : m.call.view.participants) {
    if (participant.role == Role::Invitee) placed.ok.push_back(participant.user_id);
  }
  m.effects.push_back(std::move(placed));
}

Millis ring_life_ms(const Moving& m) {
  const Millis left = m.call.view.ring_deadline - (m.around.now + m.around.server_offset);
  return std::min(left, m.call.view.policy.ring_timeout_ms);  // whatever the clocks say (inv. 20)
}

void follow_ring(Moving& m) {
  Call& call = m.call;
  if (call.state == CallState::Placing && call.view.state != RecordState::Placing) {
    become(call, CallState::Calling);
    flush_parked_candidates(m);
  }
  if (call.state == CallState::Calling) {
    tell_placed(m);
    arm(m, Timer::Ring, ring_life_ms(m) + kServerFirstMs);
  }
  if (call.state != CallState::Ringing) return;
  const Millis life = ring_life_ms(m);
  arm(m, Timer::Ring, life);
  if (life < limits::kMinimumRingMs) become(call, CallState::Silenced);  // no ghost ring (inv. 19)
}

bool own_leg_joined(const Call& call) {
  return call.view.you.state == ParticipantState::Joined && !call.leg_id.empty() &&
         call.view.you.leg_id == call.leg_id;
}

bool somebody_else_joined(const CallView& view) {
  for (const ParticipantView& participant : view.participants) {
    if (participant.state != ParticipantState::Joined) continue;
    for (const LegView& leg : participant.legs) {
      if (leg.leg_id != view.you.leg_id) return true;
    }
  }
  return false;
}

// Another page of this device is the leg now: this one holds nothing any more.
void lose_leg(Moving& m) {
  Call& call = m.call;
  close_link(m);
  shut(call.microphone, call.call_id, m.effects);
  shut(call.camera, call.call_id, m.effects);
  m.effects.push_back(effect::ReleaseMedia{call.call_id});
  disarm(call, Timer::Connect);
  disarm(call, Timer::Grace);
  disarm(call, Timer::Restart);
  become(call, CallState::Rejoinable);
}

void accept_refused(Moving& m, const Error& error) {
  Call& call = m.call;
  // After a time-out nobody knows whether the record has taken it: ringing on would be a lie.
  const bool not_taken = is_retryable(error.code) && error.code != ErrorCode::Timeout;
  const bool may_ring_on = not_taken && ring_life_ms(m) >= limits::kMinimumRingMs;
  if (!may_ring_on) {
    end(m, EndReason::Failed, FailureCategory::Signalling, Certainty::Unconfirmed);
    leave(m, LeaveCause::User, {});
    return;
  }
  close_link(m);
  shut(call.microphone, call.call_id, m.effects);
  shut(call.camera, call.call_id, m.effects);
  m.effects.push_back(effect::ReleaseMedia{call.call_id});
  disarm(call, Timer::Connect);
  call.leg_id.clear();
  become(call, CallState::Ringing);  // the user may try again (R19)
  follow_ring(m);
}

FailureCategory failure_of(const Error& error) {
  switch (category_of(error.code)) {
    case ErrorCategory::Process: return FailureCategory::None;  // nothing is broken: it was refused
    case ErrorCategory::Media: return FailureCategory::Media;
    case ErrorCategory::Signalling: return FailureCategory::Signalling;
    case ErrorCategory::Auth: return FailureCategory::Auth;
    case ErrorCategory::Device: return FailureCategory::Device;
  }
  return FailureCategory::None;
}

void invite_refused(Moving& m, const Error& error) {
  Call& call = m.call;
  if (!call.placed_told) {
    call.placed_told = true;
    m.effects.push_back(effect::Placed{call.call_id, {}, {}, error});
  }
  if (error.code == ErrorCode::Timeout) leave(m, LeaveCause::User, {});
  end(m, EndReason::Failed, failure_of(error), Certainty::Unconfirmed);
}

}  // namespace

void on(Moving& m, const input::ViewReceived& in) {
  Call& call = m.call;
  const bool old = call.has_view && in.view.version < call.view.version;
  // A snapshot repeats what is known, and is acted on: much may have been lost on the way here.
  const bool known = call.has_view && in.view.version == call.view.version && !in.from_snapshot;
  const bool final = call.state == CallState::Ended && call.confirmed;
  if (old || known || final) {
    call.ignored += 1;
    return;
  }
  call.has_view = true;
  call.view = in.view;
  call.hushed = false;
  if (in.seal) call.seal = *in.seal;
  disarm(call, Timer::Reassert);
  if (call.view.you.end_reason) {
    end_by_record(m, *call.view.you.end_reason, call.view.failure, call.view.ended_at);
    return;
  }
  if (call.state == CallState::Ended) return;
  follow_ring(m);
  const bool ours = own_leg_joined(call);
  if (ours && call.view.you.incarnation != call.incarnation) {
    if (has_consent(call.state) && call.state != CallState::Rejoining) lose_leg(m);
  } else if (ours && somebody_else_joined(call.view)) {
    tell_placed(m);
    agree(m);
  }
  if (!call.link) return;
  if (in.from_snapshot) renew_open_offer(*call.link, m.effects);
  if (is_agreed(call.state) && call.link->restart_wanted) start_offer(*call.link, true, m.effects);
}

void on(Moving& m, const input::SignalReceived& in) {
  Call& call = m.call;
  if (call.link && name_of_link(*call.link) == in.signal.link &&
      call.link->peer_leg == in.signal.from_leg) {
    on_signal(*call.link, in.signal, m.effects);
    return;
  }
  // The event that tells of this link may still be on its way; an offer must not be lost for that.
  if (in.signal.type == DescriptionType::Offer) {
    call.early_signal = in.signal;
  } else if (call.early_signal && call.early_signal->link == in.signal.link &&
             call.early_signal->candidates.size() + in.signal.candidates.size() <=
                 limits::kCandidates) {
    call.early_signal->candidates.insert(call.early_signal->candidates.end(),
                                         in.signal.candidates.begin(), in.signal.candidates.end());
  } else {
    call.ignored += 1;
  }
}

void on(Moving& m, const input::CommandRefused& in) {
  Call& call = m.call;
  const Error& error = in.error;
  if (error.code == ErrorCode::CallEnded && error.end_reason) {
    end_by_record(m, *error.end_reason, FailureCategory::None, std::nullopt);
    return;
  }
  if (error.code == ErrorCode::AnsweredElsewhere) {
    end_by_record(m, EndReason::AnsweredElsewhere, FailureCategory::None, std::nullopt);
    return;
  }
  if (call.state == CallState::Ended) return;
  switch (in.kind) {
    case CommandKind::Invite: invite_refused(m, error); break;
    case CommandKind::Accept:
      if (!is_agreed(call.state)) accept_refused(m, error);
      break;
    case CommandKind::Rejoin:
      if (call.state == CallState::Rejoining) lose_leg(m);
      break;
    case CommandKind::Reassert:
      end(m, EndReason::Failed, FailureCategory::Signalling, Certainty::Unconfirmed);
      break;
    case CommandKind::Ringing:
    case CommandKind::Decline:
    case CommandKind::Leave:
    case CommandKind::State:
    case CommandKind::Sync:
    case CommandKind::Renew: break;  // nothing of the call depends on them
  }
}

void on(Moving& m, const input::RecordMissing&) {
  if (is_unanswered_here(m.call.state)) {
    end(m, EndReason::Missed, FailureCategory::None, Certainty::Unconfirmed);
  } else {
    end(m, EndReason::Failed, FailureCategory::Signalling, Certainty::Unconfirmed);
  }
}

void on(Moving& m, const input::EpochChanged&) {
  arm(m, Timer::Reassert, limits::kReassertMs);  // then the snapshot governs (design 11.2)
  if (m.call.seal.claims.empty()) return;
  Command reasserting = command(m.call, CommandKind::Reassert);
  reasserting.seal = m.call.seal;
  m.effects.push_back(std::move(reasserting));
}

void on(Moving& m, const input::TakenOver&) {
  end(m, EndReason::Replaced, FailureCategory::None, Certainty::Unconfirmed);
}

void on(Moving& m, const input::Woke&) { m.call.hushed = true; }

}  // namespace ringline::moves
