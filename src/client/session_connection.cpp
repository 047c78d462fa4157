// The connection: token, socket, hello, back-off, heart-beat, sleep (design 11.4, 11.12). Only this
// file assigns `connection`.
#include <algorithm>

#include "client/session_moves.h"
#include "close_code.h"
#include "limits.h"

namespace ringline::session_moves {
namespace {

constexpr Millis kSetBackMs = 5'000;

void become(Moving& m, ConnectionState state, std::optional<Error> error) {
  if (m.session.connection == state) return;
  m.session.connection = state;
  m.effects.push_back(effect::Connection{state, std::move(error)});
}

void settle_connects(Moving& m, const std::optional<Error>& error) {
  for (Request request : m.session.connect_requests) {
    m.effects.push_back(effect::Settle{request, {}, error});
  }
  m.session.connect_requests.clear();
  m.session.connect_deadline.reset();
}

// Those whose record may know more than this page.
std::vector<CallId> calls_to_ask(const Session& session) {
  std::vector<CallId> ids;
  for (const Call& call : session.calls) {
    const bool settled = call.state == CallState::Ended && call.confirmed;
    if (!settled && ids.size() < limits::kSnapshotCalls) ids.push_back(call.call_id);
  }
  return ids;
}

void hello_when_ready(Moving& m) {
  Session& session = m.session;
  if (!session.socket_open || session.token.empty()) return;
  m.effects.push_back(
      effect::SendHello{session.token, session.epoch, calls_to_ask(session), session.take_over});
  session.token.clear();  // not kept: each connection asks for a fresh one
}

bool is_syncing(const Session& session) {
  return std::any_of(session.pending.begin(), session.pending.end(), [](const Pending& pending) {
    return pending.command.kind == CommandKind::Sync;
  });
}

// Full jitter over a doubling bound; the host brings the chance.
Millis backoff_ms(const Session& session, double random) {
  const std::int64_t doubled = limits::kBackoffFirstMs
                               << std::min<std::int64_t>(session.attempt, 8);
  const Millis bound = std::min<Millis>(doubled * 2, limits::kBackoffMostMs);
  return static_cast<Millis>(random * static_cast<double>(bound));
}

void wait_and_retry(Moving& m, double random) {
  m.session.socket_open = false;
  m.session.silent_at.reset();
  m.session.retry_at = m.session.now + backoff_ms(m.session, random);
  m.session.attempt += 1;
  become(m, ConnectionState::Waiting, std::nullopt);
}

void take_welcome(Moving& m, const frame::Welcome& welcome) {
  Session& session = m.session;
  const bool first = session.epoch.empty();
  const bool epoch_changed = !first && session.epoch != welcome.epoch;
  session.epoch = welcome.epoch;
  const bool known = !session.user_id.empty();
  if (known && session.user_id != welcome.user_id) drop_pending(m);  // said by another
  session.user_id = welcome.user_id;
  session.policy = welcome.policy;
  session.policy.call_while_in_call =
      session.call_while_in_call.value_or(welcome.policy.call_while_in_call);
  if (session.ice_policy == IcePolicy::Relay) session.policy.ice_policy = IcePolicy::Relay;
  session.server_offset = welcome.server_time - session.now;
  session.seq = welcome.seq;
  if (epoch_changed) session.reasserted_at = session.now + session.policy.reconnect_grace_ms;
  session.attempt = 0;
  session.take_over = false;
  session.goodbye.reset();
  become(m, ConnectionState::Online, std::nullopt);
  if (first) feed_all(m, input::Welcomed{});
  send_pending(m);
  take_snapshot(m, welcome.snapshot, epoch_changed);
  settle_connects(m, std::nullopt);
}

void take(Moving& m, const frame::Welcome& welcome) { take_welcome(m, welcome); }

void take(Moving& m, const frame::Reply& reply) {
  if (reply.server_time) m.session.server_offset = *reply.server_time - m.session.now;
  on_reply(m, reply);
}

void take(Moving& m, const frame::Event& event) {
  const bool gap = event.seq > m.session.seq + 1;
  m.session.seq = std::max(m.session.seq, event.seq);
  take_view(m, event.call, false);
  if (gap) sync(m);  // inv. 22
}

void take(Moving& m, const Signal& signal) {
  if (find(m.session, signal.call_id) == nullptr) {
    m.session.ignored += 1;
    return;
  }
  feed(m, signal.call_id, input::SignalReceived{signal});
}

// A page that slept hears old news of the server's clock, which would let it ring too long. What is
// later than any clock is set back (inv. 20) is not believed: the answer to `sync` says how late it
// is.
void follow_clock(Moving& m, Millis server_time) {
  const Millis offset = server_time - m.session.now;
  if (offset >= m.session.server_offset - kSetBackMs) {
    const bool later = offset > m.session.server_offset;
    m.session.server_offset = offset;
    if (later) feed_all(m, input::TimePassed{});  // more than was thought: rings end sooner
  } else if (!is_syncing(m.session)) {
    sync(m);
  }
}

void take(Moving& m, const frame::Ping& ping) {
  follow_clock(m, ping.server_time);
  m.effects.push_back(effect::SendPong{ping.at});
  if (ping.seq > m.session.seq) {
    m.session.seq = ping.seq;
    sync(m);
  }
}

void take(Moving& m, const frame::TokenExpiring&) {
  m.effects.push_back(effect::GetToken{m.session.generation, true});
}

void take(Moving&, const frame::IceServers&) {}

void take(Moving& m, const frame::Goodbye& goodbye) { m.session.goodbye = goodbye.code; }

void take(Moving& m, const frame::Invalid&) { m.session.ignored += 1; }

}  // namespace

void sync(Moving& m) {
  Command command;
  command.kind = CommandKind::Sync;
  command.calls = calls_to_ask(m.session);
  enqueue(m, std::move(command));
}

void connect(Moving& m) {
  Session& session = m.session;
  session.generation += 1;
  session.socket_open = false;
  session.token.clear();
  session.retry_at.reset();
  session.goodbye.reset();
  session.silent_at = session.now + session.policy.command_timeout_ms;
  become(m, ConnectionState::Connecting, std::nullopt);
  m.effects.push_back(effect::GetToken{session.generation, false});
  m.effects.push_back(effect::OpenSocket{session.generation});
}

void close_connection(Moving& m, ConnectionState state, const std::optional<Error>& error) {
  m.session.wanted = false;
  m.session.socket_open = false;
  m.session.retry_at.reset();
  m.session.silent_at.reset();
  m.session.token.clear();
  become(m, state, error);
  settle_connects(m, error);
}

void retry_now(Moving& m) {
  if (m.session.connection == ConnectionState::Waiting) connect(m);
}

void probe(Moving& m) {
  retry_now(m);
  if (m.session.connection != ConnectionState::Online) return;
  if (!is_syncing(m.session)) sync(m);
  m.session.silent_at =
      std::min(m.session.silent_at.value_or(m.session.now), m.session.now + limits::kWakeProbeMs);
}

void expire_connection(Moving& m) {
  Session& session = m.session;
  if (session.connect_deadline && *session.connect_deadline <= session.now) {
    // It goes on trying; only the promise gives up, so that it never hangs (R23).
    settle_connects(m, Error{ErrorCode::Timeout, {}, std::nullopt});
  }
  if (session.retry_at && *session.retry_at <= session.now) connect(m);
  if (session.silent_at && *session.silent_at <= session.now) {
    session.silent_at.reset();
    m.effects.push_back(effect::CloseSocket{session.generation, close_code::kDead});
  }
}

// Nothing goes on for who is no longer who they were, and nothing is tried again.
void refuse_connection(Moving& m, const Error& error) {
  feed_all(m, input::RecordMissing{FailureCategory::Auth});
  close_connection(m, ConnectionState::Refused, error);
  drop_pending(m);
}

void on(Moving& m, const input::Connect& in) {
  Session& session = m.session;
  if (session.connection == ConnectionState::Online) {
    m.effects.push_back(effect::Settle{in.request, {}, std::nullopt});
    return;
  }
  session.connect_requests.push_back(in.request);
  session.connect_deadline = session.now + session.policy.command_timeout_ms;
  const bool under_way = session.connection == ConnectionState::Connecting;
  session.wanted = true;
  if (!under_way) connect(m);
}

void on(Moving& m, const input::TakeOver& in) {
  m.session.take_over = true;
  on(m, input::Connect{in.request});
}

void on(Moving& m, const input::Disconnect& in) {
  const std::vector<CallId> ids = call_ids(m.session);
  for (const CallId& id : ids) {
    const Call* call = find(m.session, id);
    if (call == nullptr || call->state == CallState::Ended) continue;
    if (is_unanswered_here(call->state)) {
      feed(m, id, input::RecordMissing{});  // it rings on elsewhere
    } else {
      feed(m, id, input::HangUp{});
    }
  }
  if (m.session.connection != ConnectionState::Offline) {
    m.effects.push_back(effect::CloseSocket{m.session.generation, close_code::kNormal});
  }
  m.session.generation += 1;  // whatever the old socket still says is late
  close_connection(m, ConnectionState::Offline, Error{ErrorCode::Offline, {}, std::nullopt});
  drop_promises(m);
  m.effects.push_back(effect::Settle{in.request, {}, std::nullopt});
}

void on(Moving& m, const input::Token& in) {
  if (in.generation != m.session.generation || in.token.empty()) return;
  if (m.session.connection == ConnectionState::Online) {
    Command renewing;
    renewing.kind = CommandKind::Renew;
    renewing.token = in.token;
    enqueue(m, std::move(renewing));
    return;
  }
  m.session.token = in.token;
  hello_when_ready(m);
}

void on(Moving& m, const input::TokenFailed& in) {
  if (in.generation != m.session.generation) return;
  const Error error{in.code, {}, std::nullopt};
  m.effects.push_back(effect::Report{error});
  if (m.session.connection != ConnectionState::Connecting) return;
  m.effects.push_back(effect::CloseSocket{m.session.generation, close_code::kNormal});
  if (in.final) refuse_connection(m, error);
}

void on(Moving& m, const input::SocketOpened& in) {
  if (in.generation != m.session.generation) return;
  m.session.socket_open = true;
  hello_when_ready(m);
}

void on(Moving& m, const input::SocketClosed& in) {
  Session& session = m.session;
  if (in.generation != session.generation || !session.wanted) return;
  const ErrorCode said = session.goodbye.value_or(ErrorCode::Unauthenticated);
  const bool expired = said == ErrorCode::TokenExpired;
  if (in.code == close_code::kInUse) {
    close_connection(m, ConnectionState::InUse, Error{ErrorCode::DeviceInUse, {}, std::nullopt});
  } else if (in.code == close_code::kFenced) {
    feed_all(m, input::TakenOver{});
    close_connection(m, ConnectionState::Fenced, Error{ErrorCode::DeviceInUse, {}, std::nullopt});
    drop_pending(m);
  } else if (in.code == close_code::kForbidden ||
             (in.code == close_code::kUnauthenticated && !expired)) {
    refuse_connection(m, Error{said, {}, std::nullopt});
  } else {
    wait_and_retry(m, in.random);
  }
}

void on(Moving& m, const input::FrameReceived& in) {
  if (in.generation != m.session.generation) {
    m.session.ignored += 1;  // a late frame of a fenced connection (inv. 25)
    return;
  }
  m.session.silent_at = m.session.now + limits::kSilenceMs;
  std::visit([&m](const auto& frame) { take(m, frame); }, in.frame);
}

void on(Moving& m, const input::NetworkOnline& in) {
  probe(m);
  feed_all(m, in);
}

}  // namespace ringline::session_moves
