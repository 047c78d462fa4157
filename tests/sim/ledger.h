// What has happened so far, as far as an invariant must remember it, and what was found wrong. Part
// of the world, so that a copied world goes on with its own past. Must not know: how it is checked
// (checkers/).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "client/call_state.h"
#include "end_reason.h"
#include "ids.h"
#include "limits.h"
#include "view.h"

namespace ringline::sim {

struct Violation {
  int invariant = 0;
  std::string checker;
  std::string text;
};

/// What one page did about one call.
struct PageCall {
  bool consented = false;  ///< dialled, accepted or rejoined, by its own user
  bool ended = false;
  bool confirmed = false;
  std::optional<EndReason> reason;
  std::optional<Millis> ended_at;
  int ended_told = 0;
  int incoming_told = 0;
  int media_releases_after_end = 0;
  int reconnecting = 0;
  int reconnected = 0;
  std::optional<Millis> media_lost_at;  ///< true time
  std::optional<Millis> elsewhere_at;   ///< heard that another device has it
};

struct RecordPast {
  std::set<std::pair<UserId, DeviceId>> joined;  ///< devices that joined, since their users came
  std::set<LegId> legs;                          ///< that were ever in it
  std::set<LegId> gone;                          ///< those of them that have left
  bool answered = false;
};

/// What one side did with the other's offer while its own of the same number was open.
struct Collision {
  int page = 0;
  bool gave_way = false;
};

/// A user said yes: dialled, accepted, joined.
struct Yes {
  DeviceId device;
  CallId call_id;
};

struct Ledger {
  std::map<std::pair<int, CallId>, PageCall> page_calls;
  std::map<CallId, RecordPast> records;
  std::map<LegId, Yes> consents;                       ///< by the leg that the yes was about
  std::set<std::pair<DeviceId, CallId>> leavers;       ///< its user hung up, declined or cancelled
  std::set<std::pair<DeviceId, CommandId>> committed;  ///< commands that had their effect
  std::map<int, std::pair<std::int64_t, std::int64_t>> heard;  ///< by page: socket, last event
  std::map<LegId, std::int64_t> muted;                         ///< by record, since which version
  std::set<std::pair<DeviceId, Consent>> words;                ///< its user said of recordings
  std::map<DeviceId, Millis> revoked;                          ///< since when
  std::map<std::pair<std::string, std::int64_t>, Collision> collisions;  ///< by link and number
  bool data_lost = false;
  std::int64_t calls = 0;      ///< dialled
  std::int64_t answered = 0;   ///< records that became active
  std::int64_t connected = 0;  ///< pages that saw media
  std::int64_t steps = 0;      ///< of cores, both kinds
  std::vector<Violation> violations;
};

}  // namespace ringline::sim
