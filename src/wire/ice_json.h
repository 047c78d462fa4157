// RTCIceServer lists (W3C WebRTC 4.2.4), passed through: the core decides when a peer gets them,
// never what is in them. Must not know: anything else.
#pragma once

#include <string>

#include "wire/json.h"

namespace ringline::wire {

/// The list as JSON text; members other than `urls`, `username` and `credential` are dropped.
std::string ice_servers_text(const Json& json);

}  // namespace ringline::wire
