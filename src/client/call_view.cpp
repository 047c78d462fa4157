// What the switchboard says of a call: views, signals, refusals.
#include "client/call_moves.h"
#include "limits.h"

namespace ringline::moves {
namespace {

constexpr Millis kServerFirstMs = 2'000;  // the record's own deadline should be heard before ours

void follow_ring(Moving& m) {
  Call& call = m.call;
  const bool placed = call.view.state != RecordState::Placing;
  if (call.state == CallState::Placing && placed && call.view.kind != CallKind::Session) {
    become(call, CallState::Calling);
    flush_parked_candidates(m);
    m.effects.push_back(effect::TakeFocus{call.call_id, false});
  }
  if (call.state == CallState::Calling) {
    // Who stays in an empty group (`groupEnd: local-hangup`) is not put out of it by a ring's end.
    const bool stays =
        call.view.kind != CallKind::Direct && call.view.policy.group_end == GroupEnd::LocalHangup;
    if (stays) {
      disarm(call, Timer::Ring);
    } else {
      arm(m, Timer::Ring, ring_life_ms(m) + kServerFirstMs);
    }
  }
  if (call.state != CallState::Ringing) return;
  const Millis life = ring_life_ms(m);
  const std::optional<Millis> due = timer(call, Timer::Ring);
  arm(m, Timer::Ring, life);
  // Clocks that were set make no ring longer: what was heard of its end first holds (inv. 18).
  if (due && due < timer(call, Timer::Ring)) timer(call, Timer::Ring) = due;
  if (life < limits::kMinimumRingMs) become(call, CallState::Silenced);  // no ghost ring (inv. 19)
}

bool own_leg_joined(const Call& call) {
  return call.view.you.state == ParticipantState::Joined && !call.leg_id.empty() &&
         call.view.you.leg_id == call.leg_id;
}

// Another page of this device is the leg now: this one holds nothing any more.
void lose_leg(Moving& m) {
  Call& call = m.call;
  release_media(m);
  disarm(call, Timer::Connect);
  disarm(call, Timer::Grace);
  disarm(call, Timer::Leaving);
  become(call, CallState::Rejoinable);
}

// After a reload the dial goes on ringing the others.
void resume_dial(Moving& m, bool ours) {
  Call& call = m.call;
  const bool rejoined = ours && call.view.you.incarnation == call.incarnation;
  if (call.state != CallState::Rejoining || call.view.state != RecordState::Ringing) return;
  if (!rejoined) return;
  become(call, CallState::Calling);
  disarm(call, Timer::Connect);
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
  release_media(m);
  disarm(call, Timer::Connect);
  call.leg_id.clear();
  call.end_others = false;
  become(call, CallState::Ringing);  // the user may try again (R19)
  close_links(m);                    // the leg that they were made for never was
  follow_ring(m);
  follow_preconnect(m);
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

void entry_refused(Moving& m, const Error& error) {
  Call& call = m.call;
  if (!call.placed_told) {
    call.placed_told = true;
    m.effects.push_back(effect::Placed{call.call_id, {}, {}, error});
  }
  if (error.code == ErrorCode::Timeout) leave(m, LeaveCause::User, {});
  end(m, EndReason::Failed, failure_of(error), Certainty::Unconfirmed);
}

void follow_video_request(Moving& m, const VideoRequest& before) {
  Call& call = m.call;
  const VideoRequest& now = call.view.video_request;
  if (now.id == before.id && now.state == before.state) return;
  switch (now.state) {
    case VideoRequestState::None:
    case VideoRequestState::Requested:
    case VideoRequestState::Accepted: break;
    case VideoRequestState::Declined:
    case VideoRequestState::Cancelled:
    case VideoRequestState::TimedOut:  // whoever wanted to be seen no longer does
      if (call.view.media == Media::Audio) call.media = Media::Audio;
      break;
  }
  m.effects.push_back(effect::Happened{call.call_id, CallEvent::VideoRequest, {}});
}

// Who asked for video, or said yes to it, is seen; the others may turn their cameras on.
void follow_upgrade(Moving& m) {
  Call& call = m.call;
  if (call.media != Media::Video || call.camera.wanted) return;
  switch_source(m, call.camera, true, 0);
}

// What was told while frames were lost is told again.
void retell_devices(Call& call) {
  const LegView* own = own_leg(call.view);
  if (own != nullptr) call.reported = own->report;
}

void follow_links(Moving& m, bool from_snapshot) {
  Call& call = m.call;
  follow_lines(m);
  follow_holds(m);
  if (from_snapshot) retell_devices(call);
  for (Link& link : call.links) {
    if (from_snapshot) tell_again(link, m.effects);
    if (link.restart_wanted) start_offer(link, true, m.effects);
  }
}

}  // namespace

Millis ring_life_ms(const Moving& m) {
  const Millis left = m.call.view.ring_deadline - (m.around.now + m.around.server_offset);
  return std::min(left, m.call.view.policy.ring_timeout_ms);  // whatever the clocks say (inv. 20)
}

void tell_placed(Moving& m, std::optional<EndReason> ended) {
  Call& call = m.call;
  if (call.placed_told) return;
  effect::Placed placed{call.call_id, {}, {}, std::nullopt};
  for (const ParticipantView& one : call.view.participants) {
    if (one.role != Role::Invitee) continue;
    if (!ended && one.state == ParticipantState::Invited) return;  // its claim is under way
    const std::optional<EndReason> reason = one.end_reason ? one.end_reason : ended;
    if (reason) {
      placed.failed.emplace_back(one.user_id, std::string(name_of(*reason)));
    } else {
      placed.ok.push_back(one.user_id);
    }
  }
  call.placed_told = true;
  m.effects.push_back(std::move(placed));
}

// The end of an earlier stay in a session that is being joined anew.
bool is_of_earlier_stay(const Call& call, const CallView& view) {
  return call.state == CallState::Placing && call.view.kind == CallKind::Session &&
         view.you.end_reason && view.you.leg_id != call.leg_id;
}

void on(Moving& m, const input::ViewReceived& in) {
  Call& call = m.call;
  const bool old = in.view.version < call.view.version;
  // A snapshot repeats what is known, and is acted on: much may have been lost on the way here.
  const bool known = call.has_view && in.view.version == call.view.version && !in.from_snapshot;
  const bool final = call.state == CallState::Ended && call.confirmed;
  if (old || known || final || is_of_earlier_stay(call, in.view)) {
    call.ignored += 1;
    return;
  }
  if (is_merge(call, in.view)) {
    merge(m, in.view.replaced_by);
    return;
  }
  const VideoRequest asked = call.view.video_request;
  const bool first = !call.has_view;
  const bool upgraded = call.view.media == Media::Audio && in.view.media == Media::Video;
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
  const bool ours = own_leg_joined(call);
  resume_dial(m, ours);
  follow_ring(m);
  follow_preconnect(m);
  if (ours && call.view.you.incarnation != call.incarnation) {
    if (has_consent(call.state) && call.state != CallState::Rejoining) lose_leg(m);
  } else if (ours && call.view.state == RecordState::Active) {
    agree(m);
  }
  if (call.state != CallState::Placing) tell_placed(m, std::nullopt);
  if (!first) follow_video_request(m, asked);
  follow_mute_request(m, first);
  if (!is_agreed(call.state)) return;
  if (upgraded && !first) follow_upgrade(m);
  follow_links(m, in.from_snapshot);
  follow_recording(m);
}

void on(Moving& m, const input::CommandRefused& in) {
  Call& call = m.call;
  const Error& error = in.error;
  // A record that may have lost this leg decides nothing until it has answered the seal.
  const bool reasserts = is_agreed(call.state) && timer(call, Timer::Reassert);
  const bool decided = !reasserts || in.kind == CommandKind::Reassert;
  if (decided && error.code == ErrorCode::CallEnded && error.end_reason) {
    end_by_record(m, *error.end_reason, FailureCategory::None, std::nullopt);
    return;
  }
  if (decided && error.code == ErrorCode::AnsweredElsewhere) {
    end_by_record(m, EndReason::AnsweredElsewhere, FailureCategory::None, std::nullopt);
    return;
  }
  if (call.state == CallState::Ended) return;
  switch (in.kind) {
    case CommandKind::Invite:
    case CommandKind::Join: entry_refused(m, error); break;
    case CommandKind::Accept:
      if (!is_agreed(call.state)) accept_refused(m, error);
      break;
    case CommandKind::Rejoin:
      if (call.state == CallState::Rejoining) lose_leg(m);
      break;
    case CommandKind::Reassert:
      end(m, EndReason::Failed, FailureCategory::Signalling, Certainty::Unconfirmed);
      break;
    case CommandKind::VideoRequest:
    case CommandKind::VideoAccept:
      if (call.view.media == Media::Audio) call.media = Media::Audio;
      break;
    case CommandKind::State:
      if (is_retryable(error.code)) call.reported.reset();
      if (error.code == ErrorCode::Forbidden) screen_refused(m, error);
      break;
    case CommandKind::Ringing:
    case CommandKind::Decline:
    case CommandKind::Leave:
    case CommandKind::Add:
    case CommandKind::Cancel:
    case CommandKind::Remove:
    case CommandKind::End:
    case CommandKind::VideoDecline:
    case CommandKind::VideoCancel:
    case CommandKind::MuteRequest:
    case CommandKind::Sync:
    case CommandKind::Renew: break;  // nothing of the call depends on them
  }
}

void on(Moving& m, const input::RecordMissing& in) {
  if (is_unanswered_here(m.call.state)) {
    end(m, EndReason::Missed, FailureCategory::None, Certainty::Unconfirmed);
  } else {
    end(m, EndReason::Failed, in.category, Certainty::Unconfirmed);
  }
}

void on(Moving& m, const input::EpochChanged&) {
  arm(m, Timer::Reassert, limits::kReassertMs);  // then the snapshot governs (design 11.2)
  if (m.call.seal.claims.empty()) return;
  Command reasserting = command(m.call, CommandKind::Reassert);
  reasserting.seal = m.call.seal;
  m.effects.push_back(std::move(reasserting));
  m.call.reported.reset();  // a seal says nothing of it
}

void on(Moving& m, const input::TakenOver&) {
  end(m, EndReason::Replaced, FailureCategory::None, Certainty::Unconfirmed);
}

void on(Moving& m, const input::Woke&) { m.call.hushed = true; }

}  // namespace ringline::moves
