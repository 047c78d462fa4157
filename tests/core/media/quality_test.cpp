// The score of a connection: what the figures mean, and that it does not flicker.
#include "media/quality.h"

#include <gtest/gtest.h>

#include <vector>

namespace ringline::media {
namespace {

struct Meter {
  Quality quality;

  Score after(const LinkFigures& figures, int times = 1) {
    for (int i = 0; i < times; ++i) measure(quality, figures);
    return quality.shown;
  }
};

constexpr LinkFigures kLocal{.round_trip_ms = 2, .jitter_ms = 1};
constexpr LinkFigures kAcrossTheOcean{.round_trip_ms = 240, .jitter_ms = 8};
constexpr LinkFigures kLossy{.round_trip_ms = 60, .jitter_ms = 20, .loss = 0.05};
constexpr LinkFigures kTerrible{.round_trip_ms = 400, .jitter_ms = 80, .loss = 0.25};
constexpr LinkFigures kGone{.connected = false};

TEST(Score, SaysWhatPeopleWouldSay) {
  EXPECT_EQ(score_of(kLocal), 5);
  EXPECT_EQ(score_of(kAcrossTheOcean), 4);
  EXPECT_EQ(score_of(kLossy), 3);
  EXPECT_EQ(score_of(kTerrible), 1);
  EXPECT_EQ(score_of(kGone), 0);
}

TEST(Score, FallsWithEachFigureAndNeverLeavesItsScale) {
  for (double LinkFigures::* figure : {&LinkFigures::round_trip_ms, &LinkFigures::jitter_ms}) {
    Score before = 5;
    for (double value = 0; value < 5'000; value += 10) {
      LinkFigures figures;
      figures.*figure = value;
      EXPECT_LE(score_of(figures), before);
      before = score_of(figures);
    }
    EXPECT_EQ(before, 1);
  }
  for (double LinkFigures::* share : {&LinkFigures::loss, &LinkFigures::frozen}) {
    Score before = 5;
    for (double value = 0; value <= 1; value += 0.01) {
      LinkFigures figures;
      figures.*share = value;
      EXPECT_LE(score_of(figures), before);
      before = score_of(figures);
    }
    EXPECT_EQ(before, 1);
  }
}

TEST(Quality, TheFirstMeasurementIsBelieved) {
  Meter meter;
  EXPECT_EQ(meter.after(kLossy), 3);
}

TEST(Quality, ASlightFallIsBelievedWhenSeenTwice) {
  Meter meter;
  meter.after(kLocal);
  EXPECT_EQ(meter.after(kAcrossTheOcean), 5);
  EXPECT_EQ(meter.after(kAcrossTheOcean), 4);
}

TEST(Quality, ADeepFallAtOnce) {
  Meter meter;
  meter.after(kLocal);
  EXPECT_EQ(meter.after(kTerrible), 1);
}

TEST(Quality, BetterMustLast) {
  Meter meter;
  meter.after(kTerrible);
  EXPECT_EQ(meter.after(kLocal, 3), 1);
  EXPECT_EQ(meter.after(kLocal), 5);
}

TEST(Quality, ABadMomentAmongGoodOnesStartsTheWaitAnew) {
  Meter meter;
  meter.after(kLossy);
  meter.after(kLocal, 3);
  meter.after(kLossy);
  EXPECT_EQ(meter.after(kLocal, 3), 3);
  EXPECT_EQ(meter.after(kLocal), 5);
}

TEST(Quality, OfWhatWasBetterTheLeastIsShown) {
  Meter meter;
  meter.after(kTerrible);
  meter.after(kLocal, 2);
  meter.after(kLossy);
  EXPECT_EQ(meter.after(kLocal), 3);
}

TEST(Quality, TheLossOfAConnectionAndItsReturnAreToldAtOnce) {
  Meter meter;
  meter.after(kLocal);
  EXPECT_EQ(meter.after(kGone), 0);
  EXPECT_EQ(meter.after(kLocal), 5);
}

TEST(Quality, DoesNotFlickerBetweenTwoNeighbours) {
  Meter meter;
  int changes = 0;
  Score before = meter.after(kLocal);
  for (int i = 0; i < 100; ++i) {
    const Score now = meter.after(i % 2 == 0 ? kAcrossTheOcean : kLocal);
    changes += now != before ? 1 : 0;
    before = now;
  }
  EXPECT_EQ(changes, 0);
}

}  // namespace
}  // namespace ringline::media
