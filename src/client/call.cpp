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

// What every call that starts on this device has in common.
void begin(Call& call, const CallId& call_id, Media media, const DeviceId& device,
           const Incarnation& incarnation, const Surroundings& around) {
  call.call_id = call_id;
  call.user_id = around.user_id;
  call.device_id = device;
  call.incarnation = incarnation;
  call.media = media;
  call.view.call_id = call_id;
  call.view.media = media;
  call.view.inviter = around.user_id;
  call.view.created_at = around.now + around.server_offset;
}

Millis convergence_ms(const Call& call) {  // design 11.11: 2 x grace + 10 s
  return 2 * call.view.policy.reconnect_grace_ms + 10'000;
}

}  // namespace

Step step(Call call, const CallInput& input, const Surroundings& around) {
  Step result{std::move(call), {}};
  Moving m{result.call, result.effects, around};
  m.call.untold.yes = true;
  switch (cell(m.call.state, m.call.direction, input.index())) {
    case Cell::Handle: std::visit([&m](const auto& in) { moves::on(m, in); }, input); break;
    case Cell::Ignore: answer_ignored(m, input); break;
    case Cell::Refuse: answer_refused(m, input); break;
  }
  moves::tell_devices(m);
  moves::follow_quality(m);
  return result;
}

std::optional<Millis> next_deadline(const Call& call) {
  std::optional<Millis> earliest;
  const auto consider = [&earliest](const std::optional<Millis>& instant) {
    if (instant && (!earliest || *instant < *earliest)) earliest = instant;
  };
  for (const std::optional<Millis>& timer : call.timers) consider(timer);
  for (const Link& link : call.links) consider(link.restart_at);
  return earliest;
}

bool rings_here(const CallView& view) {
  // Merely `invited` is a claim under way: nothing rings yet.
  const bool told = view.you.state != ParticipantState::Invited;
  return !view.you.end_reason && told && is_pending(view.you.state);
}

bool concerns_this_device(const CallView& view, const DeviceId& device) {
  if (view.you.end_reason) return counts_as_missed(*view.you.end_reason);
  if (view.you.state != ParticipantState::Joined) return rings_here(view);
  const LegView* leg = moves::own_leg(view);
  return leg != nullptr && leg->device_id == device;
}

bool is_merge(const Call& call, const CallView& view) {
  if (view.you.end_reason != EndReason::Replaced || view.replaced_by.empty()) return false;
  if (call.direction != Direction::Outgoing || call.view.kind != CallKind::Direct) return false;
  switch (call.state) {
    case CallState::Placing:
    case CallState::Calling: return true;
    case CallState::Ended:  // hung up here; the record had made the two one before it heard
      return !call.confirmed && call.view.state != RecordState::Active;
    case CallState::Ringing:
    case CallState::Silenced:
    case CallState::Accepting:
    case CallState::AcceptingConnected:
    case CallState::Connecting:
    case CallState::Connected:
    case CallState::Reconnecting:
    case CallState::Rejoinable:
    case CallState::Rejoining: return false;
  }
  return false;
}

Step dial(const input::Dial& dialled, const DeviceId& device, const Incarnation& incarnation,
          const Surroundings& around) {
  Step result;
  Call& call = result.call;
  begin(call, dialled.call_id, dialled.media, device, incarnation, around);
  call.leg_id = dialled.leg_id;
  const bool direct = dialled.group.empty() && dialled.to.size() == 1;
  call.view.kind = direct ? CallKind::Direct : CallKind::Group;
  call.view.ext = dialled.ext;
  call.view.group_id = dialled.group_id;
  call.view.policy = narrowed(around.policy, dialled.policy);
  call.asked = dialled.policy;
  if (call.asked.ring_timeout_ms >= around.policy.ring_timeout_ms) {
    call.asked.ring_timeout_ms.reset();
  }
  call.view.you.role = Role::Inviter;
  call.view.you.state = ParticipantState::Joined;
  for (const UserId& user : dialled.to) {
    ParticipantView participant;
    participant.user_id = user;
    call.view.participants.push_back(std::move(participant));
  }
  Moving m{call, result.effects, around};
  moves::arm(m, Timer::Ring, 2 * around.policy.command_timeout_ms);  // nothing waits for ever
  moves::settle(m, dialled.request);
  if (direct && around.welcomed) {
    moves::offer_early(m);
  } else if (!direct) {
    Command inviting = moves::invitation(call);
    inviting.group = dialled.group;
    m.effects.push_back(std::move(inviting));
  }
  moves::start_capture(m);
  moves::note_instants(m);
  return result;
}

