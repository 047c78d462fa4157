// docs/STATES.md prints the tables of the code; this test says when it no longer does (design 3.4).
// `STATES_UPDATE=1 core_tests --gtest_filter=StatesDoc.*` writes them anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "client/call_table.h"
#include "end_reason.h"
#include "ladder.h"
#include "switchboard/admission.h"

namespace ringline {
namespace {

const std::string kDoc = std::string(RINGLINE_ROOT) + "/docs/STATES.md";

std::string read(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string table_of(Direction direction) {
  std::string text = "| input |";
  std::string rule = "|---|";
  for (std::size_t state = 0; state < kCallStates; ++state) {
    if (!testing::exists(static_cast<CallState>(state), direction)) continue;
    text += " " + std::string(name_of(static_cast<CallState>(state))) + " |";
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (std::size_t input = 0; input < kCallInputNames.size(); ++input) {
    text += "| `" + std::string(kCallInputNames[input]) + "` |";
    for (std::size_t state = 0; state < kCallStates; ++state) {
      const auto which = static_cast<CallState>(state);
      if (!testing::exists(which, direction)) continue;
      const Cell is = cell(which, direction, input);
      text += is == Cell::Handle ? " **handle** |" : " " + std::string(name_of(is)) + " |";
    }
    text += "\n";
  }
  return text;
}

std::string predicates() {
  std::string text =
      "| state | may accept | may leave | has consent | is agreed | unanswered here |\n";
  text += "|---|---|---|---|---|---|\n";
  const auto mark = [](bool yes) { return std::string(yes ? " yes |" : " - |"); };
  for (std::size_t i = 0; i < kCallStates; ++i) {
    const auto state = static_cast<CallState>(i);
    text += "| `" + std::string(name_of(state)) + "` |" + mark(can_accept(state)) +
            mark(can_leave(state)) + mark(has_consent(state)) + mark(is_agreed(state)) +
            mark(is_unanswered_here(state)) + "\n";
  }
  return text;
}

std::string end_reasons() {
  std::string text = "| reason | the other side sees | log status | counts as missed |\n";
  text += "|---|---|---|---|\n";
  for (std::size_t i = 0; i < EnumNames<EndReason>::names.size(); ++i) {
    const auto reason = static_cast<EndReason>(i);
    text += "| `" + std::string(name_of(reason)) + "` | `" +
            std::string(name_of(mirrored(reason))) + "` | " +
            std::string(name_of(log_status(reason))) + " |" +
            (counts_as_missed(reason) ? " yes |" : " - |") + "\n";
  }
  return text;
}

// What the switchboard does with a command, by the record's state and what the sender is in it.
std::string admissions(switchboard::RecordStage stage) {
  using switchboard::CommandType;
  using switchboard::Standing;
  constexpr Standing kStandings[] = {Standing::InviterLeg,   Standing::InviterOther,
                                     Standing::Pending,      Standing::InviteeLeg,
                                     Standing::InviteeOther, Standing::Stranger};
  std::string text =
      "| command | inviter's leg | inviter's other device | invited, undecided | invitee's leg | "
      "invitee's other device | anybody else |\n|---|---|---|---|---|---|---|\n";
  for (std::size_t i = 0; i <= static_cast<std::size_t>(CommandType::Ack); ++i) {
    const auto command = static_cast<CommandType>(i);
    text += "| `" + std::string(name_of(command)) + "` |";
    for (const Standing standing : kStandings) {
      text += " " + std::string(name_of(admit(stage, standing, command))) + " |";
    }
    text += "\n";
  }
  return text;
}

/// Checks, or with STATES_UPDATE replaces, what stands between the two markers of that name.
void expect_section(const std::string& name, const std::string& expected) {
  const std::string doc = read(kDoc);
  const std::string start = "<!-- " + name + ": begin -->\n";
  const std::string stop = "<!-- " + name + ": end -->";
  const std::size_t from = doc.find(start);
  const std::size_t to = doc.find(stop);
  ASSERT_NE(from, std::string::npos) << "no marker " << start << " in " << kDoc;
  ASSERT_NE(to, std::string::npos) << "no marker " << stop << " in " << kDoc;
  const std::size_t body = from + start.size();
  if (std::getenv("STATES_UPDATE") != nullptr) {
    std::ofstream(kDoc) << doc.substr(0, body) << expected << doc.substr(to);
    return;
  }
  EXPECT_EQ(doc.substr(body, to - body), expected) << "run again with STATES_UPDATE=1";
}

TEST(StatesDoc, PrintsTheTableOfOutgoingCalls) {
  expect_section("outgoing", table_of(Direction::Outgoing));
}

TEST(StatesDoc, PrintsTheTableOfIncomingCalls) {
  expect_section("incoming", table_of(Direction::Incoming));
}

TEST(StatesDoc, PrintsWhatTheSwitchboardAdmits) {
  using switchboard::RecordStage;
  expect_section("record-absent", admissions(RecordStage::Absent));
  expect_section("record-placing", admissions(RecordStage::Placing));
  expect_section("record-ringing", admissions(RecordStage::Ringing));
  expect_section("record-active", admissions(RecordStage::Active));
  expect_section("record-ended", admissions(RecordStage::Ended));
}

TEST(StatesDoc, PrintsThePredicates) { expect_section("predicates", predicates()); }

TEST(StatesDoc, PrintsTheEndReasons) { expect_section("end-reasons", end_reasons()); }

TEST(StatesDoc, SaysWhatEveryStateMeans) {
  const std::string doc = read(kDoc);
  for (std::string_view state : EnumNames<CallState>::names) {
    EXPECT_NE(doc.find("| `" + std::string(state) + "` | "), std::string::npos) << state;
  }
}

}  // namespace
}  // namespace ringline
