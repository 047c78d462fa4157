// What the switchboard says of a call: views, refusals, a lost record, a new epoch.
#include <gtest/gtest.h>

#include "ladder.h"

namespace ringline {
namespace {

using namespace ringline::testing;

CallView next_view(const Phone& phone) {
  CallView view = phone.call.view;
  view.version += 1;
  return view;
}

void feed_end(Phone& phone, EndReason reason) {
  CallView view = next_view(phone);
  end_view(view, reason);
  phone.feed_view(view);
}

TEST(View, ThatIsOldOrKnownChangesNothing) {
  for (Direction direction : {Direction::Outgoing, Direction::Incoming}) {
    Phone phone = connected(direction);
    for (std::int64_t version : {phone.version(), phone.version() - 1, std::int64_t{0}}) {
      CallView view = phone.call.view;
      view.version = version;
      end_view(view, EndReason::RemoteHangup);
      Call expected = phone.call;
      expected.ignored += 1;
      phone.feed_view(view);
      EXPECT_EQ(phone.call, expected);
      EXPECT_TRUE(phone.effects.empty());
    }
  }
}

TEST(View, TwiceInASnapshotDoesNothingTheSecondTime) {
  Phone phone = connected(Direction::Incoming);
  CallView view = phone.call.view;
  LegView& own = view.participants[1].legs[0];
  phone.feed_view(view, true);
  EXPECT_EQ(phone.effects.size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::State).size(), 1U) << "what the record had not heard";
  own.report.microphone = own.report.camera = DeviceState::On;
  phone.feed_view(view, true);
  EXPECT_TRUE(phone.effects.empty());
  EXPECT_EQ(phone.call.state, CallState::Connected);
}

TEST(View, OfASnapshotLeadsWhereTheEventsLed) {
  Phone by_events = connecting(Direction::Incoming);
  Phone by_snapshot = accepting();
  by_snapshot.feed_view(by_events.call.view, true);
  EXPECT_EQ(by_snapshot.call, by_events.call);
}

TEST(View, CancelThatCrossesTheAcceptEndsIt) {
  Phone phone = accepting();
  feed_end(phone, EndReason::RemoteCancelled);
  EXPECT_EQ(phone.call.end_reason, EndReason::RemoteCancelled);
  EXPECT_TRUE(phone.call.confirmed);
  EXPECT_EQ(phone.call.ended_at, kServerTime + 777) << "the server's clock";
  const Error late{ErrorCode::CallEnded, "c1", EndReason::RemoteCancelled};
  phone.feed(input::CommandRefused{CommandKind::Accept, late});
  EXPECT_TRUE(phone.effects.empty());
}

TEST(View, AnsweredElsewhereWhileAcceptingReleasesEverything) {
  Phone phone = answering();
  feed_end(phone, EndReason::AnsweredElsewhere);
  EXPECT_EQ(phone.call.end_reason, EndReason::AnsweredElsewhere);
  EXPECT_EQ(phone.did<effect::ClosePeer>().size(), 1U);
  phone.feed(input::AnswerCreated{"c1#1", 1, kAnswer});
  EXPECT_EQ(phone.ever<Command>(), 2U) << "`ringing` and `accept`, no more";
  EXPECT_EQ(phone.ever<effect::SendSignal>(), 0U);
}

TEST(View, TheRecordsReasonReplacesTheLocalOneOnce) {
  Phone phone = ended(Direction::Outgoing);
  feed_end(phone, EndReason::RemoteHangup);
  ASSERT_EQ(phone.did<effect::Happened>().size(), 1U);
  EXPECT_EQ(phone.did<effect::Happened>()[0].event, CallEvent::EndReasonChange);
  EXPECT_EQ(phone.call.end_reason, EndReason::RemoteHangup);
  EXPECT_TRUE(phone.call.confirmed);
  feed_end(phone, EndReason::Failed);
  EXPECT_TRUE(phone.effects.empty());
  EXPECT_EQ(phone.call.end_reason, EndReason::RemoteHangup);
}

TEST(View, TheSameReasonOnlyConfirms) {
  Phone phone = ended(Direction::Outgoing);
  feed_end(phone, EndReason::Hangup);
  EXPECT_TRUE(phone.call.confirmed);
  EXPECT_TRUE(phone.did<effect::Happened>().empty());
}

TEST(View, AcceptedThenConnectedAndConnectedThenAcceptedMeet) {
  Phone first = connecting(Direction::Incoming);
  first.feed(input::PeerStateChanged{"c1#1", PeerState::Connected});
  Phone second = accepting_connected();
  second.feed_view(first.call.view);
  EXPECT_EQ(second.call.state, CallState::Connected);
  EXPECT_EQ(first.call, second.call);
}

TEST(View, ParkedCandidatesReachTheLink) {
  Phone phone = accepting();
  CallView view = next_view(phone);
  view.state = RecordState::Active;
  join_me(view);
  view.parked = {candidate("1", "Uoffer"), candidate("2", "Ustale")};
  phone.feed_view(view);
  const auto added = phone.did<effect::AddCandidates>();
  ASSERT_EQ(added.size(), 1U);
  EXPECT_EQ(added[0].candidates, (std::vector<Candidate>{candidate("1", "Uoffer")}));
}

TEST(View, OfAnotherLegOfThisUserIsNoAgreement) {
  Phone phone = ringing();
  CallView view = next_view(phone);
  view.state = RecordState::Active;
  join_me(view, "leg-m", "inc-m");  // whatever it says: nobody accepted here (inv. 13)
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Ringing);
}

