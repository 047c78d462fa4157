// Fewer states, the same verdict: messages for calls that have ended here are dropped, and a
// message that changes nothing of what its page may do is delivered before anything else happens.
// The second is a partial-order reduction with an ample set of one (Clarke, Grumberg, Peled 1999,
// ch. 10): the delivery must send nothing, leave the invariants' facts alone, and commute with
// every step that the page could take before it, which is tried on the real session.
#include <algorithm>
#include <set>

#include "tests/sim/explorers/talk_model.h"

namespace ringline::sim::explorers {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

constexpr std::size_t kMostTried = 64;  // ways of a page, before a message is left in its place

bool ended_here(const Session& session, const Message& message) {
  if (message.kind != Message::Kind::Event) return false;
  const Call* call = find_call(session, message.calls.front().call_id);
  return call != nullptr && call->state == CallState::Ended && call->confirmed;
}

bool same_letters(const std::vector<Posted>& a, const std::vector<Posted>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Posted& x, const Posted& y) {
    return x.record == y.record && x.letter == y.letter;
  });
}

// Those that talk_moves.cpp lets come due while the page is connected.
bool comes_due_online(Event32 event) {
  const auto timer = static_cast<Timer>(argument_of(event) & 0xffU);
  return timer == Timer::Ring || timer == Timer::Grace || timer == Timer::Leaving ||
         timer == Timer::Candidates;
}

bool has(const Abilities& able, Event32 event) {
  const Ring ring = ring_of(event);
  if (ring == Ring::Act && deed_of(event) == Deed::Dial) return true;
  if (ring == Ring::Data || ring == Ring::Path) return true;
  for (const auto* list : {&able.acts, &able.timers, &able.restarts, &able.work}) {
    if (std::find(list->begin(), list->end(), event) != list->end()) return true;
  }
  return false;
}

}  // namespace

void TalkModel::drop_for_the_dead(State& state) {
  for (int page = 0; page < pages(); ++page) {
    const Session& session = phones_[state.phones[at(page)]].session;
    Queue& queue = state.down[at(page)];
    Queue kept;
    for (int i = 0; i < queue.size; ++i) {
      const std::uint32_t message = queue.messages[at(i)];
      if (!ended_here(session, office_.message(message))) kept.messages[kept.size++] = message;
    }
    queue = kept;
  }
}

// A connection that another one of its device has replaced is noticed by nobody.
void TalkModel::drop_the_unnoticed(State& state) {
  for (int page = 0; page < pages(); ++page) {
    if (state.lost[at(page)] == 0) continue;
    const int user = scope_.cast.user_of(page);
    const sb::UserRecord& record = office_.user(state.records[at(scope_.cast.calls + user)]);
    const ConnectionId lost = connection_of(page, state.lost[at(page)]);
    const bool known = std::any_of(
        record.devices.begin(), record.devices.end(),
        [&](const sb::Device& device) { return device.connection == lost && device.online; });
    if (!known) state.lost[at(page)] = 0;
  }
}

void TalkModel::count_anew(State& state) {
  Parts parts{.phones = std::span(state.phones).first(at(pages())),
              .records = std::span(state.records).first(at(scope_.cast.records()))};
  for (int page = 0; page < pages(); ++page) {
    Queue& queue = state.down[at(page)];
    for (int i = 0; i < queue.size; ++i) parts.messages.push_back(&queue.messages[at(i)]);
  }
  numbers_.count_anew(parts);
}

// The move that may as well come now, if there is one.
std::optional<Move> TalkModel::move_to_make_first(const State& state) {
  if (!scope_.reduced) return std::nullopt;
  for (int page = 0; page < pages(); ++page) {
    const auto who = static_cast<std::uint8_t>(page);
    if (adds_candidates(state, page)) return Move{kEvent, who, 3U << 8U};
    if (state.down[at(page)].size == 0) continue;
    const unsigned mask = 1U << static_cast<unsigned>(page);
    const bool cuts = may(state, Fault::Loss) || may(state, Fault::Duplicate);
    const bool in_danger = (cuts && (scope_.victims & mask) != 0) || may(state, Fault::NodeCrash) ||
                           (state.dead_up & mask) != 0;
    const Commuting how = commuting(state, page);
    if (how == Commuting::Idly || (how == Commuting::Yes && !in_danger)) {
      return Move{kDeliver, who, 0};
    }
  }
  return std::nullopt;
}

