// Who speaks in the calls of this device. Levels come ten times a second: they change nothing but
// what is heard here, so that journals may leave them out. What follows for a call comes back as
// input `speaker`.
#include <algorithm>

#include "client/session_moves.h"

namespace ringline::session_moves {
namespace {

Hearing& hearing_of(Session& session, const CallId& call_id) {
  for (Hearing& one : session.hearings) {
    if (one.call_id == call_id) return one;
  }
  session.hearings.push_back({call_id, {}});
  return session.hearings.back();
}

effect::Speech told(const Hearing& hearing) {
  effect::Speech speech{hearing.call_id, hearing.speech.speaker, {}, hearing.speech.hint};
  for (const media::Voice& voice : hearing.speech.voices) {
    if (voice.speaks) speech.speaking.push_back(voice.who);
  }
  return speech;
}

}  // namespace

void forget_unheard(Session& session) {
  std::erase_if(session.hearings, [&session](const Hearing& one) {
    const Call* call = find_call(session, one.call_id);
    return call == nullptr || !is_agreed(call->state);
  });
}

void on(Moving& m, const input::Levels& in) {
  const Call* call = find_call(m.session, in.call_id);
  if (call == nullptr || !is_agreed(call->state)) {
    m.session.ignored += 1;
    return;
  }
  Hearing& hearing = hearing_of(m.session, in.call_id);
  const effect::Speech before = told(hearing);
  media::hear(hearing.speech, in.levels, m.session.now);
  media::hear_own(hearing.speech, in.own, m.session.now);
  effect::Speech after = told(hearing);
  if (after != before) m.effects.push_back(std::move(after));
}

}  // namespace ringline::session_moves
