// What must hold in every state of a talk, and what when nothing is on its way any more.
#include <algorithm>

#include "switchboard/call_view.h"
#include "tests/sim/explorers/talk_model.h"

namespace ringline::sim::explorers {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

const Call* agreed_call(const Session& session, const CallId& id) {
  const Call* call = find_call(session, id);
  return call != nullptr && is_agreed(call->state) ? call : nullptr;
}

// A ring that the device gave up by itself waits for the record's word, or has had it.
bool gave_up_ringing(const Call& call) {
  return call.state == CallState::Ended && !call.confirmed && call.end_reason == EndReason::Missed;
}

bool waits_for_media(const Call& call) {
  return call.timers[static_cast<std::size_t>(Timer::Connect)].has_value();
}

const Link* only_link(const Call& call) {
  const Link* found = nullptr;
  for (const Link& link : call.links) {
    if (link.peer_leg.empty()) continue;
    if (found != nullptr) return nullptr;
    found = &link;
  }
  return found;
}

bool restarts(const Call& call) {
  return std::any_of(call.links.begin(), call.links.end(),
                     [](const Link& link) { return link.restart_at.has_value(); });
}

}  // namespace

std::string TalkModel::check(const State& state, bool) {
  for (int user = 0; user < scope_.cast.users; ++user) {
    for (int call = 0; call < scope_.cast.calls; ++call) {
      int agreed = 0;
      for (int device = 0; device < scope_.cast.devices; ++device) {
        const int page = user * scope_.cast.devices + device;
        const Session& session = phones_[state.phones[at(page)]].session;
        agreed += agreed_call(session, call_id_of(call)) != nullptr ? 1 : 0;
      }
      if (agreed > 1) return "inv. 1: two devices of " + user_id_of(user) + " are in the call";
    }
  }
  internal_.clear();
  internal_moves(state, internal_);
  if (!internal_.empty()) return {};
  note_end(state);
  return check_rest(state);
}

// Also of an unreduced search: by the names that a reduced one would give.
void TalkModel::note_end(const State& state) {
  State named = state;
  drop_for_the_dead(named);
  drop_the_unnoticed(named);
  count_anew(named);
  const Fingerprint end = fingerprint(named);
  if (ends_.add(end)) ends_sum_ += end.high ^ end.low;
}

std::string TalkModel::check_rest(const State& state) {
  for (int call = 0; call < scope_.cast.calls; ++call) {
    if (std::string wrong = check_record_at_rest(state, call); !wrong.empty()) return wrong;
  }
  for (int page = 0; page < pages(); ++page) {
    if (std::string wrong = check_page_at_rest(state, page); !wrong.empty()) return wrong;
  }
  if (std::string wrong = check_claims(state); !wrong.empty()) return wrong;
  if (std::string wrong = check_glare(state); !wrong.empty()) return wrong;
  return scope_.opaque ? std::string() : check_links(state);
}

std::string TalkModel::check_record_at_rest(const State& state, int call) {
  const sb::CallRecord& record = office_.call(state.records[at(call)]);
  if (record.version == 0 || record.state == RecordState::Ended) return {};
  if (record.state == RecordState::Placing) return "deadlock: " + record.call_id + " is placing";
  for (const sb::Participant& one : record.participants) {
    for (const sb::Leg& leg : one.legs) {
      if (leg.state != sb::LegState::Joined) continue;
      const int page = page_of(scope_.cast, leg.device_id);
      const Call* held = find_call(phones_[state.phones[at(page)]].session, record.call_id);
      if (held == nullptr || held->state == CallState::Ended) {
        return "inv. 30: " + record.call_id + " lives, but its leg on page " +
               std::to_string(page) + " does not hold it";
      }
      const bool waits = held->state == CallState::Rejoinable;  // for its user, within the grace
      if (!leg.up && !waits)
        return "inv. 30: leg of page " + std::to_string(page) + " is there, not up";
    }
  }
  return {};
}

std::string TalkModel::check_page_at_rest(const State& state, int page) {
  const Phone& phone = phones_[state.phones[at(page)]];
  const std::string who = "page " + std::to_string(page) + ": ";
  if (!phone.session.pending.empty()) {
    return "inv. 30: " + who + "a command is never answered";
  }
  for (const Call& call : phone.session.calls) {
    const int index = call_of(scope_.cast, call.call_id);
    const sb::CallRecord& record = office_.call(state.records[at(index)]);
    const auto view = record.version == 0
                          ? std::nullopt
                          : page_for(record, phone.session.user_id, phone.session.device_id,
                                     sb::PagePurpose::Event);
    if (!view) {
      if (call.state != CallState::Ended) return "inv. 30: " + who + "holds an unknown call";
      continue;
    }
    const std::optional<EndReason>& reason = view->view.you.end_reason;
    if (reason) {
      if (waits_for_media(call) && !must_work_at_once(state)) continue;  // not for ever
      if (call.state != CallState::Ended) return "inv. 30: " + who + "a dead call lives on";
      if (!call.confirmed) return "inv. 7: " + who + "the end is never confirmed";
      if (call.end_reason != reason) {
        return "inv. 7: " + who + "ended as " + std::string(name_of(*call.end_reason)) +
               ", the record says " + std::string(name_of(*reason));
      }
      continue;
    }
    if (call.state == CallState::Ended) {
      if (!gave_up_ringing(call)) return "inv. 30: " + who + "ended, but the record goes on";
      continue;
    }
    const YouView& mine = call.view.you;
    const YouView& truth = view->view.you;
    const bool same = call.view.state == record.state && mine.leg_id == truth.leg_id &&
                      is_pending(mine.state) == is_pending(truth.state) &&
                      mine.incarnation == truth.incarnation;
    if (!same) return "inv. 24: " + who + "sees " + call.call_id + " as it is not";
    const bool active = record.state == RecordState::Active;
    const bool joined = truth.state == ParticipantState::Joined;
    const bool in = is_agreed(call.state) || call.state == CallState::Rejoinable;
    if (active && joined && !in) return "inv. 30: " + who + "has not heard that it is in";
    if (is_agreed(call.state) && !(active && joined)) return "inv. 3: " + who + "is in alone";
  }
  return {};
}

