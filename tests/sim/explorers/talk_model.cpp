#include "tests/sim/explorers/talk_model.h"

#include <algorithm>
#include <utility>

#include "switchboard/call_view.h"

namespace ringline::sim::explorers {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

void pop(Queue& queue) {
  std::shift_left(queue.messages.begin(), queue.messages.begin() + queue.size, 1);
  queue.size -= 1;
  queue.messages[queue.size] = 0;
}

std::uint8_t bit_of(Deed deed) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(deed));
}
std::uint8_t bit(int index) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(index));
}

std::string words_for(const std::vector<Link>& links) {
  std::string text;
  for (const Link& link : links) {
    text += "/" + std::string(name_of(link.signalling)) + " n" + std::to_string(link.negotiation) +
            " " + std::string(name_of(link.peer));
    if (link.operation != 0 || link.making_offer) text += " works";
    if (link.restart_at) text += " restarts";
    if (link.restart_wanted || link.offer_wanted) text += " wants an offer";
  }
  return text;
}

}  // namespace

TalkModel::TalkModel(TalkScope scope)
    : scope_(std::move(scope)),
      office_(scope_.cast, scope_.policy, scope_.faults.empty()),
      phones_(office_, scope_.opaque, scope_.legs_reversed, scope_.devices_told),
      numbers_(office_, &phones_) {}

void TalkModel::start_anew(bool reduced) {
  scope_.reduced = reduced;
  ends_ = {};
  ends_sum_ = 0;
}

TalkState TalkModel::first() {
  TalkState state;
  for (int record = 0; record < scope_.cast.records(); ++record) {
    state.records[at(record)] = office_.absent(record);
  }
  state.deeds = scope_.deeds;
  state.early_restarts = static_cast<std::uint8_t>(scope_.early_restarts);
  Under under{state, {}};
  for (int page = 0; page < pages(); ++page) {
    state.phones[at(page)] = phones_.fresh(page, 1);
    state.loads[at(page)] = 1;
    go_online(under, page);
    while (state.down[at(page)].size > 0) make(state, {kDeliver, static_cast<std::uint8_t>(page)});
  }
  for (Fault fault : scope_.faults) state.faults |= bit(static_cast<int>(fault));
  return state;
}

void TalkModel::go_online(Under& under, int page) {
  under.state.dead_up &= static_cast<std::uint8_t>(~bit(page));
  ring(under, page, event_of(Ring::Online, 0));
}

void TalkModel::ring(Under& under, int page, Event32 event) {
  const PhoneStep& step = phones_.step(under.state.phones[at(page)], event);
  under.state.phones[at(page)] = step.phone;
  if (!step.violation.empty() && under.wrong.empty()) under.wrong = step.violation;
  if (step.goodbye && pages() == 2) under.state.goodbyes |= bit(1 - page);
  const std::vector<Posted> posted = step.posted;
  for (const Posted& one : posted) {
    if ((under.state.dead_up & bit(page)) == 0) post(under, one);
  }
}

void TalkModel::post(Under& under, const Posted& posted) {
  if (posted.record < 0) return;
  turn(under, posted.record, posted.letter);
}

// One turn, and all turns of other records that it asks for, before anything else.
void TalkModel::turn(Under& under, int record, std::uint32_t letter) {
  std::vector<std::pair<int, std::uint32_t>> jobs{{record, letter}};
  for (std::size_t i = 0; i < jobs.size() && under.wrong.empty(); ++i) {
    const auto [to, what] = jobs[i];
    std::uint32_t& slot = under.state.records[at(to)];
    const Turn done = office_.turn(slot, what);
    slot = done.record;
    if (!done.violation.empty()) under.wrong = done.violation;
    if (done.changed && under.crashes) return crash(under);
    for (const Mail& mail : done.mail) {
      if (mail.kind == Mail::Kind::ToRecord) {
        if (mail.to >= 0) jobs.emplace_back(mail.to, mail.what);
      } else {
        deliver(under, mail);
      }
    }
    if (!done.changed || !done.owes) continue;
    const auto drained = office_.letter_id({.kind = Letter::Kind::Drained, .up_to = done.version});
    slot = office_.turn(slot, drained).record;
    if (jobs.size() > 200) under.wrong = "the switchboard does not come to rest";
  }
}

