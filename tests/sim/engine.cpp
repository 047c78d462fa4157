#include "tests/sim/engine.h"

#include <algorithm>

namespace ringline::sim {
namespace {

constexpr std::size_t kWritesKept = 64;

}  // namespace

std::string epoch_of(const Engine& engine) { return "e" + std::to_string(engine.epoch_number); }

StoredPtr get(const Engine& engine, const RecordKey& key, Millis engine_now) {
  const auto found = engine.records.find(key);
  if (found == engine.records.end()) return nullptr;
  const std::optional<Millis>& expires = found->second->expires_at;
  return expires && *expires <= engine_now ? nullptr : found->second;
}

bool commit(Engine& engine, const RecordKey& key, std::int64_t expect, StoredPtr record,
            Millis engine_now) {
  const StoredPtr before = get(engine, key, engine_now);
  if ((before ? before->version : 0) != expect) return false;
  if (engine.keeps_writes) {
    engine.writes.push_back({key, before});
    if (engine.writes.size() > kWritesKept) engine.writes.pop_front();
  }
  engine.records[key] = std::move(record);
  return true;
}

void settle_deadline(Engine& engine, const RecordKey& key, Millis at) {
  const auto found = engine.records.find(key);
  if (found == engine.records.end() || found->second->deadline != at) return;
  auto settled = std::make_shared<Stored>(*found->second);
  settled->deadline.reset();
  found->second = std::move(settled);
}

void lose_writes(Engine& engine, std::size_t count) {
  for (; count > 0 && !engine.writes.empty(); --count) {
    const Write& last = engine.writes.back();
    if (last.before) {
      engine.records[last.key] = last.before;
    } else {
      engine.records.erase(last.key);
    }
    engine.writes.pop_back();
  }
  engine.writes.clear();
  engine.sequence.clear();
  engine.epoch_number += 1;
}

}  // namespace ringline::sim