Step join(const input::Join& joined, const InviterPolicy& policy, std::int64_t version,
          const DeviceId& device, const Incarnation& incarnation, const Surroundings& around) {
  Step result;
  Call& call = result.call;
  begin(call, joined.call_id, joined.media, device, incarnation, around);
  call.leg_id = joined.leg_id;
  call.view.kind = CallKind::Session;
  call.view.version = version;
  call.view.policy = around.policy;
  call.view.you.role = Role::Joiner;
  call.asked = policy;
  Moving m{call, result.effects, around};
  moves::arm(m, Timer::Ring, 2 * around.policy.command_timeout_ms);
  moves::settle(m, joined.request);
  Command joining = moves::command(call, CommandKind::Join);
  joining.ext = joined.ext;
  joining.policy = policy;
  m.effects.push_back(std::move(joining));
  moves::start_capture(m);
  moves::note_instants(m);
  return result;
}

Step appear(const input::ViewReceived& received, const DeviceId& device,
            const Incarnation& incarnation, const Surroundings& around) {
  Step result;
  Call& call = result.call;
  const CallView& view = received.view;
  begin(call, view.call_id, view.media, device, incarnation, around);
  // Who rang the others may be rung, too, when he comes back.
  const bool incoming = view.you.role == Role::Invitee || rings_here(view);
  call.direction = incoming ? Direction::Incoming : Direction::Outgoing;
  call.placed_told = true;
  const bool joined = view.you.state == ParticipantState::Joined;
  moves::become(call, joined ? CallState::Rejoinable : CallState::Ringing);
  Moving m{call, result.effects, around};
  moves::on(m, received);
  if (call.state == CallState::Ringing) {  // and not silenced at once: no ghost ring (inv. 19)
    m.effects.push_back(effect::Incoming{call.call_id});
    m.effects.push_back(moves::command(call, CommandKind::Ringing));
  }
  moves::note_instants(m);
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
  tell_placed(m, reason);
  let_go(m);
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
  m.effects.push_back(effect::Happened{call.call_id, CallEvent::EndReasonChange, {}});
}

void agree(Moving& m) {
  Call& call = m.call;
  const bool first = !is_agreed(call.state);
  // Who yielded to another's dial has answered nothing yet.
  const bool merged = call.state == CallState::Accepting && call.links.empty();
  switch (call.state) {
    case CallState::Placing:
    case CallState::Calling:
    case CallState::Accepting:
    case CallState::AcceptingConnected:
    case CallState::Rejoining: become(call, CallState::Connecting); break;
    case CallState::Connecting:
    case CallState::Connected:
    case CallState::Reconnecting: break;
    case CallState::Ringing:
    case CallState::Silenced:
    case CallState::Rejoinable:
    case CallState::Ended: return;  // no consent in this page (inv. 13)
  }
  if (first) {
    disarm(call, Timer::Ring);
    if (!timer(call, Timer::Connect)) arm(m, Timer::Connect, call.view.policy.connect_timeout_ms);
    if (!call.held) m.effects.push_back(effect::TakeFocus{call.call_id, call.end_others});
    call.end_others = false;
    const bool no_path = call.view.media == Media::Audio && call.media == Media::Video;
    if (no_path) stop_camera(m, 0);
  }
  follow_peer_legs(m);
  if (merged && call.view.offer) {
    const StoredDescription& offer = *call.view.offer;
    Link* link = link_to_leg(call, offer.leg_id);
    if (link != nullptr) take_offer(*link, offer.negotiation, offer.sdp, m.effects);
  }
  follow_media(m);
}

