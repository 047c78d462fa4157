// What is sent to how many, and how a budget of pixels is shared (R66, R67).
#include "media/video_plan.h"

#include <gtest/gtest.h>

#include <numeric>

namespace ringline::media {
namespace {

constexpr Size kHd{1280, 720};
constexpr Size kVga{640, 480};

TEST(VideoPlan, OnePeerGetsWhatTheCameraGives) {
  const Encoding encoding = camera_encoding({.peers = 1, .captured = kHd});
  EXPECT_TRUE(encoding.active);
  EXPECT_EQ(encoding.scale_down_by, 1);
  EXPECT_EQ(encoding.max_bitrate, 1'500'000);
}

TEST(VideoPlan, ThePicturesShrinkAsPeopleComeAndTheUplinkStaysBounded) {
  double scale = 1;
  for (std::int64_t peers = 1; peers <= 25; ++peers) {
    const Encoding encoding = camera_encoding({.peers = peers, .captured = kHd});
    EXPECT_GE(encoding.scale_down_by, scale) << peers;
    if (peers <= 6) EXPECT_LE(encoding.max_bitrate * peers, 1'600'000) << peers;
    EXPECT_GE(encoding.max_framerate, 15);
    scale = encoding.scale_down_by;
  }
}

TEST(VideoPlan, ASmallCameraIsNotBlownUp) {
  EXPECT_EQ(camera_encoding({.peers = 1, .captured = kVga}).scale_down_by, 1);
  EXPECT_EQ(camera_encoding({.peers = 1}).scale_down_by, 1) << "size not known yet";
}

TEST(VideoPlan, AReceiverWithLittleRoomIsSentLess) {
  const Encoding encoding = camera_encoding({.peers = 1, .max_pixels = 320 * 180, .captured = kHd});
  EXPECT_EQ(encoding.scale_down_by, 4);
  EXPECT_LT(encoding.max_bitrate, 1'500'000);
}

TEST(VideoPlan, AReceiverWithoutRoomIsSentNothing) {
  EXPECT_FALSE(camera_encoding({.peers = 1, .max_pixels = 0, .captured = kHd}).active);
}

TEST(VideoPlan, AScreenStaysReadable) {
  const Encoding three = screen_encoding({.peers = 3, .captured = {1920, 1080}});
  EXPECT_EQ(three.scale_down_by, 1);
  EXPECT_LT(three.max_framerate, 30);
}

TEST(Budget, IsSharedAndNeverExceeded) {
  const auto shares = shares_of(1'000'000, 4);
  ASSERT_EQ(shares.size(), 4U);
  EXPECT_LE(std::accumulate(shares.begin(), shares.end(), std::int64_t{0}), 1'000'000);
  for (const std::int64_t share : shares) EXPECT_EQ(share, 250'000);
}

TEST(Budget, WhatDoesNotFitIsNotSentTheLeastImportantFirst) {
  const auto shares = shares_of(3 * 160 * 90 + 100, 5);
  EXPECT_GT(shares[2], 0);
  EXPECT_EQ(shares[3], 0);
  EXPECT_EQ(shares[4], 0);
}

TEST(Budget, NoneMeansNoLimit) {
  for (const std::int64_t share : shares_of(kUnlimited, 9)) EXPECT_EQ(share, kUnlimited);
}

TEST(Budget, OfZeroShowsNobody) {
  for (const std::int64_t share : shares_of(0, 3)) EXPECT_EQ(share, 0);
}

}  // namespace
}  // namespace ringline::media
