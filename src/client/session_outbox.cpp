// Commands under way: kept until answered, sent again over the next connection, dead with their
// purpose (design 11.3, inv. 21).
#include <algorithm>

#include "client/session_moves.h"
#include "decimal.h"
#include "limits.h"

namespace ringline::session_moves {
namespace {

constexpr Millis kRetryMs = 1'000;

bool must_arrive(CommandKind kind) {
  switch (kind) {
    case CommandKind::Leave:
    case CommandKind::Decline: return true;  // else the call would come back after an outage
    case CommandKind::Invite:
    case CommandKind::Ringing:
    case CommandKind::Accept:
    case CommandKind::Add:
    case CommandKind::Cancel:
    case CommandKind::Remove:
    case CommandKind::End:
    case CommandKind::Join:
    case CommandKind::Rejoin:
    case CommandKind::State:
    case CommandKind::VideoRequest:
    case CommandKind::VideoAccept:
    case CommandKind::VideoDecline:
    case CommandKind::VideoCancel:
    case CommandKind::MuteRequest:
    case CommandKind::Reassert:
    case CommandKind::Sync:
    case CommandKind::Renew: return false;
  }
  return false;
}

Millis life_ms(const Session& session, CommandKind kind) {
  const Policy& policy = session.policy;
  return must_arrive(kind) ? 2 * policy.reconnect_grace_ms + 10'000 : policy.command_timeout_ms;
}

// What is asked again when the server could not take it: what must arrive, and the last word on how
// this side's devices are.
bool is_asked_again(const Session& session, const Pending& refused) {
  if (must_arrive(refused.command.kind)) return true;
  if (refused.command.kind != CommandKind::State) return false;
  return std::none_of(session.pending.begin(), session.pending.end(), [&](const Pending& other) {
    return &other != &refused && other.command.kind == CommandKind::State &&
           other.command.call_id == refused.command.call_id;
  });
}

std::optional<EndReason> end_reason_of(const Moving& m, const CallId& call_id) {
  const Call* call = find_call(m.session, call_id);
  return call == nullptr ? std::nullopt : call->end_reason;
}

// What is said of a call that comes back only when a joined leg has re-asserted it.
bool waits_for_record(CommandKind kind) { return kind == CommandKind::Accept; }

// Whether that refusal is not the last word.
bool is_tried_again(const Session& session, const Pending& refused, ErrorCode code) {
  const bool not_back_yet = code == ErrorCode::UnknownCall && is_coming_back(session);
  if (not_back_yet && waits_for_record(refused.command.kind)) return true;
  return (not_back_yet || is_retryable(code)) && is_asked_again(session, refused);
}

void send(Moving& m, Pending& pending) {
  pending.sent = true;
  pending.retry_at.reset();
  Command command = pending.command;
  // Of a leave it is the proof that there was a call, for a server that does not know it any more.
  if (command.kind == CommandKind::Leave && !is_coming_back(m.session)) command.seal = {};
  m.effects.push_back(effect::SendCommand{pending.id, std::move(command)});
}

void settle(Moving& m, const Command& command, std::optional<Error> error) {
  if (command.request == 0) return;
  m.effects.push_back(effect::Settle{command.request, command.call_id, std::move(error)});
}

// What a call said before it left, and what never went out, need not be said. Returns whether the
// leave itself still has a purpose.
bool forget_unsent(Moving& m, const CallId& call_id) {
  bool unsent_dial = false;
  std::erase_if(m.session.pending, [&](const Pending& pending) {
    const bool drop =
        pending.command.call_id == call_id && !pending.sent && !must_arrive(pending.command.kind);
    if (!drop) return false;
    unsent_dial = unsent_dial || pending.command.kind == CommandKind::Invite ||
                  pending.command.kind == CommandKind::Join;
    settle(m, pending.command, Error{ErrorCode::CallEnded, call_id, end_reason_of(m, call_id)});
    return true;
  });
  return !unsent_dial;
}

// What was never sent certainly did not happen.
ErrorCode why_late(const Pending& pending) {
  return pending.sent ? ErrorCode::Timeout : ErrorCode::Offline;
}

// Of what a call tells of its devices only the last counts: earlier words that wait to be sent, or
// to be sent again, must not come after it.
void drop_overtaken(Moving& m, const Command& latest) {
  std::erase_if(m.session.pending, [&](const Pending& pending) {
    const Command& command = pending.command;
    const bool earlier = command.kind == CommandKind::State && command.call_id == latest.call_id;
    if (!earlier || (pending.sent && !pending.retry_at)) return false;
    if (!pending.sent && command.request != 0) return false;  // settles when it is sent
    settle(m, command, Error{ErrorCode::TryLater, command.call_id, std::nullopt});
    return true;
  });
}

// Whether the command was said in this life of the call: a session is joined again under its id.
bool is_of(const Command& command, const Call* call) {
  if (call == nullptr) return false;
  const bool answers_a_ring =
      command.kind == CommandKind::Ringing || command.kind == CommandKind::Decline;
  if (answers_a_ring) return call->direction == Direction::Incoming;
  return command.leg_id.empty() || command.leg_id == call->leg_id;
}

void fail(Moving& m, const Command& command, const Error& error) {
  if (!command.call_id.empty() && is_of(command, find(m.session, command.call_id))) {
    feed(m, command.call_id, input::CommandRefused{command.kind, error});
  }
  settle(m, command, error);
}

}  // namespace

bool is_coming_back(const Session& session) { return session.now < session.reasserted_at; }

void enqueue(Moving& m, Command command) {
  if (must_arrive(command.kind) && !forget_unsent(m, command.call_id)) {
    settle(m, command, std::nullopt);
    return;
  }
  if (command.kind == CommandKind::State) drop_overtaken(m, command);
  if (m.session.pending.size() >= limits::kPendingCommands) {
    fail(m, command, Error{ErrorCode::LimitReached, command.call_id, std::nullopt});
    return;
  }
  Pending pending;
  pending.id = m.session.incarnation.substr(0, 24) + "." + decimal(m.session.next_command++);
  pending.deadline = m.session.now + life_ms(m.session, command.kind);
  pending.command = std::move(command);
  if (m.session.connection == ConnectionState::Online) send(m, pending);
  m.session.pending.push_back(std::move(pending));
}

void send_pending(Moving& m) {
  for (Pending& pending : m.session.pending) send(m, pending);
}

void on_reply(Moving& m, const frame::Reply& reply) {
  const auto found = std::find_if(m.session.pending.begin(), m.session.pending.end(),
                                  [&](const Pending& pending) { return pending.id == reply.id; });
  if (found == m.session.pending.end()) {
    m.session.ignored += 1;
    return;
  }
  if (reply.error && is_tried_again(m.session, *found, reply.error->code)) {
    found->retry_at = m.session.now + kRetryMs;
    return;
  }
  const Command command = std::move(found->command);
  m.session.pending.erase(found);
  if (reply.error) {
    fail(m, command, *reply.error);
    return;
  }
  if (reply.call) take_view(m, *reply.call, false);
  if (reply.snapshot) {
    if (reply.seq) m.session.seq = *reply.seq;
    take_snapshot(m, *reply.snapshot, false);
  }
  settle(m, command, std::nullopt);
}

// What must arrive is kept until it is answered, be the server away or a dead connection not found
// out yet. Only the promise gives up (R23).
void keep_what_must_arrive(Moving& m) {
  Session& session = m.session;
  for (Pending& pending : session.pending) {
    if (pending.deadline > session.now || !must_arrive(pending.command.kind)) continue;
    pending.deadline = session.now + life_ms(session, pending.command.kind);
    settle(m, pending.command, Error{why_late(pending), pending.command.call_id, std::nullopt});
    pending.command.request = 0;
  }
}

bool is_leaving(const Session& session, const CallId& call_id) {
  return std::any_of(session.pending.begin(), session.pending.end(), [&](const Pending& one) {
    return one.command.call_id == call_id && must_arrive(one.command.kind);
  });
}

void expire_pending(Moving& m) {
  keep_what_must_arrive(m);
  std::vector<Pending> due;
  std::erase_if(m.session.pending, [&](const Pending& pending) {
    if (pending.deadline > m.session.now) return false;
    due.push_back(pending);
    return true;
  });
  for (const Pending& pending : due) {
    fail(m, pending.command, Error{why_late(pending), pending.command.call_id, std::nullopt});
  }
  if (m.session.connection != ConnectionState::Online) return;
  for (Pending& pending : m.session.pending) {
    if (pending.retry_at && *pending.retry_at <= m.session.now) send(m, pending);
  }
}

// Who disconnects takes nothing back: what must arrive is said over the next connection.
void drop_promises(Moving& m) {
  for (Pending& pending : m.session.pending) {
    settle(m, pending.command, Error{ErrorCode::Offline, pending.command.call_id, std::nullopt});
    pending.command.request = 0;
  }
  std::erase_if(m.session.pending,
                [](const Pending& one) { return !must_arrive(one.command.kind); });
}

void drop_pending(Moving& m) {
  drop_promises(m);
  m.session.pending.clear();
}

}  // namespace ringline::session_moves
