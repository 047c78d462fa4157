// What is known and settled of the media on one link: how good it is, what our camera and
// screen send over it, and how many pixels either side wants. Must not know: peers, figures of
// getStats().
#pragma once

#include <cstdint>
#include <optional>

#include "limits.h"
#include "media/quality.h"
#include "media/video_plan.h"

namespace ringline {

struct Traffic {
  media::Quality quality;
  std::optional<media::Encoding> encoding;     ///< of our camera, as the host was told
  std::optional<media::Encoding> screen;       ///< and of our screen
  std::int64_t wanted = media::kUnlimited;     ///< pixels that the peer last said it wants
  std::int64_t heeded = media::kUnlimited;     ///< and what of that is in force
  std::optional<Millis> heeded_at;             ///< since when
  std::int64_t asked_for = media::kUnlimited;  ///< pixels that the peer was told we want

  bool operator==(const Traffic&) const = default;
};

}  // namespace ringline
