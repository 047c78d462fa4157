#include "tests/sim/node.h"

#include <algorithm>
#include <utility>

#include "switchboard/call_view.h"
#include "switchboard/route_call.h"
#include "switchboard/route_user.h"
#include "tests/sim/checkers.h"
#include "tests/sim/journal.h"
#include "tests/sim/network.h"
#include "tests/sim/node_effects.h"
#include "tests/sim/translate.h"

namespace ringline::sim {
namespace {

constexpr int kMostConflicts = 5;
constexpr Millis kRetryMs = 1'000;
constexpr Millis kPingMs = 10'000;
constexpr Millis kClockErrorMs = 5'000;

Node& node_at(World& world, int node) { return world.nodes[static_cast<std::size_t>(node)]; }

sb::Sender sender_of(const Socket& socket) {
  return {.app = kApp,
          .user_id = socket.address.user_id,
          .device_id = socket.address.device_id,
          .connection = socket.id,
          .may_place = true,
          .may_invite = true,
          .may_join = true};
}

bool is_call_key(const RecordKey& key) { return key.front() == 'c'; }

AnyRecord absent_record(const RecordKey& key) {
  const std::string id = key.substr(std::string("c:").size() + std::string(kApp).size() + 1);
  if (is_call_key(key)) {
    sb::CallRecord record;
    record.app = kApp;
    record.call_id = id;
    return record;
  }
  sb::UserRecord record;
  record.app = kApp;
  record.user_id = id;
  return record;
}

Routed routed(sb::CallOutcome outcome, std::int64_t expect) {
  return {std::move(outcome.record), expect, outcome.changed, std::move(outcome.effects),
          std::move(outcome.refused)};
}
Routed routed(sb::UserOutcome outcome, std::int64_t expect) {
  return {std::move(outcome.record), expect, outcome.changed, std::move(outcome.effects),
          std::move(outcome.refused)};
}

Routed route_one(const World& world, sb::CallRecord record, const Job& job) {
  const sb::Context context{epoch_of(world.engine), world.setup.policy};
  const std::int64_t expect = record.version;
  const Millis now = std::max(engine_now(world), job.at);
  switch (job.kind) {
    case JobKind::Frame:
      return routed(route_command(context, std::move(record), job.sender, job.command, now),
                    expect);
    case JobKind::Input:
      return routed(route_input(context, std::move(record), job.origin, job.input, now), expect);
    case JobKind::Deadline: return routed(route_deadline(context, std::move(record), now), expect);
    case JobKind::Drained:
      return routed(route_drained(context, std::move(record), job.up_to, now), expect);
    case JobKind::Drain: {
      sb::Effects effects = materialised(record);
      return {std::move(record), expect, false, std::move(effects), {}};
    }
    case JobKind::Gone:
    case JobKind::Revoked:
    case JobKind::Pong: break;
  }
  return {std::move(record), expect, false, {}, {}};
}

Routed route_one(const World& world, sb::UserRecord record, const Job& job) {
  const std::int64_t expect = record.version;
  const Millis now = std::max(engine_now(world), job.at);
  switch (job.kind) {
    case JobKind::Frame:
      return routed(route_user_command(std::move(record), job.sender, job.command, now), expect);
    case JobKind::Gone: return routed(route_gone(std::move(record), job.sender, now), expect);
    case JobKind::Revoked: return routed(route_revoked(std::move(record), job.sender, now), expect);
    case JobKind::Pong: return routed(route_pong(std::move(record), job.sender, now), expect);
    case JobKind::Input:
      return routed(route_user_input(std::move(record), job.origin, job.input, now), expect);
    case JobKind::Deadline: return routed(route_user_deadline(std::move(record), now), expect);
    case JobKind::Drained:
      return routed(route_user_drained(std::move(record), job.up_to, now), expect);
    case JobKind::Drain: {
      sb::Effects effects = materialised(record);
      return {std::move(record), expect, false, std::move(effects), {}};
    }
  }
  return {std::move(record), expect, false, {}, {}};
}

Routed decide(World& world, int index, const Lane& lane) {
  const Job& job = lane.jobs.front();
  world.ledger.steps += 1;
  const StoredPtr stored = get(world.engine, lane.key, engine_now(world));
  AnyRecord record = stored ? stored->record : absent_record(lane.key);
  Routed decided = std::visit([&](auto&& one) { return route_one(world, std::move(one), job); },
                              std::move(record));
  journal_job(world, index, lane.key, job, stored, decided);
  return decided;
}

StoredPtr stored_from(const World& world, AnyRecord record) {
  auto stored = std::make_shared<Stored>();
  if (auto* call = std::get_if<sb::CallRecord>(&record)) {
    stored->version = call->version;
    stored->deadline = next_deadline(*call);
    stored->expires_at = expires_at(*call);
  } else {
    const auto& user = std::get<sb::UserRecord>(record);
    stored->version = user.version;
    stored->deadline = next_deadline(user);
    stored->expires_at = expires_at(user, engine_now(world));
  }
  stored->record = std::move(record);
  return stored;
}

void tell_commit(const World& world, const sb::CallRecord* before, const sb::CallRecord& after) {
  if (world.trace == nullptr || (before != nullptr && before->state == after.state)) return;
  std::string line = "record " + after.call_id + " v" + std::to_string(after.version) + " " +
                     std::string(name_of(after.state));
  for (const sb::Participant& one : after.participants) {
    line += " " + one.user_id + "=" + std::string(name_of(one.state));
    if (one.end_reason) line += "(" + std::string(name_of(*one.end_reason)) + ")";
  }
  note(world, line);
}

// Everybody who waits for this input has it.
void count_taken(Node& node, std::int64_t ticket, bool taken) {
  for (Delivery& delivery : node.deliveries) {
    if (ticket == 0 || delivery.ticket != ticket) continue;
    delivery.outstanding -= 1;
    delivery.failed = delivery.failed || !taken;
  }
}

// Tells records that their outboxes were delivered, in the order of versions.
void settle_deliveries(World& world, Node& node) {
  for (std::size_t i = 0; i < node.deliveries.size();) {
    const Delivery& done = node.deliveries[i];
    const bool first = std::none_of(
        node.deliveries.begin(), node.deliveries.begin() + static_cast<std::ptrdiff_t>(i),
        [&](const Delivery& earlier) { return earlier.key == done.key; });
    if (!done.sent || done.outstanding > 0 || !first) {
      ++i;
      continue;
    }
    if (done.failed) {
      node.retries.push_back({done.key, world.now + kRetryMs});
    } else {
      enqueue(node, done.key, {.kind = JobKind::Drained, .up_to = done.version});
    }
    node.deliveries.erase(node.deliveries.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

// The engine did not answer, or five others were faster.
void fail_job(World& world, Node& node, Lane& lane) {
  const Job job = std::move(lane.jobs.front());
  lane.jobs.pop_front();
  lane.routed.reset();
  count_taken(node, job.ticket, false);
  // A host that forgets a `gone` leaves the device connected for ever (FINDINGS.md).
  if (job.kind == JobKind::Gone || job.kind == JobKind::Revoked) {
    const bool revoked = job.kind == JobKind::Revoked;
    if (revoked) world.ledger.revoked[job.sender.device_id] = world.now;  // counts from when it can
    world.leases.push_back({job.sender, world.now + kRetryMs, revoked});
  }
  if (job.kind == JobKind::Drain) node.retries.push_back({lane.key, world.now + kRetryMs});
  if (job.kind != JobKind::Frame) return;
  if (job.command.type == sb::CommandType::Hello) {
    Socket* socket = socket_of(world, job.sender.connection);
    if (socket != nullptr) close_from_node(world, *socket, 1013);
  } else if (!job.command.id.empty()) {
    sb::ReplyEffect reply{.to = {kApp, job.sender.user_id, job.sender.device_id},
                          .connection = job.sender.connection,
                          .command_id = job.command.id,
                          .error = Error{.code = ErrorCode::TryLater}};
    lane.effects.push_back(std::move(reply));
  }
}

void after_commit(World& world, const StoredPtr& before, const StoredPtr& after, const Job& job) {
  const auto* now = std::get_if<sb::CallRecord>(&after->record);
  if (now == nullptr) return check_user(world, std::get<sb::UserRecord>(after->record));
  const auto* then = before ? std::get_if<sb::CallRecord>(&before->record) : nullptr;
  tell_commit(world, then, *now);
  check_commit(world, CommitTurn{world, then, *now, job});
}

void begin_effects(World& world, Node& node, Lane& lane, Routed routed) {
  const Job job = std::move(lane.jobs.front());
  lane.jobs.pop_front();
  lane.routed.reset();
  const bool owes = hands_over_outbox(job, routed);
  lane.ticket = owes ? node.next_ticket++ : 0;
  const std::int64_t version =
      std::visit([](const auto& one) { return one.version; }, routed.record);
  if (owes) node.deliveries.push_back({.ticket = lane.ticket, .key = lane.key, .version = version});
  lane.version = version;
  for (sb::Effect& effect : routed.effects) lane.effects.push_back(std::move(effect));
  if (routed.changed) {
    const StoredPtr before = get(world.engine, lane.key, engine_now(world));
    const StoredPtr after = stored_from(world, std::move(routed.record));
    commit(world.engine, lane.key, routed.expect, after, engine_now(world));
    after_commit(world, before, after, job);
  } else if (job.kind == JobKind::Deadline) {
    settle_deadline(world.engine, lane.key, job.at);
  }
  count_taken(node, job.ticket, true);
}

void run_first_job(World& world, int index, Lane& lane) {
  Node& node = node_at(world, index);
  if (node.cut_off_until > world.now) return fail_job(world, node, lane);
  const bool slow = world.setup.nodes > 1 && !world.setup.timeless;
  if (!lane.routed) {
    Routed decided = decide(world, index, lane);
    const auto chance = mixed(world.setup.seed, static_cast<std::uint64_t>(++node.worked));
    if (slow && decided.changed && chance % 4 == 0) {  // another node may be faster
      lane.routed = std::move(decided);
      lane.ready_at = world.now + latency(world, 12, chance, 4);
      return;
    }
    return begin_effects(world, node, lane, std::move(decided));
  }
  const StoredPtr stored = get(world.engine, lane.key, engine_now(world));
  if (lane.routed->expect == (stored ? stored->version : 0)) {
    return begin_effects(world, node, lane, std::move(*lane.routed));
  }
  lane.routed.reset();
  if (++lane.jobs.front().conflicts > kMostConflicts) fail_job(world, node, lane);
}

// Most effects follow each other at once; now and then something comes in between.
void perform_effects(World& world, int index, std::size_t lane_index) {
  while (true) {
    Node& node = node_at(world, index);
    Lane& lane = node.lanes[lane_index];
    if (lane.effects.empty()) break;
    const sb::Effect effect = std::move(lane.effects.front());
    lane.effects.pop_front();
    const std::int64_t ticket = lane.ticket;
    const std::int64_t version = lane.version;
    perform(world, index, effect,
            {ticket, version});  // may add lanes: `lane` is not to be used any more
    Lane& again = node_at(world, index).lanes[lane_index];
    const auto chance = mixed(world.setup.seed ^ 0xeffU,
                              static_cast<std::uint64_t>(node_at(world, index).worked++));
    if (again.effects.empty() || world.setup.timeless) continue;
    if (chance % 8 == 0) {
      again.ready_at = world.now + latency(world, 13, chance, 6);
      return;
    }
  }
  Node& node = node_at(world, index);
  for (Delivery& delivery : node.deliveries) {
    if (delivery.ticket == node.lanes[lane_index].ticket) delivery.sent = true;
  }
  node.lanes[lane_index].ticket = 0;
}

bool relayed(World& world, Node& node, const sb::Sender& sender, const sb::Command& command) {
  const auto found = node.grants.find(command.call_id);
  if (found == node.grants.end() || command.signal.to.empty()) return false;
  const std::vector<sb::RelayEnd> ends = found->second.ends;
  const auto from = std::find_if(ends.begin(), ends.end(), [&](const sb::RelayEnd& end) {
    return end.user_id == sender.user_id && end.device_id == sender.device_id;
  });
  const auto to = std::find_if(ends.begin(), ends.end(), [&](const sb::RelayEnd& end) {
    return end.leg_id == command.signal.to && end.user_id != sender.user_id;
  });
  if (from == ends.end() || to == ends.end()) return false;
  const sb::SignalEffect effect{.to = {kApp, to->user_id, to->device_id},
                                .from = {kApp, from->user_id, from->device_id},
                                .from_leg = from->leg_id,
                                .call_id = command.call_id,
                                .parts = command.signal};
  deliver(world, to->device_id, to_signal(effect), false);
  return true;
}

}  // namespace

int living_node(const World& world, std::uint64_t which) {
  std::vector<int> alive;
  for (std::size_t i = 0; i < world.nodes.size(); ++i) {
    if (world.nodes[i].alive) alive.push_back(static_cast<int>(i));
  }
  return alive.empty() ? -1 : alive[which % alive.size()];
}

void enqueue(Node& node, const RecordKey& key, Job job) {
  for (Lane& lane : node.lanes) {
    if (lane.key == key) {
      lane.jobs.push_back(std::move(job));
      return;
    }
  }
  Lane lane;
  lane.key = key;
  lane.jobs.push_back(std::move(job));
  node.lanes.push_back(std::move(lane));
}

void take_frame(World& world, Socket& socket, UpFrame frame) {
  Node& node = node_at(world, socket.node);
  socket.heard_at = world.now;
  sb::Sender sender = sender_of(socket);
  sb::Command& command = frame.command;
  const auto route_to = [&](const RecordKey& key) {
    enqueue(node, key,
            {.sender = sender, .command = std::move(command), .text = std::move(frame.text)});
  };
  switch (command.type) {
    case sb::CommandType::Hello:
      if (world.ledger.revoked.contains(sender.device_id)) {  // the token is no longer good
        send_down(world, socket, frame::Goodbye{ErrorCode::TokenInvalid});
        return close_from_node(world, socket, 4401);
      }
      socket.greeted = true;
      return route_to(user_key(kApp, sender.user_id));
    case sb::CommandType::Pong:
      if (std::exchange(socket.probed, false)) {
        enqueue(node, user_key(kApp, sender.user_id), {.kind = JobKind::Pong, .sender = sender});
      }
      return;
    case sb::CommandType::Renew: {
      frame::Reply reply;
      reply.id = command.id;
      return send_down(world, socket, reply);
    }
    case sb::CommandType::Presence: return;  // no page asks it here: it changes nothing
    case sb::CommandType::Sync: return route_to(user_key(kApp, sender.user_id));
    case sb::CommandType::Reassert: {
      const auto kept = world.seals.find(frame.seal);
      if (kept != world.seals.end()) command.seal = *kept->second;
      sender.seal_valid = command.seal.has_value();
      return route_to(call_key(kApp, command.call_id));
    }
    case sb::CommandType::Signal:
      if (relayed(world, node, sender, command)) return;
      return route_to(call_key(kApp, command.call_id));
    case sb::CommandType::Invite:
    case sb::CommandType::Ringing:
    case sb::CommandType::Accept:
    case sb::CommandType::Decline:
    case sb::CommandType::Leave:
    case sb::CommandType::Add:
    case sb::CommandType::Cancel:
    case sb::CommandType::Remove:
    case sb::CommandType::End:
    case sb::CommandType::Join:
    case sb::CommandType::Rejoin:
    case sb::CommandType::State:
    case sb::CommandType::VideoRequest:
    case sb::CommandType::VideoAccept:
    case sb::CommandType::VideoDecline:
    case sb::CommandType::VideoCancel:
    case sb::CommandType::MuteRequest:
    case sb::CommandType::Ack: return route_to(call_key(kApp, command.call_id));
  }
}

void lose_socket(World& world, Socket& socket) {
  Node& node = node_at(world, socket.node);
  const ConnectionId id = socket.id;
  std::erase_if(node.current, [&](const auto& one) { return one.second == id; });
  if (socket.greeted) {
    const sb::Sender sender = sender_of(socket);
    enqueue(node, user_key(kApp, sender.user_id), {.kind = JobKind::Gone, .sender = sender});
  }
  close_from_node(world, socket, 1006);
}

void ping(World& world, Socket& socket) {
  if (!world.setup.timeless) socket.ping_at = world.now + kPingMs;
  const std::int64_t seq = world.engine.sequence[socket.address.device_id];
  send_down_in_order(world, socket, frame::Ping{world.now, engine_now(world), seq});
}

void step_lane(World& world, int index, std::size_t lane_index) {
  Node& node = node_at(world, index);
  Lane& lane = node.lanes[lane_index];
  if (lane.effects.empty() && !lane.jobs.empty()) run_first_job(world, index, lane);
  if (!node.lanes[lane_index].routed) perform_effects(world, index, lane_index);
  Node& after = node_at(world, index);
  settle_deliveries(world, after);
  std::erase_if(after.lanes,
                [](const Lane& one) { return one.jobs.empty() && one.effects.empty(); });
}

void finish_snapshot(World& world, int index, std::size_t task_index) {
  Node& node = node_at(world, index);
  const SnapshotTask task = std::move(node.tasks[task_index]);
  node.tasks.erase(node.tasks.begin() + static_cast<std::ptrdiff_t>(task_index));
  Socket* socket = socket_of(world, task.connection);
  if (socket == nullptr || !socket->server_open) return;
  frame::Snapshot snapshot;
  for (const CallId& call_id : task.calls) {
    const StoredPtr stored = get(world.engine, call_key(kApp, call_id), engine_now(world));
    std::optional<sb::Page> page;
    if (stored) {
      page = page_for(std::get<sb::CallRecord>(stored->record), socket->address.user_id,
                      socket->address.device_id, sb::PagePurpose::Answer);
    }
    journal_view(world, index, call_id, socket->address, page);
    if (!page) {
      snapshot.unknown.push_back(call_id);
      continue;
    }
    snapshot.calls.push_back(to_entry(*page, seal_name(world, page->seal)));
    if (world.setup.codec) {
      const std::string difference = codec_difference(snapshot.calls.back());
      if (!difference.empty()) report(world, 39, "codec", difference);
    }
  }
  if (task.command_id.empty()) {
    socket->admitted = true;
    if (!world.setup.timeless) socket->ping_at = world.now + kPingMs;
    send_down(world, *socket,
              frame::Welcome{epoch_of(world.engine), engine_now(world), socket->address.user_id,
                             world.setup.policy, task.seq, std::move(snapshot)});
  } else {
    frame::Reply reply;
    reply.id = task.command_id;
    reply.snapshot = std::move(snapshot);
    reply.server_time = engine_now(world);
    reply.seq = task.seq;
    send_down(world, *socket, std::move(reply));
  }
  const bool more = std::any_of(node.tasks.begin(), node.tasks.end(), [&](const SnapshotTask& one) {
    return one.connection == task.connection;
  });
  if (more) return;
  socket->holding = false;
  for (DownFrame& held : std::exchange(socket->held, {})) {
    send_down(world, *socket, std::move(held.frame));
  }
}

void fire_deadline(World& world, int index, const RecordKey& key) {
  const auto found = world.engine.records.find(key);
  if (found == world.engine.records.end() || !found->second->deadline) return;
  // Early by as much as clocks may be wrong, no more.
  const Millis at = std::min(*found->second->deadline, engine_now(world) + kClockErrorMs);
  enqueue(node_at(world, index), key, {.kind = JobKind::Deadline, .at = at});
}

bool hands_over_outbox(const Job& job, const Routed& decided) {
  const bool waits =
      std::visit([](const auto& one) { return !one.outbox.empty(); }, decided.record);
  const bool hands_over =
      job.kind == JobKind::Drain || (decided.changed && job.kind != JobKind::Drained);
  return waits && hands_over;
}

void drain_again(World& world, int index, const RecordKey& key) {
  enqueue(node_at(world, index), key, {.kind = JobKind::Drain});
}

}  // namespace ringline::sim
