// Commands under way (inv. 21, design 11.3): kept until answered, sent again with the same id, dead
// with their purpose.
#include <gtest/gtest.h>

#include "desk.h"

namespace ringline {
namespace {

using namespace ringline::testing;

CommandId only_id(const std::vector<effect::SendCommand>& commands) {
  EXPECT_EQ(commands.size(), 1U);
  return commands.empty() ? CommandId() : commands[0].id;
}

void make_offer(Desk& desk) {
  desk.feed(input::ForLink{"c1#1", input::OfferCreated{"c1#1", 1, kOffer}});
}

TEST(Command, IsSentAgainWithTheSameIdOverTheNextConnection) {
  Desk desk = online();
  desk.dial();
  make_offer(desk);
  const CommandId id = only_id(desk.sent(CommandKind::Invite));
  desk.close();
  desk.reconnect();
  EXPECT_EQ(only_id(desk.sent(CommandKind::Invite)), id);
  desk.close();
  desk.reconnect();
  EXPECT_EQ(only_id(desk.sent(CommandKind::Invite)), id);
  frame::Reply reply;
  reply.id = id;
  reply.call = frame::SnapshotEntry{view_of(Direction::Outgoing, RecordState::Ringing, 1), {}};
  desk.frame(reply);
  EXPECT_EQ(desk.call().state, CallState::Calling);
  const std::int64_t ignored = desk.session.ignored;
  desk.frame(reply);
  EXPECT_EQ(desk.session.ignored, ignored + 1) << "a second reply is nobody's";
  desk.close();
  desk.reconnect();
  EXPECT_TRUE(desk.sent(CommandKind::Invite).empty());
}

// A ping tells of an event that never came: each time the server is asked what there is.
void miss_an_event(Desk& desk) {
  desk.frame(frame::Ping{1, kServerTime + desk.now - 1'000, desk.session.seq + 1});
}

TEST(Command, IdsNeverRepeat) {
  Desk desk = online();
  std::vector<CommandId> ids;
  for (int i = 0; i < 5; ++i) {
    miss_an_event(desk);
    ids.push_back(only_id(desk.sent(CommandKind::Sync)));
    EXPECT_TRUE(is_minted_id(ids.back()));
  }
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
}

TEST(Command, WithoutAReplyTimesOutAndOneThatNeverWentOutIsOffline) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  desk.feed_call(accept(8));
  ASSERT_EQ(desk.sent(CommandKind::Accept).size(), 1U);
  desk.wait(Policy{}.command_timeout_ms);
  EXPECT_EQ(desk.settled(8)->code, ErrorCode::Timeout);

  Desk away = desk_with(CallState::Ringing, Direction::Incoming);
  away.close();
  away.feed_call(accept(8));
  away.feed(input::ForLink{"c1#1", input::AnswerCreated{"c1#1", 1, kAnswer}});
  away.wait(Policy{}.command_timeout_ms);
  EXPECT_EQ(away.settled(8)->code, ErrorCode::Offline);
  EXPECT_EQ(away.call().state, CallState::Ringing) << "it certainly was not taken: try again";
}

TEST(Accept, ThatCouldNotGoOutYetTakesTheAnswerAlong) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  desk.close();
  desk.feed_call(accept(8));
  desk.feed(input::ForLink{"c1#1", input::AnswerCreated{"c1#1", 1, kAnswer}});
  EXPECT_TRUE(desk.did<effect::SendSignal>().empty());
  EXPECT_FALSE(desk.call().links.front().restart_wanted) << "nothing was lost";
  desk.reconnect();
  ASSERT_EQ(desk.sent(CommandKind::Accept).size(), 1U);
  EXPECT_EQ(desk.sent(CommandKind::Accept)[0].command.sdp, kAnswer);
}

TEST(Accept, ThatIsSentAgainTakesTheAnswerAlong) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  desk.feed_call(accept(8));
  EXPECT_TRUE(desk.sent(CommandKind::Accept)[0].command.sdp.empty());
  desk.feed(input::ForLink{"c1#1", input::AnswerCreated{"c1#1", 1, kAnswer}});
  EXPECT_EQ(desk.did<effect::SendSignal>().size(), 1U);
  desk.close();
  desk.reconnect();
  ASSERT_EQ(desk.sent(CommandKind::Accept).size(), 1U);
  EXPECT_EQ(desk.sent(CommandKind::Accept)[0].command.sdp, kAnswer);
}

// The accept may have come through: then it is answered from memory, and the answer is not read.
TEST(Accept, WhoseAnswerWasMadeWhileAwaySaysItAgainWithTheSnapshot) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  desk.feed_call(accept(8));
  const LegId leg = desk.call().leg_id;
  desk.close();
  desk.feed(input::ForLink{"c1#1", input::AnswerCreated{"c1#1", 1, kAnswer}});
  CallView view = view_of(Direction::Incoming, RecordState::Active, 2);
  view.offer.reset();
  join_me(view);
  join_peer(view);
  view.you.leg_id = leg;
  desk.reconnect({{{view, std::nullopt}}, {}});
  const auto signals = desk.did<effect::SendSignal>();
  ASSERT_EQ(signals.size(), 1U);
  EXPECT_EQ(signals[0].signal.sdp, kAnswer);
  EXPECT_EQ(signals[0].signal.negotiation, 1);
  EXPECT_TRUE(desk.did<effect::CreateOffer>().empty()) << "nothing else was lost";
}

