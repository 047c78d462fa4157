// What a joined leg keeps about its call, sealed by the host, so that the record can be rebuilt
// after the engine lost it (design 11.2). Must not know: HMACs (the host's), JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "switchboard/call_record.h"

namespace ringline::switchboard {

struct SealClaims {
  AppId app;
  CallId call_id;
  std::string epoch;
  std::int64_t version = 0;
  CallKind kind = CallKind::Direct;
  Media media = Media::Audio;
  UserId inviter;
  Millis created_at = 0;
  Millis ring_deadline = 0;
  std::optional<Millis> answered_at;
  Policy policy;
  std::vector<Participant> participants;  ///< without devices, `ext`, deadlines; joined legs only

  bool operator==(const SealClaims&) const = default;
};

}  // namespace ringline::switchboard
