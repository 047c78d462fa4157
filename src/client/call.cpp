// Everything that changes the state of a call stands here; the handlers in call_*.cpp only say
// which change is meant.
#include "client/call.h"

#include <algorithm>

#include "client/call_moves.h"
#include "client/call_table.h"

namespace ringline {
namespace {

using moves::Moving;

constexpr Millis kForgetConfirmedMs = 60'000;  // late commands still get the reason

template <typename In>
Request request_of(const In& in) {
  if constexpr (requires { in.request; }) {
    return in.request;
  } else {
    return 0;
  }
}

void answer_refused(Moving& m, const CallInput& input) {
  const Request request = std::visit([](const auto& in) { return request_of(in); }, input);
  const bool over = m.call.state == CallState::Ended;
  moves::refuse(m, request, over ? ErrorCode::CallEnded : ErrorCode::InvalidState);
}

void answer_ignored(Moving& m, const CallInput& input) {
  const Request request = std::visit([](const auto& in) { return request_of(in); }, input);
  // `hangUp` and `ignore` never reject (design 11.16): nothing to do is done.
  if (request != 0) {
    m.effects.push_back(effect::Settle{request, m.call.call_id, std::nullopt});
  } else {
    m.call.ignored += 1;
  }
}

Millis convergence_ms(const Call& call) {  // design 11.11: 2 x grace + 10 s
  return 2 * call.view.policy.reconnect_grace_ms + 10'000;
}

}  // namespace

Step step(Call call, const CallInput& input, const Surroundings& around) {
  Step result{std::move(call), {}};
  Moving m{result.call, result.effects, around};
  switch (cell(m.call.state, m.call.direction, input.index())) {
    case Cell::Handle: std::visit([&m](const auto& in) { moves::on(m, in); }, input); break;
    case Cell::Ignore: answer_ignored(m, input); break;
    case Cell::Refuse: answer_refused(m, input); break;
  }
  moves::tell_devices(m);
  return result;
}

std::optional<Millis> next_deadline(const Call& call) {
  std::optional<Millis> earliest;
  for (const std::optional<Millis>& timer : call.timers) {
    if (timer && (!earliest || *timer < *earliest)) earliest = timer;
  }
  return earliest;
}

bool concerns_this_device(const CallView& view, const DeviceId& device) {
  if (view.you.end_reason) return counts_as_missed(*view.you.end_reason);
  switch (view.you.state) {
    case ParticipantState::Invited:
    case ParticipantState::Ringing: return view.you.role == Role::Invitee;
    case ParticipantState::Joined: break;
    case ParticipantState::Left:
    case ParticipantState::Declined:
    case ParticipantState::Busy:
    case ParticipantState::TimedOut:
    case ParticipantState::Unreachable:
    case ParticipantState::Cancelled: return false;
  }
  for (const ParticipantView& participant : view.participants) {
    for (const LegView& leg : participant.legs) {
      if (leg.leg_id == view.you.leg_id && leg.device_id == device) return true;
    }
  }
  return false;
}

Step dial(const input::Dial& dialled, const DeviceId& device, const Incarnation& incarnation,
          const UserId& self, const Surroundings& around) {
  Step result;
  Call& call = result.call;
  call.call_id = dialled.call_id;
  call.device_id = device;
  call.leg_id = dialled.leg_id;
  call.incarnation = incarnation;
  call.media = dialled.media;
  call.view.call_id = dialled.call_id;
  call.view.media = dialled.media;
  call.view.inviter = self;
  call.view.ext = dialled.ext;
  call.view.policy = around.policy;
  if (dialled.ring_timeout_ms) call.view.policy.ring_timeout_ms = *dialled.ring_timeout_ms;
  call.view.created_at = around.now + around.server_offset;
  call.view.you.role = Role::Inviter;
  call.view.you.state = ParticipantState::Joined;
  for (const UserId& user : dialled.to) {
    ParticipantView participant;
    participant.user_id = user;
    call.view.participants.push_back(std::move(participant));
  }
  Moving m{call, result.effects, around};
  moves::arm(m, Timer::Ring, 2 * around.policy.command_timeout_ms);  // nothing waits for ever
  m.effects.push_back(effect::Settle{dialled.request, call.call_id, std::nullopt});
  start_offer(moves::open_link(m, true), false, m.effects);
  moves::start_capture(m);
  return result;
}

Step appear(const input::ViewReceived& received, const DeviceId& device,
            const Incarnation& incarnation, const Surroundings& around) {
  Step result;
  Call& call = result.call;
  const CallView& view = received.view;
  call.call_id = view.call_id;
  call.device_id = device;
  call.incarnation = incarnation;
  call.media = view.media;
  call.direction = view.you.role == Role::Inviter ? Direction::Outgoing : Direction::Incoming;
  call.placed_told = true;
  const bool joined = view.you.state == ParticipantState::Joined;
  moves::become(call, joined ? CallState::Rejoinable : CallState::Ringing);
  Moving m{call, result.effects, around};
  moves::on(m, received);
  if (call.state == CallState::Ringing) {  // and not silenced at once: no ghost ring (inv. 19)
    m.effects.push_back(effect::Incoming{call.call_id});
    m.effects.push_back(moves::command(call, CommandKind::Ringing));
  }
  return result;
}

namespace moves {

void become(Call& call, CallState state) { call.state = state; }

void end(Moving& m, EndReason reason, FailureCategory failure, Certainty certainty) {
  Call& call = m.call;
  if (call.state == CallState::Ended) return;
  become(call, CallState::Ended);
  call.end_reason = reason;
  call.failure = failure;
  call.confirmed = certainty == Certainty::Confirmed;
  if (!call.ended_at) call.ended_at = m.around.now + m.around.server_offset;
  if (!call.placed_told) {
    call.placed_told = true;
    effect::Placed placed{call.call_id, {}, {}, std::nullopt};
    for (const ParticipantView& participant : call.view.participants) {
      if (participant.role != Role::Invitee) continue;
      placed.failed.emplace_back(participant.user_id, std::string(name_of(reason)));
    }
    m.effects.push_back(std::move(placed));
  }
  if (call.accept_request != 0) {
    m.effects.push_back(effect::Settle{call.accept_request, call.call_id,
                                       Error{ErrorCode::CallEnded, call.call_id, reason}});
    call.accept_request = 0;
  }
  close_link(m);
  call.early_signal.reset();
  shut(call.microphone, call.call_id, m.effects);
  shut(call.camera, call.call_id, m.effects);
  m.effects.push_back(effect::Ended{call.call_id});
  m.effects.push_back(effect::ReleaseMedia{call.call_id});
  call.timers = {};
  arm(m, Timer::Forget, call.confirmed ? kForgetConfirmedMs : convergence_ms(call));
}

void end_by_record(Moving& m, EndReason reason, FailureCategory failure,
                   std::optional<Millis> ended_at) {
  Call& call = m.call;
  if (call.state != CallState::Ended) {
    call.ended_at = ended_at;
    end(m, reason, failure, Certainty::Confirmed);
    return;
  }
  if (call.confirmed) return;  // terminal is final (inv. 2)
  call.confirmed = true;
  if (ended_at) call.ended_at = ended_at;
  arm(m, Timer::Forget, kForgetConfirmedMs);
  if (call.end_reason == reason) return;
  call.end_reason = reason;
  call.failure = failure;
  m.effects.push_back(effect::Happened{call.call_id, CallEvent::EndReasonChange});
}

void agree(Moving& m) {
  Call& call = m.call;
  switch (call.state) {
    case CallState::Placing:
    case CallState::Calling:
    case CallState::Accepting:
    case CallState::Rejoining:
      become(call, CallState::Connecting);
      disarm(call, Timer::Ring);
      if (!timer(call, Timer::Connect)) {
        arm(m, Timer::Connect, call.view.policy.connect_timeout_ms);
      }
      break;
    case CallState::AcceptingConnected:
      become(call, CallState::Connected);
      call.was_connected = true;
      disarm(call, Timer::Ring);
      disarm(call, Timer::Connect);
      break;
    case CallState::Connecting:
    case CallState::Connected:
    case CallState::Reconnecting: break;
    case CallState::Ringing:
    case CallState::Silenced:
    case CallState::Rejoinable:
    case CallState::Ended: return;  // no consent in this page (inv. 13)
  }
  follow_peer_leg(m);
}

std::optional<Millis>& timer(Call& call, Timer which) {
  return call.timers[static_cast<std::size_t>(which)];
}

void arm(Moving& m, Timer which, Millis in_ms) {
  timer(m.call, which) = m.around.now + std::max<Millis>(in_ms, 0);
}

void disarm(Call& call, Timer which) { timer(call, which).reset(); }

Command command(const Call& call, CommandKind kind) {
  Command command;
  command.kind = kind;
  command.call_id = call.call_id;
  command.leg_id = call.leg_id;
  command.incarnation = call.incarnation;
  command.media = call.media;
  return command;
}

void leave(Moving& m, LeaveCause because, const std::string& ext) {
  const bool invited = m.call.link && m.call.link->negotiation > 0;
  if (m.call.state == CallState::Placing && !invited) return;  // nobody has heard of it yet
  Command leaving = command(m.call, CommandKind::Leave);
  leaving.because = because;
  leaving.ext = ext;
  m.effects.push_back(std::move(leaving));
}

void refuse(Moving& m, Request request, ErrorCode code) {
  if (request == 0) return;
  m.effects.push_back(
      effect::Settle{request, m.call.call_id,
                     Error{code, m.call.call_id,
                           code == ErrorCode::CallEnded ? m.call.end_reason : std::nullopt}});
}

}  // namespace moves
}  // namespace ringline