TEST(View, MyLegInANewerPageTakesEverythingFromThisOne) {
  Phone phone = connected(Direction::Incoming);
  CallView view = next_view(phone);
  join_me(view, "leg-m", "inc-newer");
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Rejoinable);
  EXPECT_EQ(phone.did<effect::ClosePeer>().size(), 1U);
  EXPECT_EQ(phone.did<effect::ReleaseMedia>().size(), 1U);
  EXPECT_FALSE(next_deadline(phone.call).has_value());
}

TEST(Rejoin, AfterAReloadCapturesOnlyWhenAskedAndLinksWhenTheRecordKnows) {
  for (Direction direction : {Direction::Outgoing, Direction::Incoming}) {
    Phone phone = rejoining(direction);
    EXPECT_EQ(phone.did<effect::Capture>().size(), 1U) << "the camera was not on before";
    EXPECT_TRUE(phone.did<effect::OpenPeer>().empty());
    CallView view = next_view(phone);
    join_me(view);
    phone.feed_view(view);
    EXPECT_EQ(phone.call.state, CallState::Connecting);
    const auto opened = phone.did<effect::OpenPeer>();
    ASSERT_EQ(opened.size(), 1U);
    EXPECT_EQ(opened[0].offerer, direction == Direction::Outgoing) << "who joined first offers";
  }
}

TEST(Rejoin, BringsBackWhatWasOnAndNothingElse) {
  struct Case {
    DeviceState microphone;
    DeviceState camera;
    std::vector<TrackKind> captured;
  };
  const Case cases[] = {
      {DeviceState::On, DeviceState::On, {TrackKind::Audio, TrackKind::Video}},
      {DeviceState::On, DeviceState::Off, {TrackKind::Audio}},
      {DeviceState::On, DeviceState::Unknown, {TrackKind::Audio}},
      {DeviceState::Off, DeviceState::Off, {}},
  };
  for (const Case& one : cases) {
    Phone phone = rejoinable(Direction::Incoming);
    CallView view = next_view(phone);
    for (ParticipantView& participant : view.participants) {
      for (LegView& leg : participant.legs) {
        if (leg.leg_id != view.you.leg_id) continue;
        leg.report.microphone = one.microphone;
        leg.report.camera = one.camera;
      }
    }
    phone.feed_view(view);
    phone.feed(input::Rejoin{10});
    std::vector<TrackKind> captured;
    for (const effect::Capture& capture : phone.did<effect::Capture>()) {
      captured.push_back(capture.kind);
    }
    EXPECT_EQ(captured, one.captured);
    EXPECT_EQ(phone.call.microphone.wanted, one.microphone == DeviceState::On);
  }
}

