// The admission table is total and says what it must (inv. 14, 15), and the routes keep to it in
// every state.
#include "switchboard/admission.h"

#include <gtest/gtest.h>

#include <set>

#include "exchange.h"

namespace ringline::switchboard::testing {
namespace {

constexpr RecordStage kStages[] = {RecordStage::Absent, RecordStage::Placing, RecordStage::Ringing,
                                   RecordStage::Active, RecordStage::Ended};
constexpr Standing kStandings[] = {Standing::Stranger,     Standing::InviterLeg,
                                   Standing::InviterOther, Standing::Pending,
                                   Standing::InviteeLeg,   Standing::InviteeOther};
constexpr CommandType kCommands[] = {
    CommandType::Invite,       CommandType::Ringing,     CommandType::Accept,
    CommandType::Decline,      CommandType::Leave,       CommandType::Rejoin,
    CommandType::State,        CommandType::Reassert,    CommandType::Signal,
    CommandType::Ack,          CommandType::Add,         CommandType::Cancel,
    CommandType::Remove,       CommandType::End,         CommandType::Join,
    CommandType::VideoRequest, CommandType::VideoAccept, CommandType::VideoDecline,
    CommandType::VideoCancel,  CommandType::MuteRequest};

bool has_reply(CommandType command) {
  return command != CommandType::Signal && command != CommandType::Ack;
}

TEST(Admission, EveryCellIsHandledRefusedOrIgnored) {
  for (const RecordStage stage : kStages) {
    for (const Standing standing : kStandings) {
      for (const CommandType command : kCommands) {
        const Action action = admit(stage, standing, command);
        SCOPED_TRACE(std::string(name_of(command)) + " " + std::to_string(static_cast<int>(stage)) +
                     " " + std::to_string(static_cast<int>(standing)));
        if (has_reply(command)) {
          EXPECT_NE(action, Action::Ignore) << "each command gets a reply";
        }
        if (command == CommandType::Join) {  // only sessions' ids reach it (design 11.10)
          EXPECT_EQ(action, Action::Join);
          continue;
        }
        EXPECT_NE(action, Action::Join) << "nothing else brings anybody in unasked (inv. 17)";
        if (stage != RecordStage::Absent && standing == Standing::Stranger) {
          EXPECT_EQ(action, has_reply(command) ? Action::RefuseUnknown : Action::Ignore);
        }
        const std::set<Action> after_end = {Action::RefuseEnded, Action::RefuseUnknown,
                                            Action::Show, Action::Ignore};
        if (stage == RecordStage::Ended) {
          EXPECT_TRUE(after_end.count(action)) << "inv. 2";
        }
        const bool by_inviter =
            standing == Standing::InviterLeg || standing == Standing::InviterOther;
        if (by_inviter) {
          EXPECT_NE(action, Action::Accept) << "inv. 13";
          EXPECT_NE(action, Action::Ring);
          EXPECT_NE(action, Action::Decline);
        }
        if (action == Action::Accept) {
          EXPECT_EQ(standing, Standing::Pending) << "inv. 1";
        }
        const std::set<Action> of_joined = {Action::Add, Action::CancelSome, Action::Remove,
                                            Action::EndForAll};
        if (of_joined.count(action)) {
          EXPECT_TRUE(standing == Standing::InviterLeg || standing == Standing::InviteeLeg);
        }
        if (action == Action::Relay) {
          EXPECT_EQ(stage, RecordStage::Active) << "inv. 16";
        }
      }
    }
  }
}

TEST(Admission, TheTableAsAWhole) {
  // One letter a cell; rows: command, then stage; columns: stranger, inviter's leg, inviter's
  // other, pending, invitee's leg, other. P place, R ring, A accept, D decline, C cancel, H hang
  // up, + add, c cancel some, M remove, E end for all, j join, 1 request video, 2 accept video,
  // 3 decline video, 4 cancel video, m request mute, B bury, J rejoin, S set state, = reassert, #
  // rebuild, k park, r relay, t take answer, v show, u unknown, e ended, x exists, i invalid state,
  // w elsewhere, f forbidden, - ignore
  static constexpr std::string_view kLetters = "PRADCH+cMEj1234mBJS=#krtvuexiwf-";
  static constexpr std::string_view kExpected[std::size(kCommands)][5] = {
      {"PPPPPP", "uxxxxx", "uxxxxx", "uxxxxx", "ueeeee"},
      {"uuuuuu", "uffiii", "uffRiw", "uffRvw", "ueeeee"},
      {"uuuuuu", "uffiii", "uffAiw", "uffAiw", "ueeeee"},
      {"uuuuuu", "uffiii", "uffDHw", "uffDHw", "ueeeee"},
      {"BBBBBB", "uCviii", "uCvDHv", "uHvDHv", "uvvvvv"},
      {"uuuuuu", "uifiii", "uJfiJw", "uJfiJw", "ueeeee"},
      {"uuuuuu", "uSfiii", "uSfiSw", "uSfiSw", "ueeeee"},
      {"######", "u=f===", "u=f===", "u=f===", "ueeeee"},
      {"------", "-k----", "-k----", "-r--r-", "------"},
      {"------", "------", "------", "-t----", "------"},
      {"uuuuuu", "uiffif", "u+ff+f", "u+ff+f", "ueeeee"},
      {"uuuuuu", "ucffcf", "ucffcf", "ucffcf", "ueeeee"},
      {"uuuuuu", "uiffif", "uMffMf", "uMffMf", "ueeeee"},
      {"uuuuuu", "uCffif", "uCffEf", "uEffEf", "uvvvvv"},
      {"jjjjjj", "jjjjjj", "jjjjjj", "jjjjjj", "jjjjjj"},
      {"uuuuuu", "uiffif", "uiffif", "u1ff1f", "ueeeee"},
      {"uuuuuu", "uiffif", "uiffif", "u2ff2f", "ueeeee"},
      {"uuuuuu", "uiffif", "uiffif", "u3ff3f", "ueeeee"},
      {"uuuuuu", "uiffif", "uiffif", "u4ff4f", "ueeeee"},
      {"uuuuuu", "uiffif", "uiffif", "umffmf", "ueeeee"}};
  for (std::size_t command = 0; command < std::size(kCommands); ++command) {
    for (std::size_t stage = 0; stage < 5; ++stage) {
      std::string row;
      for (const Standing standing : kStandings) {
        row +=
            kLetters[static_cast<std::size_t>(admit(kStages[stage], standing, kCommands[command]))];
      }
      EXPECT_EQ(row, kExpected[command][stage]) << name_of(kCommands[command]) << " " << stage;
    }
  }
}

// Every command in every state by every device over the text interface: one reply, and a refusal
// changes nothing (inv. 15).
TEST(Admission, RefusedCommandsLeaveTheRecordAlone) {
  const Device ann{"ann", "ann-laptop"}, ann_phone{"ann", "ann-phone"}, bob{"bob", "bob-laptop"},
      bob_phone{"bob", "bob-phone"}, eve{"eve", "eve-laptop"};
  const std::vector<Device> all = {ann, ann_phone, bob, bob_phone, eve};
  for (int stage = 0; stage < 5; ++stage) {
    for (const Device& device : all) {
      const std::vector<std::string> frames = {invite(device, "c1", "zoe", "x"),
                                               ringing("c1", "x"),
                                               accept(device, "c1", "x"),
                                               decline("c1", "x"),
                                               leave("c1", "x"),
                                               rejoin(device, "c1", "x"),
                                               set_state("c1", "x"),
                                               reassert("c1", "x", "{}"),
                                               about_users("add", "c1", {"zoe"}, "x"),
                                               about_users("cancel", "c1", {"bob"}, "x"),
                                               about_users("remove", "c1", {"bob"}, "x"),
                                               plain("end", "c1", "x"),
                                               join(device, "c1", "x"),
                                               plain("video-request", "c1", "x"),
                                               plain("video-accept", "c1", "x"),
                                               plain("video-decline", "c1", "x"),
                                               plain("video-cancel", "c1", "x")};
      for (const std::string& frame : frames) {
        SCOPED_TRACE(std::to_string(stage) + " " + device.name + " " + frame);
        Exchange exchange;
        for (const Device& each : all) exchange.connect(each);
        if (stage == 1) exchange.crash_after_commits(1);
        if (stage >= 1) exchange.send(ann, invite(ann, "c1", "bob"));
        if (stage == 1) exchange.restart();
        if (stage >= 3) exchange.ask(bob, "a", accept(bob, "c1", "a"));
        if (stage >= 4) exchange.ask(ann, "l", leave("c1", "l"));
        const std::string before = exchange.stored("c:app:c1");
        exchange.clear_log();
        exchange.send(device, frame);
        const auto replies = exchange.replies_to("x");
        ASSERT_EQ(replies.size(), 1u);
        const bool buried = stage == 0 && frame.find("\"leave\"") != std::string::npos;
        if (text_at(replies[0], "ok") == "false" && !buried) {
          EXPECT_EQ(exchange.stored("c:app:c1"), before);
          EXPECT_TRUE(exchange.effects_of("event").empty());
        }
      }
    }
  }
}

}  // namespace
}  // namespace ringline::switchboard::testing
