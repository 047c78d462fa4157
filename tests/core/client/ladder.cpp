#include "ladder.h"

namespace ringline::testing {
namespace {

std::string link_id(const Phone& phone) {
  return phone.call.links.empty() ? std::string("no-link") : phone.call.links[0].link_id;
}

std::int64_t operation(const Phone& phone) {
  return phone.call.links.empty() ? 0 : phone.call.links[0].operation;
}

Role role_of(Direction direction) {
  return direction == Direction::Outgoing ? Role::Inviter : Role::Invitee;
}

ParticipantView& participant(CallView& view, const UserId& user) {
  for (ParticipantView& one : view.participants) {
    if (one.user_id == user) return one;
  }
  return view.participants.front();
}

void join(CallView& view, const UserId& user, LegView leg) {
  ParticipantView& one = participant(view, user);
  one.state = ParticipantState::Joined;
  leg.order = one.role == Role::Inviter ? 1 : 2;
  one.legs = {std::move(leg)};
}

}  // namespace

CallView view_of(Direction direction, RecordState state, std::int64_t version) {
  CallView view;
  view.call_id = "c1";
  view.version = version;
  view.media = Media::Video;
  view.state = state;
  const bool outgoing = direction == Direction::Outgoing;
  view.inviter = outgoing ? "me" : "peer";
  view.created_at = kServerTime;
  view.ring_deadline = kServerTime + 30'000;
  view.you.role = role_of(direction);
  if (!outgoing) view.you.state = ParticipantState::Rung;
  ParticipantView inviter;
  inviter.user_id = view.inviter;
  inviter.role = Role::Inviter;
  ParticipantView invitee;
  invitee.user_id = outgoing ? "peer" : "me";
  if (state != RecordState::Placing) invitee.state = ParticipantState::Rung;
  view.participants = {inviter, invitee};
  if (outgoing) {
    join_me(view);
  } else {
    join_peer(view);
    view.offer = StoredDescription{"leg-p", "inc-p", 1, kOffer};
  }
  return view;
}

void join_me(CallView& view, const LegId& leg, const Incarnation& incarnation) {
  join(view, "me", LegView{leg, incarnation, "dev-m"});
  view.you.state = ParticipantState::Joined;
  view.you.leg_id = leg;
  view.you.incarnation = incarnation;
}

void join_peer(CallView& view, const LegId& leg, const Incarnation& incarnation) {
  join(view, "peer", LegView{leg, incarnation, "dev-p"});
}

void end_view(CallView& view, EndReason reason) {
  view.state = RecordState::Ended;
  view.ended_at = kServerTime + 777;
  view.you.end_reason = reason;
}

Candidate candidate(const std::string& text, const std::string& ufrag) {
  return Candidate{"candidate:" + text, "0", 0, ufrag};
}

Signal signal_from_peer(std::int64_t negotiation) {
  Signal signal;
  signal.call_id = "c1";
  signal.from_user = "peer";
  signal.from_device = "dev-p";
  signal.from_leg = "leg-p";
  signal.link = "leg-m/inc-m~leg-p/inc-p";
  signal.negotiation = negotiation;
  return signal;
}

Phone& Phone::feed(const CallInput& input) {
  const Call before = call;
  Step twin = step(call, input, around);
  Step result = step(std::move(call), input, around);
  // Pure: the same inputs give the same outputs (design 3.1).
  EXPECT_EQ(twin.call, result.call);
  EXPECT_EQ(twin.effects.size(), result.effects.size());
  call = std::move(result.call);
  effects = std::move(result.effects);
  history.insert(history.end(), effects.begin(), effects.end());
  const bool ends = before.state != CallState::Ended && call.state == CallState::Ended;
  EXPECT_EQ(did<effect::Ended>().size(), ends ? 1U : 0U);
  if (ends) {  // and exactly one release follows (design 3.9)
    EXPECT_EQ(did<effect::ReleaseMedia>().size(), 1U);
    EXPECT_TRUE(call.links.empty());
  }
  if (!has_consent(before.state) && !has_consent(call.state)) {  // inv. 11, 12, 13
    EXPECT_TRUE(did<effect::Capture>().empty() && did<effect::SetTrack>().empty() &&
                did<effect::SendSignal>().empty());
    if (around.policy.preconnect == Preconnect::Off) {
      EXPECT_TRUE(did<effect::OpenPeer>().empty() && did<effect::CreateAnswer>().empty());
    }
  }
  return *this;
}

const Link& Phone::link(std::size_t which) const {
  static const Link none;
  EXPECT_LT(which, call.links.size());
  return which < call.links.size() ? call.links[which] : none;
}

Phone& Phone::feed_view(const CallView& view, bool from_snapshot) {
  return feed(input::ViewReceived{view, std::nullopt, from_snapshot});
}

Phone& Phone::wait(Millis ms) {
  around.now += ms;
  return feed(input::TimePassed{});
}

Phone& Phone::wake() {
  const std::optional<Millis> deadline = next_deadline(call);
  EXPECT_TRUE(deadline.has_value());
  return wait(std::max<Millis>(0, deadline.value_or(around.now) - around.now));
}

input::Dial dial_to(std::vector<UserId> users, const CallId& call_id) {
  input::Dial dialling;
  dialling.request = 1;
  dialling.call_id = call_id;
  dialling.leg_id = "leg-m";
  dialling.to = std::move(users);
  dialling.media = Media::Video;
  dialling.ext = "{}";
  return dialling;
}

input::Accept accept(Request request, std::optional<Media> media) {
  return {request, "leg-m", media, {}, false};
}

Phone dialled(Policy policy) {
  Phone phone;
  phone.around.policy = policy;
  Step result = dial(dial_to({"peer"}), "dev-m", "inc-m", phone.around);
  phone.call = std::move(result.call);
  phone.effects = phone.history = std::move(result.effects);
  EXPECT_EQ(phone.call.state, CallState::Placing);
  EXPECT_EQ(phone.did<effect::CreateOffer>().size(), 1U);
  return phone;
}

Phone placing(Policy policy) {
  Phone phone = dialled(policy);
  phone.feed(input::OfferCreated{link_id(phone), operation(phone), kOffer});
  EXPECT_EQ(phone.sent(CommandKind::Invite).size(), 1U);
  EXPECT_EQ(phone.call.state, CallState::Placing);
  return phone;
}

Phone calling(Policy policy) {
  Phone phone = placing(policy);
  CallView view = view_of(Direction::Outgoing, RecordState::Ringing, 1);
  view.policy = policy;
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Calling);
  EXPECT_EQ(phone.did<effect::Placed>().size(), 1U);
  return phone;
}

