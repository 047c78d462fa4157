// Decoded records, the ones used last, so that a record is decoded once and not at each message
// (design 11.13). The host keeps it honest: a commit that failed is followed by the record itself
// or by `forget`. Must not know: what is in a record.
#pragma once

#include <list>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>

#include "ids.h"
#include "limits.h"
#include "switchboard/call_record.h"
#include "switchboard/user_record.h"

namespace ringline::switchboard {

using AnyRecord = std::variant<CallRecord, UserRecord>;

struct RecordCache {
  using Entries = std::list<std::pair<RecordKey, AnyRecord>>;

  Entries entries;  ///< used last first
  std::unordered_map<RecordKey, Entries::iterator> index;
};

/// The record of that key, now the one used last; null when it is not here.
const AnyRecord* find_cached(RecordCache& cache, const RecordKey& key);
void keep_cached(RecordCache& cache, const RecordKey& key, AnyRecord record);
void drop_cached(RecordCache& cache, const RecordKey& key);

}  // namespace ringline::switchboard
