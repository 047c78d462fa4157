// Random walks: whatever arrives from the network, in whatever order, a ringing device does nothing
// that its user did not ask for (inv. 11, 12, 13; the peers' failures S1 to S5 of reliability.md).
// Seeds are fixed: a failure names its own.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "../media/recorded_lists.h"
#include "desk.h"
#include "lights.h"
#include "party.h"

namespace ringline {
namespace {

using namespace ringline::testing;

class Walk {
 public:
  explicit Walk(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool coin() { return below(2) == 0; }

  CallView view(const Phone& phone) {
    CallView view = phone.call.view;
    view.version += static_cast<std::int64_t>(below(4)) - 1;
    view.state = static_cast<RecordState>(below(4));
    view.you.state = static_cast<ParticipantState>(below(10));
    if (coin()) join_me(view, coin() ? "leg-m" : "leg-x", coin() ? "inc-m" : "inc-x");
    if (coin()) join_peer(view, "leg-p", coin() ? "inc-p" : "inc-q");
    if (coin()) view.answer = StoredDescription{"leg-p", "inc-p", 1, kAnswer};
    if (coin()) view.parked = {candidate("1"), candidate("2", "Uoffer")};
    if (below(40) == 0) end_view(view, static_cast<EndReason>(below(19)));
    return view;
  }

  Signal signal() {
    Signal signal = signal_from_peer(static_cast<std::int64_t>(below(4)));
    if (coin()) signal.type = coin() ? DescriptionType::Offer : DescriptionType::Answer;
    signal.sdp = kOffer;
    if (coin()) signal.candidates = {candidate("3")};
    if (below(4) == 0) signal.link = "other~link";
    if (below(4) == 0) signal.from_leg = "leg-x";
    return signal;
  }

  /// Anything but what the user or the own media devices say.
  CallInput from_network(const Phone& phone) {
    const std::string link = phone.call.links.empty() ? "c1#1" : phone.link().link_id;
    const auto error = static_cast<ErrorCode>(below(EnumNames<ErrorCode>::names.size()));
    switch (below(9)) {
      case 0: return input::SignalReceived{signal()};
      case 1:
        return input::CommandRefused{static_cast<CommandKind>(below(19)), Error{error, "c1", {}}};
      case 2: return input::EpochChanged{};
      case 3: return input::PeerStateChanged{link, static_cast<PeerState>(below(5))};
      case 4: return input::DataReceived{link, coin() ? "c1" : "c2", 1};
      case 5: return input::Woke{};
      case 6: return input::TimePassed{};
      default: return input::ViewReceived{view(phone), std::nullopt, coin()};
    }
  }

  CallInput anything(const Phone& phone) {
    if (below(3) != 0) return from_network(phone);
    std::vector<CallInput> inputs = every_input(phone);
    return inputs[below(inputs.size())];
  }

 private:
  std::mt19937 random_;
};

TEST(RandomWalk, NothingFromOutsideMakesAnUnansweredCallActive) {
  for (std::uint32_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(seed);
    Phone phone = walk.coin() ? ringing() : silenced();
    for (int turn = 0; turn < 60; ++turn) {
      phone.around.now += static_cast<Millis>(walk.below(900));
      phone.feed(walk.from_network(phone));
      ASSERT_FALSE(has_consent(phone.call.state)) << name_of(phone.call.state);
    }
    EXPECT_EQ(phone.ever<effect::Capture>() + phone.ever<effect::OpenPeer>() +
                  phone.ever<effect::CreateAnswer>() + phone.ever<effect::CreateOffer>() +
                  phone.ever<effect::ApplyAnswer>() + phone.ever<effect::SetTrack>() +
                  phone.ever<effect::AddCandidates>() + phone.ever<effect::SendSignal>(),
              0U);
    EXPECT_TRUE(phone.call.links.empty());
  }
}

TEST(RandomWalk, ACallEndsAtMostOnceAndLeavesNothingOn) {
  for (std::uint32_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(seed);
    const Direction direction = walk.coin() ? Direction::Outgoing : Direction::Incoming;
    Phone phone = direction == Direction::Outgoing ? dialled() : ringing();
    for (int turn = 0; turn < 80; ++turn) {
      phone.around.now += static_cast<Millis>(walk.below(900));
      phone.feed(walk.anything(phone));
    }
    EXPECT_LE(phone.ever<effect::Ended>(), 1U);
    std::size_t changes = 0;
    for (const effect::Happened& one : all_of<effect::Happened>(phone.history)) {
      if (one.event == CallEvent::EndReasonChange) changes += 1;
    }
    EXPECT_LE(changes, 1U);
    EXPECT_LE(phone.ever<effect::ClosePeer>(), phone.ever<effect::OpenPeer>());
    phone.feed(input::HangUp{999, {}});
    EXPECT_EQ(phone.call.state, CallState::Ended);
    EXPECT_EQ(phone.ever<effect::Ended>(), 1U);
    EXPECT_EQ(phone.ever<effect::ClosePeer>(), phone.ever<effect::OpenPeer>());
    EXPECT_FALSE(phone.call.microphone.track != 0 || phone.call.camera.track != 0 ||
                 phone.call.screen.track != 0);
  }
}

/// A view of the same group with somebody come, gone, reloaded or on hold.
CallView changed_group(Walk& walk, const Phone& phone) {
  CallView view = next_view(phone);
  for (const UserId user : {"ann", "bob", "cid"}) {
    const std::size_t turn = walk.below(5);
    const std::int64_t order = user == "ann" ? 0 : 3;
    if (turn == 0) joins(view, user, order, walk.coin() ? "inc-1" : "inc-2");
    if (turn == 1) goes(view, user, ParticipantState::Left);
    if (turn == 2) goes(view, user, ParticipantState::Ringing);
    if (turn == 3 && !person(view, user).legs.empty()) {
      person(view, user).legs[0].report.hold = walk.coin();
      person(view, user).legs[0].report.screen = static_cast<DeviceState>(walk.below(5));
    }
  }
  return view;
}

TEST(RandomWalk, LinksOfAGroupAreThoseOfTheRecordAndNoOthers) {
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(seed);
    Phone phone = group_connected({"ann", "bob"});
    for (int turn = 0; turn < 60 && phone.call.state != CallState::Ended; ++turn) {
      phone.around.now += static_cast<Millis>(walk.below(500));
      if (walk.below(3) == 0) {
        phone.feed_view(changed_group(walk, phone), walk.coin());
      } else if (!phone.call.links.empty()) {
        const Link link = phone.call.links[walk.below(phone.call.links.size())];
        const auto state = static_cast<PeerState>(walk.below(5));
        if (walk.coin()) phone.feed(input::PeerStateChanged{link.link_id, state});
        if (walk.below(4) == 0) phone.feed(input::Hold{});
        if (walk.below(4) == 0) phone.feed(input::Resume{});
        if (walk.below(4) == 0) phone.feed(input::StartScreenShare{});
        if (walk.below(4) == 0) phone.feed(input::StopScreenShare{});
        if (walk.below(9) == 0) phone.feed(input::DataReceived{link.link_id, "c1", 1});
        if (walk.below(4) == 0) phone.feed(input::TimePassed{});
      }
      std::set<LegId> here;
      for (const ParticipantView& one : phone.call.view.participants) {
        for (const LegView& leg : one.legs) here.insert(leg.leg_id);
      }
      std::set<LegId> linked;
      for (const Link& link : phone.call.links) {
        EXPECT_TRUE(here.contains(link.peer_leg)) << "inv. 16";
        EXPECT_TRUE(linked.insert(link.peer_leg).second) << "one a leg";
        EXPECT_FALSE(phone.call.held && link.sends);
      }
      if (phone.call.held)
        EXPECT_FALSE(phone.call.microphone.track != 0 || phone.call.camera.track != 0 ||
                     phone.call.screen.track != 0);
    }
    EXPECT_EQ(phone.ever<effect::OpenPeer>(),
              phone.ever<effect::ClosePeer>() + phone.call.links.size());
  }
}

TEST(RandomWalk, ReconnectingAndReconnectedAlternate) {
  for (std::uint32_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(seed);
    Phone phone = connected(walk.coin() ? Direction::Outgoing : Direction::Incoming);
    for (int turn = 0; turn < 80; ++turn) {
      phone.around.now += static_cast<Millis>(walk.below(300));
      phone.feed(walk.from_network(phone));
    }
    bool lost = false;
    for (const effect::Happened& one : all_of<effect::Happened>(phone.history)) {
      if (one.event == CallEvent::Reconnecting) {
        EXPECT_FALSE(lost);
        lost = true;
      } else if (one.event == CallEvent::Reconnected) {
        EXPECT_TRUE(lost);
        lost = false;
      }
    }
  }
}

/// What a user and a drawer full of devices do to a call in a minute.
Input device_input(Walk& walk, const std::vector<effect::Capture>& open, Request request) {
  static const std::vector<DeviceList> kLists = {
      DeviceList{},       windows_laptop(),  joined(windows_laptop(), jabra()),
      android_phone(),    firefox_desktop(), joined(android_phone(), android_bluetooth()),
      before_permission()};
  static const std::vector<std::string> kIds = {"",      "mic-array", "mic-jabra", "cam-a",
                                                "cam-b", "in-ear",    "cam-back"};
  const auto kind = static_cast<DeviceKind>(walk.below(2));
  const bool on = walk.coin();
  switch (walk.below(open.empty() ? 7 : 12)) {
    case 0:
    case 1: return input::DevicesListed{kLists[walk.below(kLists.size())], walk.coin()};
    case 2: return input::SelectDevice{request, kind, kIds[walk.below(kIds.size())]};
    case 3: return input::SwitchCamera{request};
    case 4: return input::PreferOutput{request, static_cast<media::OutputRoute>(walk.below(5))};
    case 5:
      if (walk.coin()) return input::ForCall{"c1", input::SetCamera{request, on}};
      return input::ForCall{"c1", input::SetMicrophone{request, on}};
    case 6:
      if (walk.coin()) return input::ForCall{"c1", input::Hold{request}};
      return input::ForCall{"c1", input::Resume{request}};
    default: break;
  }
  const effect::Capture& one = open[walk.below(open.size())];
  const auto error = static_cast<CaptureError>(1 + walk.below(5));
  switch (walk.below(4)) {
    case 0: return input::ForCall{"c1", input::CaptureFailed{one.kind, one.generation, error}};
    case 1: return input::ForCall{"c1", input::CaptureEnded{one.kind, one.generation}};
    default: return input::ForCall{"c1", input::Captured{one.kind, one.generation}};
  }
}

// inv. 11, 37: whatever is plugged, picked, muted, held and captured late, no track lives that no
// call wants, every request is answered, and after the end there is none.
TEST(RandomWalk, DevicesAtRandomLeaveNoLightOnAndNobodyWaiting) {
  for (std::uint32_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(seed);
    const Direction direction = walk.coin() ? Direction::Outgoing : Direction::Incoming;
    Desk desk = desk_with(walk.coin() ? CallState::Connected : CallState::Connecting, direction);
    Lights lights;
    lights.adopt(desk.call());
    std::vector<effect::Capture> open;
    std::vector<Request> asked;
    const auto feed = [&](const Input& input) {
      lights.hear(input);
      lights.perform(desk.feed(input).effects);
      for (const effect::Capture& one : desk.did<effect::Capture>()) open.push_back(one);
    };
    for (Request turn = 1'000; turn < 1'080; ++turn) {
      desk.now += static_cast<Millis>(walk.below(300));
      const Input input = device_input(walk, open, turn);
      std::visit(
          [&](const auto& in) {
            if constexpr (requires { in.request; }) asked.push_back(in.request);
          },
          input);
      feed(input);
      ASSERT_EQ(lights.strays(desk.session), 0U);
      ASSERT_EQ(desk.call().state == CallState::Ended, false) << "devices end no call";
    }
    feed(input::ForCall{"c1", input::HangUp{2'000, {}}});
    EXPECT_EQ(lights.live(), 0U);
    for (const effect::Capture& one : open) {
      feed(input::ForCall{"c1", input::Captured{one.kind, one.generation}});
    }
    EXPECT_EQ(lights.live(), 0U);
    for (const Request request : asked) EXPECT_EQ(desk.settlements(request), 1U) << request;
  }
}

}  // namespace
}  // namespace ringline