TEST(Command, ThatThereIsNoRoomForIsRefusedAfterAllThatItsCallDid) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  Command waiting;
  waiting.kind = CommandKind::Ringing;
  waiting.call_id = "other";
  Pending pending;
  pending.command = waiting;
  pending.deadline = desk.now + 60'000;
  while (desk.session.pending.size() < limits::kPendingCommands) {
    desk.session.pending.push_back(pending);
  }
  desk.feed_call(accept(8));
  EXPECT_EQ(desk.settled(8)->code, ErrorCode::LimitReached);
  EXPECT_TRUE(desk.call().links.empty());
  const auto last = [&desk](const auto& is) {
    const auto found = std::find_if(desk.effects.rbegin(), desk.effects.rend(), is);
    return desk.effects.rend() - found;
  };
  EXPECT_GT(last([](const Effect& one) { return std::holds_alternative<effect::ClosePeer>(one); }),
            last([](const Effect& one) { return std::holds_alternative<effect::OpenPeer>(one); }))
      << "nothing is left open";
}

TEST(Dial, ThatEndedBeforeItWasSentIsNeverFlushed) {
  Desk desk = offline_after_online();
  desk.dial();
  make_offer(desk);
  ASSERT_EQ(desk.session.pending.size(), 1U);
  desk.feed_call(input::HangUp{7, {}});
  EXPECT_FALSE(desk.settled(7).has_value());
  EXPECT_EQ(desk.call().end_reason, EndReason::Cancelled);
  EXPECT_TRUE(desk.session.pending.empty());
  desk.reconnect();
  EXPECT_TRUE(desk.did<effect::SendCommand>().empty());
}

TEST(Dial, ThatMayHaveArrivedIsCancelledOverTheNextConnection) {
  Desk desk = online();
  desk.dial();
  make_offer(desk);
  desk.close();
  desk.feed_call(input::HangUp{7, {}});
  desk.reconnect();
  EXPECT_EQ(desk.sent(CommandKind::Leave).size(), 1U);
}

TEST(HangUp, IsRepeatedUntilTheServerTakesIt) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  desk.feed_call(input::HangUp{7, {}});
  const CommandId id = only_id(desk.sent(CommandKind::Leave));
  desk.reply_error(id, ErrorCode::TryLater);
  EXPECT_EQ(desk.session.pending.size(), 1U);
  desk.wait(1'000);
  EXPECT_EQ(only_id(desk.sent(CommandKind::Leave)), id);
  desk.reply_error(id, ErrorCode::CallEnded, EndReason::RemoteHangup);
  EXPECT_TRUE(desk.session.pending.empty());
  EXPECT_EQ(desk.call().end_reason, EndReason::RemoteHangup);
  EXPECT_EQ(desk.did<effect::Happened>().size(), 1U);
}