TEST(Rejoin, OfADialThatStillRingsGoesOnCalling) {
  Phone phone = rejoining(Direction::Outgoing);
  CallView view = next_view(phone);
  join_me(view);
  view.state = RecordState::Ringing;
  view.answered_at.reset();
  for (ParticipantView& one : view.participants) {
    if (one.user_id == phone.call.user_id) continue;
    one.state = ParticipantState::Ringing;
    one.legs.clear();
  }
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Calling);
  EXPECT_TRUE(phone.did<effect::OpenPeer>().empty()) << "the early offer died with the page";
  phone.wait(view.policy.connect_timeout_ms);
  EXPECT_EQ(phone.call.state, CallState::Calling) << "the ring has a deadline of its own";
  CallView joined = next_view(phone);
  joined.state = RecordState::Active;
  join_me(joined);
  join_peer(joined);
  phone.feed_view(joined);
  EXPECT_EQ(phone.call.state, CallState::Connecting);
  EXPECT_EQ(phone.did<effect::OpenPeer>().size(), 1U);
}

TEST(Rejoin, ThatTheServerRefusesCanBeTriedAgain) {
  Phone phone = rejoining(Direction::Incoming);
  phone.feed(input::CommandRefused{CommandKind::Rejoin, Error{ErrorCode::TryLater, {}, {}}});
  EXPECT_EQ(phone.call.state, CallState::Rejoinable);
  EXPECT_EQ(phone.did<effect::ReleaseMedia>().size(), 1U);
  phone.feed(input::Rejoin{11});
  EXPECT_EQ(phone.call.state, CallState::Rejoining);
}

TEST(Invite, ThatIsRefusedFailsTheCallAndTellsWhoWaits) {
  Phone phone = placing();
  phone.feed(input::CommandRefused{CommandKind::Invite, Error{ErrorCode::Forbidden, {}, {}}});
  EXPECT_EQ(phone.call.end_reason, EndReason::Failed);
  EXPECT_EQ(phone.call.failure, FailureCategory::Auth);
  const auto placed = phone.did<effect::Placed>();
  ASSERT_EQ(placed.size(), 1U);
  EXPECT_EQ(placed[0].error->code, ErrorCode::Forbidden);
  EXPECT_TRUE(phone.sent(CommandKind::Leave).empty());
}

TEST(Invite, ThatIsRefusedFailsWithTheCategoryOfTheError) {
  const std::pair<ErrorCode, FailureCategory> cases[] = {
      {ErrorCode::AlreadyInCall, FailureCategory::None},
      {ErrorCode::TooLarge, FailureCategory::Signalling},
      {ErrorCode::Forbidden, FailureCategory::Auth},
      {ErrorCode::DeviceInUse, FailureCategory::Device},
  };
  for (const auto& [code, category] : cases) {
    Phone phone = placing();
    phone.feed(input::CommandRefused{CommandKind::Invite, Error{code, {}, {}}});
    EXPECT_EQ(phone.call.failure, category) << name_of(code);
  }
}

TEST(Invite, ThatNobodyAnsweredIsCancelledInCaseItArrived) {
  Phone phone = placing();
  phone.feed(input::CommandRefused{CommandKind::Invite, Error{ErrorCode::Timeout, {}, {}}});
  EXPECT_EQ(phone.call.state, CallState::Ended);
  EXPECT_EQ(phone.sent(CommandKind::Leave).size(), 1U);
}