void merge(Moving& m, const CallId& survivor) {
  Call& call = m.call;
  close_links(m);
  call.former_id = std::move(call.call_id);
  call.call_id = survivor;
  m.effects.push_back(effect::Happened{survivor, CallEvent::Replaced, call.former_id});
  if (!call.placed_told) {
    call.placed_told = true;
    effect::Placed placed{survivor, {}, {}, std::nullopt};
    for (const ParticipantView& one : call.view.participants) {
      if (one.role == Role::Invitee) placed.ok.push_back(one.user_id);
    }
    m.effects.push_back(std::move(placed));
  }
  CallView view;  // what is known of the survivor: the other one dialled it, and we are in
  view.call_id = survivor;
  view.media = call.view.media;
  view.created_at = call.view.created_at;
  view.policy = call.view.policy;
  view.you.state = ParticipantState::Joined;
  for (ParticipantView& one : call.view.participants) {
    if (one.role != Role::Invitee) continue;
    view.inviter = one.user_id;
    one.role = Role::Inviter;
    one.state = ParticipantState::Joined;
    view.participants.push_back(std::move(one));
  }
  call.view = std::move(view);
  call.has_view = false;
  call.mute_request_seen = 0;
  call.reported = LegReport{};  // the survivor was told nothing
  call.seal = {};
  call.direction = Direction::Incoming;
  call.timers = {};
  if (call.state == CallState::Ended) {  // hung up before it was known: that goes for both
    leave(m, LeaveCause::User, {});
    arm(m, Timer::Forget, convergence_ms(call));
    return;
  }
  become(call, CallState::Accepting);  // the dial is the consent; the record has not confirmed
  arm(m, Timer::Connect, call.view.policy.connect_timeout_ms);
}

void follow_media(Moving& m) {
  Call& call = m.call;
  bool any = false;
  bool connected = false;
  bool lost = false;
  for (Link& link : call.links) {
    if (link.leaving || link.peer_leg.empty()) continue;
    any = true;
    const bool up = link.peer == PeerState::Connected;
    if (up && is_agreed(call.state)) {
      link.was_connected = true;
      if (link.paths == Paths::RelayFirst) restart(link, m.effects);
    }
    connected = connected || up;
    lost = lost || link.was_connected;
  }
  if (call.state == CallState::Accepting && connected) {
    become(call, CallState::AcceptingConnected);
  } else if (call.state == CallState::AcceptingConnected && !connected) {
    become(call, CallState::Accepting);
  }
  if (!is_agreed(call.state)) return;
  if (connected || !any) {
    const bool again = call.state == CallState::Reconnecting;
    become(call, CallState::Connected);
    call.was_connected = call.was_connected || connected;
    disarm(call, Timer::Connect);
    disarm(call, Timer::Grace);
    if (again) m.effects.push_back(effect::Happened{call.call_id, CallEvent::Reconnected, {}});
  } else if (lost && call.state != CallState::Reconnecting) {
    become(call, CallState::Reconnecting);
    disarm(call, Timer::Connect);
    arm(m, Timer::Grace, call.view.policy.reconnect_grace_ms);
    m.effects.push_back(effect::Happened{call.call_id, CallEvent::Reconnecting, {}});
  }
}

Command command(const Call& call, CommandKind kind) {
  Command command;
  command.kind = kind;
  command.call_id = call.call_id;
  command.leg_id = call.leg_id;
  command.incarnation = call.incarnation;
  command.media = call.media;
  return command;
}

Command invitation(const Call& call) {
  Command inviting = command(call, CommandKind::Invite);
  for (const ParticipantView& participant : call.view.participants) {
    inviting.to.push_back(participant.user_id);
  }
  inviting.ext = call.view.ext;
  inviting.group_id = call.view.group_id;
  inviting.policy = call.asked;
  return inviting;
}

void leave(Moving& m, LeaveCause because, const std::string& ext) {
  // A direct dial is unheard of until its offer is made.
  const bool waits = m.call.view.kind == CallKind::Direct &&
                     (m.call.links.empty() || m.call.links.front().negotiation == 0);
  if (m.call.state == CallState::Placing && waits) return;
  Command leaving = command(m.call, CommandKind::Leave);
  leaving.because = because;
  leaving.ext = ext;
  leaving.seal = m.call.seal;
  m.effects.push_back(std::move(leaving));
}

void settle(Moving& m, Request request) {
  if (request == 0) return;
  m.effects.push_back(effect::Settle{request, m.call.call_id, std::nullopt});
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
