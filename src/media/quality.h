// How good the connection to one participant is, 0 to 5, and steady: a score that flickers tells
// nothing. From figures that the host condenses out of getStats() (W3C WebRTC statistics). Must not
// know: calls, getStats().
#pragma once

#include <cstdint>
#include <optional>

#include "limits.h"

namespace ringline::media {

/// What one link did in the last few seconds. Missing figures are not counted against it.
struct LinkFigures {
  double round_trip_ms = 0;  ///< of the selected candidate pair
  double jitter_ms = 0;      ///< of the sound received, mean
  double loss = 0;           ///< of the packets of sound that should have come, 0 to 1
  double frozen = 0;         ///< of the time in which a picture should have moved, 0 to 1
  bool connected = true;
};

/// 0: no connection. 1 bad, 2 poor, 3 fair, 4 good, 5 excellent.
using Score = int;

/// The score of one moment. The E-model of ITU-T G.107 in its simplified form (impairments by delay
/// and loss, Opus with concealment) gives a rating R, cut at its own classes of satisfaction: 90,
/// 80, 70, 60; a picture that stands still takes off what it lasts.
Score score_of(const LinkFigures& figures);

/// The score that is shown. Worse is believed when seen twice, or at once when it is two steps;
/// better when it has lasted.
struct Quality {
  Score shown = 0;
  Score seen = 0;
  int times = 0;  ///< how often `seen` in a row
  bool known = false;

  bool operator==(const Quality&) const = default;
};

void measure(Quality& quality, const LinkFigures& figures);

}  // namespace ringline::media
