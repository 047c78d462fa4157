// Who speaks, and hints about the own microphone, without flicker.
#include "media/speech.h"

#include <gtest/gtest.h>

namespace ringline::media {
namespace {

constexpr Millis kStep = 100;

struct Room {
  Speech speech;
  Millis now = 1'000;

  void hears(const std::vector<Level>& levels, Millis duration) {
    for (Millis spent = 0; spent < duration; spent += kStep, now += kStep) {
      hear(speech, levels, now);
    }
  }
  void own(const OwnSound& sound, Millis duration) {
    for (Millis spent = 0; spent < duration; spent += kStep, now += kStep) {
      hear_own(speech, sound, now);
    }
  }
  bool speaks(const std::string& who) const {
    for (const Voice& voice : speech.voices) {
      if (voice.who == who) return voice.speaks;
    }
    return false;
  }
};

TEST(Speech, WhoSpeaksHasTheFloorAndKeepsItInSilence) {
  Room room;
  room.hears({{"ann", 0.1}, {"bob", 0.001}}, 600);
  EXPECT_EQ(room.speech.speaker, "ann");
  EXPECT_TRUE(room.speaks("ann"));
  room.hears({{"ann", 0.001}, {"bob", 0.001}}, 4'000);
  EXPECT_FALSE(room.speaks("ann"));
  EXPECT_EQ(room.speech.speaker, "ann") << "the picture does not jump because of a pause";
}

TEST(Speech, NobodyHasTheFloorBeforeAnybodySpoke) {
  Room room;
  room.hears({{"ann", 0.004}, {"bob", 0.003}}, 3'000);
  EXPECT_EQ(room.speech.speaker, "");
}

TEST(Speech, ACoughIsNoSpeech) {
  Room room;
  room.hears({{"ann", 0.001}}, 1'000);
  room.hears({{"ann", 0.3}}, 100);
  room.hears({{"ann", 0.001}}, 100);
  EXPECT_FALSE(room.speaks("ann"));
}

TEST(Speech, ABreathIsNoEnd) {
  Room room;
  room.hears({{"ann", 0.1}}, 1'000);
  for (int i = 0; i < 10; ++i) {
    room.hears({{"ann", 0.001}}, 400);
    EXPECT_TRUE(room.speaks("ann"));
    room.hears({{"ann", 0.1}}, 800);
    EXPECT_TRUE(room.speaks("ann"));
  }
}

TEST(Speech, AnInterjectionDoesNotTakeTheFloor) {
  Room room;
  room.hears({{"ann", 0.1}, {"bob", 0.001}}, 1'000);
  room.hears({{"ann", 0.1}, {"bob", 0.2}}, 300);
  EXPECT_EQ(room.speech.speaker, "ann");
  room.hears({{"ann", 0.1}, {"bob", 0.2}}, 1'000);
  EXPECT_EQ(room.speech.speaker, "bob") << "who goes on and is louder has it";
}

TEST(Speech, TwoWhoAreEquallyLoudDoNotFlicker) {
  Room room;
  int changes = 0;
  std::string before;
  for (int i = 0; i < 200; ++i) {
    const bool odd = i % 2 == 1;
    room.hears({{"ann", odd ? 0.09 : 0.1}, {"bob", odd ? 0.1 : 0.09}}, kStep);
    changes += room.speech.speaker != before ? 1 : 0;
    before = room.speech.speaker;
  }
  EXPECT_LE(changes, 3);
}

TEST(Speech, ASteadyFanIsNotAVoice) {
  Room room;
  room.hears({{"ann", 0.03}}, 60'000);
  EXPECT_FALSE(room.speaks("ann")) << "the noise has been learned";
  room.hears({{"ann", 0.2}}, 800);
  EXPECT_TRUE(room.speaks("ann"));
}

TEST(Speech, WhoLeavesLosesTheFloor) {
  Room room;
  room.hears({{"ann", 0.1}, {"bob", 0.001}}, 1'000);
  room.hears({{"bob", 0.001}}, 200);
  EXPECT_EQ(room.speech.speaker, "");
  EXPECT_EQ(room.speech.voices.size(), 1U);
}

TEST(OwnMicrophone, SpeakingWhileMutedIsSaidAndStaysUntilUnmuted) {
  Room room;
  room.own({.level = 0.1, .live = true, .muted = true}, 300);
  EXPECT_EQ(room.speech.hint, Hint::None) << "one word is not worth it";
  room.own({.level = 0.1, .live = true, .muted = true}, 500);
  EXPECT_EQ(room.speech.hint, Hint::SpeakingWhileMuted);
  room.own({.level = 0.0, .live = true, .muted = true}, 1'000);
  EXPECT_EQ(room.speech.hint, Hint::SpeakingWhileMuted);
  room.own({.level = 0.1, .live = true, .muted = false}, 100);
  EXPECT_EQ(room.speech.hint, Hint::None);
}

TEST(OwnMicrophone, AHintGoesByItselfAfterAWhile) {
  Room room;
  room.own({.level = 0.1, .live = true, .muted = true}, 1'000);
  room.own({.level = 0.0, .live = true, .muted = true}, 11'000);
  EXPECT_EQ(room.speech.hint, Hint::None);
}

TEST(OwnMicrophone, DigitalSilenceIsADeadMicrophone) {
  Room room;
  room.own({.level = 0.0, .live = true, .muted = false}, 4'900);
  EXPECT_EQ(room.speech.hint, Hint::None);
  room.own({.level = 0.0, .live = true, .muted = false}, 500);
  EXPECT_EQ(room.speech.hint, Hint::NoSound);
  room.own({.level = 0.001, .live = true, .muted = false}, 100);
  EXPECT_EQ(room.speech.hint, Hint::None);
}

TEST(OwnMicrophone, AQuietRoomIsNotADeadMicrophone) {
  Room room;
  room.own({.level = 0.0004, .live = true, .muted = false}, 60'000);
  EXPECT_EQ(room.speech.hint, Hint::None);
}

TEST(OwnMicrophone, WithoutATrackThereIsNothingToSay) {
  Room room;
  room.own({.level = 0.0, .live = false, .muted = false}, 60'000);
  EXPECT_EQ(room.speech.hint, Hint::None);
}

}  // namespace
}  // namespace ringline::media
