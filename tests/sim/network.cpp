#include "tests/sim/network.h"

#include <algorithm>
#include <utility>

#include "tests/sim/node.h"
#include "tests/sim/page.h"

namespace ringline::sim {
namespace {

constexpr Millis kHopMs = 12;

Millis arrival(World& world, Socket& socket, std::optional<Millis> behind) {
  const auto which =
      std::hash<std::string>{}(socket.id) + static_cast<std::uint64_t>(++socket.sent);
  const Millis at = world.now + latency(world, 3, which, kHopMs);
  return std::max(at, behind.value_or(0));
}

int pick_node(const World& world, const Page& page, std::int64_t generation) {
  std::vector<int> alive;
  for (std::size_t i = 0; i < world.nodes.size(); ++i) {
    if (world.nodes[i].alive) alive.push_back(static_cast<int>(i));
  }
  if (alive.empty()) return -1;
  const auto turn = static_cast<std::size_t>(page.user + page.device + generation);
  return alive[turn % alive.size()];
}

void page_hears_close(World& world, Socket& socket, std::int64_t code, Millis in) {
  if (!socket.client_open && !socket.opens_at) return;
  socket.close_code = code;
  socket.client_hears_at = world.now + in;
}

void note_frame(const World& world, const Socket& socket, const sb::Command& command) {
  if (world.trace == nullptr || command.type == sb::CommandType::Pong) return;
  const sb::SignalParts& signal = command.signal;
  note(world, "    " + page_label(world.pages[static_cast<std::size_t>(socket.page)]) + " -> " +
                  std::string(name_of(command.type)) + " " + command.call_id + " " +
                  signal.description_type + (signal.candidates.empty() ? "" : " candidates") +
                  (socket.dead_up ? " (lost)" : ""));
}

std::string told(const CallView& view) {
  std::string text = view.call_id + " v" + std::to_string(view.version);
  for (const ParticipantView& one : view.participants) {
    text += " " + one.user_id + "=" + std::string(name_of(one.state));
    for (const LegView& leg : one.legs) {
      text += (leg.up ? "" : "(away)") + std::string(leg.report.hold ? "(holds)" : "");
    }
  }
  return text;
}

void note_frame(const World& world, const Socket& socket, const Frame& frame) {
  if (world.trace == nullptr) return;
  std::string text;
  if (const auto* event = std::get_if<frame::Event>(&frame)) {
    text = "event " + told(event->call.view);
  } else if (const auto* reply = std::get_if<frame::Reply>(&frame)) {
    text = "reply " + reply->id;
    if (reply->error) text += " " + std::string(name_of(reply->error->code));
    if (reply->call) text += " " + told(reply->call->view);
  } else if (const auto* welcome = std::get_if<frame::Welcome>(&frame)) {
    text = "welcome";
    for (const auto& entry : welcome->snapshot.calls) text += " " + told(entry.view);
  } else if (const auto* signal = std::get_if<Signal>(&frame)) {
    text = "signal " + signal->call_id + " of " + signal->from_leg;
  }
  if (text.empty()) return;
  note(world,
       "    " + page_label(world.pages[static_cast<std::size_t>(socket.page)]) + " <- " + text);
}

}  // namespace

void open_socket(World& world, int page, std::int64_t generation) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  const int node = pick_node(world, own, generation);
  if (node < 0) {
    own.work.push_back({.work = HostWork::SocketClosed,
                        .ready_at = world.now + latency(world, 9, own.work.size(), 30),
                        .generation = generation,
                        .code = 1006});
    return;
  }
  Socket socket;
  socket.id = "k" + std::to_string(page) + "." + std::to_string(own.load) + "." +
              std::to_string(generation);
  socket.page = page;
  socket.generation = generation;
  socket.node = node;
  socket.address = {kApp, user_name(own.user), device_name(own.user, own.device)};
  socket.opens_at = world.now + latency(world, 4, std::hash<std::string>{}(socket.id), 25);
  socket.heard_at = world.now;
  world.sockets.push_back(std::move(socket));
}

void establish(World& world, std::size_t index) {
  Socket& socket = world.sockets[index];
  socket.opens_at.reset();
  socket.client_open = true;
  socket.server_open = world.nodes[static_cast<std::size_t>(socket.node)].alive;
  socket.heard_at = world.now;
  if (!socket.server_open) page_hears_close(world, socket, 1006, 0);
  const int page = socket.page;
  const std::int64_t generation = socket.generation;
  feed(world, page, input::SocketOpened{generation});
}

