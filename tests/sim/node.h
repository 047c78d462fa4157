// One node: the host loop of docs/CORE.md ("Switchboard core") around the real switchboard. Lanes
// by record, load, decide, compare-and-set, then the effects one by one; a crash at any step loses
// all of it but the engine. Must not know: clients' sessions, invariants.
#pragma once

#include "tests/sim/world.h"

namespace ringline::sim {

/// A frame of a device arrived.
void take_frame(World& world, Socket& socket, UpFrame frame);
/// The node noticed that the socket is closed.
void lose_socket(World& world, Socket& socket);
void ping(World& world, Socket& socket);

void enqueue(Node& node, const RecordKey& key, Job job);
/// Decides and commits the first job of a lane, or performs the next effects of the last one.
void step_lane(World& world, int node, std::size_t lane);
void finish_snapshot(World& world, int node, std::size_t task);
/// A record's deadline has come; this node fires it.
void fire_deadline(World& world, int node, const RecordKey& key);
/// Whether the effects of what was decided deliver all that the record owes.
bool hands_over_outbox(const Job& job, const Routed& decided);
/// The whole outbox of the record once more: at least once is what is promised.
void drain_again(World& world, int node, const RecordKey& key);

/// `page_hears`: whether the pages are told that their sockets are gone.
void crash_node(World& world, int node, Millis restart_at, bool page_hears);
void restart_node(World& world, int node);
void end_lease(World& world, std::size_t lease);
/// After the engine lost writes, when all nodes have crashed.
void reconcile_presence(World& world);
/// The identity of that device is no longer good (inv. 34).
void revoke(World& world, const UserId& user, const DeviceId& device);
/// A node that works, or -1.
int living_node(const World& world, std::uint64_t which);

}  // namespace ringline::sim
