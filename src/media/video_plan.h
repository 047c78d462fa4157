// What a page sends of its pictures, and how much it takes: in a mesh each peer costs a whole
// encoding, so pictures shrink as people come (R66, R67). Must not know: calls, RTCRtpSender.
#pragma once

#include <cstdint>
#include <vector>

namespace ringline::media {

struct Size {
  std::int64_t width = 0;
  std::int64_t height = 0;

  bool operator==(const Size&) const = default;
};

std::int64_t pixels(const Size& size);

/// What one sender is set to (W3C WebRTC, RTCRtpEncodingParameters).
struct Encoding {
  bool active = true;
  std::int64_t max_bitrate = 0;  ///< bits a second
  std::int64_t max_framerate = 0;
  double scale_down_by = 1;  ///< of the captured size; at least 1

  bool operator==(const Encoding&) const = default;
};

/// Of pixels: as many as there are.
inline constexpr std::int64_t kUnlimited = -1;

/// What is sent to one peer.
struct Audience {
  std::int64_t peers = 1;                ///< who get a picture from this page
  std::int64_t max_pixels = kUnlimited;  ///< that this peer wants at the most; 0: no picture
  Size captured;                         ///< of the track; unknown: 0 x 0
};

/// The camera to one peer.
Encoding camera_encoding(const Audience& audience);

/// A shared screen to one peer: sharp before smooth.
Encoding screen_encoding(const Audience& audience);

/// What to ask each of `pictures` senders for, so that all of them fit into `budget` pixels:
/// one number for each, in the order of importance given (who speaks, what is pinned, first).
/// 0: that picture does not fit, not even as a thumbnail, and is not to be sent.
std::vector<std::int64_t> shares_of(std::int64_t budget, std::size_t pictures);

}  // namespace ringline::media
