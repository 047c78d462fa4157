#include "tests/sim/checkers/all.h"

#include <algorithm>

namespace ringline::sim {
namespace {

template <typename In>
bool for_call(const Input& input, const CallId& call_id) {
  const auto* one = std::get_if<input::ForCall>(&input);
  return one != nullptr && one->call_id == call_id && std::holds_alternative<In>(one->call_input);
}

// A dial that was not refused, or that was taken as `add`, has its call.
void say_yes(Ledger& ledger, const ClientTurn& turn, const CallId& call_id, const LegId& leg_id) {
  const Page& page = page_of(turn);
  if (find_call(page.session, call_id) == nullptr) return;
  ledger.page_calls[{turn.page, call_id}].consented = true;
  ledger.consents[leg_id] = {page.session.device_id, call_id};
}

void remember_yes(Ledger& ledger, const ClientTurn& turn) {
  if (const auto* dial = std::get_if<input::Dial>(&turn.input)) {
    return say_yes(ledger, turn, dial->call_id, dial->leg_id);
  }
  if (const auto* join = std::get_if<input::Join>(&turn.input)) {
    return say_yes(ledger, turn, join->call_id, join->leg_id);
  }
  const CallId* id = call_of(turn.input);
  if (id == nullptr) return;
  const DeviceId& device = page_of(turn).session.device_id;
  if (for_call<input::HangUp>(turn.input, *id) || for_call<input::Decline>(turn.input, *id)) {
    ledger.leavers.insert({device, *id});
  }
  const auto& said = std::get<input::ForCall>(turn.input).call_input;
  if (const auto* word = std::get_if<input::ConsentToRecording>(&said)) {
    ledger.words.insert({device, word->given ? Consent::Given : Consent::Refused});
  }
  if (!is_yes(turn.input, *id) || brief_of(turn, *id) == nullptr) return;
  ledger.page_calls[{turn.page, *id}].consented = true;
  const auto* accept = std::get_if<input::Accept>(&std::get<input::ForCall>(turn.input).call_input);
  if (accept != nullptr) ledger.consents[accept->leg_id] = {device, *id};
}

// In the order in which they were told: a call may be forgotten and begin anew in one turn.
void remember_effect(Ledger& ledger, const ClientTurn& turn, const Effect& effect) {
  const auto past = [&](const CallId& call_id) -> PageCall& {
    return ledger.page_calls[{turn.page, call_id}];
  };
  if (const auto* ended = std::get_if<effect::Ended>(&effect)) {
    past(ended->call_id).ended_told += 1;
  } else if (const auto* incoming = std::get_if<effect::Incoming>(&effect)) {
    past(incoming->call_id).incoming_told += 1;
  } else if (const auto* forgotten = std::get_if<effect::Forget>(&effect)) {
    ledger.page_calls.erase({turn.page, forgotten->call_id});
  } else if (const auto* happened = std::get_if<effect::Happened>(&effect)) {
    if (happened->event == CallEvent::Replaced) {
      past(happened->call_id) = past(happened->previous_call_id);
      ledger.page_calls.erase({turn.page, happened->previous_call_id});
    }
    past(happened->call_id).reconnecting += happened->event == CallEvent::Reconnecting ? 1 : 0;
    past(happened->call_id).reconnected += happened->event == CallEvent::Reconnected ? 1 : 0;
  }
}

// Who holds is heard by nobody, muted or not: that says nothing of the microphone's user.
void remember_mute(Ledger& ledger, const sb::CallRecord& record, const sb::Leg& leg) {
  if (leg.report.hold) return;
  switch (leg.report.microphone) {
    case DeviceState::Unknown: break;  // its page has not told
    case DeviceState::Off: ledger.muted.emplace(leg.leg_id, record.version); break;
    case DeviceState::Starting:
    case DeviceState::On:
    case DeviceState::Failed: ledger.muted.erase(leg.leg_id); break;
  }
}

void remember_media(Ledger& ledger, const ClientTurn& turn, const Call& call, PageCall& past) {
  const CallBrief* before = brief_of(turn, call.call_id);
  const bool was = before != nullptr && before->state == CallState::Connected;
  if (call.state == CallState::Connected && !was) ledger.connected += 1;
  if (call.state == CallState::Connected) past.media_lost_at.reset();
  if (call.state == CallState::Reconnecting && !past.media_lost_at) {
    past.media_lost_at = turn.world.now;
  }
}

}  // namespace

const CallId* call_of(const Input& input) {
  const auto* one = std::get_if<input::ForCall>(&input);
  return one == nullptr ? nullptr : &one->call_id;
}

const Page& page_of(const ClientTurn& turn) {
  return turn.world.pages[static_cast<std::size_t>(turn.page)];
}

const CallBrief* brief_of(const ClientTurn& turn, const CallId& call_id) {
  for (const CallBrief& brief : turn.before) {
    if (brief.call_id == call_id) return &brief;
  }
  return nullptr;
}

const sb::Participant* person_in(const sb::CallRecord& record, const UserId& user) {
  for (const sb::Participant& one : record.participants) {
    if (one.user_id == user) return &one;
  }
  return nullptr;
}

bool is_out(const sb::Participant* participant) {
  return participant == nullptr || participant->left_at.has_value();
}

bool was_forgotten(const ClientTurn& turn, const CallId& call_id) {
  for (const effect::Forget* one : did<effect::Forget>(turn)) {
    if (one->call_id == call_id) return true;
  }
  return false;
}

const effect::Happened* replacement_of(const ClientTurn& turn, const CallId& call_id) {
  for (const effect::Happened* one : did<effect::Happened>(turn)) {
    if (one->event == CallEvent::Replaced && one->previous_call_id == call_id) return one;
  }
  return nullptr;
}

const sb::Participant* invitee_of(const sb::CallRecord& record) {
  for (const sb::Participant& one : record.participants) {
    if (one.role == Role::Invitee) return &one;
  }
  return nullptr;
}

const sb::Participant* inviter_of(const sb::CallRecord& record) {
  for (const sb::Participant& one : record.participants) {
    if (one.role == Role::Inviter) return &one;
  }
  return nullptr;
}

Millis nodes_well_since(const World& world) {
  Millis since = 0;
  for (const Node& node : world.nodes) {
    if (!node.alive) return world.now;
    since = std::max({since, node.restart_at, node.cut_off_until});
  }
  return since;
}

bool is_yes(const Input& input, const CallId& call_id) {
  return for_call<input::Accept>(input, call_id) || for_call<input::Rejoin>(input, call_id);
}

void remember(Ledger& ledger, const ClientTurn& turn) {
  for (const Effect& effect : turn.effects) remember_effect(ledger, turn, effect);
  remember_yes(ledger, turn);
  for (const Call& call : page_of(turn).session.calls) {
    PageCall& past = ledger.page_calls[{turn.page, call.call_id}];
    remember_media(ledger, turn, call, past);
    // A leg that another page has taken over consents anew when it rejoins.
    if (!has_consent(call.state) && call.state != CallState::Ended) past.consented = false;
    past.ended = call.state == CallState::Ended;
    past.confirmed = call.confirmed;
    past.reason = call.end_reason;
    past.ended_at = call.ended_at;
    const bool elsewhere = call.end_reason == EndReason::AnsweredElsewhere ||
                           call.end_reason == EndReason::DeclinedElsewhere;
    if (elsewhere && !past.elsewhere_at) past.elsewhere_at = turn.world.now;
  }
}

void remember(Ledger& ledger, const CommitTurn& turn) {
  RecordPast& past = ledger.records[turn.after.call_id];
  if (turn.after.state == RecordState::Active && !past.answered) ledger.answered += 1;
  past.answered = past.answered || turn.after.state == RecordState::Active;
  if (turn.after.state == RecordState::Ended && turn.after.kind == CallKind::Session) {
    past.answered = false;  // a place, not one conversation
  }
  for (const sb::Participant& one : turn.after.participants) {
    if (is_out(&one)) {  // who is invited anew may answer on another device
      std::erase_if(past.joined, [&](const auto& kept) { return kept.first == one.user_id; });
    }
    for (const sb::Leg& leg : one.legs) {
      past.legs.insert(leg.leg_id);
      remember_mute(ledger, turn.after, leg);
      if (leg.state == sb::LegState::Left) past.gone.insert(leg.leg_id);
      if (leg.state == sb::LegState::Joined) past.joined.insert({one.user_id, leg.device_id});
    }
  }
  const bool by_command = turn.job.kind == JobKind::Frame && !turn.job.command.id.empty();
  if (by_command) ledger.committed.insert({turn.job.sender.device_id, turn.job.command.id});
}

}  // namespace ringline::sim
