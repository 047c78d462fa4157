// The table of call_table.h, cell by cell, against what step() really does (inv. 2, 13, 14).
#include "client/call_table.h"

#include <gtest/gtest.h>

#include "ladder.h"

namespace ringline {
namespace {

using namespace ringline::testing;

struct Place {
  CallState state;
  Direction direction;
};

std::vector<Place> places() {
  std::vector<Place> all;
  for (std::size_t i = 0; i < kCallStates; ++i) {
    for (Direction direction : {Direction::Outgoing, Direction::Incoming}) {
      const auto state = static_cast<CallState>(i);
      if (exists(state, direction)) all.push_back({state, direction});
    }
  }
  return all;
}

/// The inputs before it are the app's, the others are told by the network, the host and time.
const std::size_t kFirstNotOfTheApp = CallInput{input::ViewReceived{}}.index();

std::string where(const Place& place, std::size_t input) {
  return std::string(name_of(place.state)) + "/" + std::string(name_of(place.direction)) + " " +
         std::string(kCallInputNames[input]);
}

/// What both kinds of not handling have in common: the call stays as it is, but for the count.
void expect_unchanged(Call before, const Call& after) {
  before.ignored = after.ignored;
  EXPECT_EQ(before, after);
}

void check_cell(const Place& place, std::size_t index) {
  SCOPED_TRACE(where(place, index));
  Phone phone = in_state(place.state, place.direction);
  const CallInput input = every_input(phone)[index];
  ASSERT_EQ(input.index(), index);
  const Call before = phone.call;
  phone.feed(input);
  const auto settled = phone.did<effect::Settle>();
  const auto request = static_cast<Request>(100 + index);
  const bool from_app = index < kFirstNotOfTheApp;
  switch (cell(place.state, place.direction, index)) {
    case Cell::Handle: break;  // what comes of it stands in the other tests
    case Cell::Ignore:
      expect_unchanged(before, phone.call);
      if (from_app) {  // ignore and hang-up never reject (design 11.16)
        ASSERT_EQ(phone.effects.size(), 1U);
        ASSERT_EQ(settled.size(), 1U);
        EXPECT_EQ(settled[0].request, request);
        EXPECT_FALSE(settled[0].error.has_value());
      } else {
        EXPECT_TRUE(phone.effects.empty());
        EXPECT_EQ(phone.call.ignored, before.ignored + 1);
      }
      break;
    case Cell::Refuse:
      expect_unchanged(before, phone.call);
      ASSERT_TRUE(from_app) << "only the app is refused";
      ASSERT_EQ(phone.effects.size(), 1U);
      ASSERT_EQ(settled.size(), 1U);
      EXPECT_EQ(settled[0].request, request);
      ASSERT_TRUE(settled[0].error.has_value());
      EXPECT_EQ(settled[0].error->code,
                place.state == CallState::Ended ? ErrorCode::CallEnded : ErrorCode::InvalidState);
      EXPECT_EQ(settled[0].error->end_reason, before.end_reason);
  }
}

TEST(CallTable, EveryCellDoesWhatTheTableSays) {
  for (const Place& place : places()) {
    for (std::size_t input = 0; input < kCallInputNames.size(); ++input) check_cell(place, input);
  }
}

TEST(CallTable, InputOfTheAppIsNeverLeftWithoutAnAnswerWhereItIsNotHandled) {
  for (const Place& place : places()) {
    for (std::size_t input = 0; input < kFirstNotOfTheApp; ++input) {
      const Cell is = cell(place.state, place.direction, input);
      const bool never_rejects = input == 2 || input == 3;
      if (never_rejects) EXPECT_NE(is, Cell::Refuse) << where(place, input);
      if (!never_rejects) EXPECT_NE(is, Cell::Ignore) << where(place, input);
    }
    for (std::size_t input = kFirstNotOfTheApp; input < kCallInputNames.size(); ++input) {
      EXPECT_NE(cell(place.state, place.direction, input), Cell::Refuse) << where(place, input);
    }
  }
}

TEST(CallTable, PredicatesAgreeWithTheTable) {
  for (const Place& place : places()) {
    EXPECT_EQ(cell(place.state, place.direction, 0) == Cell::Handle, can_accept(place.state));
    EXPECT_EQ(cell(place.state, place.direction, 3) == Cell::Handle, can_leave(place.state));
    EXPECT_EQ(cell(place.state, place.direction, 5) == Cell::Handle, has_consent(place.state))
        << where(place, 5);
    if (is_agreed(place.state)) EXPECT_TRUE(has_consent(place.state));
    if (is_unanswered_here(place.state)) EXPECT_FALSE(has_consent(place.state));
  }
}

TEST(CallTable, NothingThatHappensToAnEndedCallChangesItsStateReasonOrTimes) {
  for (Direction direction : {Direction::Outgoing, Direction::Incoming}) {
    Phone phone = ended(direction);
    CallView view = phone.call.view;
    view.version += 1;
    end_view(view, EndReason::Hangup);
    phone.feed_view(view);
    ASSERT_TRUE(phone.call.confirmed);
    for (const CallInput& input : every_input(phone)) {
      SCOPED_TRACE(kCallInputNames[input.index()]);
      const Call before = phone.call;
      phone.feed(input);
      expect_unchanged(before, phone.call);
      EXPECT_TRUE(phone.did<effect::Ended>().empty());
      EXPECT_TRUE(phone.did<effect::Happened>().empty());
      EXPECT_TRUE(phone.did<effect::Capture>().empty());
      EXPECT_TRUE(phone.did<Command>().empty());
    }
  }
}

TEST(CallTable, AnotherReasonForAConfirmedEndIsNotTaken) {
  Phone phone = ended(Direction::Incoming);
  CallView view = phone.call.view;
  view.version += 1;
  end_view(view, EndReason::Hangup);
  phone.feed_view(view);
  const Call before = phone.call;
  view.version += 1;
  view.ended_at = kServerTime + 9'999;
  view.answered_at = kServerTime + 9'000;
  end_view(view, EndReason::Failed);
  phone.feed_view(view);
  phone.feed(input::CommandRefused{CommandKind::Leave,
                                   Error{ErrorCode::CallEnded, "c1", EndReason::RemoteHangup}});
  expect_unchanged(before, phone.call);
}

}  // namespace
}  // namespace ringline