void send_up(World& world, int page, UpFrame frame) {
  // Over the socket that the host has, until it is told to close it.
  for (Socket& socket : world.sockets) {
    if (socket.page != page || !socket.client_open) continue;
    note_frame(world, socket, frame.command);
    if (socket.dead_up) return;
    const auto behind =
        socket.up.empty() ? std::nullopt : std::optional<Millis>(socket.up.back().ready_at);
    frame.ready_at = arrival(world, socket, behind);
    socket.up.push_back(std::move(frame));
    return;
  }
}

void send_down(World& world, Socket& socket, Frame frame) {
  if (!socket.server_open || socket.dead_down) return;
  const auto behind =
      socket.down.empty() ? std::nullopt : std::optional<Millis>(socket.down.back().ready_at);
  const Millis at = arrival(world, socket, behind);
  socket.down.push_back({std::move(frame), at});
}

void send_down_in_order(World& world, Socket& socket, Frame frame) {
  if (socket.holding) {
    socket.held.push_back({std::move(frame), 0});
  } else {
    send_down(world, socket, std::move(frame));
  }
}

void close_from_page(World& world, int page, std::int64_t generation) {
  for (Socket& socket : world.sockets) {
    if (socket.page != page || socket.generation != generation) continue;
    if (socket.dead_up) socket.server_hears_at.reset();  // it finds out by silence
    if (!socket.dead_up && socket.server_open) socket.server_hears_at = world.now;
    socket.client_open = false;
    socket.opens_at.reset();
    socket.client_hears_at.reset();
    socket.down.clear();
  }
}

void leave_sockets(World& world, int page, bool silent) {
  for (Socket& socket : world.sockets) {
    if (socket.page != page) continue;
    socket.client_open = false;
    socket.opens_at.reset();
    socket.client_hears_at.reset();
    socket.down.clear();
    if (silent) {
      socket.dead_up = socket.dead_down = true;
    } else if (socket.server_open && !socket.dead_up) {
      socket.server_hears_at = world.now;
    }
  }
}

void close_from_node(World& world, Socket& socket, std::int64_t code) {
  if (!socket.server_open) return;
  socket.server_open = false;
  socket.up.clear();
  socket.server_hears_at.reset();
  if (!socket.dead_down) page_hears_close(world, socket, code, latency(world, 5, 0, kHopMs));
}

void cut_sockets(World& world, int page, const Cut& cut) {
  for (Socket& socket : world.sockets) {
    if (socket.page != page || (!socket.client_open && !socket.server_open)) continue;
    if (socket.up.size() > cut.kept_up) socket.up.resize(cut.kept_up);
    if (socket.down.size() > cut.kept_down) socket.down.resize(cut.kept_down);
    socket.dead_up = socket.dead_down = true;
    if (cut.page_hears) page_hears_close(world, socket, 1006, 0);
    if (cut.node_hears && socket.server_open) socket.server_hears_at = world.now;
  }
}

void deliver_up(World& world, std::size_t index) {
  Socket& socket = world.sockets[index];
  if (!socket.up.empty()) {
    UpFrame frame = std::move(socket.up.front());
    socket.up.pop_front();
    if (socket.server_open) take_frame(world, socket, std::move(frame));
    return;
  }
  socket.server_hears_at.reset();
  if (socket.server_open) lose_socket(world, socket);
}

void deliver_down(World& world, std::size_t index) {
  Socket& socket = world.sockets[index];
  const int page = socket.page;
  const std::int64_t generation = socket.generation;
  if (!socket.down.empty()) {
    DownFrame frame = std::move(socket.down.front());
    socket.down.pop_front();
    if (socket.client_open) {
      note_frame(world, socket, frame.frame);
      feed(world, page, input::FrameReceived{generation, std::move(frame.frame), {}});
    }
    return;
  }
  const std::int64_t code = socket.close_code;
  const bool told = socket.client_open || socket.opens_at;
  socket.client_hears_at.reset();
  socket.client_open = false;
  socket.opens_at.reset();
  if (!told) return;
  world.pages[static_cast<std::size_t>(page)].work.push_back({.work = HostWork::SocketClosed,
                                                              .ready_at = world.now,
                                                              .generation = generation,
                                                              .code = code});
}

void forget_closed_sockets(World& world) {
  std::erase_if(world.sockets, [](const Socket& socket) {
    return !socket.client_open && !socket.server_open && !socket.opens_at &&
           !socket.client_hears_at;
  });
}

}  // namespace ringline::sim
