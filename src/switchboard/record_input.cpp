#include "switchboard/record_input.h"

#include <algorithm>

namespace ringline::switchboard {

bool was_seen(const SeenInputs& seen, const Origin& origin) {
  if (origin.version == 0) return false;
  for (const Origin& last : seen) {
    if (last.source != origin.source) continue;
    return origin.version < last.version ||
           (origin.version == last.version && origin.index <= last.index);
  }
  return false;
}

void note_seen(SeenInputs& seen, const Origin& origin) {
  if (origin.version == 0) return;
  std::erase_if(seen, [&](const Origin& last) { return last.source == origin.source; });
  if (seen.size() >= limits::kRememberedSources) seen.erase(seen.begin());
  seen.push_back(origin);
}

void drop_answered(std::vector<OutboxItem>& outbox, const RecordKey& to,
                   const RecordInput& question) {
  std::erase_if(outbox, [&](const OutboxItem& item) {
    return item.kind == OutboxKind::Input && item.to == to && item.input.type == question.type &&
           item.input.call_id == question.call_id && item.input.incarnation == question.incarnation;
  });
}

}  // namespace ringline::switchboard
