#include "client/session.h"

#include <algorithm>

#include "client/session_moves.h"
#include "limits.h"

namespace ringline {
namespace session_moves {
namespace {

// A request about a call that is not here: `hang-up` and `ignore` never reject.
void answer_unknown(Moving& m, const CallId& call_id, const CallInput& input) {
  Request request = 0;
  bool never_rejects = false;
  std::visit(
      [&](const auto& in) {
        using In = std::decay_t<decltype(in)>;
        if constexpr (requires { in.request; }) request = in.request;
        never_rejects = std::is_same_v<In, input::HangUp> || std::is_same_v<In, input::Ignore>;
        if constexpr (std::is_same_v<In, input::Captured>) {
          // Came after its call was forgotten: the track must not live on.
          m.effects.push_back(effect::Release{call_id, in.kind, in.generation});
        }
      },
      input);
  if (request == 0) {
    m.session.ignored += 1;
    return;
  }
  std::optional<Error> error;
  if (!never_rejects) error = Error{ErrorCode::UnknownCall, call_id, std::nullopt};
  m.effects.push_back(effect::Settle{request, call_id, error});
}

const Link* link_to(const Call& call, const LegId& peer) {
  const auto found = std::find_if(call.links.begin(), call.links.end(),
                                  [&](const Link& link) { return link.peer_leg == peer; });
  return found == call.links.end() ? nullptr : &*found;
}

// A description or candidate that nobody will hear: the link is negotiated anew when the snapshot
// is here, unless it is an answer that is kept to be said again.
void note_lost(Moving& m, const Signal& signal) {
  Call* call = find(m.session, signal.call_id);
  if (call == nullptr) return;
  for (Link& link : call->links) {
    if (link.peer_leg != signal.to_leg) continue;
    const bool is_kept = signal.type == DescriptionType::Answer && !link.local_answer.empty() &&
                         link.peer != PeerState::Connected;
    if (!is_kept) link.restart_wanted = true;
  }
}

// If the accept goes out late, or again because it was lost, the early offer's answer goes with it.
void keep_with_accept(Moving& m, const Signal& signal) {
  const Call* call = find(m.session, signal.call_id);
  if (call == nullptr || signal.type != DescriptionType::Answer) return;
  const Link* link = link_to(*call, signal.to_leg);
  if (link == nullptr || link->peer_user != call->view.inviter) return;
  for (Pending& pending : m.session.pending) {
    Command& command = pending.command;
    const bool answers = command.kind == CommandKind::Accept && command.call_id == signal.call_id &&
                         command.negotiation == signal.negotiation;
    if (answers) command.sdp = signal.sdp;
  }
}

// Whether the record once said that this device is out, and not because another one of the user
// decided: that one speaks for itself (inv. 6).
bool ended_here(const Call& call) {
  return call.state == CallState::Ended && call.confirmed &&
         call.end_reason != EndReason::AnsweredElsewhere &&
         call.end_reason != EndReason::DeclinedElsewhere;
}

// Whether we know of the call what the store may have lost. Its version says little: a store that
// was set back has gone on counting.
bool may_know_more(const Call* call, const CallView& view) {
  if (call == nullptr || call->state == CallState::Ended) return false;
  return call->view.version > view.version ||
         (is_agreed(call->state) && !call->seal.claims.empty());
}

bool is_adding(const Session& session, const CallId& call_id) {
  return std::any_of(session.pending.begin(), session.pending.end(), [&](const Pending& one) {
    return one.command.kind == CommandKind::Add && one.command.call_id == call_id;
  });
}

}  // namespace

Call* find(Session& session, const CallId& call_id) {
  return const_cast<Call*>(find_call(session, call_id));
}

Surroundings around(const Session& session, const CallId& call_id) {
  return {session.now,
          session.server_offset,
          session.policy,
          session.user_id,
          is_adding(session, call_id),
          session.mute_requests,
          session.max_subscribed_pixels,
          &session.rack,
          !session.epoch.empty()};
}

// The record believes this page in a call that is over here: its end was lost (ended beats
// everything, design 11.2), or our leave never arrived.
void leave_again(Moving& m, const Call& call) {
  Command leaving;
  leaving.kind = CommandKind::Leave;
  leaving.call_id = call.call_id;
  leaving.seal = call.seal;
  enqueue(m, std::move(leaving));
}

void forget(Moving& m, const CallId& call_id) {
  std::erase_if(m.session.calls, [&](const Call& call) { return call.call_id == call_id; });
  m.effects.push_back(effect::Forget{call_id});
}

// A call that the switchboard still believes alive is remembered here, or it would come back.
void forget_in_time(Moving& m, const CallId& call_id) {
  Call* call = find(m.session, call_id);
  if (call == nullptr || !is_leaving(m.session, call_id)) return forget(m, call_id);
  call->timers[static_cast<std::size_t>(Timer::Forget)] = m.session.now + limits::kSilenceMs;
}

void keep(Moving& m, Step&& step) {
  m.session.calls.push_back(std::move(step.call));
  pass_on(m, std::move(step.effects));
}

void pass_on(Moving& m, Effects&& effects) {
  const bool online = m.session.connection == ConnectionState::Online;
  std::vector<Command> crowded;
  for (Effect& one : effects) {
    if (auto* command = std::get_if<Command>(&one)) {
      const bool has_room = m.session.pending.size() < limits::kPendingCommands;
      has_room ? enqueue(m, std::move(*command)) : crowded.push_back(std::move(*command));
    } else if (const auto* forgotten = std::get_if<effect::Forget>(&one)) {
      forget_in_time(m, forgotten->call_id);
    } else if (const auto* focus = std::get_if<effect::TakeFocus>(&one)) {
      take_focus(m, *focus);
    } else if (std::holds_alternative<effect::SendSignal>(one) ||
               std::holds_alternative<effect::SendAck>(one)) {
      const auto* signal = std::get_if<effect::SendSignal>(&one);
      if (signal != nullptr) keep_with_accept(m, signal->signal);
      if (online) {
        m.effects.push_back(std::move(one));
      } else if (signal != nullptr) {
        note_lost(m, signal->signal);
      }
    } else {
      m.effects.push_back(std::move(one));
    }
  }
  // They may be refused here and now, which the call must hear of after all that it did before.
  for (Command& one : crowded) enqueue(m, std::move(one));
}

void feed(Moving& m, const CallId& call_id, const CallInput& input) {
  Call* call = find(m.session, call_id);
  if (call == nullptr) {
    answer_unknown(m, call_id, input);
    return;
  }
  hear_capture(m, *call, input);
  Step result = step(std::move(*call), input, around(m.session, call_id));
  *call = std::move(result.call);
  pass_on(m, std::move(result.effects));
}

std::vector<CallId> call_ids(const Session& session) {
  std::vector<CallId> ids;
  ids.reserve(session.calls.size());
  for (const Call& call : session.calls) ids.push_back(call.call_id);
  return ids;
}

void feed_all(Moving& m, const CallInput& input) {
  const std::vector<CallId> ids = call_ids(m.session);
  for (const CallId& id : ids) feed(m, id, input);
}

void take_snapshot(Moving& m, const frame::Snapshot& snapshot, bool epoch_changed) {
  // What has ended first: a ring may only start when the whole backlog is known (inv. 19).
  for (const frame::SnapshotEntry& entry : snapshot.calls) {
    if (entry.view.you.end_reason) take_view(m, entry, true);
  }
  for (const frame::SnapshotEntry& entry : snapshot.calls) {
    const CallId call_id = entry.view.call_id;
    const bool over = entry.view.you.end_reason.has_value();
    if (epoch_changed && may_know_more(find_call(m.session, call_id), entry.view)) {
      feed(m, call_id, input::EpochChanged{});  // the engine may have lost the latest of it
    } else if (!over) {
      take_view(m, entry, true);
    }
    const Call* held = find_call(m.session, call_id);
    const bool lost_end = held != nullptr && ended_here(*held) && !over;
    if (epoch_changed && lost_end) leave_again(m, *held);
  }
  for (const CallId& call_id : snapshot.unknown) {
    if (find(m.session, call_id) == nullptr) continue;
    if (epoch_changed) {
      feed(m, call_id, input::EpochChanged{});
    } else {
      feed(m, call_id, input::RecordMissing{});
    }
  }
}

void on(Moving& m, const input::Configure& in) {
  m.session.device_id = in.device_id;
  m.session.page_id = in.page_id;
  m.session.incarnation = in.incarnation;
  m.session.call_while_in_call = in.call_while_in_call;
  m.session.mute_requests = in.mute_requests;
  m.session.ice_policy = in.ice_policy;
  m.session.auto_rejoin = in.auto_rejoin;
  m.session.max_subscribed_pixels = in.max_subscribed_pixels;
}

void on(Moving& m, const input::TimePassed& in) {
  expire_connection(m);
  expire_pending(m);
  feed_all(m, in);
}

void on(Moving& m, const input::Woke& in) {
  feed_all(m, in);
  probe(m);
}

void on(Moving& m, const input::ForCall& in) {
  for (const Call& call : m.session.calls) {  // the host may not have heard of the new id yet
    if (call.former_id != in.call_id || find(m.session, in.call_id) != nullptr) continue;
    const CallId call_id = call.call_id;
    feed(m, call_id, in.call_input);
    return;
  }
  feed(m, in.call_id, in.call_input);
}

void on(Moving& m, const input::ForLink& in) {
  for (const Call& call : m.session.calls) {
    for (const Link& link : call.links) {
      if (link.link_id != in.link_id) continue;
      const CallId call_id = call.call_id;
      feed(m, call_id, in.call_input);
      return;
    }
  }
  m.session.ignored += 1;  // of a closed peer (design 3.7)
}

}  // namespace session_moves

SessionStep step(Session session, const Input& input, Millis now) {
  SessionStep result{std::move(session), {}};
  result.session.now = std::max(result.session.now, now);
  session_moves::Moving m{result.session, result.effects};
  std::visit([&m](const auto& in) { session_moves::on(m, in); }, input);
  session_moves::release_suppressed(m);
  session_moves::forget_unheard(m.session);
  return result;
}

const Call* find_call(const Session& session, const CallId& call_id) {
  for (const Call& call : session.calls) {
    if (call.call_id == call_id) return &call;
  }
  return nullptr;
}

std::optional<Millis> next_deadline(const Session& session) {
  std::optional<Millis> earliest;
  const auto consider = [&earliest](std::optional<Millis> instant) {
    if (instant && (!earliest || *instant < *earliest)) earliest = instant;
  };
  consider(session.connect_deadline);
  consider(session.retry_at);
  consider(session.silent_at);
  // Disconnected, what must still be said waits for the next connection, and so does its call.
  const bool rests = session.connection == ConnectionState::Offline;
  for (const Pending& pending : session.pending) {
    if (!rests) consider(pending.deadline);
    if (session.connection == ConnectionState::Online) consider(pending.retry_at);
  }
  for (const Call& call : session.calls) {
    if (!rests || !session_moves::is_leaving(session, call.call_id)) consider(next_deadline(call));
  }
  return earliest;
}

}  // namespace ringline
