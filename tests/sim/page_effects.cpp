#include "tests/sim/page_effects.h"

#include <algorithm>

#include "tests/sim/network.h"
#include "tests/sim/page.h"
#include "tests/sim/translate.h"

namespace ringline::sim {
namespace {

constexpr Millis kSlowCaptureMs = 4'000;

struct Performer {
  World& world;
  int page;

  Page& own() const { return world.pages[static_cast<std::size_t>(page)]; }

  HostOperation& later(HostWork work, Millis in) const {
    own().work.push_back({.work = work, .ready_at = world.now + in});
    return own().work.back();
  }

  Millis delay(std::uint64_t what, Millis usual) const {
    const auto which = static_cast<std::uint64_t>(page) << 32U |
                       static_cast<std::uint64_t>(world.ledger.steps & 0xffffffff);
    return latency(world, what, which, usual);
  }

  template <typename Sent>
  void up(const Sent& sent, sb::Command command, std::string seal = {}) const {
    UpFrame frame{.command = std::move(command), .seal = std::move(seal)};
    if (world.journal != nullptr) frame.text = text_sent(sent, own().session);
    send_up(world, page, std::move(frame));
  }

  void same(const std::string& difference) const {
    if (!difference.empty()) report(world, 39, "codec", difference);
  }

  void chain(const std::string& link_id, PeerOperation operation, Millis usual) const {
    FakePeer* peer = peer_of(own(), link_id);
    if (peer == nullptr) return report(world, 33, "peer", "an operation on a closed " + link_id);
    operation.ready_at = world.now + delay(7, usual);
    peer->work.push_back(std::move(operation));
  }

  void add_lines(const std::string& link_id, Lines lines) const {
    const std::string what(name_of(lines));
    FakePeer* peer = peer_of(own(), link_id);
    if (peer == nullptr) return report(world, 33, "peer", what + " for a closed " + link_id);
    if (peer->opened >= lines) report(world, 33, "peer", "a second " + what + " for " + link_id);
    peer->opened = lines;
    peer->lines = std::max(peer->lines, lines);  // what the other side has opened is there
  }