Phone ringing(Millis life_ms) {
  Phone phone;
  CallView view = view_of(Direction::Incoming, RecordState::Ringing, 1);
  view.ring_deadline = kServerTime + life_ms;
  Step result = appear({view, std::nullopt, false}, "dev-m", "inc-m", phone.around);
  phone.call = std::move(result.call);
  phone.effects = phone.history = std::move(result.effects);
  if (life_ms >= limits::kMinimumRingMs) EXPECT_EQ(phone.call.state, CallState::Ringing);
  return phone;
}

Phone silenced() {
  Phone phone = ringing();
  phone.feed(input::Ignore{7});
  EXPECT_EQ(phone.call.state, CallState::Silenced);
  return phone;
}

Phone answering() {
  Phone phone = ringing();
  phone.feed(accept(8));
  EXPECT_EQ(phone.sent(CommandKind::Accept).size(), 1U);
  EXPECT_EQ(phone.did<effect::CreateAnswer>().size(), 1U);
  EXPECT_EQ(phone.call.state, CallState::Accepting);
  return phone;
}

Phone accepting() {
  Phone phone = answering();
  phone.feed(input::AnswerCreated{link_id(phone), operation(phone), kAnswer});
  EXPECT_EQ(phone.did<effect::SendSignal>().size(), 1U);
  EXPECT_EQ(phone.call.state, CallState::Accepting);
  return phone;
}

Phone accepting_connected() {
  Phone phone = accepting();
  phone.feed(input::PeerStateChanged{link_id(phone), PeerState::Connected});
  EXPECT_EQ(phone.call.state, CallState::AcceptingConnected);
  return phone;
}

Phone connecting(Direction direction) {
  Phone phone = direction == Direction::Outgoing ? calling() : accepting();
  CallView view = view_of(direction, RecordState::Active, 2);
  view.answered_at = kServerTime + 500;
  view.offer.reset();
  join_me(view);
  join_peer(view);
  if (direction == Direction::Outgoing) {
    view.answer = StoredDescription{"leg-p", "inc-p", 1, kAnswer};
  }
  phone.feed_view(view);
  if (direction == Direction::Outgoing) {
    EXPECT_EQ(phone.did<effect::ApplyAnswer>().size(), 1U);
    phone.feed(input::DescriptionSet{link_id(phone), operation(phone)});
    EXPECT_EQ(phone.did<effect::SendAck>().size(), 1U);
  }
  EXPECT_EQ(phone.link().signalling, SignallingState::Stable);
  EXPECT_EQ(phone.call.state, CallState::Connecting);
  return phone;
}

Phone connected(Direction direction) {
  Phone phone = connecting(direction);
  phone.feed(input::Captured{TrackKind::Audio, phone.call.microphone.generation});
  phone.feed(input::Captured{TrackKind::Video, phone.call.camera.generation});
  phone.feed(input::PeerStateChanged{link_id(phone), PeerState::Connected});
  EXPECT_EQ(phone.call.state, CallState::Connected);
  return phone;
}

Phone reconnecting(Direction direction) {
  Phone phone = connected(direction);
  phone.feed(input::PeerStateChanged{link_id(phone), PeerState::Disconnected});
  EXPECT_EQ(phone.call.state, CallState::Reconnecting);
  return phone;
}

