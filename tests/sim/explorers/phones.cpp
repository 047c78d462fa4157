#include "tests/sim/explorers/phones.h"

#include <functional>
#include <utility>

#include "tests/sim/explorers/phone_host.h"
#include "tests/sim/random.h"

namespace ringline::sim::explorers {
namespace {

constexpr Millis kLater = kNow + 1'000'000;  // whatever is armed

void normalise(std::optional<Millis>& instant) {
  if (instant) instant = kLater;
}

// Instants say only whether something is armed; counts that nobody asks for are forgotten.
void normalise(Call& call, bool opaque) {
  call.ignored = 0;
  for (std::optional<Millis>& timer : call.timers) normalise(timer);
  if (call.state == CallState::Ended && call.confirmed) {  // final: nothing else counts any more
    Call over;
    over.call_id = call.call_id;
    over.state = call.state;
    over.end_reason = call.end_reason;
    over.confirmed = true;
    call = std::move(over);
    return;
  }
  for (Link& link : call.links) {
    normalise(link.restart_at);
    if (!opaque) continue;
    link.signalling = SignallingState::Stable;
    link.negotiation = link.negotiation == 0 ? 0 : 1;
    link.operation = 0;
    link.next_operation = 1;
    link.making_offer = false;
    link.restart_wanted = false;
    link.local_offer.clear();
    link.remote_known = false;
    link.remote_ufrag.clear();
  }
}

void normalise(Session& session, bool opaque) {
  session.now = kNow;
  session.ignored = 0;
  session.attempt = 0;
  session.seq = 0;
  session.silent_at.reset();
  session.connect_deadline.reset();
  session.connect_requests.clear();
  normalise(session.retry_at);
  for (Pending& pending : session.pending) {
    pending.deadline = kLater;
    normalise(pending.retry_at);
  }
  for (Call& call : session.calls) normalise(call, opaque);
}

void add_link(Hashing& hash, const Link& link) {
  for (const std::int64_t number :
       {static_cast<std::int64_t>(link.signalling), static_cast<std::int64_t>(link.peer),
        link.negotiation, link.operation, link.next_operation}) {
    hash.add(number);
  }
  hash.add((link.making_offer ? 1U : 0U) | (link.restart_wanted ? 2U : 0U) |
           (link.remote_known ? 4U : 0U) | (link.offer_wanted ? 8U : 0U) |
           (link.restart_at ? 16U : 0U) | (link.lines == Lines::Sound ? 0U : 32U) |
           (link.peer_up ? 64U : 0U));
  hash.add(link.remote_ufrag + "|" + link.local_offer + "|" + link.peer_leg);
  hash.add(link.remote_waiting.size() * 8 + link.local_waiting.size());
}

std::uint64_t hash_of(const Phone& phone) {
  const Session& session = phone.session;
  Hashing hash(phone.page, phone.ufrags, session.generation, session.next_command,
               session.connection, session.socket_open, session.wanted, session.incarnation);
  for (const Call& call : session.calls) {
    unsigned armed = 0;
    for (const auto& timer : call.timers) armed = armed * 2 + (timer ? 1U : 0U);
    for (const unsigned part :
         {static_cast<unsigned>(call.state), armed, static_cast<unsigned>(call.view.version),
          static_cast<unsigned>(call.view.state), static_cast<unsigned>(call.view.you.state),
          static_cast<unsigned>(call.end_reason.value_or(EndReason{})),
          static_cast<unsigned>(call.confirmed), static_cast<unsigned>(call.links.size())}) {
      hash.add(part);
    }
    hash.add(call.call_id);
    for (const Link& link : call.links) add_link(hash, link);
  }
  for (const Pending& pending : session.pending) {
    hash.add(pending.id);
    hash.add(static_cast<unsigned>(pending.command.kind) * 2 + (pending.sent ? 1U : 0U));
  }
  for (const Wire& wire : phone.wires) {
    const FakePeer& peer = wire.peer;
    hash.add(peer.local_ufrag + "|" + peer.remote_ufrag + "|" + peer.pending_ufrag);
    hash.add(peer.work.size() * 64 + peer.remote_candidates.size() * 8 + wire.gathers.size());
    hash.add(peer.state);
    for (const PeerOperation& one : peer.work)
      hash.add(one.operation * 8 + static_cast<int>(one.work));
  }
  return hash.take();
}

Frame frame_of(const Message& message, const PostOffice& office, const Phone& phone) {
  frame::Snapshot snapshot;
  for (const CallView& view : message.calls) snapshot.calls.push_back({view, std::nullopt});
  snapshot.unknown = message.unknown;
  switch (message.kind) {
    case Message::Kind::Welcome:
      return frame::Welcome{"e1",
                            kNow,
                            user_id_of(office.cast().user_of(phone.page)),
                            office.policy(),
                            0,
                            std::move(snapshot)};
    case Message::Kind::Reply: {
      frame::Reply reply{.id = message.id, .error = message.error};
      if (message.snapshot) {
        reply.snapshot = std::move(snapshot);
      } else if (!snapshot.calls.empty()) {
        reply.call = std::move(snapshot.calls.front());
      }
      return reply;
    }
    case Message::Kind::Event: return frame::Event{1, std::move(snapshot.calls.front())};
    case Message::Kind::Signal: return message.signal;
  }
  return frame::Invalid{};
}

LegId leg_id_of(int page, char what, bool reversed) {
  return std::string(1, static_cast<char>(reversed ? 'z' - page : 'a' + page)) + what;
}

Input input_of(const PostOffice& office, const Phone& phone, Event32 event, bool reversed) {
  const std::uint32_t argument = argument_of(event);
  const int first = static_cast<int>((argument >> 8U) & 0xffU);
  const int second = static_cast<int>(argument & 0xffU);
  const auto for_call = [&](CallInput given) -> Input {
    return input::ForCall{phone.session.calls[static_cast<std::size_t>(first)].call_id,
                          std::move(given)};
  };
  switch (deed_of(event)) {
    case Deed::Dial: {
      input::Dial dial{.request = 1};
      dial.call_id = call_id_of(first);
      dial.leg_id = leg_id_of(phone.page, 'd', reversed);
      dial.to = {user_id_of(second)};
      return dial;
    }
    case Deed::Accept:
      return for_call(input::Accept{.request = 2, .leg_id = leg_id_of(phone.page, 'a', reversed)});
    case Deed::Decline: return for_call(input::Decline{.request = 3});
    case Deed::HangUp: return for_call(input::HangUp{.request = 4});
    case Deed::Rejoin: return for_call(input::Rejoin{.request = 5});
    case Deed::Video: return for_call(input::RequestVideo{.request = 6});
    case Deed::TakeVideo: return for_call(input::AcceptVideo{.request = 7});
  }
  (void)office;
  return input::TimePassed{};
}

void configure(PhoneHost& host, const Cast& cast, int page, int load) {
  input::Configure configure;
  configure.device_id = device_id_of(cast, page);
  configure.page_id = "p" + std::to_string(page);
  configure.incarnation = "i" + std::to_string(page) + "." + std::to_string(load);
  host.feed(configure);
}

}  // namespace

Phones::Phones(PostOffice& office, bool opaque, bool legs_reversed, bool devices_told)
    : office_(office),
      opaque_(opaque),
      legs_reversed_(legs_reversed),
      devices_told_(devices_told) {}

std::uint32_t Phones::phone_id(Phone phone) {
  normalise(phone.session, opaque_);
  for (Wire& wire : phone.wires) {  // one is as good as two
    std::vector<std::string>& known = wire.peer.remote_candidates;
    if (known.size() > 1) known.resize(1);
  }
  const std::uint64_t hash = hash_of(phone);
  return phones_.id(std::move(phone), hash);
}

std::uint32_t Phones::fresh(int page, int load) {
  Phone phone{.page = page};
  PhoneStep ignored;
  PhoneHost host(office_, phone, {opaque_, devices_told_}, ignored);
  configure(host, office_.cast(), page, load);
  return phone_id(std::move(phone));
}

PhoneStep Phones::make_step(Phone phone, Event32 event) {
  PhoneStep step;
  PhoneHost host(office_, phone, {opaque_, devices_told_}, step);
  Session& session = phone.session;
  const std::uint32_t argument = argument_of(event);
  const std::size_t first = (argument >> 8U) & 0xffU;
  const std::size_t second = argument & 0xffU;
  switch (ring_of(event)) {
    case Ring::Message: {
      input::FrameReceived received{
          session.generation, frame_of(office_.message(argument), office_, phone), {}};
      host.feed(std::move(received));
      break;
    }
    case Ring::Act: host.feed(input_of(office_, phone, event, legs_reversed_)); break;
    case Ring::Timer:
      session.calls[first].timers[second] = kNow;
      host.feed(input::TimePassed{});
      break;
    case Ring::Restart:
      session.calls[first].links[second].restart_at = kNow;
      host.feed(input::TimePassed{});
      break;
    case Ring::Work: host.run_work(second); break;
    case Ring::Gather: host.report_candidate(second); break;
    case Ring::Path: {
      Wire& wire = phone.wires[first];
      wire.peer.state = static_cast<PeerState>(second);
      const std::string link_id = wire.peer.link_id;
      host.feed(input::ForLink{link_id, input::PeerStateChanged{link_id, wire.peer.state}});
      break;
    }
    case Ring::Data: {
      if (phone.wires.empty()) break;
      const FakePeer peer = phone.wires.front().peer;
      host.feed(input::ForLink{peer.link_id, input::DataReceived{peer.link_id, peer.call_id, 0}});
      break;
    }
    case Ring::Cut: host.feed(input::SocketClosed{session.generation, 1006, 0}); break;
    case Ring::Online:
      if (session.wanted) {
        host.feed(input::NetworkOnline{});
      } else {
        host.feed(input::Connect{.request = 9});
      }
      break;
    case Ring::Load: {
      const std::int64_t generation = session.generation;
      phone = {.page = phone.page};
      phone.session.generation = generation;  // only so that connections have names of their own
      configure(host, office_.cast(), phone.page, static_cast<int>(argument));
      break;
    }
  }
  step.phone = phone_id(std::move(phone));
  return step;
}

const PhoneStep& Phones::step(std::uint32_t phone, Event32 event) {
  return steps_.get(phone, event, [&] { return make_step(phones_[phone], event); });
}

const Abilities& Phones::abilities(std::uint32_t id) {
  return abilities_.get(id, 0, [&] {
    const Phone& phone = phones_[id];
    Abilities able;
    for (std::uint32_t i = 0; i < phone.session.calls.size(); ++i) {
      const Call& call = phone.session.calls[i];
      const auto act = [&](Deed deed) { able.acts.push_back(deed_event(deed, i)); };
      const int index = call_of(office_.cast(), call.call_id);
      if (is_agreed(call.state) && index >= 0) able.agreed |= 1U << static_cast<unsigned>(index);
      if (can_accept(call.state)) act(Deed::Accept);
      if (is_unanswered_here(call.state)) act(Deed::Decline);
      if (can_leave(call.state) && !is_unanswered_here(call.state)) act(Deed::HangUp);
      if (call.state == CallState::Rejoinable) act(Deed::Rejoin);
      const VideoRequest& request = call.view.video_request;
      const bool asked = request.state == VideoRequestState::Requested;
      const bool audio = is_agreed(call.state) && call.view.media == Media::Audio;
      if (audio && !asked) act(Deed::Video);
      if (audio && asked && request.by != phone.session.user_id) act(Deed::TakeVideo);
      for (std::uint32_t t = 0; t < kTimers; ++t) {
        if (call.timers[t]) able.timers.push_back(event_of(Ring::Timer, (i << 8U) | t));
      }
      for (std::uint32_t l = 0; l < call.links.size(); ++l) {
        if (call.links[l].restart_at) {
          able.restarts.push_back(event_of(Ring::Restart, (i << 8U) | l));
        }
      }
    }
    for (std::uint32_t w = 0; w < phone.wires.size(); ++w) {
      if (!phone.wires[w].peer.work.empty()) able.work.push_back(event_of(Ring::Work, w));
      if (!phone.wires[w].gathers.empty()) able.work.push_back(event_of(Ring::Gather, w));
    }
    return able;
  });
}

std::string words_for(const PostOffice& office, Event32 event) {
  const std::uint32_t argument = argument_of(event);
  static constexpr const char* kDeedNames[] = {
      "dials", "accepts", "declines", "hangs up", "rejoins", "asks for video", "takes video"};
  static constexpr const char* kTimerNames[] = {"ring",       "connect",  "grace", "leaving",
                                                "candidates", "reassert", "forget"};
  switch (ring_of(event)) {
    case Ring::Message: {
      const Message& message = office.message(argument);
      static constexpr const char* kKinds[] = {"welcome", "reply", "event", "signal"};
      std::string text = std::string("hears ") + kKinds[static_cast<int>(message.kind)];
      if (!message.id.empty()) text += " " + message.id;
      if (message.error) text += " error " + std::string(name_of(message.error->code));
      for (const CallView& view : message.calls) {
        text += " " + view.call_id + " v" + std::to_string(view.version) + " " +
                std::string(name_of(view.state));
        if (view.you.end_reason) text += "(" + std::string(name_of(*view.you.end_reason)) + ")";
      }
      if (message.signal.type) text += " " + std::string(name_of(*message.signal.type));
      if (!message.signal.candidates.empty()) text += " candidates";
      if (!message.signal.call_id.empty()) {
        text += " n" + std::to_string(message.signal.negotiation) + " " + message.signal.link;
      }
      return text;
    }
    case Ring::Act: return kDeedNames[static_cast<int>(deed_of(event))];
    case Ring::Timer: return std::string("timer ") + kTimerNames[argument & 0xffU];
    case Ring::Restart: return "timer of an ICE restart";
    case Ring::Work: return "peer works";
    case Ring::Gather: return "peer reports a candidate";
    case Ring::Path:
      return "peer is " + std::string(name_of(static_cast<PeerState>(argument & 0xffU)));
    case Ring::Data: return "hears goodbye on the data channel";
    case Ring::Cut: return "loses its socket";
    case Ring::Online: return "connects";
    case Ring::Load: return "is loaded anew";
  }
  return {};
}

}  // namespace ringline::sim::explorers
