// Sockets between pages and nodes: first in, first out, each way by itself; what can be lost is the
// tail. Must not know: what the frames say.
#pragma once

#include "tests/sim/world.h"

namespace ringline::sim {

void open_socket(World& world, int page, std::int64_t generation);
void send_up(World& world, int page, UpFrame frame);
void send_down(World& world, Socket& socket, Frame frame);
/// In the order of events: behind a snapshot that is being made.
void send_down_in_order(World& world, Socket& socket, Frame frame);

/// The page closed it: what it sent before still arrives.
void close_from_page(World& world, int page, std::int64_t generation);
/// The page is gone with all its sockets.
void leave_sockets(World& world, int page, bool silent);
/// The node closed it: what it sent before still arrives.
void close_from_node(World& world, Socket& socket, std::int64_t code);

/// The network cuts every socket of the page: of each direction only the first `kept` frames still
/// arrive. Who is not told finds out by silence.
struct Cut {
  std::size_t kept_up = 0;
  std::size_t kept_down = 0;
  bool page_hears = true;
  bool node_hears = true;
};
void cut_sockets(World& world, int page, const Cut& cut);

void establish(World& world, std::size_t socket);
/// The first frame, or else the close, arrives.
void deliver_up(World& world, std::size_t socket);
void deliver_down(World& world, std::size_t socket);
void forget_closed_sockets(World& world);

}  // namespace ringline::sim