// A candidate that the peer connection takes tells the session nothing; it only lets media flow.
bool TalkModel::adds_candidates(const State& state, int page) const {
  if (state.broken != 0) return false;
  const Phone& phone = phones_[state.phones[at(page)]];
  if (phone.wires.size() != 1) return false;
  const std::deque<PeerOperation>& work = phone.wires.front().peer.work;
  return !work.empty() && work.front().work == PeerWork::AddCandidates;
}

bool TalkModel::commutes_once(std::uint32_t phone, std::uint32_t message, Event32 event) {
  const Event32 hears = event_of(Ring::Message, message);
  const PhoneStep heard = phones_.step(phone, hears);
  const PhoneStep done = phones_.step(phone, event);
  if (!has(phones_.abilities(heard.phone), event)) return false;
  const PhoneStep heard_then_done = phones_.step(heard.phone, event);
  const PhoneStep done_then_heard = phones_.step(done.phone, hears);
  return heard_then_done.phone == done_then_heard.phone &&
         done.goodbye == heard_then_done.goodbye && done_then_heard.posted.empty() &&
         same_letters(done.posted, heard_then_done.posted);
}

// What the page could do by itself, or its peer connection, before it hears anything.
std::vector<Event32> TalkModel::doings(std::uint32_t phone, int page, std::uint8_t deeds) {
  const auto allowed = [&](Deed deed) {
    return (deeds & (1U << static_cast<unsigned>(deed))) != 0;
  };
  const Abilities& able = phones_.abilities(phone);
  std::vector<Event32> events = able.work;
  for (Event32 event : able.timers) {
    if (comes_due_online(event)) events.push_back(event);
  }
  for (Event32 event : able.acts) {
    if (allowed(deed_of(event))) events.push_back(event);
  }
  if (allowed(Deed::Dial)) {
    const int user = scope_.cast.user_of(page);
    events.push_back(deed_event(Deed::Dial, static_cast<std::uint32_t>(user), user == 0 ? 1 : 0));
  }
  const std::vector<Wire>& wires = phones_[phone].wires;
  if (wires.empty()) return events;
  events.insert(events.end(), able.restarts.begin(), able.restarts.end());
  events.push_back(event_of(Ring::Data, 0));
  for (const PeerState next : {PeerState::Connected, PeerState::Disconnected, PeerState::Failed}) {
    if (next == wires.back().peer.state) continue;
    const auto last = static_cast<std::uint32_t>(wires.size() - 1);
    events.push_back(event_of(Ring::Path, last << 8U | static_cast<std::uint32_t>(next)));
  }
  return events;
}

// What the others may know of the page is the same before and after; a call may become agreed.
bool TalkModel::is_unseen(std::uint32_t phone, const PhoneStep& heard) {
  const unsigned agreed = phones_.abilities(phone).agreed;
  const std::vector<Wire>& before = phones_[phone].wires;
  const std::vector<Wire>& after = phones_[heard.phone].wires;
  return heard.posted.empty() && heard.violation.empty() && !heard.goodbye &&
         (phones_.abilities(heard.phone).agreed & agreed) == agreed &&
         std::equal(before.begin(), before.end(), after.begin(), after.end(),
                    [](const Wire& a, const Wire& b) { return a.peer.link_id == b.peer.link_id; });
}

TalkModel::Commuting TalkModel::commuting(const State& state, int page) {
  const std::uint32_t message = state.down[at(page)].messages[0];
  const std::uint8_t deeds = state.deeds[at(page)];
  const std::vector<std::uint32_t> key{state.phones[at(page)], message, deeds};
  const auto known = commuting_.find(key);
  if (known != commuting_.end()) return known->second;
  std::set<std::uint32_t> seen{state.phones[at(page)]};
  std::vector<std::uint32_t> todo{state.phones[at(page)]};
  bool idle = true;
  bool result = true;
  while (result && !todo.empty()) {  // everything that the page could do by itself before it hears
    const std::uint32_t phone = todo.back();
    todo.pop_back();
    const PhoneStep heard = phones_.step(phone, event_of(Ring::Message, message));
    idle = idle && heard.phone == phone;
    result = is_unseen(phone, heard) && seen.size() < kMostTried;
    if (!result) break;
    for (Event32 event : doings(phone, page, deeds)) {
      result = commutes_once(phone, message, event);
      if (!result) break;
      const std::uint32_t next = phones_.step(phone, event).phone;
      if (seen.insert(next).second) todo.push_back(next);
    }
  }
  const Commuting how = !result ? Commuting::No : idle ? Commuting::Idly : Commuting::Yes;
  return commuting_[key] = how;
}

}  // namespace ringline::sim::explorers
