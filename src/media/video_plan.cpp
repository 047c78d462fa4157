#include "media/video_plan.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ringline::media {
namespace {

struct Step {
  std::int64_t peers;  ///< up to
  Size size;
  std::int64_t framerate;
  std::int64_t bitrate;
};

// The uplink of all peers together stays near 1.5 Mbit/s, what a poor DSL or LTE line still has.
constexpr std::array<Step, 5> kCamera{{
    {1, {1280, 720}, 30, 1'500'000},
    {2, {960, 540}, 30, 750'000},
    {3, {640, 360}, 24, 500'000},
    {5, {480, 270}, 20, 300'000},
    {INT64_MAX, {320, 180}, 15, 200'000},
}};

// Text must stay readable: fewer pictures a second, not fewer pixels.
constexpr std::array<Step, 3> kScreen{{
    {1, {1920, 1080}, 30, 2'500'000},
    {3, {1920, 1080}, 15, 1'200'000},
    {INT64_MAX, {1280, 720}, 10, 700'000},
}};

constexpr Size kThumbnail{160, 90};
constexpr double kMostScale = 16;

template <std::size_t N>
const Step& step_for(const std::array<Step, N>& steps, std::int64_t peers) {
  for (const Step& step : steps) {
    if (peers <= step.peers) return step;
  }
  return steps.back();
}

double scale_to(const Size& captured, std::int64_t most) {
  if (pixels(captured) <= most || most <= 0) return 1;
  const double scale = std::sqrt(static_cast<double>(pixels(captured)) / static_cast<double>(most));
  // Quarters: encoders like few sizes, and a new size costs a key frame.
  return std::min(kMostScale, std::ceil(scale * 4) / 4);
}

Encoding encoding(const Step& step, const Audience& audience) {
  if (audience.max_pixels == 0) return {.active = false};
  const bool limited = audience.max_pixels != kUnlimited;
  const std::int64_t most =
      limited ? std::min(pixels(step.size), audience.max_pixels) : pixels(step.size);
  // Fewer pixels want fewer bits, though not in proportion: the square root is what VP8 needs.
  const double less = std::sqrt(static_cast<double>(most) / static_cast<double>(pixels(step.size)));
  return {.max_bitrate = std::llround(static_cast<double>(step.bitrate) * less),
          .max_framerate = step.framerate,
          .scale_down_by = scale_to(audience.captured, most)};
}

}  // namespace

std::int64_t pixels(const Size& size) { return size.width * size.height; }

Encoding camera_encoding(const Audience& audience) {
  return encoding(step_for(kCamera, audience.peers), audience);
}

Encoding screen_encoding(const Audience& audience) {
  return encoding(step_for(kScreen, audience.peers), audience);
}

std::vector<std::int64_t> shares_of(std::int64_t budget, std::size_t pictures) {
  if (budget == kUnlimited) return std::vector<std::int64_t>(pictures, kUnlimited);
  std::vector<std::int64_t> shares(pictures, 0);
  const std::int64_t least = pixels(kThumbnail);
  const auto fitting = std::min(static_cast<std::int64_t>(pictures), budget / least);
  for (std::int64_t i = 0; i < fitting; ++i) {
    shares[static_cast<std::size_t>(i)] = budget / fitting;
  }
  return shares;
}

}  // namespace ringline::media
