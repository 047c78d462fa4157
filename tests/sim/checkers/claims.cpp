// Inv. 30 for users: at rest nobody is held by a call that is dead, and who is in a call is held.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

bool is_in(const sb::CallRecord& record, const UserId& user) {
  if (!is_out(person_in(record, user))) return true;
  for (const sb::Joiner& joiner : record.joiners) {
    if (joiner.participant.user_id == user) return true;
  }
  return false;
}

void at_rest(const World& world, const Report& report) {
  for (int i = 0; i < world.setup.users; ++i) {
    const UserId user = user_name(i);
    const sb::UserRecord* held = user_record(world, user);
    if (held == nullptr) continue;
    for (const sb::Claim& claim : held->claims) {
      const sb::CallRecord* record = call_record(world, claim.call_id);
      const bool lives =
          record != nullptr && record->state != RecordState::Ended && is_in(*record, user);
      if (!lives) report.fail(user + " is held by the dead " + claim.call_id);
    }
    for (const sb::WaitingClaim& waiting : held->waiting) {
      report.fail(user + " is still waited for by " + waiting.claim.call_id);
    }
    for (const auto& [key, stored] : world.engine.records) {
      const auto* record = std::get_if<sb::CallRecord>(&stored->record);
      if (record == nullptr || record->state != RecordState::Active || !is_in(*record, user))
        continue;
      bool claimed = false;
      for (const sb::Claim& claim : held->claims)
        claimed = claimed || claim.call_id == record->call_id;
      if (!claimed) report.fail(user + " is in " + record->call_id + " and is not held");
    }
  }
}

}  // namespace

const Checker claims{30, "claims", nullptr, nullptr, at_rest};

}  // namespace ringline::sim::checker
