#include "media/quality.h"

#include <algorithm>
#include <cmath>

namespace ringline::media {
namespace {

constexpr int kWorseAfter = 2;  // measurements in a row
constexpr int kBetterAfter = 4;
constexpr double kJitterBuffers = 2.0;  // a jitter buffer waits for about twice the jitter
constexpr double kCodecMs = 20.0;       // one Opus frame
constexpr double kFrozenCost = 60.0;    // of R, for a picture that stands still all the time

// Impairment by delay, G.107 as Cole and Rosenbluth simplified it: talking becomes taking turns
// from 177 ms one way.
double by_delay(double one_way_ms) {
  const double over = std::max(0.0, one_way_ms - 177.3);
  return 0.024 * one_way_ms + 0.11 * over;
}

// Impairment by loss, with concealment: the first percents hardly count, ten hurt.
double by_loss(double loss) { return 30.0 * std::log1p(15.0 * std::clamp(loss, 0.0, 1.0)); }

}  // namespace

Score score_of(const LinkFigures& figures) {
  if (!figures.connected) return 0;
  const double one_way = figures.round_trip_ms / 2 + kJitterBuffers * figures.jitter_ms + kCodecMs;
  const double rating = 93.2 - by_delay(one_way) - by_loss(figures.loss) -
                        kFrozenCost * std::clamp(figures.frozen, 0.0, 1.0);
  if (rating >= 90) return 5;
  if (rating >= 80) return 4;
  if (rating >= 70) return 3;
  if (rating >= 60) return 2;
  return 1;
}

void measure(Quality& quality, const LinkFigures& figures) {
  const Score score = score_of(figures);
  const bool gone_or_back = (score == 0) != (quality.shown == 0);
  if (!quality.known || gone_or_back) {
    quality = {.shown = score, .seen = score, .times = 1, .known = true};
    return;
  }
  // In one direction, not at one value: 3, 2, 3 below a shown 5 is worse three times.
  const bool same_side = (score < quality.shown) == (quality.seen < quality.shown) &&
                         (score > quality.shown) == (quality.seen > quality.shown);
  quality.times = same_side ? quality.times + 1 : 1;
  const bool worse = score < quality.shown;
  quality.seen = !same_side ? score
                 : worse    ? std::max(score, quality.seen)
                            : std::min(score, quality.seen);
  const bool plunges = quality.shown - score >= 2;
  if (worse && plunges) quality.seen = score;
  const bool believed = worse ? plunges || quality.times >= kWorseAfter
                              : score > quality.shown && quality.times >= kBetterAfter;
  if (!believed) return;
  quality.shown = quality.seen;
  quality.times = 0;
}

}  // namespace ringline::media
