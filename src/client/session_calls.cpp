// What the calls of one device are to each other: whether another one may begin (R60), whose ring
// is shown, which one is not on hold, and two dials that have become one call (design 11.6).
#include <algorithm>

#include "client/call_abilities.h"
#include "client/session_moves.h"
#include "limits.h"

namespace ringline::session_moves {
namespace {

bool is_live(const Call& call) { return call.state != CallState::Ended; }

std::size_t live_calls(const Session& session) {
  return static_cast<std::size_t>(
      std::count_if(session.calls.begin(), session.calls.end(), is_live));
}

// The call that this device is in, rather one that is not on hold; or null.
const Call* call_in_hand(const Session& session) {
  const Call* found = nullptr;
  for (const Call& call : session.calls) {
    if (!has_consent(call.state) && call.state != CallState::Rejoinable) continue;
    if (found == nullptr || found->held) found = &call;
  }
  return found;
}

CallWhileInCall while_in_call(const Session& session) {
  return session.call_while_in_call.value_or(session.policy.call_while_in_call);
}

bool is_dial_in_flight(const Call& call) {
  const bool in_flight = call.state == CallState::Placing || call.state == CallState::Calling;
  return in_flight && call.view.kind == CallKind::Direct;
}

bool is_dialling(const Session& session, const UserId& user) {
  return std::any_of(session.calls.begin(), session.calls.end(), [&user](const Call& call) {
    const std::vector<ParticipantView>& people = call.view.participants;
    return is_dial_in_flight(call) &&
           std::any_of(people.begin(), people.end(), [&user](const ParticipantView& one) {
             return one.role == Role::Invitee && one.user_id == user;
           });
  });
}

void refuse(Moving& m, Request request, ErrorCode code, const CallId& call_id) {
  m.effects.push_back(effect::Settle{request, call_id, Error{code, call_id, std::nullopt}});
}

std::optional<ErrorCode> why_not_dial(const Session& session, const input::Dial& in) {
  const bool nobody = in.to.empty() && in.group.empty();
  const bool self = std::find(in.to.begin(), in.to.end(), session.user_id) != in.to.end();
  const bool bad = nobody || self || in.to.size() > limits::kInvitees || is_session_id(in.call_id);
  if (bad) return ErrorCode::InvalidArgument;
  if (find_call(session, in.call_id) != nullptr) return ErrorCode::CallExists;
  if (!session.wanted) return ErrorCode::Offline;
  const Call* before = in.redial_of.empty() ? nullptr : find_call(session, in.redial_of);
  if (before != nullptr && is_live(*before)) return ErrorCode::InvalidState;
  return std::nullopt;
}

std::optional<ErrorCode> why_not_join(const Session& session, const input::Join& in) {
  if (!is_session_id(in.call_id)) return ErrorCode::InvalidArgument;
  if (!session.wanted) return ErrorCode::Offline;
  const Call* before = find_call(session, in.call_id);
  if (before == nullptr) return std::nullopt;
  if (is_live(*before)) return ErrorCode::AlreadyInCall;
  if (!before->confirmed) return ErrorCode::TryLater;  // the record has not heard of the leave
  return std::nullopt;
}

bool is_former(const Session& session, const CallId& call_id) {
  return std::any_of(session.calls.begin(), session.calls.end(),
                     [&call_id](const Call& call) { return call.former_id == call_id; });
}

// A dial goes on under the survivor's id: whatever is here under that id makes room.
void make_room(Moving& m, const CallId& survivor) {
  std::erase(m.session.suppressed, survivor);
  if (find(m.session, survivor) == nullptr) return;
  feed(m, survivor, input::TakenOver{});
  forget(m, survivor);
}

// A dial that yielded, whose survivor is heard of first, as new or as what rings here: its leg is
// in there.
void merge_by_leg(Moving& m, const CallView& view) {
  if (view.you.state != ParticipantState::Joined || view.you.leg_id.empty()) return;
  for (const Call& call : m.session.calls) {
    if (call.leg_id != view.you.leg_id || call.call_id == view.call_id) continue;
    CallView yielded = call.view;
    yielded.version += 1;
    yielded.you.end_reason = EndReason::Replaced;
    yielded.replaced_by = view.call_id;
    if (!is_merge(call, yielded)) continue;
    make_room(m, view.call_id);
    const CallId call_id = yielded.call_id;
    feed(m, call_id, input::ViewReceived{std::move(yielded), std::nullopt, false});
    return;
  }
}

// A view of an ended call that is over no more: the user was invited again.
bool is_invited_anew(const Call& call, const CallView& view, bool from_snapshot) {
  const bool over = call.state == CallState::Ended && call.confirmed;
  // Until the record's own end was seen, a late view could be of the ring that is over.
  const bool end_seen = call.view.you.end_reason.has_value() || from_snapshot;
  return over && end_seen && view.version > call.view.version && rings_here(view);
}

bool may_not_ring(Moving& m, const CallView& view) {
  if (!rings_here(view)) return false;
  if (view.kind == CallKind::Direct && is_dialling(m.session, view.inviter)) {
    std::vector<CallId>& ids = m.session.suppressed;
    const bool known = std::find(ids.begin(), ids.end(), view.call_id) != ids.end();
    if (!known && ids.size() < limits::kCallsPerSession) ids.push_back(view.call_id);
    return true;
  }
  const bool busy =
      view.policy.busy_scope == BusyScope::Device && view.policy.busy == BusyRule::Reject;
  return busy && call_in_hand(m.session) != nullptr;  // it rings on other devices
}

// Whether the call is over here while the record has a leg of this page in it, be it of an earlier
// stay, and nobody tells it. Who was heard once is heard again when the server has lost its data:
// what it was still about to do when it did, our join for one, it does over.
bool lives_on(const Session& session, const Call& call, const CallView& view) {
  if (call.state != CallState::Ended || view.you.end_reason) return false;
  if (call.confirmed && !is_coming_back(session)) return false;
  const bool own_leg =
      view.you.state == ParticipantState::Joined && view.you.incarnation == call.incarnation;
  return own_leg && !is_leaving(session, call.call_id);
}

// Feeds the call that is here; false when there is none, or none that counts any more.
bool feed_held(Moving& m, input::ViewReceived& received) {
  CallView& view = received.view;
  const Call* held = find_call(m.session, view.call_id);
  if (held == nullptr) return false;
  if (is_invited_anew(*held, view, received.from_snapshot)) {
    forget(m, view.call_id);
    return false;
  }
  bool merges = is_merge(*held, view);
  if (merges) {
    const Call* target = find_call(m.session, view.replaced_by);
    const bool own_dial = target != nullptr && target->direction == Direction::Outgoing;
    if (own_dial) {
      view.replaced_by.clear();  // dialled anew from here: that call is its own
      merges = false;
    } else {
      make_room(m, view.replaced_by);
    }
  }
  const CallId call_id = view.call_id;
  feed(m, call_id, received);
  const Call* after = find_call(m.session, call_id);
  if (after != nullptr && lives_on(m.session, *after, view)) leave_again(m, *after);
  // A snapshot shows only what it was asked for by name: the survivor may be over, and not be in
  // it.
  if (merges && received.from_snapshot) sync(m);
  return true;
}

}  // namespace

void take_focus(Moving& m, const effect::TakeFocus& focus) {
  const std::vector<CallId> ids = call_ids(m.session);
  for (const CallId& id : ids) {
    const Call* call = find_call(m.session, id);
    if (id == focus.call_id || call == nullptr || call->held) continue;
    if (!has_consent(call->state)) continue;
    if (focus.end_others) {
      feed(m, id, input::HangUp{});
    } else if (can_hold(call->state)) {
      feed(m, id, input::Hold{});
    }
  }
}

void release_suppressed(Moving& m) {
  Session& session = m.session;
  if (session.suppressed.empty()) return;
  if (std::any_of(session.calls.begin(), session.calls.end(), is_dial_in_flight)) return;
  session.suppressed.clear();
  if (session.connection == ConnectionState::Online) sync(m);  // else the welcome brings them
}

void take_view(Moving& m, const frame::SnapshotEntry& entry, bool from_snapshot) {
  input::ViewReceived received{entry.view, entry.seal, from_snapshot};
  const CallView& view = received.view;
  const Call* held = find_call(m.session, view.call_id);
  if (held == nullptr && is_former(m.session, view.call_id)) {
    m.session.ignored += 1;  // it goes on under another id: what is late makes no call
    return;
  }
  if (held == nullptr || is_unanswered_here(held->state)) merge_by_leg(m, view);
  if (feed_held(m, received)) return;
  if (view.you.end_reason) std::erase(m.session.suppressed, view.call_id);
  const bool old_news = from_snapshot && view.you.end_reason.has_value();
  if (old_news || !concerns_this_device(view, m.session.device_id) || may_not_ring(m, view) ||
      live_calls(m.session) >= limits::kCallsPerSession) {
    m.session.ignored += 1;
    return;
  }
  const CallId call_id = view.call_id;
  keep(m, appear(received, m.session.device_id, m.session.incarnation, around(m.session, call_id)));
  const Call* call = find_call(m.session, call_id);
  const bool waits = call != nullptr && call->state == CallState::Rejoinable;
  if (waits && m.session.auto_rejoin) feed(m, call_id, input::Rejoin{});
}

void on(Moving& m, const input::Dial& in) {
  Session& session = m.session;
  if (const std::optional<ErrorCode> refusal = why_not_dial(session, in)) {
    return refuse(m, in.request, *refusal, {});
  }
  if (const Call* current = call_in_hand(session)) {
    const CallId call_id = current->call_id;
    switch (while_in_call(session)) {
      case CallWhileInCall::Refuse: return refuse(m, in.request, ErrorCode::AlreadyInCall, call_id);
      case CallWhileInCall::Add:
        if (!can_change_people(current->state)) {  // nobody can be added to it now
          return refuse(m, in.request, ErrorCode::AlreadyInCall, call_id);
        }
        return feed(m, call_id, input::AddUsers{in.request, in.to, in.group});
      case CallWhileInCall::Hold: break;
    }
  }
  if (live_calls(session) >= limits::kCallsPerSession) {
    return refuse(m, in.request, ErrorCode::LimitReached, {});
  }
  input::Dial dialled = in;
  dialled.policy.call_while_in_call = session.call_while_in_call;
  keep(m, dial(dialled, session.device_id, session.incarnation, around(session, in.call_id)));
}

void on(Moving& m, const input::Join& in) {
  Session& session = m.session;
  if (const std::optional<ErrorCode> refusal = why_not_join(session, in)) {
    const bool here = find_call(session, in.call_id) != nullptr;
    return refuse(m, in.request, *refusal, here ? in.call_id : CallId());
  }
  const Call* current = call_in_hand(session);
  if (current != nullptr && while_in_call(session) != CallWhileInCall::Hold) {
    const CallId call_id = current->call_id;
    return refuse(m, in.request, ErrorCode::AlreadyInCall, call_id);
  }
  if (live_calls(session) >= limits::kCallsPerSession) {
    return refuse(m, in.request, ErrorCode::LimitReached, {});
  }
  std::int64_t version = 0;
  if (const Call* before = find_call(session, in.call_id)) {
    version = before->view.version + 1;
    forget(m, in.call_id);
  }
  InviterPolicy policy;
  policy.call_while_in_call = session.call_while_in_call;
  keep(m, join(in, policy, version, session.device_id, session.incarnation,
               around(session, in.call_id)));
}

}  // namespace ringline::session_moves