  void operator()(const effect::Settle& settle) const {
    if (own().asked.erase(settle.request) == 0) {
      report(world, 30, "promises", page_label(own()) + " settles a request twice");
    }
  }
  void operator()(const effect::Connection& connection) const {
    note(world, page_label(own()) + " is " + std::string(name_of(connection.state)));
  }
  void operator()(const effect::GetToken& get) const {
    later(HostWork::Token, delay(1, 10)).generation = get.generation;
  }
  void operator()(const effect::OpenSocket& open) const {
    open_socket(world, page, open.generation);
  }
  void operator()(const effect::CloseSocket& close) const {
    close_from_page(world, page, close.generation);
    HostOperation& closed = later(HostWork::SocketClosed, 0);
    closed.generation = close.generation;
    closed.code = close.code;
  }
  void operator()(const effect::SendHello& hello) const {
    if (world.setup.codec) same(codec_difference(hello, own().session));
    up(hello, to_command(hello, own().session));
  }
  void operator()(const effect::SendCommand& sent) const {
    if (world.setup.codec) same(codec_difference(sent));
    up(sent, to_command(sent), sent.command.seal.claims);
  }
  void operator()(const effect::SendSignal& sent) const {
    if (world.setup.codec) same(codec_difference(sent));
    up(sent, to_command(sent));
  }
  void operator()(const effect::SendAck& sent) const { up(sent, to_command(sent)); }
  void operator()(const effect::SendPong& sent) const {
    up(sent, sb::Command{.type = sb::CommandType::Pong});
  }
  void operator()(const effect::Incoming&) const {}
  void operator()(const effect::Happened& happened) const;
  void operator()(const effect::Placed&) const {}
  void operator()(const effect::Ended&) const {}
  void operator()(const effect::ReleaseMedia& release) const {
    std::erase_if(own().tracks,
                  [&](const Track& track) { return track.call_id == release.call_id; });
  }
  void operator()(const effect::Capture& capture) const {
    const bool slow = own().slow_capture_until > world.now;
    HostOperation& work = later(HostWork::Capture, (slow ? kSlowCaptureMs : 0) + delay(2, 150));
    work.call_id = capture.call_id;
    work.kind = capture.kind;
    work.generation = capture.generation;
    work.device_id = capture.device_id;
    work.denied = own().denies_until > world.now;
  }
  void operator()(const effect::Release& release) const {
    std::erase_if(own().tracks, [&](const Track& track) {
      return track.call_id == release.call_id && track.kind == release.kind &&
             track.generation == release.generation;
    });
  }
  void operator()(const effect::EnableTrack&) const {}
  void operator()(const effect::OpenPeer& open) const {
    if (peer_of(own(), open.link_id) != nullptr) {
      report(world, 33, "peer", "opens " + open.link_id + " twice");
    }
    const Lines pictures = open.screen ? Lines::Screen : Lines::Video;
    own().peers.push_back({.link_id = open.link_id,
                           .call_id = open.call_id,
                           .lines = open.video ? pictures : Lines::Sound,
                           .opened = open.video ? pictures : Lines::Sound});
    world.peers_changed = true;
  }
  void operator()(const effect::CreateOffer& create) const {
    chain(create.link_id,
          {.work = PeerWork::CreateOffer,
           .operation = create.operation,
           .ice_restart = create.ice_restart},
          20);
  }
  void operator()(const effect::CreateAnswer& create) const {
    chain(create.link_id,
          {.work = PeerWork::CreateAnswer, .operation = create.operation, .sdp = create.sdp}, 25);
  }
  void operator()(const effect::ApplyAnswer& apply) const {
    chain(apply.link_id,
          {.work = PeerWork::ApplyAnswer, .operation = apply.operation, .sdp = apply.sdp}, 10);
  }
  void operator()(const effect::AddCandidates& add) const {
    chain(add.link_id, {.work = PeerWork::AddCandidates, .candidates = add.candidates}, 2);
  }
  void operator()(const effect::SetTrack& set) const {
    FakePeer* peer = peer_of(own(), set.link_id);
    if (peer == nullptr) return report(world, 33, "peer", "a track for a closed " + set.link_id);
    peer->sent[static_cast<std::size_t>(set.kind)] = set.generation;
  }
  void operator()(const effect::SendData& data) const;
  void operator()(const effect::SendWant& want) const {
    if (peer_of(own(), want.link_id) == nullptr) {
      return report(world, 33, "peer", "a wish for a closed " + want.link_id);
    }
    own().pictures[want.link_id].unsaid = want;
    say_wants(world);
  }
  void operator()(const effect::Encode& encode) const {
    if (peer_of(own(), encode.link_id) == nullptr) {
      return report(world, 33, "peer", "an encoding for a closed " + encode.link_id);
    }
    own().pictures[encode.link_id].set[static_cast<std::size_t>(encode.kind)] = encode.encoding;
  }
  void operator()(const effect::Speech& speech) const {
    HostOperation& floor = later(HostWork::Floor, 0);
    floor.call_id = speech.call_id;
    floor.user_id = speech.speaker;
  }
  void operator()(const effect::AddVideo& add) const { add_lines(add.link_id, Lines::Video); }
  void operator()(const effect::AddScreen& add) const { add_lines(add.link_id, Lines::Screen); }
  void operator()(const effect::Devices&) const {}
  void operator()(const effect::SetOutput&) const {}
  void operator()(const effect::IceServers&) const {}
  void operator()(const effect::MuteRemote& mute) const {
    if (mute.muted) {
      own().muted.insert(mute.call_id);
    } else {
      own().muted.erase(mute.call_id);
    }
  }
  void operator()(const effect::TakeFocus&) const {  // the session's own
    report(world, 33, "focus", "the host was asked for the focus");
  }
  void operator()(const effect::ClosePeer& close) const {
    std::erase_if(own().peers, [&](const FakePeer& peer) { return peer.link_id == close.link_id; });
    // What comes to it goes with it: a later stay in a session numbers its links anew.
    std::erase_if(own().work, [&](const HostOperation& work) {
      const bool came = work.work == HostWork::Data || work.work == HostWork::Want;
      return came && work.link_id == close.link_id;
    });
    own().pictures.erase(close.link_id);
    world.peers_changed = true;
  }
  void operator()(const effect::Report&) const {}
  void operator()(const effect::Forget& forget) const {
    std::erase_if(own().peers,
                  [&](const FakePeer& peer) { return peer.call_id == forget.call_id; });
    own().muted.erase(forget.call_id);
    std::erase_if(own().work, [&](const HostOperation& work) {
      const CallId& owner = work.now_call_id.empty() ? work.call_id : work.now_call_id;
      return work.work == HostWork::Capture && owner == forget.call_id;
    });
    // A new life under that id would be another call's.
    std::erase_if(own().tracks,
                  [&](const Track& track) { return track.call_id == forget.call_id; });
  }
  void operator()(const Command&) const {}
};

// A call that goes on under another id takes along what it has (docs/CORE.md). What it has asked
// for comes back under the old one: the core must know it.
void Performer::operator()(const effect::Happened& happened) const {
  if (happened.event != CallEvent::Replaced) return;
  if (happened.previous_call_id.empty()) {
    return report(world, 8, "replaced", happened.call_id + " replaces nothing");
  }
  for (Track& track : own().tracks) {
    if (track.call_id == happened.previous_call_id) track.call_id = happened.call_id;
  }
  if (own().muted.erase(happened.previous_call_id) > 0) own().muted.insert(happened.call_id);
  // What was asked for is stopped under the new id, too (js/media.ts), and told under either.
  for (HostOperation& work : own().work) {
    const bool asked = work.work == HostWork::Capture && work.call_id == happened.previous_call_id;
    if (!asked) continue;
    work.now_call_id = happened.call_id;
    if (delay(14, 50) % 2 == 0) work.call_id = happened.call_id;
  }
  for (FakePeer& peer : own().peers) {
    if (peer.call_id == happened.previous_call_id) peer.call_id = happened.call_id;
  }
  note(world,
       page_label(own()) + ": " + happened.previous_call_id + " goes on as " + happened.call_id);
}

// Over the data channel, if there is a path: to the page at the other end.
void Performer::operator()(const effect::SendData& data) const {
  const FakePeer* peer = peer_of(own(), data.link_id);
  if (peer == nullptr || own().ice_broken_until > world.now) return;
  for (Page& far : world.pages) {
    for (const FakePeer& other : far.peers) {
      if (!far.alive || &other == peer || !is_path(*peer, other)) continue;
      if (far.ice_broken_until > world.now) continue;
      far.work.push_back({.work = HostWork::Data,
                          .ready_at = world.now + delay(8, 30),
                          .call_id = data.call_id,
                          .link_id = other.link_id,
                          .version = data.version});
      return;
    }
  }
}

std::string told(const Call& call) {
  std::string text = call.call_id + " " + std::string(name_of(call.state));
  if (call.state == CallState::Ended && call.end_reason) {
    text += " (" + std::string(name_of(*call.end_reason)) +
            (call.confirmed ? ", confirmed)" : ", unconfirmed)");
  }
  return text;
}

}  // namespace

void perform(World& world, int page, const Effect& effect) {
  std::visit(Performer{world, page}, effect);
}

void tell_changes(const World& world, int page, const std::vector<CallBrief>& before) {
  const Page& own = world.pages[static_cast<std::size_t>(page)];
  for (const Call& call : own.session.calls) {
    const auto old = std::find_if(before.begin(), before.end(), [&](const CallBrief& brief) {
      return brief.call_id == call.call_id;
    });
    const bool new_end = old != before.end() &&
                         (old->end_reason != call.end_reason || old->confirmed != call.confirmed);
    if (old == before.end() || old->state != call.state || new_end) {
      note(world, page_label(own) + ": " + told(call));
    }
  }
}

}  // namespace ringline::sim
