#include "media/speech.h"

#include <algorithm>

namespace ringline::media {
namespace {

constexpr double kSpeechLevel = 0.02;         // -34 dBFS, about a quiet voice at arm's length
constexpr double kAboveNoise = 3.0;           // a voice stands 10 dB above the noise behind it
constexpr double kDigitalSilence = 0.000'05;  // below the last bit of 16-bit sound
constexpr double kRise = 0.5;                 // of the way to a louder level, a step
constexpr double kFall = 0.15;
constexpr double kFloorRise = 0.005;  // what sounds for 8 s without a dip is noise

constexpr Millis kStartsAfterMs = 200;      // a click or a cough is shorter
constexpr Millis kStopsAfterMs = 700;       // a breath is shorter
constexpr Millis kTakesFloorAfterMs = 500;  // somebody else speaks, too
constexpr Millis kMutedSpeechMs = 500;
constexpr Millis kNoSoundMs = 5'000;
constexpr Millis kHintAgainMs = 10'000;

bool is_loud(const Voice& voice) {
  return voice.level > std::max(kSpeechLevel, voice.floor * kAboveNoise);
}

bool has_lasted(const std::optional<Millis>& since, Millis duration, Millis now) {
  return since && now - *since >= duration;
}

void keep(std::optional<Millis>& since, bool holds, Millis now) {
  if (!holds) since.reset();
  if (holds && !since) since = now;
}

void follow(Voice& voice, double level, Millis now) {
  voice.level += (level - voice.level) * (level > voice.level ? kRise : kFall);
  // Noise is what is always there: learned slowly, and forgotten in the first pause of a voice.
  voice.floor = std::min(level, voice.floor + (level - voice.floor) * kFloorRise);
  keep(voice.loud_since, is_loud(voice), now);
  keep(voice.quiet_since, !is_loud(voice), now);
  if (has_lasted(voice.loud_since, kStartsAfterMs, now)) voice.speaks = true;
  if (has_lasted(voice.quiet_since, kStopsAfterMs, now)) voice.speaks = false;
}

Voice& voice_of(Speech& speech, const std::string& who) {
  for (Voice& voice : speech.voices) {
    if (voice.who == who) return voice;
  }
  speech.voices.push_back({.who = who});
  return speech.voices.back();
}

// Who has the floor keeps it while he speaks, unless another is louder for longer than an
// interjection takes.
void give_floor(Speech& speech, Millis now) {
  const Voice* holder = nullptr;
  const Voice* rival = nullptr;
  for (const Voice& voice : speech.voices) {
    if (voice.who == speech.speaker) {
      holder = &voice;
    } else if (voice.speaks && (rival == nullptr || voice.level > rival->level)) {
      rival = &voice;
    }
  }
  if (holder == nullptr) speech.speaker.clear();
  const bool vacant = holder == nullptr || !holder->speaks;
  const bool louder = rival != nullptr && (vacant || rival->level > holder->level);
  if (!louder || rival->who != speech.rival) speech.rival_since.reset();
  speech.rival = louder ? rival->who : std::string{};
  keep(speech.rival_since, louder, now);
  if (louder && (vacant || has_lasted(speech.rival_since, kTakesFloorAfterMs, now))) {
    speech.speaker = speech.rival;
  }
}

}  // namespace

void hear(Speech& speech, const std::vector<Level>& levels, Millis now) {
  std::erase_if(speech.voices, [&levels](const Voice& voice) {
    return std::none_of(levels.begin(), levels.end(),
                        [&voice](const Level& one) { return one.who == voice.who; });
  });
  for (const Level& one : levels) follow(voice_of(speech, one.who), one.level, now);
  give_floor(speech, now);
}

void hear_own(Speech& speech, const OwnSound& own, Millis now) {
  const bool loud = own.live && own.muted && own.level > kSpeechLevel;
  const bool silent = own.live && !own.muted && own.level < kDigitalSilence;
  keep(speech.own_loud_since, loud, now);
  keep(speech.own_silent_since, silent, now);
  Hint hint = Hint::None;
  if (has_lasted(speech.own_loud_since, kMutedSpeechMs, now)) hint = Hint::SpeakingWhileMuted;
  if (has_lasted(speech.own_silent_since, kNoSoundMs, now)) hint = Hint::NoSound;
  // Said once, and not taken back by the next breath: it stays until the cause is gone, or a while.
  if (hint != Hint::None) {
    speech.hinted_at = now;
    speech.hint = hint;
    return;
  }
  const bool unmuted = speech.hint == Hint::SpeakingWhileMuted && !own.muted;
  const bool heard = speech.hint == Hint::NoSound && !silent;
  const bool old = speech.hinted_at && now - *speech.hinted_at >= kHintAgainMs;
  if (unmuted || heard || !own.live || old) speech.hint = Hint::None;
}

}  // namespace ringline::media