void TalkModel::deliver(Under& under, const Mail& mail) {
  State& state = under.state;
  const std::uint8_t live = state.generation[at(mail.to)];
  const auto asked = static_cast<std::uint8_t>(mail.generation);
  switch (mail.kind) {
    case Mail::Kind::ToRecord: return;
    case Mail::Kind::ToPage:
      if (live == 0 || (asked != 0 && asked != live)) return;
      return send(under, mail.to, mail.what);
    case Mail::Kind::Snapshot:
      if (office_.question(mail.what).id.empty()) state.generation[at(mail.to)] = asked;
      if (state.generation[at(mail.to)] != asked) return;
      return send(under, mail.to, snapshot(state, mail.to, mail.what));
    case Mail::Kind::Close:
      if (live == asked) under.wrong = "inv. 25: the live connection is fenced";
      return;
  }
}

void TalkModel::send(Under& under, int page, std::uint32_t message) {
  if (scope_.swallowed == office_.message(message).kind) return;
  Queue& queue = under.state.down[at(page)];
  if (queue.size == kMostQueued) {
    under.wrong = "inv. 36: too many messages for page " + std::to_string(page);
    return;
  }
  queue.messages[queue.size++] = message;
}

std::uint32_t TalkModel::snapshot(const State& state, int page, std::uint32_t question) {
  std::vector<std::uint32_t> key{static_cast<std::uint32_t>(page), question};
  key.insert(key.end(), state.records.begin(), state.records.end());
  const auto found = snapshots_.find(key);
  if (found != snapshots_.end()) return found->second;
  const Question asked = office_.question(question);
  Message message{.kind = asked.id.empty() ? Message::Kind::Welcome : Message::Kind::Reply,
                  .id = asked.id,
                  .snapshot = true};
  const UserId user = user_id_of(scope_.cast.user_of(page));
  for (const CallId& id : asked.calls) {
    const int call = call_of(scope_.cast, id);
    std::optional<sb::Page> view;
    if (call >= 0 && office_.call(state.records[at(call)]).version > 0) {
      view = page_for(office_.call(state.records[at(call)]), user, device_id_of(scope_.cast, page),
                      sb::PagePurpose::Answer);
    }
    if (view) message.calls.push_back(view->view);
    if (!view) message.unknown.push_back(id);
  }
  return snapshots_[key] = office_.message_id(std::move(message));
}

// What is on its way to the page is lost with its socket; the node notices later.
void TalkModel::cut(Under& under, int page) {
  State& state = under.state;
  state.down[at(page)] = {};
  if (state.generation[at(page)] == 0) return;
  state.lost[at(page)] = state.generation[at(page)];
  state.generation[at(page)] = 0;
}

// Every socket closes, those where the welcome is still due, too.
void TalkModel::crash(Under& under) {
  State& state = under.state;
  under.crashes = false;
  for (int page = 0; page < pages(); ++page) {
    const Session& session = phones_[state.phones[at(page)]].session;
    const bool open = session.connection == ConnectionState::Online ||
                      session.connection == ConnectionState::Connecting;
    if (!open) continue;
    cut(under, page);
    state.lost[at(page)] = static_cast<std::uint8_t>(session.generation);
    ring(under, page, event_of(Ring::Cut, 0));
  }
}

void TalkModel::tidy(State& state) {
  if (state.broken != 0) {
    const std::uint16_t path = path_between(state);
    if (path != 0 && path != state.broken) state.broken = 0;
  }
  if (!scope_.reduced) return;
  drop_for_the_dead(state);
  drop_the_unnoticed(state);
  count_anew(state);
}

void TalkModel::make_event(Under& under, int who, std::uint32_t which) {
  State& state = under.state;
  const Abilities& able = phones_.abilities(state.phones[at(who)]);
  const std::vector<Event32>* list[] = {&able.acts, &able.timers, &able.restarts, &able.work};
  const Event32 event = (*list[which >> 8U])[which & 0xffU];
  if (ring_of(event) == Ring::Act) {
    const Deed deed = deed_of(event);
    state.deeds[at(who)] &= static_cast<std::uint8_t>(~bit_of(deed));
    state.spoiled |= deed == Deed::Decline || deed == Deed::HangUp;
  }
  state.spoiled |= ring_of(event) == Ring::Timer;
  if (ring_of(event) == Ring::Restart && state.early_restarts > 0) {
    internal_.clear();
    internal_moves(state, internal_);
    if (!internal_.empty()) state.early_restarts -= 1;
  }
  ring(under, who, event);
}

