// The WebSocket close codes that the core knows (docs/PROTOCOL.md, "Close codes"; RFC 6455 7.4).
// Must not know: who closes.
#pragma once

#include <cstdint>

namespace ringline::close_code {

inline constexpr std::int64_t kNormal = 1000;
inline constexpr std::int64_t kDead = 4000;  ///< a client's own: no frame for too long
inline constexpr std::int64_t kInvalid = 4400;

// After these a client does not come back by itself (but with a fresh token, if it had run out).
inline constexpr std::int64_t kUnauthenticated = 4401;
inline constexpr std::int64_t kForbidden = 4403;
inline constexpr std::int64_t kInUse = 4409;
inline constexpr std::int64_t kFenced = 4410;

}  // namespace ringline::close_code
