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
  if (ring_of(event) == Ring::Act && deed_of(event) == Deed::Dial) return true;
  for (const std::vector<Event32>* list : {&able.acts, &able.timers}) {
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

// The page whose first message may as well come now, or -1.
int TalkModel::page_to_serve_first(const State& state) {
  const bool may_crash = state.crashes || may(state, Fault::NodeCrash);
  if (!scope_.reduced || !scope_.opaque || may_crash) return -1;
  for (int page = 0; page < pages(); ++page) {
    const unsigned mask = 1U << static_cast<unsigned>(page);
    const bool in_danger = (state.faults != 0 && (scope_.victims & mask) != 0) ||
                           (state.dead_up & mask) != 0 || state.generation[at(page)] == 0;
    if (in_danger || state.down[at(page)].size == 0) continue;
    if (commutes(state, page)) return page;
  }
  return -1;
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

bool TalkModel::commutes(const State& state, int page) {
  const std::uint32_t message = state.down[at(page)].messages[0];
  const std::uint8_t deeds = state.deeds[at(page)];
  const std::vector<std::uint32_t> key{state.phones[at(page)], message, deeds};
  const auto known = commuting_.find(key);
  if (known != commuting_.end()) return known->second;
  const auto allowed = [&](Deed deed) {
    return (deeds & (1U << static_cast<unsigned>(deed))) != 0;
  };
  std::set<std::uint32_t> seen{state.phones[at(page)]};
  std::vector<std::uint32_t> todo{state.phones[at(page)]};
  bool result = true;
  while (result && !todo.empty()) {  // everything that the page could do by itself before it hears
    const std::uint32_t phone = todo.back();
    todo.pop_back();
    const PhoneStep heard = phones_.step(phone, event_of(Ring::Message, message));
    const unsigned agreed = phones_.abilities(phone).agreed;
    result = heard.posted.empty() && heard.violation.empty() &&
             phones_.abilities(heard.phone).agreed == agreed;
    std::vector<Event32> events;
    for (Event32 event : phones_.abilities(phone).timers) {
      if (comes_due_online(event)) events.push_back(event);
    }
    for (Event32 event : phones_.abilities(phone).acts) {
      if (allowed(deed_of(event))) events.push_back(event);
    }
    if (allowed(Deed::Dial)) {
      const int user = scope_.cast.user_of(page);
      events.push_back(deed_event(Deed::Dial, static_cast<std::uint32_t>(user), user == 0 ? 1 : 0));
    }
    for (Event32 event : events) {
      if (!result) break;
      result = commutes_once(phone, message, event);
      const std::uint32_t next = phones_.step(phone, event).phone;
      if (seen.insert(next).second) todo.push_back(next);
    }
  }
  return commuting_[key] = result;
}

}  // namespace ringline::sim::explorers