// However long the server is away, the call must not come back with it (inv. 28, 30).
TEST(HangUp, OfflineIsNotForgottenHoweverLongTheOutageLasts) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  desk.close();
  desk.feed_call(input::HangUp{7, {}});
  for (int lives = 0; lives < 5; ++lives) desk.wait(2 * Policy{}.reconnect_grace_ms + 10'000);
  ASSERT_EQ(desk.session.pending.size(), 1U);
  EXPECT_EQ(desk.session.pending.front().command.kind, CommandKind::Leave);
  EXPECT_EQ(desk.call().state, CallState::Ended) << "still known, so that no view revives it";
}

// A server that has lost its data knows no such call: without the proof that there was one, the
// leave would bury the call for all (design 11.2, 11.3).
TEST(HangUp, ShowsItsSealToAServerThatLostItsDataAndToNoOther) {
  for (const std::string epoch : {"e1", "e2"}) {
    Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
    CallView view = desk.call().view;
    view.version += 1;
    desk.frame(frame::Event{desk.session.seq + 1, {view, Seal{"claims", "mac"}}});
    desk.close();
    desk.feed_call(input::HangUp{7, {}});
    desk.reconnect({}, epoch);
    const auto sent = desk.sent(CommandKind::Leave);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].command.seal.claims, epoch == "e2" ? "claims" : "");
  }
}

TEST(Accept, UnderANewEpochIsRepeatedUntilTheRecordMayBeBack) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  desk.feed_call(accept(7));
  desk.close();
  desk.feed_call(input::AnswerCreated{desk.call().links.at(0).link_id,
                                      desk.call().links.at(0).operation, kAnswer});
  desk.reconnect({}, "e2");
  const CommandId id = only_id(desk.sent(CommandKind::Accept));
  desk.reply_error(id, ErrorCode::UnknownCall);
  EXPECT_EQ(desk.call().state, CallState::Accepting);
  desk.wait(1'000);
  EXPECT_EQ(only_id(desk.sent(CommandKind::Accept)), id);
}

// A connection may be dead for long before that is found out.
TEST(HangUp, UnansweredOverADeadConnectionGoesOutOverTheNext) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  desk.feed_call(input::HangUp{7, {}});
  const CommandId id = only_id(desk.sent(CommandKind::Leave));
  desk.wait(2 * Policy{}.reconnect_grace_ms + 10'000);
  desk.close();
  desk.reconnect();
  EXPECT_EQ(only_id(desk.sent(CommandKind::Leave)), id);
}

// The record comes back only when a joined leg has re-asserted it (design 11.2): until then nobody
// knows the call, and the decline must not be lost over that.
TEST(Decline, UnderANewEpochIsRepeatedUntilTheRecordMayBeBack) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  desk.close();
  desk.feed_call(input::Decline{0, {}, {}});
  desk.reconnect({}, "e2");
  const CommandId id = only_id(desk.sent(CommandKind::Decline));
  desk.reply_error(id, ErrorCode::UnknownCall);
  desk.wait(1'000);
  EXPECT_EQ(only_id(desk.sent(CommandKind::Decline)), id);
  desk.wait(Policy{}.reconnect_grace_ms);
  desk.reply_error(id, ErrorCode::UnknownCall);
  EXPECT_TRUE(desk.session.pending.empty()) << "nobody brought it back";
}

// A promise never hangs (R23), though the command goes on waiting.
TEST(Decline, OfflineGivesUpItsPromiseAndNotItself) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  desk.close();
  desk.feed_call(input::Decline{7, {}, {}});
  desk.wait(2 * Policy{}.reconnect_grace_ms + 10'000);
  EXPECT_EQ(desk.session.pending.size(), 1U);
  const auto settled = desk.did<effect::Settle>();
  ASSERT_FALSE(settled.empty());
  EXPECT_EQ(settled.back().request, 7);
  ASSERT_TRUE(settled.back().error);
  EXPECT_EQ(settled.back().error->code, ErrorCode::Offline);
}

TEST(HangUp, SettlesAnAcceptThatNeverWentOut) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  desk.close();
  desk.feed_call(accept(8));
  desk.feed(input::ForLink{"c1#1", input::AnswerCreated{"c1#1", 1, kAnswer}});
  desk.feed_call(input::HangUp{9, {}});
  EXPECT_EQ(desk.settlements(8), 1U);
  EXPECT_EQ(desk.settled(8)->code, ErrorCode::CallEnded);
  EXPECT_EQ(desk.settled(8)->end_reason, EndReason::Hangup);
  desk.reconnect();
  EXPECT_TRUE(desk.sent(CommandKind::Accept).empty());
  EXPECT_EQ(desk.sent(CommandKind::Leave).size(), 1U);
}

