// Time and ends: rings, deadlines, clocks (inv. 2, 18, 19, 20), and that nothing waits for ever
// (design 11.11).
#include "client/call.h"

#include <gtest/gtest.h>

#include "ladder.h"

namespace ringline {
namespace {

using namespace ringline::testing;

TEST(Ring, PastItsDeadlineGoesSilentWithoutANetworkAndEndsAfterTheGrace) {
  Phone phone = ringing(30'000);
  EXPECT_EQ(next_deadline(phone.call), phone.around.now + 30'000);
  phone.wait(29'999);
  EXPECT_EQ(phone.call.state, CallState::Ringing);
  phone.wait(1);
  EXPECT_EQ(phone.call.state, CallState::Silenced);
  EXPECT_TRUE(phone.effects.empty());
  phone.wake();
  EXPECT_EQ(phone.call.end_reason, EndReason::Missed);
  EXPECT_FALSE(phone.call.confirmed);
  EXPECT_EQ(phone.around.now, 1'000 + 30'000 + Policy{}.reconnect_grace_ms);
}

TEST(Ring, IsSilencedBeforeTheTimerIfTheWakeUpIsLate) {
  Phone phone = ringing(30'000);
  phone.wait(500'000);  // a throttled tab
  EXPECT_EQ(phone.call.state, CallState::Silenced);
  phone.wake();
  EXPECT_EQ(phone.call.state, CallState::Ended);
}

TEST(Ring, WithLessThanHalfASecondLeftNeverRings) {
  for (Millis life : {Millis{499}, Millis{1}, Millis{0}, Millis{-60'000}}) {
    Phone phone = ringing(life);
    EXPECT_EQ(phone.call.state, CallState::Silenced);
    EXPECT_EQ(phone.ever<effect::Incoming>(), 0U);
    EXPECT_EQ(phone.ever<Command>(), 0U) << "the caller is not told that it rings";
    phone.wake();
    phone.wake();
    EXPECT_EQ(phone.call.state, CallState::Ended) << "and it does not stay";
  }
  Phone phone = ringing(limits::kMinimumRingMs);
  EXPECT_EQ(phone.ever<effect::Incoming>(), 1U);
}

TEST(Ring, NeverOutlivesThePolicyWhateverTheClocksSay) {
  Phone phone = ringing(10'000'000);
  EXPECT_EQ(next_deadline(phone.call), phone.around.now + Policy{}.ring_timeout_ms);
}

TEST(Ring, ThatTheCallerNeverHearsTheEndOfGivesUpTwoSecondsAfterTheDeadline) {
  Phone phone = calling();
  EXPECT_EQ(next_deadline(phone.call), phone.around.now + 32'000) << "the server may speak first";
  phone.wake();
  EXPECT_EQ(phone.call.end_reason, EndReason::NoResponse);
  EXPECT_EQ(phone.sent(CommandKind::Leave).size(), 1U);
}

TEST(Ring, AfterSleepIsHushedUntilTheRecordConfirmsIt) {
  Phone phone = ringing(30'000);
  phone.feed(input::Woke{});
  EXPECT_TRUE(phone.call.hushed);
  EXPECT_EQ(phone.call.state, CallState::Ringing);
  phone.around.now += 5'000;
  phone.feed_view(phone.call.view, true);
  EXPECT_FALSE(phone.call.hushed);
  EXPECT_EQ(next_deadline(phone.call), phone.around.now + 25'000);
}

TEST(Ring, IsAnsweredBySilencedOnesToo) {
  Phone phone = ringing(30'000);
  phone.wait(30'000);
  phone.feed(accept(8));
  EXPECT_EQ(phone.call.state, CallState::Accepting) << "the record decides whether it is too late";
}

TEST(Dial, ThatTheSwitchboardNeverPlacesEndsByItself) {
  Phone phone = placing();
  phone.feed_view(view_of(Direction::Outgoing, RecordState::Placing, 1));
  EXPECT_EQ(phone.call.state, CallState::Placing);
  phone.wake();
  EXPECT_EQ(phone.call.end_reason, EndReason::Failed);
  EXPECT_EQ(phone.sent(CommandKind::Leave).size(), 1U);
  EXPECT_EQ(phone.did<effect::Placed>().size(), 1U);
}

TEST(Dial, WhoseOfferNeverComesEndsByItselfAndSaysNothing) {
  Phone phone = dialled();
  phone.wake();
  EXPECT_EQ(phone.call.state, CallState::Ended);
  EXPECT_EQ(phone.ever<Command>(), 0U);
}

TEST(Dial, CarriesTheShorterRingOnlyWhenItIsShorter) {
  for (const auto& [asked, sent] : {std::pair{10'000, true}, std::pair{90'000, false}}) {
    Phone phone;
    input::Dial dialling = dial_to({"peer"});
    dialling.policy.ring_timeout_ms = asked;
    Step result = dial(dialling, "dev-m", "inc-m", phone.around);
    phone.call = std::move(result.call);
    phone.feed(input::OfferCreated{"c1#1", 1, kOffer});
    ASSERT_EQ(phone.sent(CommandKind::Invite).size(), 1U);
    EXPECT_EQ(phone.sent(CommandKind::Invite)[0].policy.ring_timeout_ms.has_value(), sent);
  }
}

TEST(Dial, WithoutEarlyOffersKeepsTheOfferForTheWinner) {
  Policy policy;
  policy.early_offer = false;
  Phone phone = calling(policy);
  EXPECT_TRUE(commands(phone.history, CommandKind::Invite)[0].sdp.empty());
  phone.feed(input::LocalCandidate{phone.link().link_id, candidate("host", "Uoffer")}).wait(1'000);
  EXPECT_EQ(phone.ever<effect::SendSignal>(), 0U) << "the record parks none without the offer";
  CallView view = view_of(Direction::Outgoing, RecordState::Active, 2);
  join_peer(view);
  phone.feed_view(view);
  const auto signals = phone.did<effect::SendSignal>();
  ASSERT_EQ(signals.size(), 2U);
  EXPECT_EQ(signals[0].signal.candidates.size(), 1U);
  EXPECT_EQ(signals[1].signal.type, DescriptionType::Offer);
  EXPECT_EQ(signals[1].signal.to_leg, "leg-p");
}

TEST(Connect, WithoutMediaInTimeFailsWithTheCategory) {
  for (Direction direction : {Direction::Outgoing, Direction::Incoming}) {
    Phone phone = connecting(direction);
    const Millis since = phone.around.now;
    for (int tries = 0; tries < 10 && !phone.call.end_reason; ++tries) phone.wake();  // restarts
    EXPECT_EQ(phone.around.now, since + Policy{}.connect_timeout_ms);
    EXPECT_EQ(phone.call.end_reason, EndReason::Failed);
    EXPECT_EQ(phone.call.failure, FailureCategory::Ice);
    ASSERT_EQ(phone.sent(CommandKind::Leave).size(), 1U);
    EXPECT_EQ(phone.sent(CommandKind::Leave)[0].because, LeaveCause::NoMedia);
  }
}

TEST(Ended, IsForgottenInTheEndConfirmedOrNot) {
  Phone phone = ended(Direction::Outgoing);
  EXPECT_EQ(next_deadline(phone.call), phone.around.now + 2 * 30'000 + 10'000) << "design 11.11";
  CallView view = phone.call.view;
  view.version += 1;
  end_view(view, EndReason::Hangup);
  phone.feed_view(view);
  EXPECT_EQ(next_deadline(phone.call), phone.around.now + 60'000);
  phone.wake();
  EXPECT_EQ(phone.did<effect::Forget>().size(), 1U);
  EXPECT_FALSE(next_deadline(phone.call).has_value());
}

TEST(Ended, MissedCallIsToldWithoutEverRinging) {
  Phone phone;
  CallView view = view_of(Direction::Incoming, RecordState::Ended, 4);
  end_view(view, EndReason::RemoteCancelled);
  Step result = appear({view, std::nullopt, false}, "dev-m", "inc-m", phone.around);
  EXPECT_EQ(result.call.state, CallState::Ended);
  EXPECT_TRUE(result.call.confirmed);
  EXPECT_TRUE(all_of<effect::Incoming>(result.effects).empty());
  EXPECT_EQ(all_of<effect::Ended>(result.effects).size(), 1U);
  EXPECT_EQ(all_of<effect::ReleaseMedia>(result.effects).size(), 1U);
}

TEST(Deadline, IsTheEarliestOfAllAndAnEarlyWakeUpDoesNothing) {
  for (std::size_t i = 0; i < kCallStates; ++i) {
    for (Direction direction : {Direction::Outgoing, Direction::Incoming}) {
      const auto state = static_cast<CallState>(i);
      if (!exists(state, direction)) continue;
      SCOPED_TRACE(name_of(state));
      Phone phone = in_state(state, direction);
      if (const std::optional<Millis> deadline = next_deadline(phone.call)) {
        ASSERT_GT(*deadline, phone.around.now);
        const Call before = phone.call;
        phone.wait(*deadline - phone.around.now - 1);
        EXPECT_EQ(phone.call, before);
        EXPECT_TRUE(phone.effects.empty());
      }
      // Nothing waits for ever: left alone, all but an earlier page's call come to an end.
      for (int turns = 0; turns < 40 && next_deadline(phone.call); ++turns) phone.wake();
      const bool over = phone.call.state == CallState::Ended;
      EXPECT_EQ(over, state != CallState::Rejoinable && state != CallState::Connected);
    }
  }
}

TEST(Clock, ShiftedByTenYearsEitherWayChangesNothing) {
  constexpr Millis kTenYears = 315'576'000'000;
  const auto play = [](Millis shift) {
    Phone phone;
    phone.around.now += kTenYears + shift;
    phone.around.server_offset -= kTenYears + shift;
    CallView view = view_of(Direction::Incoming, RecordState::Ringing, 1);
    Step result = appear({view, std::nullopt, false}, "dev-m", "inc-m", phone.around);
    phone.call = std::move(result.call);
    std::string story;
    for (int turns = 0; turns < 3; ++turns) {
      const Millis before = phone.around.now;
      phone.wake();
      story += std::to_string(phone.around.now - before) + std::string(name_of(phone.call.state)) +
               std::to_string(phone.call.ended_at.value_or(0)) + ' ';
    }
    return story;
  };
  EXPECT_EQ(play(0), play(kTenYears));
  EXPECT_EQ(play(0), play(-kTenYears));
}

// The server's clock leapt, and a page that has not heard of it yet is told of the same ring again.
TEST(Clock, ThatLeaptMakesNoRingLonger) {
  Phone phone = ringing(20'000);
  const Millis end = next_deadline(phone.call).value();
  phone.wait(5'000);
  CallView view = phone.call.view;
  view.version += 1;
  view.ring_deadline += 4'000;
  phone.feed_view(view);
  EXPECT_EQ(next_deadline(phone.call), end);
  view.version += 1;
  view.ring_deadline -= 8'000;
  phone.feed_view(view);
  EXPECT_EQ(next_deadline(phone.call), end - 4'000);
}

}  // namespace
}  // namespace ringline
