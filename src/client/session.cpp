#include "client/session.h"

#include <algorithm>

#include "client/session_moves.h"
#include "limits.h"

namespace ringline {
namespace session_moves {
namespace {

bool is_live(const Call& call) { return call.state != CallState::Ended; }

std::size_t live_calls(const Session& session) {
  return static_cast<std::size_t>(
      std::count_if(session.calls.begin(), session.calls.end(), is_live));
}

bool in_a_call(const Session& session) {
  return std::any_of(session.calls.begin(), session.calls.end(), [](const Call& call) {
    return has_consent(call.state) || call.state == CallState::Rejoinable;
  });
}

std::optional<ErrorCode> why_not_dial(const Session& session, const input::Dial& in) {
  if (in.to.size() != 1) return ErrorCode::InvalidArgument;
  if (in.to.front() == session.user_id) return ErrorCode::InvalidArgument;
  if (find_call(session, in.call_id) != nullptr) return ErrorCode::CallExists;
  if (!session.wanted) return ErrorCode::Offline;
  if (in_a_call(session)) return ErrorCode::AlreadyInCall;
  if (live_calls(session) >= limits::kCallsPerSession) return ErrorCode::LimitReached;
  return std::nullopt;
}

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

// A description or candidate that nobody will hear: the link is negotiated anew when the snapshot
// is here.
void note_lost(Moving& m, const CallId& call_id) {
  Call* call = find(m.session, call_id);
  if (call != nullptr && call->link) call->link->restart_wanted = true;
}

void forget(Moving& m, const CallId& call_id) {
  std::erase_if(m.session.calls, [&](const Call& call) { return call.call_id == call_id; });
  m.effects.push_back(effect::Forget{call_id});
}

}  // namespace

Call* find(Session& session, const CallId& call_id) {
  for (Call& call : session.calls) {
    if (call.call_id == call_id) return &call;
  }
  return nullptr;
}

Surroundings around(const Session& session) {
  return {session.now, session.server_offset, session.policy};
}

void pass_on(Moving& m, Effects&& effects) {
  const bool online = m.session.connection == ConnectionState::Online;
  for (Effect& one : effects) {
    if (auto* command = std::get_if<Command>(&one)) {
      enqueue(m, std::move(*command));
    } else if (const auto* forgotten = std::get_if<effect::Forget>(&one)) {
      forget(m, forgotten->call_id);
    } else if (std::holds_alternative<effect::SendSignal>(one) ||
               std::holds_alternative<effect::SendAck>(one)) {
      if (online) {
        m.effects.push_back(std::move(one));
      } else if (const auto* signal = std::get_if<effect::SendSignal>(&one)) {
        note_lost(m, signal->signal.call_id);
      }
    } else {
      m.effects.push_back(std::move(one));
    }
  }
}

void feed(Moving& m, const CallId& call_id, const CallInput& input) {
  Call* call = find(m.session, call_id);
  if (call == nullptr) {
    answer_unknown(m, call_id, input);
    return;
  }
  Step result = step(std::move(*call), input, around(m.session));
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

void take_view(Moving& m, const frame::SnapshotEntry& entry, bool from_snapshot) {
  const CallView& view = entry.view;
  input::ViewReceived received{view, entry.seal, from_snapshot};
  if (find(m.session, view.call_id) != nullptr) {
    feed(m, view.call_id, received);
    return;
  }
  const bool old_news = from_snapshot && view.you.end_reason.has_value();
  if (old_news || !concerns_this_device(view, m.session.device_id) ||
      live_calls(m.session) >= limits::kCallsPerSession) {
    m.session.ignored += 1;
    return;
  }
  Step result = appear(received, m.session.device_id, m.session.incarnation, around(m.session));
  const bool rejoin = m.session.auto_rejoin && result.call.state == CallState::Rejoinable;
  m.session.calls.push_back(std::move(result.call));
  pass_on(m, std::move(result.effects));
  if (rejoin) feed(m, view.call_id, input::Rejoin{});
}

void take_snapshot(Moving& m, const frame::Snapshot& snapshot, bool epoch_changed) {
  // What has ended first: a ring may only start when the whole backlog is known (inv. 19).
  for (const frame::SnapshotEntry& entry : snapshot.calls) {
    if (entry.view.you.end_reason) take_view(m, entry, true);
  }
  for (const frame::SnapshotEntry& entry : snapshot.calls) {
    if (!entry.view.you.end_reason) take_view(m, entry, true);
    const Call* held = find_call(m.session, entry.view.call_id);
    if (epoch_changed && held != nullptr && held->view.version > entry.view.version) {
      const CallId call_id = held->call_id;
      feed(m, call_id, input::EpochChanged{});  // the engine lost the latest of it
    }
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
  m.session.auto_rejoin = in.auto_rejoin;
}

void on(Moving& m, const input::Dial& in) {
  if (const std::optional<ErrorCode> refusal = why_not_dial(m.session, in)) {
    m.effects.push_back(effect::Settle{in.request, {}, Error{*refusal, {}, std::nullopt}});
    return;
  }
  Step result =
      dial(in, m.session.device_id, m.session.incarnation, m.session.user_id, around(m.session));
  m.session.calls.push_back(std::move(result.call));
  pass_on(m, std::move(result.effects));
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

void on(Moving& m, const input::ForCall& in) { feed(m, in.call_id, in.call_input); }

void on(Moving& m, const input::ForLink& in) {
  for (const Call& call : m.session.calls) {
    if (call.link && call.link->link_id == in.link_id) {
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
  for (const Pending& pending : session.pending) {
    consider(pending.deadline);
    if (session.connection == ConnectionState::Online) consider(pending.retry_at);
  }
  for (const Call& call : session.calls) consider(next_deadline(call));
  return earliest;
}

}  // namespace ringline