TEST(Record, ThatIsMissingUnderTheSameEpochEndsTheCall) {
  Phone phone = connected(Direction::Outgoing);
  phone.feed(input::RecordMissing{});
  EXPECT_EQ(phone.call.end_reason, EndReason::Failed);
  Phone rings = ringing();
  rings.feed(input::RecordMissing{});
  EXPECT_EQ(rings.call.end_reason, EndReason::Missed);
}

TEST(Record, ThatIsNotThereYetDoesNotEndADial) {
  Phone phone = placing();
  phone.feed(input::RecordMissing{});
  EXPECT_EQ(phone.call.state, CallState::Placing);
}

TEST(Epoch, NewOneIsAnsweredWithTheSealAndGovernsAfterFiveSeconds) {
  Phone phone = connected(Direction::Incoming);
  const Seal seal{"claims", "mac"};
  phone.feed(input::ViewReceived{next_view(phone), seal, false});
  phone.feed(input::EpochChanged{});
  const auto commands = phone.sent(CommandKind::Reassert);
  ASSERT_EQ(commands.size(), 1U);
  EXPECT_EQ(commands[0].seal, seal);
  phone.wait(limits::kReassertMs - 1);
  EXPECT_EQ(phone.call.state, CallState::Connected);
  phone.wait(1);
  EXPECT_EQ(phone.call.state, CallState::Ended);
}

// A seal says nothing of them, and what was told may be lost (inv. 18).
TEST(Epoch, NewOneIsToldOfTheDevicesAnew) {
  Phone phone = connected(Direction::Incoming);
  phone.feed(input::ViewReceived{next_view(phone), Seal{"claims", "mac"}, false});
  phone.feed(input::Hold{});
  phone.feed(input::EpochChanged{});
  const auto commands = phone.sent(CommandKind::State);
  ASSERT_EQ(commands.size(), 1U);
  EXPECT_TRUE(commands[0].report.hold);
  phone.feed_view(next_view(phone));
  EXPECT_TRUE(phone.sent(CommandKind::State).empty()) << "once";
}

// It was under way when the server lost its data, and comes there before the seal.
TEST(Epoch, ARefusalOfWhatWasSaidBeforeTheSealEndsNothing) {
  Phone phone = connected(Direction::Incoming);
  phone.feed(input::ViewReceived{next_view(phone), Seal{"claims", "mac"}, false});
  phone.feed(input::EpochChanged{});
  const Error elsewhere{ErrorCode::AnsweredElsewhere, {}, {}};
  phone.feed(input::CommandRefused{CommandKind::State, elsewhere});
  EXPECT_EQ(phone.call.state, CallState::Connected);
  phone.feed(input::CommandRefused{CommandKind::Reassert, elsewhere});
  EXPECT_EQ(phone.call.state, CallState::Ended);
}

TEST(Epoch, ARecordThatIsBackKeepsTheCall) {
  Phone phone = connected(Direction::Incoming);
  phone.feed(input::ViewReceived{next_view(phone), Seal{"claims", "mac"}, false});
  phone.feed(input::EpochChanged{});
  phone.feed_view(next_view(phone));
  phone.wait(limits::kReassertMs + 1);
  EXPECT_EQ(phone.call.state, CallState::Connected);
}

TEST(Epoch, ARefusedSealEndsTheCall) {
  Phone phone = connected(Direction::Incoming);
  phone.feed(input::EpochChanged{});
  phone.feed(input::CommandRefused{CommandKind::Reassert, Error{ErrorCode::SealInvalid, {}, {}}});
  EXPECT_EQ(phone.call.state, CallState::Ended);
}

TEST(TakenOver, EndsEveryCallHereForThePageThatHasItNow) {
  Phone phone = connected(Direction::Incoming);
  phone.feed(input::TakenOver{});
  EXPECT_EQ(phone.call.end_reason, EndReason::Replaced);
  EXPECT_TRUE(phone.did<Command>().empty()) << "the call itself goes on";
}

}  // namespace
}  // namespace ringline
