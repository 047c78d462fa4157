// Which calls hold the user. A claim in the way is asked for before it refuses another (design 4):
// a crashed server never leaves a user busy.
#include <algorithm>
#include <utility>

#include "switchboard/user_turn.h"

namespace ringline::switchboard {
namespace {

Claim* claim_of(UserRecord& record, const CallId& call) {
  for (Claim& claim : record.claims) {
    if (claim.call_id == call) return &claim;
  }
  return nullptr;
}

bool is_blocked(const UserRecord& record, const RecordInput& claim) {
  return claim.role == Role::Invitee && has_blocked(record, claim.inviter);
}

// The other one of the two people whom a direct call is about.
const UserId& other_of(const RecordInput& claim) {
  return claim.role == Role::Invitee ? claim.inviter : claim.invitee;
}

// Two calls of the same two people: a glare, a re-call, or a dial that answers a ring.
bool crosses(const Claim& standing, const RecordInput& claim) {
  return claim.direct && !standing.peer.empty() && standing.peer == other_of(claim);
}

// The devices that no other call has (`busyScope: device`); one that still rings has them all.
std::vector<DeviceId> free_devices(const UserRecord& record, const CallId& call) {
  std::vector<DeviceId> free = online_devices(record);
  for (const Claim& claim : record.claims) {
    if (claim.call_id == call) continue;
    if (claim.device_id.empty()) return {};
    std::erase(free, claim.device_id);
  }
  return free;
}

bool makes_busy(const UserRecord& record, const Claim& standing, const RecordInput& claim) {
  if (!claim.exclusive) return false;
  if (!claim.per_device) return true;
  if (claim.role == Role::Invitee) return free_devices(record, claim.call_id).empty();
  return standing.device_id.empty() || standing.device_id == claim.inviter_device;
}

// A call that may give way by being asked is asked last: it must not do so for a claim that another
// one refuses.
std::vector<CallId> in_the_way_of(const UserRecord& record, const RecordInput& claim) {
  std::vector<CallId> busy;
  std::vector<CallId> crossing;
  if (claim.force) return busy;
  for (const Claim& standing : record.claims) {
    if (crosses(standing, claim)) {
      crossing.push_back(standing.call_id);
    } else if (makes_busy(record, standing, claim)) {
      busy.push_back(standing.call_id);
    }
  }
  return busy.empty() ? crossing : busy;
}

std::vector<DeviceId> devices_for(const UserRecord& record, const RecordInput& claim) {
  const bool only_free = claim.per_device && claim.exclusive && claim.role == Role::Invitee;
  return only_free ? free_devices(record, claim.call_id) : online_devices(record);
}

void refuse_claim(UserTurn& turn, const RecordInput& claim, Refusal refusal, const CallId& by) {
  const Claim* standing = claim_of(turn.record, by);
  tell_call(turn, claim.call_id,
            {.type = InputType::Refused,
             .devices = online_devices(turn.record),
             .refusal = refusal,
             .in_call = by,
             .device_id = standing == nullptr ? DeviceId() : standing->device_id,
             .incarnation = claim.incarnation});
}

void tell_claimed(UserTurn& turn, const RecordInput& claim, std::vector<DeviceId> devices) {
  tell_call(turn, claim.call_id,
            {.type = InputType::Claimed,
             .devices = std::move(devices),
             .holds = true,
             .incarnation = claim.incarnation});
}

void tell_lost(UserTurn& turn, const CallId& call, const DeviceId& device) {
  tell_call(turn, call,
            {.type = InputType::DeviceLost,
             .device_id = device,
             .revoked = was_revoked(turn.record, device)});
}

void grant_claim(UserTurn& turn, const RecordInput& claim) {
  UserRecord& record = turn.record;
  const bool held = claim_of(record, claim.call_id) != nullptr;  // it rings, and now joins
  if (held) return tell_claimed(turn, claim, devices_for(record, claim));
  if (record.claims.size() >= limits::kCallsPerUser) {
    return refuse_claim(turn, claim, Refusal::Limit, {});
  }
  std::vector<DeviceId> devices = devices_for(record, claim);
  const bool is_invited = claim.role == Role::Invitee;
  record.claims.push_back({.call_id = claim.call_id,
                           .role = claim.role,
                           .peer = other_of(claim),
                           .device_id = is_invited ? DeviceId() : claim.inviter_device,
                           .per_device = claim.per_device});
  tell_claimed(turn, claim, std::move(devices));
  // Revoked before this record knew of a call to say so to (inv. 34).
  if (!is_invited && was_revoked(record, claim.inviter_device)) {
    tell_lost(turn, claim.call_id, claim.inviter_device);
  }
}

void wait_for_standing(UserTurn& turn, const RecordInput& claim, std::vector<CallId> in_the_way) {
  UserRecord& record = turn.record;
  if (record.waiting.size() >= limits::kWaitingClaims) {
    return refuse_claim(turn, claim, Refusal::Busy, in_the_way.front());
  }
  for (const CallId& call : in_the_way) {
    tell_call(turn, call,
              {.type = InputType::Check,
               .call_id = claim.call_id,
               .direct = claim.direct,
               .inviter = claim.inviter,
               .inviter_device = claim.inviter_device,
               .invitee = claim.invitee});
  }
  record.waiting.push_back({.claim = claim, .in_the_way = std::move(in_the_way)});
}

void consider(UserTurn& turn, const RecordInput& claim) {
  std::vector<CallId> in_the_way = in_the_way_of(turn.record, claim);
  if (in_the_way.empty()) return grant_claim(turn, claim);
  wait_for_standing(turn, claim, std::move(in_the_way));
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

void drop_claim(UserTurn& turn, const CallId& call) {
  std::erase_if(turn.record.claims, [&](const Claim& claim) { return claim.call_id == call; });
  clear_the_way(turn, call);
}

bool refuses(const RecordInput& claim, const RecordInput& standing) {
  return claim.exclusive || standing.refusal != Refusal::Busy;
}

}  // namespace

bool has_blocked(const UserRecord& record, const UserId& other) {
  const auto& blocked = record.block_list;
  return std::find(blocked.begin(), blocked.end(), other) != blocked.end();
}

void take_claim(UserTurn& turn, const RecordInput& claim) {
  UserRecord& record = turn.record;
  touch(turn);
  if (is_blocked(record,
                 claim)) {  // as a user without devices: the caller learns nothing (inv. 40)
    return tell_call(turn, claim.call_id,
                     {.type = InputType::Claimed, .incarnation = claim.incarnation});
  }
  if (claim_of(record, claim.call_id) != nullptr) return grant_claim(turn, claim);
  consider(turn, claim);
}

void take_release(UserTurn& turn, const RecordInput& release) {
  touch(turn);
  std::erase_if(turn.record.waiting, [&](const WaitingClaim& waiting) {
    return waiting.claim.call_id == release.call_id;
  });
  drop_claim(turn, release.call_id);
}

void take_seated(UserTurn& turn, const RecordInput& seated) {
  touch(turn);
  Claim* claim = claim_of(turn.record, seated.call_id);
  if (claim == nullptr) return;
  claim->device_id = seated.device_id;
  const std::vector<DeviceId> here = online_devices(turn.record);
  if (std::find(here.begin(), here.end(), seated.device_id) != here.end()) return;
  // It went before this record knew to which call to say so.
  tell_lost(turn, seated.call_id, seated.device_id);
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
  drop_answered(record.outbox, call_key(record.app, standing.call_id),
                {.type = InputType::Check, .call_id = standing.contender});
  if (!standing.holds) return drop_claim(turn, standing.call_id);
  const RecordInput claim = waiting->claim;
  if (refuses(claim, standing)) {
    record.waiting.erase(waiting);
    return refuse_claim(turn, claim, standing.refusal, standing.call_id);
  }
  std::erase(waiting->in_the_way, standing.call_id);  // both may hold the user (call waiting)
  if (!waiting->in_the_way.empty()) return;
  record.waiting.erase(waiting);
  grant_claim(turn, claim);
}

}  // namespace ringline::switchboard
