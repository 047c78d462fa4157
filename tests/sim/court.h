// What the tests of the checkers stand on: a world of two users, records to show, a checker to ask.
#pragma once

#include "tests/sim/checkers/all.h"

namespace ringline::sim {

using Found = std::vector<Violation>;

// A record of u0 calling u1, answered by d1.0.
inline sb::CallRecord record_of(RecordState state) {
  sb::CallRecord record;
  record.app = kApp;
  record.call_id = "c1";
  record.version = 5;
  record.state = state;
  record.inviter = "u0";
  sb::Participant inviter{.user_id = "u0",
                          .role = Role::Inviter,
                          .state = ParticipantState::Joined,
                          .decided_by = "d0.0"};
  inviter.legs.push_back({.leg_id = "l0", .incarnation = "i0", .device_id = "d0.0", .order = 1});
  sb::Participant invitee{.user_id = "u1", .role = Role::Invitee};
  record.participants = {inviter, invitee};
  return record;
}

inline sb::CallRecord answered_record(const DeviceId& device = "d1.0") {
  sb::CallRecord record = record_of(RecordState::Active);
  sb::Participant& invitee = record.participants.back();
  invitee.state = ParticipantState::Joined;
  invitee.decided_by = device;
  invitee.legs.push_back({.leg_id = "l1", .incarnation = "i1", .device_id = device, .order = 2});
  return record;
}

inline sb::CallRecord ended_record(EndReason inviter, EndReason invitee) {
  sb::CallRecord record = answered_record();
  record.state = RecordState::Ended;
  record.version = 6;
  record.ended_at = 100;
  record.participants.front().end_reason = inviter;
  record.participants.back().end_reason = invitee;
  for (sb::Participant& one : record.participants) one.left_at = 100;
  return record;
}

struct Court {
  World world = make_world({.users = 2, .devices = 1, .nodes = 1});
  Found found;
  Job job{.kind = JobKind::Frame, .sender = {.user_id = "u1", .device_id = "d1.0"}};

  Page& page() { return world.pages.front(); }
  Call& call(CallState state, Direction direction = Direction::Incoming) {
    Call one;
    one.call_id = "c1";
    one.state = state;
    one.direction = direction;
    page().alive = true;
    page().session.calls.push_back(one);
    return page().session.calls.back();
  }
  Found commit(const Checker& checker, const sb::CallRecord* before, const sb::CallRecord& after) {
    checker.commit(world.ledger, {world, before, after, job},
                   {checker.invariant, checker.name, found});
    return found;
  }
  Found client(const Checker& checker, const Input& input, const Effects& effects,
               const std::vector<CallBrief>& before = {}) {
    checker.client(world.ledger, {world, 0, before, input, effects},
                   {checker.invariant, checker.name, found});
    return found;
  }
  Found rest(const Checker& checker) {
    checker.rest(world, {checker.invariant, checker.name, found});
    return found;
  }
  void store(const sb::CallRecord& record) {
    auto stored = std::make_shared<Stored>();
    stored->record = record;
    stored->version = record.version;
    world.engine.records[call_key(kApp, record.call_id)] = stored;
  }
};

}  // namespace ringline::sim
