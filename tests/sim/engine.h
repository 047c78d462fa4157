// The store behind the simulated nodes: records by key with compare-and-set, deadlines, sequence
// numbers, the call log; it can lose its last writes. Must not know: what a record says.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "switchboard/call_record.h"
#include "switchboard/effect.h"
#include "switchboard/user_record.h"

namespace ringline::sim {

namespace sb = ringline::switchboard;

using AnyRecord = std::variant<sb::CallRecord, sb::UserRecord>;

struct Stored {
  AnyRecord record;
  std::int64_t version = 0;
  std::optional<Millis> deadline;
  std::optional<Millis> expires_at;
};
/// Shared, because worlds are copied and records never change.
using StoredPtr = std::shared_ptr<const Stored>;

struct Write {
  RecordKey key;
  StoredPtr before;
};

struct Engine {
  std::int64_t epoch_number = 1;
  Millis clock_offset = 0;  ///< its clock minus true time
  std::map<RecordKey, StoredPtr> records;
  std::map<DeviceId, std::int64_t> sequence;
  std::map<std::pair<UserId, CallId>, sb::LogEffect> log;
  bool keeps_writes = false;  ///< so that they can be lost
  std::deque<Write> writes;
};

std::string epoch_of(const Engine& engine);

/// The record, unless it is absent or has expired.
StoredPtr get(const Engine& engine, const RecordKey& key, Millis engine_now);

/// Compare-and-set. Returns whether `expect` was the version in place.
bool commit(Engine& engine, const RecordKey& key, std::int64_t expect, StoredPtr record,
            Millis engine_now);

/// The firing changed nothing: takes the deadline out of the index, if it still says `at`.
void settle_deadline(Engine& engine, const RecordKey& key, Millis at);

/// Forgets the last `count` writes and begins a new epoch.
void lose_writes(Engine& engine, std::size_t count);

}  // namespace ringline::sim