Phone rejoinable(Direction direction) {
  Phone phone;
  CallView view = view_of(direction, RecordState::Active, 5);
  view.offer.reset();
  join_me(view, "leg-m", "inc-old");
  join_peer(view);
  Step result = appear({view, std::nullopt, true}, "dev-m", "inc-m", phone.around);
  phone.call = std::move(result.call);
  phone.effects = phone.history = std::move(result.effects);
  EXPECT_EQ(phone.call.state, CallState::Rejoinable);
  EXPECT_TRUE(phone.did<effect::Capture>().empty());
  return phone;
}

Phone rejoining(Direction direction) {
  Phone phone = rejoinable(direction);
  phone.feed(input::Rejoin{9});
  EXPECT_EQ(phone.sent(CommandKind::Rejoin).size(), 1U);
  EXPECT_EQ(phone.call.state, CallState::Rejoining);
  return phone;
}

Phone ended(Direction direction) {
  Phone phone = connected(direction);
  phone.feed(input::HangUp{10, {}});
  EXPECT_EQ(phone.call.state, CallState::Ended);
  EXPECT_FALSE(phone.call.confirmed);
  return phone;
}

bool exists(CallState state, Direction direction) {
  switch (state) {
    case CallState::Placing:
    case CallState::Calling: return direction == Direction::Outgoing;
    case CallState::Ringing:
    case CallState::Silenced:
    case CallState::Accepting:
    case CallState::AcceptingConnected: return direction == Direction::Incoming;
    case CallState::Connecting:
    case CallState::Connected:
    case CallState::Reconnecting:
    case CallState::Rejoinable:
    case CallState::Rejoining:
    case CallState::Ended: return true;
  }
  return false;
}

Phone in_state(CallState state, Direction direction) {
  switch (state) {
    case CallState::Placing: return placing();
    case CallState::Calling: return calling();
    case CallState::Ringing: return ringing();
    case CallState::Silenced: return silenced();
    case CallState::Accepting: return accepting();
    case CallState::AcceptingConnected: return accepting_connected();
    case CallState::Connecting: return connecting(direction);
    case CallState::Connected: return connected(direction);
    case CallState::Reconnecting: return reconnecting(direction);
    case CallState::Rejoinable: return rejoinable(direction);
    case CallState::Rejoining: return rejoining(direction);
    case CallState::Ended: return ended(direction);
  }
  return {};
}

std::vector<CallInput> every_input(const Phone& phone) {
  const std::string link = link_id(phone);
  const std::int64_t op = operation(phone);
  CallView view = phone.call.view;
  view.version += 1;
  Signal signal = signal_from_peer(1);
  signal.candidates = {candidate("1")};
  const std::int64_t video = phone.call.camera.generation;
  return {accept(100),
          input::Decline{101, {}, {}},
          input::Ignore{102},
          input::HangUp{103, {}},
          input::Rejoin{104},
          input::SetMicrophone{105, false},
          input::SetCamera{106, false},
          input::AddUsers{107, {"carol"}, {}},
          input::CancelUsers{108, {"carol"}},
          input::RemoveUsers{109, {"carol"}},
          input::EndForAll{110, {}},
          input::Hold{111},
          input::Resume{112},
          input::RequestVideo{113},
          input::AcceptVideo{114},
          input::DeclineVideo{115},
          input::CancelVideo{116},
          input::Downgrade{117},
          input::RequestMute{118, {"carol"}},
          input::SetRecording{119, true, false},
          input::ConsentToRecording{120, true},
          input::StartScreenShare{121},
          input::StopScreenShare{122},
          input::ViewReceived{view, std::nullopt, false},
          input::SignalReceived{signal},
          input::CommandRefused{CommandKind::State, Error{ErrorCode::RateLimited, {}, {}}},
          input::RecordMissing{},
          input::EpochChanged{},
          input::TakenOver{},
          input::Captured{TrackKind::Video, video},
          input::CaptureFailed{TrackKind::Video, video, CaptureError::Denied},
          input::CaptureEnded{TrackKind::Video, video},
          input::ChoiceChanged{TrackKind::Video, 0},
          input::OfferCreated{link, op, kOffer},
          input::AnswerCreated{link, op, kAnswer},
          input::DescriptionSet{link, op},
          input::OperationFailed{link, op},
          input::LocalCandidate{link, candidate("2")},
          input::PeerStateChanged{link, PeerState::Connected},
          input::DataReceived{link, phone.call.call_id, 1},
          input::Wanted{link, phone.call.call_id, 57'600},
          input::Figures{{{link, {.round_trip_ms = 600}}}},
          input::FirstFrame{link},
          input::Speaker{"peer"},
          input::TimePassed{},
          input::Woke{},
          input::NetworkOnline{},
          input::Welcomed{}};
}

}  // namespace ringline::testing