TEST(State, OnlyTheLastOneIsKeptWhileOffline) {
  Desk desk = desk_with(CallState::Connected, Direction::Incoming);
  desk.close();
  for (int i = 0; i < 5; ++i) desk.feed_call(input::SetMicrophone{0, i % 2 == 0});
  ASSERT_EQ(desk.session.pending.size(), 1U);
  EXPECT_EQ(desk.session.pending[0].command.report.microphone, DeviceState::On);
}

TEST(State, ThatWaitsToBeSentAgainNeverComesAfterALaterOne) {
  Desk desk = desk_with(CallState::Connected, Direction::Incoming);
  desk.feed_call(input::Hold{7});
  desk.reply_error(only_id(desk.sent(CommandKind::State)), ErrorCode::TryLater);
  desk.feed_call(input::Resume{8});
  EXPECT_EQ(desk.settled(7)->code, ErrorCode::TryLater);
  frame::Reply taken;
  taken.id = only_id(desk.sent(CommandKind::State));
  desk.frame(taken);
  desk.wait(1'000);
  for (const effect::SendCommand& one : desk.sent(CommandKind::State)) {
    EXPECT_FALSE(one.command.report.hold) << "the hold is over";
  }
}

TEST(Limit, OfPendingCommandsRefusesWhatCanBeRefused) {
  Desk desk = online();
  for (std::size_t i = 0; i < limits::kPendingCommands; ++i) miss_an_event(desk);
  ASSERT_EQ(desk.session.pending.size(), limits::kPendingCommands);
  miss_an_event(desk);
  EXPECT_EQ(desk.session.pending.size(), limits::kPendingCommands);
  desk.dial();
  make_offer(desk);
  EXPECT_EQ(desk.call().state, CallState::Ended);
}

TEST(Disconnect, SettlesEverythingThatWaits) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  desk.feed_call(accept(8));
  desk.feed(input::ForLink{"c1#1", input::AnswerCreated{"c1#1", 1, kAnswer}});
  desk.feed(input::Disconnect{9});
  EXPECT_EQ(desk.settlements(8), 1U);
  EXPECT_EQ(desk.settlements(9), 1U);
  ASSERT_EQ(desk.session.pending.size(), 1U) << "nothing but the leave";
  EXPECT_EQ(desk.session.pending.front().command.kind, CommandKind::Leave);
}

// A server that cannot take it now must hear of it when the page is back, however much later: it
// believes the page in the call until then (inv. 30).
TEST(Disconnect, DoesNotTakeAHangUpBack) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  desk.feed_call(input::HangUp{7, {}});
  const CommandId id = only_id(desk.sent(CommandKind::Leave));
  desk.reply_error(id, ErrorCode::TryLater);
  const frame::SnapshotEntry joined{desk.call().view, std::nullopt};
  desk.feed(input::Disconnect{9});
  EXPECT_FALSE(next_deadline(desk.session).has_value()) << "nothing falls due while disconnected";
  desk.wait(4 * Policy{}.reconnect_grace_ms + 20'000);
  desk.feed(input::Connect{10});
  desk.feed(input::TimePassed{});
  desk.reconnect({{joined}, {}});
  EXPECT_EQ(only_id(desk.sent(CommandKind::Leave)), id);
  EXPECT_EQ(desk.call().state, CallState::Ended);
}

TEST(Disconnect, LeavesNothingToBeSaidByAnotherUser) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  desk.feed_call(input::Decline{7, {}, {}});
  desk.feed(input::Disconnect{9}).feed(input::Connect{10});
  frame::Welcome welcome;
  welcome.epoch = desk.session.epoch;
  welcome.user_id = "somebody-else";
  desk.frame(welcome);
  EXPECT_TRUE(desk.did<effect::SendCommand>().empty());
  EXPECT_TRUE(desk.session.pending.empty());
}

}  // namespace
}  // namespace ringline
