// Token, socket, hello, back-off, heart-beat, sleep, two pages of one device (design 11.4, 11.12).
#include <gtest/gtest.h>

#include <set>

#include "desk.h"

namespace ringline {
namespace {

using namespace ringline::testing;

TEST(Connect, SaysHelloWhenBothTokenAndSocketAreThereInAnyOrder) {
  for (bool token_first : {true, false}) {
    Desk desk = connecting_desk();
    const input::Token token{desk.session.generation, "token"};
    const input::SocketOpened opened{desk.session.generation};
    if (token_first) desk.feed(token);
    if (!token_first) desk.feed(opened);
    EXPECT_TRUE(desk.did<effect::SendHello>().empty());
    if (token_first) desk.feed(opened);
    if (!token_first) desk.feed(token);
    EXPECT_EQ(desk.did<effect::SendHello>().size(), 1U);
    EXPECT_TRUE(desk.session.token.empty()) << "not kept";
  }
}

TEST(Connect, SettlesOnceWelcomedAndAtOnceWhenOnline) {
  Desk desk = online();
  EXPECT_EQ(desk.settlements(1), 1U);
  EXPECT_EQ(desk.session.user_id, "me");
  desk.feed(input::Connect{9});
  EXPECT_FALSE(desk.settled(9).has_value());
  EXPECT_TRUE(desk.did<effect::OpenSocket>().empty());
}

TEST(Connect, GivesUpThePromiseInTimeAndGoesOnTrying) {
  Desk desk = connecting_desk();
  desk.wait(Policy{}.command_timeout_ms);
  EXPECT_EQ(desk.settled(1)->code, ErrorCode::Timeout);
  EXPECT_EQ(desk.did<effect::CloseSocket>().size(), 1U) << "this socket is dead";
  desk.close();
  EXPECT_EQ(desk.session.connection, ConnectionState::Waiting);
  desk.wake();
  EXPECT_EQ(desk.session.connection, ConnectionState::Connecting);
}

TEST(Connect, IsAbortedByDisconnect) {
  Desk desk = connecting_desk();
  const std::int64_t old = desk.session.generation;
  desk.feed(input::Disconnect{2});
  EXPECT_EQ(desk.settled(1)->code, ErrorCode::Offline);
  EXPECT_FALSE(desk.settled(2).has_value());
  EXPECT_EQ(desk.session.connection, ConnectionState::Offline);
  EXPECT_EQ(desk.did<effect::CloseSocket>().at(0).generation, old);
  desk.feed(input::SocketOpened{old}).feed(input::Token{old, "late"});
  desk.feed(input::SocketClosed{old, 1006, 0.5});
  EXPECT_TRUE(desk.did<effect::SendHello>().empty());
  EXPECT_EQ(desk.session.connection, ConnectionState::Offline);
  EXPECT_FALSE(next_deadline(desk.session).has_value());
}

TEST(Disconnect, NeverRejectsEvenWhenThereIsNothing) {
  Desk desk = configured();
  desk.feed(input::Disconnect{2});
  EXPECT_FALSE(desk.settled(2).has_value());
}

TEST(Disconnect, HangsUpWhatWasAcceptedAndLetsRingsRingElsewhere) {
  Desk desk = desk_with(CallState::Connected, Direction::Incoming);
  desk.feed(input::Disconnect{2});
  EXPECT_EQ(desk.sent(CommandKind::Leave).size(), 1U);
  EXPECT_EQ(desk.call().state, CallState::Ended);
  Desk rings = desk_with(CallState::Ringing, Direction::Incoming);
  rings.feed(input::Disconnect{2});
  EXPECT_TRUE(rings.did<effect::SendCommand>().empty());
  EXPECT_EQ(rings.call().state, CallState::Ended);
}

TEST(BackOff, DoublesWithFullJitterUpToItsBound) {
  for (double random : {0.0, 0.25, 0.5, 0.999}) {
    Desk desk = online();
    Millis bound = 2 * limits::kBackoffFirstMs;
    for (int attempt = 0; attempt < 12; ++attempt) {
      desk.close(1006, random);
      ASSERT_EQ(desk.session.connection, ConnectionState::Waiting);
      const Millis wait = *desk.session.retry_at - desk.now;
      EXPECT_EQ(wait, static_cast<Millis>(random * static_cast<double>(bound)));
      desk.wait(wait);
      ASSERT_EQ(desk.session.connection, ConnectionState::Connecting);
      bound = std::min(2 * bound, limits::kBackoffMostMs);
    }
    desk.reconnect();
    desk.close(1006, random);
    EXPECT_LE(*desk.session.retry_at - desk.now, 2 * limits::kBackoffFirstMs) << "starts anew";
  }
}

TEST(BackOff, IsCutShortByANetworkThatIsBack) {
  Desk desk = offline_after_online();
  desk.feed(input::NetworkOnline{});
  EXPECT_EQ(desk.session.connection, ConnectionState::Connecting);
  EXPECT_FALSE(desk.session.retry_at.has_value());
}

TEST(BackOff, ATokenThatCannotBeFetchedIsToldAndTriedAgain) {
  Desk desk = connecting_desk();
  desk.feed(input::TokenFailed{desk.session.generation});
  ASSERT_EQ(desk.did<effect::Report>().size(), 1U);
  EXPECT_EQ(desk.did<effect::Report>()[0].error.code, ErrorCode::TokenInvalid);
  desk.close(1000);
  EXPECT_EQ(desk.session.connection, ConnectionState::Waiting);
}

TEST(Refused, DoesNotComeBackByItself) {
  struct Case {
    std::int64_t code;
    ErrorCode said;
    ConnectionState state;
  };
  for (const Case& one : {Case{4401, ErrorCode::TokenInvalid, ConnectionState::Refused},
                          Case{4403, ErrorCode::Forbidden, ConnectionState::Refused},
                          Case{4409, ErrorCode::DeviceInUse, ConnectionState::InUse},
                          Case{4410, ErrorCode::DeviceInUse, ConnectionState::Fenced}}) {
    Desk desk = connecting_desk();
    desk.frame(frame::Goodbye{one.said});
    desk.close(one.code);
    EXPECT_EQ(desk.session.connection, one.state);
    EXPECT_EQ(desk.settled(1)->code, one.said);
    EXPECT_EQ(desk.did<effect::Connection>().at(0).error->code, one.said);
    EXPECT_FALSE(next_deadline(desk.session).has_value());
    desk.feed(input::NetworkOnline{});
    EXPECT_EQ(desk.session.connection, one.state);
  }
}

TEST(Refused, InMidCallEndsEveryCallHereAtOnce) {  // inv. 34: revoked
  for (const std::int64_t code : {4401, 4403}) {
    Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
    desk.frame(frame::Goodbye{ErrorCode::TokenInvalid});
    EXPECT_EQ(desk.call().state, CallState::Connected);
    desk.close(code);
    EXPECT_EQ(desk.call().end_reason, EndReason::Failed);
    EXPECT_EQ(desk.call().failure, FailureCategory::Auth);
    EXPECT_EQ(desk.did<effect::ClosePeer>().size(), 1U);
    EXPECT_EQ(desk.did<effect::ReleaseMedia>().size(), 1U);
    EXPECT_EQ(desk.session.connection, ConnectionState::Refused);
    EXPECT_TRUE(desk.session.pending.empty()) << "nothing more is said in this user's name";
    Desk rings = desk_with(CallState::Ringing, Direction::Incoming);
    rings.close(code);
    EXPECT_EQ(rings.call().end_reason, EndReason::Missed);
  }
}

TEST(Refused, InMidCallForATokenThatOnlyExpiredCutsNothing) {  // inv. 34: media goes on
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  desk.frame(frame::Goodbye{ErrorCode::TokenExpired});
  desk.close(4401);
  EXPECT_EQ(desk.call().state, CallState::Connected);
  EXPECT_TRUE(desk.did<effect::ClosePeer>().empty());
  desk.wake();
  EXPECT_EQ(desk.did<effect::GetToken>().size(), 1U) << "a fresh one";
}

TEST(Refused, ExceptForATokenThatOnlyExpired) {
  Desk desk = connecting_desk();
  desk.frame(frame::Goodbye{ErrorCode::TokenExpired});
  desk.close(4401);
  EXPECT_EQ(desk.session.connection, ConnectionState::Waiting);
  desk.wake();
  EXPECT_EQ(desk.did<effect::GetToken>().size(), 1U) << "a fresh one";
}

TEST(Refused, ComesBackWhenTheServerStops) {
  Desk desk = online();
  desk.close(4503);
  EXPECT_EQ(desk.session.connection, ConnectionState::Waiting);
}

TEST(TwoPages, TheFencedOneEndsItsCallsAndNeverReconnects) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  desk.close(4410);
  EXPECT_EQ(desk.session.connection, ConnectionState::Fenced);
  EXPECT_EQ(desk.call().end_reason, EndReason::Replaced);
  EXPECT_TRUE(desk.session.pending.empty());
}

TEST(TwoPages, UseHereTakesTheOtherOver) {
  Desk desk = connecting_desk();
  desk.close(4409);
  desk.feed(input::TakeOver{5});
  desk.feed(input::SocketOpened{desk.session.generation});
  desk.feed(input::Token{desk.session.generation, "token"});
  ASSERT_EQ(desk.did<effect::SendHello>().size(), 1U);
  EXPECT_TRUE(desk.did<effect::SendHello>()[0].take_over);
  desk.welcome();
  EXPECT_FALSE(desk.settled(5).has_value());
  EXPECT_FALSE(desk.session.take_over) << "once: the next hello is a plain one";
}

TEST(HeartBeat, ASilentSocketIsDead) {
  Desk desk = online();
  desk.wait(limits::kSilenceMs - 1);
  EXPECT_TRUE(desk.did<effect::CloseSocket>().empty());
  desk.frame(frame::Ping{7, kServerTime, 0});
  ASSERT_EQ(desk.did<effect::SendPong>().size(), 1U);
  EXPECT_EQ(desk.did<effect::SendPong>()[0].at, 7);
  desk.wait(limits::kSilenceMs - 1);
  EXPECT_TRUE(desk.did<effect::CloseSocket>().empty());
  desk.wait(1);
  ASSERT_EQ(desk.did<effect::CloseSocket>().size(), 1U);
  desk.close(4000);
  EXPECT_EQ(desk.session.connection, ConnectionState::Waiting);
}

TEST(Sleep, ProbesTheSocketWithinTwoSeconds) {
  Desk desk = online();
  desk.now += 3'600'000;
  desk.feed(input::Woke{});
  EXPECT_EQ(desk.sent(CommandKind::Sync).size(), 1U);
  EXPECT_LE(*next_deadline(desk.session), desk.now + limits::kWakeProbeMs);
  desk.wait(limits::kWakeProbeMs);
  EXPECT_EQ(desk.did<effect::CloseSocket>().size(), 1U);
}

// What lay in the buffer while the page slept would set the clock back, and let it ring too long.
TEST(Sleep, OldNewsOfTheServersClockAreNotBelieved) {
  Desk desk = online();
  const Millis offset = desk.session.server_offset;
  desk.now += 20'000;
  desk.frame(frame::Ping{7, kServerTime + 1'000, 0});
  EXPECT_EQ(desk.session.server_offset, offset);
  EXPECT_EQ(desk.sent(CommandKind::Sync).size(), 1U) << "it is asked how late it is";
  desk.frame(frame::Ping{8, kServerTime + 2'000, 0});
  EXPECT_TRUE(desk.sent(CommandKind::Sync).empty()) << "once";
}

// Its clock stood still while it slept: a ring that began before lasts as long as the server says.
TEST(Sleep, ARingThatIsHeardLateEndsWhenTheServersClockIsKnown) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  const Millis deadline = desk.call().view.ring_deadline;
  desk.frame(frame::Ping{7, deadline - 3'000, 0});
  EXPECT_EQ(desk.call().state, CallState::Ringing);
  desk.wait(2'999);
  EXPECT_EQ(desk.call().state, CallState::Ringing);
  desk.wait(1);
  EXPECT_EQ(desk.call().state, CallState::Silenced);
}

TEST(Sleep, ARingThatIsOverByTheServersClockIsOverAtOnce) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  desk.frame(frame::Ping{7, desk.call().view.ring_deadline + 1, 0});
  EXPECT_EQ(desk.call().state, CallState::Silenced);
}

TEST(Clock, OfAServerThatWasSetBackIsFollowed) {
  Desk desk = online();
  const Millis offset = desk.session.server_offset;
  desk.frame(frame::Ping{7, desk.now + offset - 4'000, 0});
  EXPECT_EQ(desk.session.server_offset, offset - 4'000);
}

TEST(Token, IsRenewedOverTheOpenConnection) {
  Desk desk = online();
  desk.frame(frame::TokenExpiring{});
  ASSERT_EQ(desk.did<effect::GetToken>().size(), 1U);
  EXPECT_TRUE(desk.did<effect::GetToken>()[0].renew);
  desk.feed(input::Token{desk.session.generation, "fresh"});
  ASSERT_EQ(desk.sent(CommandKind::Renew).size(), 1U);
  EXPECT_EQ(desk.sent(CommandKind::Renew)[0].command.token, "fresh");
  desk.feed(input::TokenFailed{desk.session.generation});
  EXPECT_EQ(desk.session.connection, ConnectionState::Online) << "media goes on (inv. 34)";
}

TEST(Generation, LateResultsOfAnOldSocketAreDropped) {
  Desk desk = offline_after_online();
  const std::int64_t old = desk.session.generation;
  desk.feed(input::NetworkOnline{});
  const Session before = desk.session;
  desk.feed(input::SocketOpened{old}).feed(input::Token{old, "old"});
  desk.feed(input::SocketClosed{old, 4410, 0});
  EXPECT_EQ(desk.session, before);
  CallView view = view_of(Direction::Incoming, RecordState::Ringing, 1);
  desk.feed(input::FrameReceived{old, frame::Event{1, {view, std::nullopt}}, {}});
  EXPECT_FALSE(desk.holds()) << "a fenced connection's frames (inv. 25)";
  EXPECT_EQ(desk.session.ignored, before.ignored + 1);
}

TEST(Clock, NeverGoesBackwards) {
  Desk desk = online();
  desk.wait(10'000);
  const Session before = desk.session;
  desk.now = 3;
  desk.feed(input::TimePassed{});
  EXPECT_EQ(desk.session, before);
}

TEST(Clock, AfterTheTimerHasFiredTheNextOneLiesAhead) {
  // Else the host would spin. Every situation here is left alone for an hour, offline.
  for (std::size_t i = 0; i < kCallStates; ++i) {
    for (Direction direction : {Direction::Outgoing, Direction::Incoming}) {
      const auto state = static_cast<CallState>(i);
      if (!exists(state, direction)) continue;
      SCOPED_TRACE(name_of(state));
      Desk desk = desk_with(state, direction);
      desk.feed_call(input::HangUp{3, {}});
      for (const Pending& pending : std::vector<Pending>(desk.session.pending)) {
        desk.reply_error(pending.id, ErrorCode::TryLater);
      }
      desk.close();
      int stuck = 0;
      for (int turns = 0; turns < 500 && next_deadline(desk.session); ++turns) {
        const Millis before = desk.now;
        desk.wake();
        stuck = desk.now > before ? 0 : stuck + 1;
        ASSERT_LT(stuck, 3);
        if (desk.session.connection == ConnectionState::Connecting) desk.close(1006, 0.9);
      }
      // Forgotten in the end, but not before the switchboard has heard that we left.
      EXPECT_EQ(desk.holds(), !desk.session.pending.empty());
    }
  }
}

}  // namespace
}  // namespace ringline
