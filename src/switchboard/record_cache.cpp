#include "switchboard/record_cache.h"

namespace ringline::switchboard {

const AnyRecord* find_cached(RecordCache& cache, const RecordKey& key) {
  const auto found = cache.index.find(key);
  if (found == cache.index.end()) return nullptr;
  cache.entries.splice(cache.entries.begin(), cache.entries, found->second);
  return &found->second->second;
}

void keep_cached(RecordCache& cache, const RecordKey& key, AnyRecord record) {
  const auto found = cache.index.find(key);
  if (found != cache.index.end()) {
    found->second->second = std::move(record);
    cache.entries.splice(cache.entries.begin(), cache.entries, found->second);
    return;
  }
  if (cache.entries.size() >= limits::kCachedRecords) {
    cache.index.erase(cache.entries.back().first);
    cache.entries.pop_back();
  }
  cache.entries.emplace_front(key, std::move(record));
  cache.index.emplace(key, cache.entries.begin());
}

void drop_cached(RecordCache& cache, const RecordKey& key) {
  const auto found = cache.index.find(key);
  if (found == cache.index.end()) return;
  cache.entries.erase(found->second);
  cache.index.erase(found);
}

}  // namespace ringline::switchboard
