// What the app is told that it may do, and what the device should sound like.
#include "client/call_abilities.h"

#include <gtest/gtest.h>

#include "ladder.h"
#include "party.h"

namespace ringline {
namespace {

using namespace ringline::testing;

TEST(Ringback, IsHeardWhileADeviceOutThereSaysThatItRings) {
  Phone phone = calling();
  CallView view = phone.call.view;
  view.version += 1;
  person(view, "peer").state = ParticipantState::Rung;
  phone.feed_view(view);
  EXPECT_FALSE(hears_ringback(phone.call)) << "told, but nothing rings yet";
  view.version += 1;
  person(view, "peer").state = ParticipantState::Ringing;
  phone.feed_view(view);
  EXPECT_TRUE(hears_ringback(phone.call));
  phone.feed(input::HangUp{1, {}});
  EXPECT_FALSE(hears_ringback(phone.call));
}

TEST(Ringback, IsNotHeardByWhoIsRungOrTalks) {
  EXPECT_FALSE(hears_ringback(ringing().call));
  EXPECT_FALSE(hears_ringback(connected(Direction::Outgoing).call));
}

TEST(Rings, OnlyWhileTheRecordHasConfirmedItSinceTheLastSleep) {
  Phone phone = ringing();
  EXPECT_TRUE(rings(phone.call));
  phone.feed(input::Woke{});
  EXPECT_FALSE(rings(phone.call));
}

TEST(People, ChangeOnlyInAPlacedOrAgreedCall) {
  for (CallState state : {CallState::Placing, CallState::Ringing, CallState::Accepting,
                          CallState::Rejoinable, CallState::Ended}) {
    EXPECT_FALSE(can_change_people(state)) << name_of(state);
  }
  for (CallState state :
       {CallState::Calling, CallState::Connecting, CallState::Connected, CallState::Reconnecting}) {
    EXPECT_TRUE(can_change_people(state)) << name_of(state);
  }
}

}  // namespace
}  // namespace ringline
