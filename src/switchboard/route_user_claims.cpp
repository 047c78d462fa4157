// Which calls hold the user. A claim in the way is asked for before it refuses another (design 4):
// a crashed server never leaves a user busy.
#include <algorithm>
#include <utility>

#include "switchboard/user_turn.h"

namespace ringline::switchboard {
namespace {

bool holds(const UserRecord& record, const CallId& call) {
  return std::any_of(record.claims.begin(), record.claims.end(),
                     [&](const Claim& claim) { return claim.call_id == call; });
}

bool is_blocked(const UserRecord& record, const RecordInput& claim) {
  const auto& blocked = record.block_list;
  return claim.role == Role::Invitee &&
         std::find(blocked.begin(), blocked.end(), claim.inviter) != blocked.end();
}

void grant_claim(UserTurn& turn, const RecordInput& claim) {
  turn.record.claims.push_back({claim.call_id, claim.role});
  tell_call(turn, claim.call_id,
            {.type = InputType::Claimed, .devices = online_devices(turn.record)});
}

void refuse_claim(UserTurn& turn, const RecordInput& claim, Refusal refusal, const CallId& by) {
  tell_call(turn, claim.call_id,
            {.type = InputType::Refused,
             .devices = online_devices(turn.record),
             .refusal = refusal,
             .in_call = by});
}

void wait_for_standing(UserTurn& turn, const RecordInput& claim) {
  UserRecord& record = turn.record;
  if (record.waiting.size() >= limits::kWaitingClaims) {
    return refuse_claim(turn, claim, Refusal::Busy, record.claims.front().call_id);
  }
  WaitingClaim waiting{.claim = claim};
  for (const Claim& standing : record.claims) waiting.in_the_way.push_back(standing.call_id);
  for (const CallId& call : waiting.in_the_way) {
    tell_call(turn, call,
              {.type = InputType::Check,
               .call_id = claim.call_id,
               .inviter = claim.inviter,
               .inviter_device = claim.inviter_device,
               .invitee = claim.invitee});
  }
  record.waiting.push_back(std::move(waiting));
}

void consider(UserTurn& turn, const RecordInput& claim) {
  const UserRecord& record = turn.record;
  if (claim.exclusive && !claim.force && !record.claims.empty()) {
    return wait_for_standing(turn, claim);
  }
  if (record.claims.size() >= limits::kCallsPerUser) {
    return refuse_claim(turn, claim, Refusal::Limit, {});
  }
  grant_claim(turn, claim);
}

// Takes that call out of everybody's way; those who wait for nothing more are considered anew, as
// the first of them may now be in the way of the next.
void clear_the_way(UserTurn& turn, const CallId& call) {
  UserRecord& record = turn.record;
  std::vector<RecordInput> ready;
  for (WaitingClaim& waiting : record.waiting) {
    std::erase(waiting.in_the_way, call);
    if (waiting.in_the_way.empty()) ready.push_back(waiting.claim);
  }
  std::erase_if(record.waiting,
                [](const WaitingClaim& waiting) { return waiting.in_the_way.empty(); });
  for (const RecordInput& claim : ready) consider(turn, claim);
}

}  // namespace

void take_claim(UserTurn& turn, const RecordInput& claim) {
  const UserRecord& record = turn.record;
  touch(turn);
  if (is_blocked(record,
                 claim)) {  // as a user without devices: the caller learns nothing (inv. 40)
    return tell_call(turn, claim.call_id, {.type = InputType::Claimed});
  }
  if (holds(record, claim.call_id)) {
    return tell_call(turn, claim.call_id,
                     {.type = InputType::Claimed, .devices = online_devices(record)});
  }
  consider(turn, claim);
}

void take_release(UserTurn& turn, const RecordInput& release) {
  UserRecord& record = turn.record;
  touch(turn);
  std::erase_if(record.claims,
                [&](const Claim& claim) { return claim.call_id == release.call_id; });
  std::erase_if(record.waiting, [&](const WaitingClaim& waiting) {
    return waiting.claim.call_id == release.call_id;
  });
  clear_the_way(turn, release.call_id);
}

void take_standing(UserTurn& turn, const RecordInput& standing) {
  UserRecord& record = turn.record;
  const auto waiting = std::find_if(
      record.waiting.begin(), record.waiting.end(), [&](const WaitingClaim& candidate) {
        const auto& way = candidate.in_the_way;
        return candidate.claim.call_id == standing.contender &&
               std::find(way.begin(), way.end(), standing.call_id) != way.end();
      });
  if (waiting == record.waiting.end()) return;  // answered before
  touch(turn);
  drop_answered(record.outbox, InputType::Check, call_key(record.app, standing.call_id));
  if (standing.holds) {
    const RecordInput claim = waiting->claim;
    record.waiting.erase(waiting);
    const Refusal refusal = standing.glare ? Refusal::Glare : Refusal::Busy;
    return refuse_claim(turn, claim, refusal, standing.call_id);
  }
  std::erase_if(record.claims,
                [&](const Claim& claim) { return claim.call_id == standing.call_id; });
  clear_the_way(turn, standing.call_id);
}

}  // namespace ringline::switchboard
