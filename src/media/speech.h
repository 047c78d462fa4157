// Who speaks, and what to tell a user of his own microphone: from sound levels, ten or so a second.
// A level is the RMS of the samples, 0 to 1 (W3C WebRTC statistics, audioLevel). Steady under
// noise: one who coughs does not take the floor, one who breathes does not lose it. Must not know:
// calls, Web Audio.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "enum_names.h"
#include "limits.h"

namespace ringline::media {

/// One voice: a participant, or this user (`own`).
struct Voice {
  std::string who;
  double level = 0;  ///< smoothed
  double floor = 0;  ///< of the noise behind it
  bool speaks = false;
  std::optional<Millis> loud_since;  ///< without a pause
  std::optional<Millis> quiet_since;

  bool operator==(const Voice&) const = default;
};

struct Level {
  std::string who;
  double level = 0;
};

/// Sound of this user's own microphone, heard before it is muted.
struct OwnSound {
  double level = 0;
  bool live = false;   ///< there is a track
  bool muted = false;  ///< it is not sent
};

/// What a user should know of his own microphone.
enum class Hint : std::uint8_t {
  None,
  SpeakingWhileMuted,
  NoSound,  ///< the microphone is on and gives digital silence
};

struct Speech {
  std::vector<Voice> voices;
  std::string
      speaker;        ///< who has the floor; stays when all are silent; empty before anybody spoke
  std::string rival;  ///< who is louder than that at the moment
  std::optional<Millis> rival_since;

  Hint hint = Hint::None;
  std::optional<Millis> own_loud_since;
  std::optional<Millis> own_silent_since;
  std::optional<Millis> hinted_at;

  bool operator==(const Speech&) const = default;
};

/// Levels of all who can be heard; who is not named any more has left.
void hear(Speech& speech, const std::vector<Level>& levels, Millis now);

/// The own microphone.
void hear_own(Speech& speech, const OwnSound& own, Millis now);

}  // namespace ringline::media

namespace ringline {
template <>
struct EnumNames<media::Hint> {
  static constexpr auto names = names_table("", "speaking-while-muted", "no-sound");
};
}  // namespace ringline