// What may as well come before anything else comes at once: those states are none of their own.
std::string TalkModel::make(State& state, const Move& move) {
  std::string wrong = make_one(state, move);
  while (wrong.empty()) {
    const std::optional<Move> first = move_to_make_first(state);
    if (!first) break;
    wrong = make_one(state, *first);
  }
  return wrong;
}

void TalkModel::make_fault(Under& under, const Move& move) {
  State& state = under.state;
  const int who = move.who;
  const auto spend = [&](Fault fault) {
    state.faults &= static_cast<std::uint8_t>(~bit(static_cast<int>(fault)));
  };
  switch (move.kind) {
    case kDeadUp:
      spend(Fault::Loss);
      state.dead_up |= bit(who);
      break;
    case kCut:
      if (move.which != 0) spend(Fault::Duplicate);
      cut(under, who);
      ring(under, who, event_of(Ring::Cut, 0));
      break;
    case kLoad:
      spend(Fault::ClientCrash);
      cut(under, who);
      state.loads[at(who)] += 1;
      ring(under, who, event_of(Ring::Load, state.loads[at(who)]));
      break;
    case kNodeCrash:
      spend(Fault::NodeCrash);
      crash(under);
      break;
    case kBreak:
      spend(Fault::PathBreak);
      state.broken = path_between(state);
      break;
    default: break;
  }
}

std::string TalkModel::make_one(State& state, const Move& move) {
  Under under{state, {}};
  const int who = move.who;
  if ((move.kind & kThenCrash) != 0) {
    state.faults &= static_cast<std::uint8_t>(~bit(static_cast<int>(Fault::NodeCrash)));
    under.crashes = true;
  }
  switch (move.kind & ~kThenCrash) {
    case kDeliver: {
      const std::uint32_t message = state.down[at(who)].messages[0];
      pop(state.down[at(who)]);
      ring(under, who, event_of(Ring::Message, message));
      break;
    }
    case kEvent: make_event(under, who, move.which); break;
    case kPath: ring(under, who, event_of(Ring::Path, move.which)); break;
    case kData:
      state.goodbyes &= static_cast<std::uint8_t>(~bit(who));
      ring(under, who, event_of(Ring::Data, 0));
      break;
    case kDeadline:
      state.spoiled |= move.which != 1;
      turn(under, who, office_.letter_id({.kind = Letter::Kind::Deadline, .which = move.which}));
      break;
    case kDial:
      state.deeds[at(who)] &= static_cast<std::uint8_t>(~bit_of(Deed::Dial));
      ring(under, who,
           deed_event(Deed::Dial, static_cast<std::uint32_t>(scope_.cast.user_of(who)),
                      scope_.cast.user_of(who) == 0 ? 1 : 0));
      break;
    case kGone: {
      sb::Sender sender{.app = kTenant,
                        .user_id = user_id_of(scope_.cast.user_of(who)),
                        .device_id = device_id_of(scope_.cast, who),
                        .connection = connection_of(who, state.lost[at(who)])};
      state.lost[at(who)] = 0;
      turn(under, scope_.cast.calls + scope_.cast.user_of(who),
           office_.letter_id({.kind = Letter::Kind::Gone, .sender = std::move(sender)}));
      break;
    }
    case kOnline: go_online(under, who); break;
    default: make_fault(under, move); break;
  }
  if (under.crashes) crash(under);  // nothing was committed
  tidy(state);
  return under.wrong;
}

