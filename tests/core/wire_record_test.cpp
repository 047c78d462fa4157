// What the switchboard stores and sends between records comes back as it was, field by field, and
// what is not said costs no byte.
#include <gtest/gtest.h>

#include "wire/switchboard_answers.h"
#include "wire/switchboard_records.h"

namespace ringline::wire {
namespace {

using namespace switchboard;

Participant full_participant(const UserId& user) {
  return {.user_id = user,
          .role = Role::Joiner,
          .state = ParticipantState::Rung,
          .name = "Zo\u00eb",
          .avatar = "https://example.org/z.png",
          .ext = "{}",
          .end_reason = EndReason::Removed,
          .decided_by = "d1",
          .invited_by = "ann",
          .claimed = true,
          .ring_deadline = 30'000,
          .joined_at = 11,
          .left_at = 12,
          .ack_deadline = 5'000,
          .devices = {"d1", "d2"},
          .legs = {{.leg_id = "l1",
                    .incarnation = "i1",
                    .device_id = "d1",
                    .order = 2,
                    .state = LegState::Left,
                    .up = false,
                    .grace_deadline = 9,
                    .unproven = true,
                    .report = {.microphone = DeviceState::On,
                               .camera = DeviceState::Failed,
                               .hold = true,
                               .screen = DeviceState::On,
                               .recording = DeviceState::Starting,
                               .consent = Consent::Refused,
                               .muted_by = "bob"}}}};
}

CallRecord full_record() {
  CallRecord record{.app = "app", .call_id = "c1"};
  record.version = 4;
  record.epoch = "e";
  record.kind = CallKind::Group;
  record.inviter = "ann";
  record.participants = {full_participant("bob"), Participant{.user_id = "cy"}};
  record.joiners = {{.participant = full_participant("dee"), .command_id = "k1", .deadline = 77},
                    {.participant = {.user_id = "eve", .role = Role::Joiner}}};
  record.group_id = "team";
  record.replaced_by = "c0";
  record.video_request = {
      .id = 2, .by = "ann", .state = VideoRequestState::Requested, .deadline = 8};
  record.video_declined = {"bob"};
  return record;
}

TEST(CallRecordText, ComesBackAsItWas) {
  const CallRecord record = full_record();
  EXPECT_EQ(read_call_record(write_call_record(record)), record);
}

TEST(CallRecordText, SaysNothingOfWhatIsNotThere) {
  CallRecord record{.app = "app", .call_id = "c1"};
  record.version = 1;
  record.epoch = "e";
  record.inviter = "ann";
  record.participants = {{.user_id = "ann"}};
  const std::string text = write_call_record(record);
  for (const char* word : {"joiners", "groupId", "replacedBy", "videoRequest", "videoDeclined",
                           "invitedBy", "claimed", "joinedAt", "leftAt", "hold"}) {
    EXPECT_EQ(text.find(word), std::string::npos) << word;
  }
  EXPECT_EQ(read_call_record(text), record);
}

TEST(CallRecordText, WithMoreJoinersThanTheLimitIsRefused) {
  CallRecord record = full_record();
  record.joiners.assign(limits::kJoiners, {.participant = {.user_id = "eve"}});
  EXPECT_EQ(read_call_record(write_call_record(record)), record);
  record.joiners.push_back(record.joiners.back());
  EXPECT_EQ(read_call_record(write_call_record(record)), std::nullopt);
}

TEST(SealText, KeepsWhoRangWhom) {
  SealClaims claims{.app = "app", .call_id = "c1", .epoch = "e", .version = 1, .inviter = "ann"};
  claims.participants = {full_participant("bob")};
  EXPECT_EQ(read_seal_claims(write_seal_claims(claims)), claims);
}

TEST(UserRecordText, KeepsItsClaims) {
  UserRecord record{.app = "app", .user_id = "ann", .version = 3};
  record.claims = {
      {.call_id = "c1", .role = Role::Joiner, .peer = "bob", .device_id = "d", .per_device = true},
      {.call_id = "c2"}};
  EXPECT_EQ(read_user_record(write_user_record(record)), record);
}

TEST(InputText, ComesBackAsItWas) {
  const Origin origin{"c:app:c1", 5, 1};
  const auto passed = [&origin](const RecordInput& input) {
    JsonWriter writer;
    writer.open_object();
    write_sent_input(writer, "input", origin, input);
    const std::string text = writer.close_object().take();
    constexpr std::size_t kHead = sizeof R"({"input":)" - 1;
    return read_sent_input(text.substr(kHead, text.size() - kHead - 1));
  };
  for (std::size_t i = 0; i < EnumNames<InputType>::names.size(); ++i) {
    RecordInput bare;
    bare.type = static_cast<InputType>(i);
    EXPECT_EQ(passed(bare)->input, bare);
  }
  const RecordInput full{.type = InputType::Merge,
                         .call_id = "c1",
                         .user_id = "ann",
                         .role = Role::Joiner,
                         .exclusive = true,
                         .per_device = true,
                         .direct = true,
                         .force = true,
                         .inviter = "ann",
                         .inviter_device = "d1",
                         .invitee = "bob",
                         .devices = {"d1"},
                         .refusal = Refusal::Invited,
                         .in_call = "c2",
                         .contender = "c3",
                         .holds = true,
                         .device_id = "d1",
                         .incarnation = "i1",
                         .revoked = true,
                         .leg_id = "l1",
                         .media = Media::Video,
                         .name = "Ann",
                         .avatar = "a",
                         .ext = "{}"};
  EXPECT_EQ(passed(full)->input, full);
  EXPECT_EQ(passed(full)->origin, origin);
}

TEST(AnswerText, NamesAllEndsOfAGrant) {
  Answer answer{.key = "c:app:c1"};
  answer.effects = {GrantEffect{"app", "c1", {{"ann", "d1", "l1"}, {"bob", "d2", "l2"}}}};
  EXPECT_NE(write_answer(answer).find(R"({"type":"grant","app":"app","callId":"c1","ends":[)"
                                      R"({"user":"ann","device":"d1","legId":"l1"},)"
                                      R"({"user":"bob","device":"d2","legId":"l2"}]})"),
            std::string::npos)
      << write_answer(answer);
}

}  // namespace
}  // namespace ringline::wire
