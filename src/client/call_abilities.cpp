#include "client/call_abilities.h"

#include <algorithm>

namespace ringline {
namespace {

bool is_inviter(const Call& call) { return call.view.inviter == call.user_id; }

// `starting`, `on`, or `off`.
DeviceState recording_of(const ParticipantView& one) {
  for (const LegView& leg : one.legs) {
    const DeviceState state = leg.report.recording;
    if (state == DeviceState::Starting || state == DeviceState::On) return state;
  }
  return DeviceState::Off;
}

bool somebody_else_shares(const Call& call) {
  for (const ParticipantView& one : call.view.participants) {
    if (one.state != ParticipantState::Joined) continue;
    for (const LegView& leg : one.legs) {
      if (leg.leg_id != call.leg_id && shares_screen(leg.report)) return true;
    }
  }
  return false;
}

}  // namespace

bool can_change_people(CallState state) { return is_agreed(state) || state == CallState::Calling; }

bool can_invite(const Call& call) {
  if (!can_change_people(call.state)) return false;
  switch (call.view.policy.who_can_invite) {
    case WhoCanInvite::Anyone: return true;
    case WhoCanInvite::Inviter: return is_inviter(call);
  }
  return false;
}

bool can_end(const Call& call) {
  if (call.view.kind == CallKind::Direct || !can_change_people(call.state)) return false;
  switch (call.view.policy.who_can_end) {
    case WhoCanEnd::Inviter: return is_inviter(call);
    case WhoCanEnd::Anyone: return true;
    case WhoCanEnd::Nobody: return false;
  }
  return false;
}

bool can_remove(const Call& call) { return can_end(call) && is_agreed(call.state); }

bool can_cancel(const Call& call, const ParticipantView& one) {
  const UserId& ringer = one.invited_by.empty() ? call.view.inviter : one.invited_by;
  return can_change_people(call.state) && is_pending(one.state) && ringer == call.user_id;
}

bool can_cancel_any(const Call& call) {
  return std::any_of(call.view.participants.begin(), call.view.participants.end(),
                     [&call](const ParticipantView& one) { return can_cancel(call, one); });
}

bool is_video_asked(const Call& call) {
  return call.view.video_request.state == VideoRequestState::Requested && is_agreed(call.state);
}

bool can_request_video(const Call& call) {
  return is_agreed(call.state) && !is_video_asked(call) && call.view.media == Media::Audio;
}

bool can_answer_video(const Call& call) {
  return is_video_asked(call) && call.view.video_request.by != call.user_id;
}

bool can_cancel_video(const Call& call) {
  return is_video_asked(call) && call.view.video_request.by == call.user_id;
}

bool can_consent(const Call& call) {
  if (!is_agreed(call.state) || call.consent != Consent::None) return false;
  for (const ParticipantView& one : call.view.participants) {
    if (one.user_id != call.user_id && recording_of(one) != DeviceState::Off) return true;
  }
  return false;
}

bool may_share_screen(const Call& call) {
  switch (call.view.policy.screen_share) {
    case ScreenShare::Several: return true;
    case ScreenShare::One: return !somebody_else_shares(call);
    case ScreenShare::Nobody: return false;
  }
  return false;
}

bool is_consent_awaited(const Call& call) {
  if (!call.asks_consent) return false;
  for (const ParticipantView& one : call.view.participants) {
    if (one.user_id == call.user_id) continue;
    for (const LegView& leg : one.legs) {
      if (leg.report.consent == Consent::None) return true;
    }
  }
  return false;
}

bool is_recordable(const Call& call, const ParticipantView& one) {
  return std::all_of(one.legs.begin(), one.legs.end(), [&call](const LegView& leg) {
    return call.asks_consent ? leg.report.consent == Consent::Given
                             : leg.report.consent != Consent::Refused;
  });
}

bool can_share_screen(const Call& call) {
  return is_agreed(call.state) && !call.held && !call.screen.wanted && may_share_screen(call);
}

bool rings(const Call& call) { return call.state == CallState::Ringing && !call.hushed; }

bool hears_ringback(const Call& call) {
  if (call.state != CallState::Calling) return false;
  return std::any_of(
      call.view.participants.begin(), call.view.participants.end(),
      [](const ParticipantView& one) { return one.state == ParticipantState::Ringing; });
}

std::string_view own_ringer(const Call& call) {
  for (const ParticipantView& one : call.view.participants) {
    if (one.user_id == call.user_id) return one.invited_by;
  }
  return {};
}

}  // namespace ringline