std::uint16_t TalkModel::path_between(const State& state) const {
  if (scope_.opaque) return 0;
  const Phone& a = phones_[state.phones[0]];
  const Phone& b = phones_[state.phones[1]];
  if (a.wires.empty() || b.wires.empty()) return 0;
  const FakePeer& left = a.wires.back().peer;
  const FakePeer& right = b.wires.back().peer;
  if (!is_path(left, right)) return 0;
  const std::size_t hash = std::hash<std::string>{}(left.local_ufrag + right.local_ufrag);
  return static_cast<std::uint16_t>(hash % 65'535 + 1);
}

Fingerprint TalkModel::fingerprint(const State& state) const {
  Packing packing;
  for (int page = 0; page < pages(); ++page) {
    const Queue& queue = state.down[at(page)];
    packing.put(state.phones[at(page)]);
    packing.put(static_cast<std::uint64_t>(state.generation[at(page)]) << 40U |
                static_cast<std::uint64_t>(state.lost[at(page)]) << 32U |
                static_cast<std::uint64_t>(state.loads[at(page)]) << 24U |
                static_cast<std::uint64_t>(state.deeds[at(page)]) << 16U | queue.size);
    for (int i = 0; i < queue.size; ++i) packing.put(queue.messages[at(i)]);
  }
  for (int record = 0; record < scope_.cast.records(); ++record) {
    packing.put(state.records[at(record)]);
  }
  packing.put(static_cast<std::uint64_t>(state.dead_up) << 40U |
              static_cast<std::uint64_t>(state.goodbyes) << 32U |
              static_cast<std::uint64_t>(state.faults) << 24U |
              static_cast<std::uint64_t>(state.early_restarts) << 16U | (state.spoiled ? 1U : 0U));
  packing.put(state.broken);
  return packing.take();
}

std::string TalkModel::describe(const State& state, const Move& move) {
  if ((move.kind & kThenCrash) != 0) {
    const auto kind = static_cast<std::uint8_t>(move.kind & ~kThenCrash);
    return describe(state, {kind, move.who, move.which}) + ", and the node restarts at the commit";
  }
  const int who = move.who;
  const std::string page = "page " + std::to_string(who) + " ";
  switch (move.kind) {
    case kDeliver:
      return page + words_for(office_, event_of(Ring::Message, state.down[at(who)].messages[0]));
    case kEvent: {
      const Abilities& able = phones_.abilities(state.phones[at(who)]);
      const std::vector<Event32>* list[] = {&able.acts, &able.timers, &able.restarts, &able.work};
      return page + words_for(office_, (*list[move.which >> 8U])[move.which & 0xffU]);
    }
    case kPath: return page + words_for(office_, event_of(Ring::Path, move.which));
    case kData: return page + words_for(office_, event_of(Ring::Data, 0));
    case kDeadline:
      return "deadline " + std::to_string(move.which) + " of record " + std::to_string(who);
    case kDial: return page + "dials";
    case kDeadUp: return page + "is half open: what it sends is lost";
    case kCut: return page + "loses its socket";
    case kGone: return "the node notices that page " + std::to_string(who) + " is gone";
    case kOnline: return page + "connects";
    case kLoad: return page + "is loaded anew";
    case kNodeCrash: return "the node restarts";
    case kBreak: return "the path between the two breaks";
    default: return "?";
  }
}

std::string TalkModel::summary(const State& state) {
  std::string text = "   [";
  for (int page = 0; page < pages(); ++page) {
    for (const Call& call : phones_[state.phones[at(page)]].session.calls) {
      text +=
          " p" + std::to_string(page) + ":" + call.call_id + "=" + std::string(name_of(call.state));
      if (call.end_reason) text += "(" + std::string(name_of(*call.end_reason)) + ")";
      if (!scope_.opaque) text += words_for(call.links);
    }
  }
  for (int call = 0; call < scope_.cast.calls; ++call) {
    const sb::CallRecord& record = office_.call(state.records[at(call)]);
    if (record.version == 0) continue;
    text += " | " + record.call_id + " " + std::string(name_of(record.state));
  }
  return text + " ]";
}

std::string TalkModel::sizes() const {
  return std::to_string(phones_.distinct_phones()) + " pages, " +
         std::to_string(office_.distinct_records()) + " records, " +
         std::to_string(phones_.distinct_steps()) + " steps, " +
         std::to_string(office_.distinct_turns()) + " turns of the core";
}

}  // namespace ringline::sim::explorers
