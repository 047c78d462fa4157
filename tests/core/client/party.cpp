#include "party.h"

namespace ringline::testing {

CallView group_view(const std::vector<UserId>& others, RecordState state, std::int64_t version) {
  CallView view;
  view.call_id = "c1";
  view.version = version;
  view.kind = CallKind::Group;
  view.media = Media::Video;
  view.state = state;
  view.inviter = "me";
  view.created_at = kServerTime;
  view.ring_deadline = kServerTime + 30'000;
  view.you.role = Role::Inviter;
  ParticipantView me;
  me.user_id = "me";
  me.role = Role::Inviter;
  view.participants.push_back(me);
  for (const UserId& user : others) {
    ParticipantView other;
    other.user_id = user;
    const bool placing = state == RecordState::Placing;
    other.state = placing ? ParticipantState::Invited : ParticipantState::Rung;
    view.participants.push_back(other);
  }
  join_me(view);
  return view;
}

ParticipantView& person(CallView& view, const UserId& user) {
  for (ParticipantView& one : view.participants) {
    if (one.user_id == user) return one;
  }
  ParticipantView added;
  added.user_id = user;
  added.state = ParticipantState::Rung;
  return view.participants.emplace_back(added);
}

void joins(CallView& view, const UserId& user, std::int64_t order, const Incarnation& incarnation) {
  ParticipantView& one = person(view, user);
  one.state = ParticipantState::Joined;
  LegView leg;
  leg.leg_id = "leg-p-" + user;
  leg.incarnation = incarnation.empty() ? "inc-" + user : incarnation;
  leg.device_id = "dev-" + user;
  leg.order = order;
  one.legs = {leg};
  view.state = RecordState::Active;
  view.answered_at = kServerTime + 500;
}

void goes(CallView& view, const UserId& user, ParticipantState how) {
  person(view, user).state = how;
  person(view, user).legs.clear();
}

CallView next_view(const Phone& phone) {
  CallView view = phone.call.view;
  view.version += 1;
  return view;
}

Signal signal_from(const UserId& user, std::int64_t negotiation, const Incarnation& incarnation) {
  Signal signal;
  signal.call_id = "c1";
  signal.from_user = user;
  signal.from_device = "dev-" + user;
  signal.from_leg = "leg-p-" + user;
  const Incarnation page = incarnation.empty() ? "inc-" + user : incarnation;
  signal.link = link_name("leg-m", "inc-m", signal.from_leg, page);
  signal.negotiation = negotiation;
  return signal;
}

Phone group_dialled(const std::vector<UserId>& others) {
  Phone phone;
  input::Dial dialling = dial_to(others);
  if (others.size() == 1) dialling.group = "team";  // of one person, else it is a direct call
  Step result = dial(dialling, "dev-m", "inc-m", phone.around);
  phone.call = std::move(result.call);
  phone.effects = phone.history = std::move(result.effects);
  EXPECT_EQ(phone.call.state, CallState::Placing);
  EXPECT_EQ(phone.sent(CommandKind::Invite).size(), 1U);
  return phone;
}

Phone group_calling(const std::vector<UserId>& others) {
  Phone phone = group_dialled(others);
  phone.feed_view(group_view(others, RecordState::Ringing, 1));
  EXPECT_EQ(phone.call.state, CallState::Calling);
  return phone;
}

Phone group_connecting(const std::vector<UserId>& others) {
  Phone phone = group_calling(others);
  CallView view = next_view(phone);
  std::int64_t order = 2;
  for (const UserId& user : others) joins(view, user, order++);
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Connecting);
  EXPECT_EQ(phone.call.links.size(), others.size());
  return phone;
}

Phone group_connected(const std::vector<UserId>& others) {
  Phone phone = group_connecting(others);
  for (const UserId& user : others) {
    const std::string id = link_with(phone, user).link_id;
    phone.feed(input::OfferCreated{id, link_with(phone, user).operation, kOffer});
    Signal answer = signal_from(user, 1);
    answer.type = DescriptionType::Answer;
    answer.sdp = kAnswer;
    phone.feed(input::SignalReceived{answer});
    phone.feed(input::DescriptionSet{id, link_with(phone, user).operation});
    EXPECT_EQ(link_with(phone, user).signalling, SignallingState::Stable);
    peer_says(phone, user, PeerState::Connected);
  }
  phone.feed(input::Captured{TrackKind::Audio, phone.call.microphone.generation});
  phone.feed(input::Captured{TrackKind::Video, phone.call.camera.generation});
  EXPECT_EQ(phone.call.state, CallState::Connected);
  EXPECT_FALSE(next_deadline(phone.call).has_value());
  return phone;
}

const Link& link_with(const Phone& phone, const UserId& user) {
  static const Link none;
  for (const Link& link : phone.call.links) {
    if (link.peer_user == user) return link;
  }
  ADD_FAILURE() << "no link with " << user;
  return none;
}

Phone& peer_says(Phone& phone, const UserId& user, PeerState state) {
  return phone.feed(input::PeerStateChanged{link_with(phone, user).link_id, state});
}

std::size_t happened(const Phone& phone, CallEvent event) {
  std::size_t count = 0;
  for (const effect::Happened& one : all_of<effect::Happened>(phone.history)) {
    if (one.event == event) count += 1;
  }
  return count;
}

}  // namespace ringline::testing
