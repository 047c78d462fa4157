// What the browser and the TypeScript around a client core do: performs effects, feeds results.
// Must not know: nodes, what users want.
#pragma once

#include "tests/sim/world.h"

namespace ringline::sim {

/// Opens the page of that device (again): a new load with a new session.
void open_page(World& world, int page);
/// The tab closes or crashes: everything of it is gone. `silent`: nobody tells the node.
void close_page(World& world, int page, bool silent);

/// One step of the page's core.
void feed(World& world, int page, const Input& input);
/// A request of the app, counted until it is settled.
Request ask(World& world, int page);
/// An id that nobody else has: minted at random in life, by page and count here.
std::string minted(World& world, int page, const char* prefix);

/// One of the browser's works is done.
void finish_work(World& world, int page, std::size_t which);
/// The first operation of a peer connection's chain is done.
void finish_peer_work(World& world, int page, std::size_t which);
/// The network has told a peer connection how it is.
void follow_network(World& world, int page, std::size_t which);
/// What pages want of each other's pictures goes out where there is a path.
void say_wants(World& world);
/// Descriptions, candidates or the network changed: when will each peer connection notice?
void watch_paths(World& world);

Millis page_now(const World& world, const Page& page);

}  // namespace ringline::sim
