// What the user may do with a call here and now, and what the device should sound like: the rules
// that the app and the screens are told as data (R36, R50). Must not know: JSON, effects.
#pragma once

#include "client/call.h"

namespace ringline {

/// Whether people may be rung, taken back or put out: the call is placed or agreed.
bool can_change_people(CallState state);

bool can_invite(const Call& call);
/// For all; in a direct call that is hanging up.
bool can_end(const Call& call);
bool can_remove(const Call& call);
/// Whether a ring may be taken back: by who rang.
bool can_cancel(const Call& call, const ParticipantView& one);
bool can_cancel_any(const Call& call);

bool can_request_video(const Call& call);
bool can_answer_video(const Call& call);
bool can_cancel_video(const Call& call);
/// Whether somebody's request for video waits for an answer.
bool is_video_asked(const Call& call);

/// Whether somebody else records or is about to, and this user has not said a word to it.
bool can_consent(const Call& call);
/// Whether this device's recording waits for the word of somebody in the call.
bool is_consent_awaited(const Call& call);
/// Whether what that participant sends may go into this device's recording.
bool is_recordable(const Call& call, const ParticipantView& one);
/// Whether the call's policy lets this device share its screen now.
bool may_share_screen(const Call& call);
bool can_share_screen(const Call& call);

/// Whether this device rings. A call that is silenced, or of which nothing was heard since a sleep,
/// is there without a sound.
bool rings(const Call& call);
/// Whether the dialling side should hear the ringback: a device out there says that it rings.
bool hears_ringback(const Call& call);

/// Who rang this user, where that was not the inviter; else empty.
std::string_view own_ringer(const Call& call);

}  // namespace ringline