// A user is held by the calls that the user is in, and by no other.
std::string TalkModel::check_claims(const State& state) {
  for (int user = 0; user < scope_.cast.users; ++user) {
    const sb::UserRecord& record = office_.user(state.records[at(scope_.cast.calls + user)]);
    if (!record.waiting.empty()) return "claims: one of " + record.user_id + " waits for ever";
    for (int call = 0; call < scope_.cast.calls; ++call) {
      const sb::CallRecord& held = office_.call(state.records[at(call)]);
      const sb::Participant* one = participant_of(held, record.user_id);
      const bool in =
          held.version > 0 && held.state != RecordState::Ended && one != nullptr && !one->left_at;
      const bool claimed =
          std::any_of(record.claims.begin(), record.claims.end(),
                      [&](const sb::Claim& claim) { return claim.call_id == held.call_id; });
      if (in == claimed) continue;
      return "claims: " + record.user_id + (in ? " is not held by " : " is held by ") +
             held.call_id;
    }
  }
  return {};
}

// Two people who dial each other, and do nothing else, talk in one call (inv. 8).
std::string TalkModel::check_glare(const State& state) {
  if (scope_.cast.calls < 2) return {};
  int living = 0;
  int talking = 0;
  for (int call = 0; call < scope_.cast.calls; ++call) {
    const sb::CallRecord& record = office_.call(state.records[at(call)]);
    if (record.version == 0 || record.state == RecordState::Ended) continue;
    living += 1;
    int joined = 0;
    for (int page = 0; page < pages(); ++page) {
      const Session& session = phones_[state.phones[at(page)]].session;
      joined += agreed_call(session, record.call_id) != nullptr ? 1 : 0;
    }
    talking += record.state == RecordState::Active && joined == 2 ? 1 : 0;
  }
  if (living > 1) return "inv. 8: both calls of a glare live";
  bool dialled = true;
  for (int page = 0; page < pages(); ++page) {
    const unsigned dial = 1U << static_cast<unsigned>(Deed::Dial);
    if ((scope_.deeds[at(page)] & dial) != 0) {
      dialled = dialled && (state.deeds[at(page)] & dial) == 0;
    }
  }
  const bool faultless = scope_.faults.empty() && !state.spoiled;
  if (dialled && faultless && talking != 1) return "inv. 8: both dialled, and do not talk";
  return {};
}

std::string TalkModel::check_links(const State& state) {
  const sb::CallRecord& record = office_.call(state.records[0]);
  if (record.version == 0 || record.state != RecordState::Active) return {};
  const Phone& a = phones_[state.phones[0]];
  const Phone& b = phones_[state.phones[1]];
  const Call* left = agreed_call(a.session, record.call_id);
  const Call* right = agreed_call(b.session, record.call_id);
  if (left == nullptr || right == nullptr) return {};
  const Link* first = only_link(*left);
  const Link* second = only_link(*right);
  if (first == nullptr || second == nullptr) return "inv. 16: not one link between the two";
  const bool goes_on = restarts(*left) || restarts(*right);
  if (goes_on && !must_work_at_once(state)) return {};
  for (const Link* link : {first, second}) {
    if (link->signalling != SignallingState::Stable || link->making_offer || link->operation != 0) {
      return "inv. 33: " + link->link_id + " is never stable";
    }
    if (link->restart_wanted || link->offer_wanted) {
      return "inv. 33: " + link->link_id + " forgets an offer that is wanted";
    }
    if (link->peer != PeerState::Connected) return "inv. 33: " + link->link_id + " has no media";
  }
  if (first->negotiation != second->negotiation) return "inv. 33: two negotiations";
  if (a.wires.size() != 1 || b.wires.size() != 1) return "inv. 37: a peer connection is left over";
  if (!is_path(a.wires.front().peer, b.wires.front().peer)) return "inv. 33: no path";
  if (first->lines != second->lines) return "inv. 33: lines on one side only";
  return {};
}

}  // namespace ringline::sim::explorers
