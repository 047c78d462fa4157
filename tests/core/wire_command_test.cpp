// The commands about people, sessions and video, as a client writes them and the switchboard reads
// them; and the inputs behind them, as a host writes them (inv. 36, 39; design 11.6 to 11.18).
#include <gtest/gtest.h>

#include "wire/client_decode.h"
#include "wire/client_encode.h"
#include "wire/switchboard_frames.h"
#include "wire/switchboard_messages.h"

namespace ringline::wire {
namespace {

using switchboard::CommandType;
using Asked = switchboard::Command;

const std::string kLeg = R"("leg":{"legId":"l","incarnation":"i"})";

ReadFrame read(const std::string& fields, const std::vector<UserId>& members = {}) {
  return read_frame("{" + fields + R"(,"id":"1"})", members);
}

ErrorCode problem_of(const std::string& fields, const std::vector<UserId>& members = {}) {
  const ReadFrame frame = read(fields, members);
  EXPECT_FALSE(frame.command.has_value()) << fields;
  EXPECT_EQ(frame.id, "1") << "it gets a reply";
  return frame.problem;
}

std::string invite(const std::string& kind, const std::string& who, const std::string& more = "") {
  return R"("type":"invite","callId":"c1","media":"audio","kind":")" + kind + "\"," + who + "," +
         kLeg + more;
}

/// What the switchboard reads of what a client writes.
Asked passed(const Command& command, const std::vector<UserId>& members = {}) {
  const std::string text = command_text("1", command);
  ReadFrame frame = read_frame(text, members);
  EXPECT_TRUE(frame.command.has_value()) << text << ": " << name_of(frame.problem);
  return frame.command.value_or(Asked{});
}

Command command_of(CommandKind kind, const CallId& call_id = "c1") {
  Command command;
  command.kind = kind;
  command.call_id = call_id;
  command.leg_id = "l";
  command.incarnation = "i";
  return command;
}

// Reliability T9: keys in the clear are nobody's to negotiate. Everything else passes unread.
TEST(Description, WithKeysInTheClearOrTooManyMediaIsRefused) {
  const auto expect = [](const std::string& sdp, std::string_view problem) {
    const std::string text = R"({"negotiation":1,"type":"offer","sdp":")" + sdp + "\"}";
    const std::string in_call =
        R"("callId":"c1","media":"audio","to":"l2","negotiation":1,)" + kLeg;
    for (const std::string& frame :
         {invite("direct", R"("to":["bob"])", R"(,"offer":)" + text),
          R"("type":"accept",)" + in_call + R"(,"answer":)" + text,
          R"("type":"signal",)" + in_call + R"(,"description":)" + text}) {
      const ReadFrame got = read(frame);
      EXPECT_EQ(got.command ? std::string_view() : name_of(got.problem), problem) << frame;
    }
  };
  expect(R"(v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:k)", "invalid-argument");
  expect("a=crypto:1", "invalid-argument");
  expect(R"(v=0\ra=crypto:1)", "invalid-argument");
  expect(R"(v=0\r\ns=a=crypto:1\r\na=cryptography:1)", "");
  std::string media;
  for (std::size_t i = 0; i < limits::kMediaLines; ++i) media += R"(m=audio 9\r\n)";
  expect(media, "");
  expect(media + "m=video 9", "too-large");
}

TEST(Description, OfAnInviteIsWhole) {
  EXPECT_FALSE(read(invite("direct", R"("to":["bob"])", R"(,"offer":{"negotiation":1})")).command);
}

TEST(Invite, OfOneIsDirectAndOfMoreOrOfAGroupIsAGroup) {
  Command command = command_of(CommandKind::Invite);
  command.to = {"ann"};
  EXPECT_EQ(passed(command).kind, CallKind::Direct);
  command.to = {"ann", "bob"};
  command.group_id = "team";
  const Asked two = passed(command);
  EXPECT_EQ(two.kind, CallKind::Group);
  EXPECT_EQ(two.to, command.to);
  EXPECT_EQ(two.group_id, "team");
  command.to.clear();
  command.group_id.clear();
  command.group = "sales";
  const Asked group = passed(command, {"zoe"});
  EXPECT_EQ(group.kind, CallKind::Group);
  EXPECT_EQ(group.to, std::vector<UserId>{"zoe"});
  EXPECT_EQ(group.group_id, "sales") << "the group has a name already";
}

TEST(Invite, CarriesWhatTheDialAsksOfThePolicy) {
  Command command = command_of(CommandKind::Invite);
  command.to = {"ann"};
  EXPECT_EQ(passed(command).policy, InviterPolicy{});
  command.policy = {.ring_timeout_ms = 9'000,
                    .group_end = GroupEnd::LocalHangup,
                    .who_can_invite = WhoCanInvite::Inviter,
                    .who_can_end = WhoCanEnd::Nobody,
                    .call_while_in_call = CallWhileInCall::Hold};
  const Asked asked = passed(command);
  EXPECT_EQ(asked.policy, command.policy);
  EXPECT_FALSE(asked.policy_not_yours);
  const std::string who = R"("to":["ann"])";
  EXPECT_TRUE(
      read(invite("direct", who, R"(,"policy":{"glare":"busy"})")).command->policy_not_yours);
  EXPECT_EQ(problem_of(invite("direct", who, R"(,"policy":{"ringTimeoutMs":999})")),
            ErrorCode::InvalidArgument);
}

TEST(Invite, OfNobodyOfOneTwiceOrOfAKindThatDoesNotFitIsRefused) {
  const std::string ann = R"("to":["ann"])";
  EXPECT_EQ(problem_of(invite("group", R"("to":[])")), ErrorCode::InvalidArgument);
  EXPECT_EQ(problem_of(invite("group", R"("to":["a","b","a"])")), ErrorCode::InvalidArgument);
  EXPECT_EQ(problem_of(invite("direct", R"("to":["a","b"])")), ErrorCode::InvalidArgument);
  EXPECT_EQ(problem_of(invite("direct", R"("group":"g")"), {"ann"}), ErrorCode::InvalidArgument);
  EXPECT_EQ(problem_of(invite("session", ann)), ErrorCode::InvalidArgument);
  EXPECT_EQ(problem_of(invite("group", R"("x":1)")), ErrorCode::InvalidFrame);
  EXPECT_TRUE(read(invite("group", ann)).command.has_value()) << "a group may begin with one";
}

TEST(Invite, OfAGroupThatNobodyExpandedOrThatIsTooLargeIsRefused) {
  const std::string frame = invite("group", R"("group":"g")");
  EXPECT_EQ(problem_of(frame), ErrorCode::InvalidArgument);
  std::vector<UserId> members;
  for (std::size_t i = 0; i < limits::kInvitees; ++i) members.push_back("u" + std::to_string(i));
  EXPECT_EQ(read(frame, members).command->to, members);
  members.push_back("one-more");
  EXPECT_EQ(problem_of(frame, members), ErrorCode::TooLarge);
  EXPECT_EQ(problem_of(invite("group", R"("group":7)"), {"ann"}), ErrorCode::InvalidFrame);
}

TEST(Session, IsJoinedAndNeverPlaced) {
  EXPECT_EQ(problem_of(R"("type":"invite","callId":"session:s","media":"audio","kind":"group",)"
                       R"("to":["ann"],)" +
                       kLeg),
            ErrorCode::InvalidFrame);
  EXPECT_EQ(problem_of(R"("type":"join","callId":"c1","media":"audio",)" + kLeg),
            ErrorCode::InvalidFrame);
  EXPECT_EQ(problem_of(R"("type":"join","callId":"session:","media":"audio",)" + kLeg),
            ErrorCode::InvalidFrame);
  Command command = command_of(CommandKind::Join, "session:s");
  command.media = Media::Video;
  command.ext = "{}";
  command.policy.call_while_in_call = CallWhileInCall::Hold;
  const Asked joined = passed(command);
  EXPECT_EQ(joined.type, CommandType::Join);
  EXPECT_EQ(joined.kind, CallKind::Session);
  EXPECT_EQ(joined.media, Media::Video);
  EXPECT_EQ(joined.leg_id, "l");
  EXPECT_EQ(joined.ext, "{}");
  EXPECT_EQ(joined.policy, command.policy);
}

TEST(People, AreNamedByAddCancelAndRemove) {
  for (const CommandKind kind : {CommandKind::Add, CommandKind::Cancel, CommandKind::Remove}) {
    Command command = command_of(kind);
    command.to = {"ann", "bob"};
    EXPECT_EQ(passed(command).to, command.to);
    const std::string head = R"("callId":"c1","type":")" + std::string(name_of(kind)) + "\"";
    EXPECT_EQ(problem_of(head + R"(,"to":[])"), ErrorCode::InvalidArgument);
    EXPECT_EQ(problem_of(head + R"(,"to":["a","a"])"), ErrorCode::InvalidArgument);
    EXPECT_EQ(problem_of(head), ErrorCode::InvalidFrame);
  }
  Command group = command_of(CommandKind::Add);
  group.group = "g";
  EXPECT_EQ(passed(group, {"zoe"}).to, std::vector<UserId>{"zoe"});
  EXPECT_EQ(problem_of(R"("type":"remove","callId":"c1","group":"g")", {"zoe"}),
            ErrorCode::InvalidFrame);
}

TEST(State, TellsOfAHold) {
  Command command = command_of(CommandKind::State);
  EXPECT_FALSE(passed(command).report.hold);
  command.report.hold = true;
  EXPECT_TRUE(passed(command).report.hold);
}

Message header(const std::string& fields) {
  const std::string sender = R"("app":"a","user":"me","device":"d","connection":"n")";
  std::optional<Message> message = read_message("{" + sender + "," + fields + "}\n\n{}");
  EXPECT_TRUE(message.has_value()) << fields;
  return message.value_or(Message{});
}

TEST(Header, SaysWhatTheSenderMay) {
  const auto grants = [](const std::string& list) {
    return header(R"("type":"frame","grants":[)" + list + "]").sender;
  };
  const switchboard::Sender none = grants(R"("receive")");
  EXPECT_FALSE(none.may_place || none.may_invite || none.may_moderate || none.may_join);
  EXPECT_TRUE(grants(R"("place")").may_place && grants(R"("place")").may_invite);
  EXPECT_TRUE(grants(R"("invite")").may_invite);
  EXPECT_FALSE(grants(R"("invite")").may_place);
  EXPECT_TRUE(grants(R"("moderate")").may_moderate);
  EXPECT_TRUE(header(R"("type":"frame","mayJoin":true)").sender.may_join);
  EXPECT_FALSE(grants(R"("join:s")").may_join) << "the host looks the session up";
}

TEST(Header, NamesTheMembersOfAGroupWithoutTheSender) {
  EXPECT_EQ(header(R"("type":"frame","members":["ann","me","bob"])").members,
            (std::vector<UserId>{"ann", "bob"}));
  EXPECT_TRUE(header(R"("type":"gone","revoked":true)").revoked);
  EXPECT_FALSE(header(R"("type":"gone")").revoked);
}

template <typename I>
I input_of(const std::string& type, const std::string& more = "") {
  const std::optional<Input> input = read_input(R"({"type":")" + type + R"(","request":7,)" +
                                                R"("callId":"c1","legId":"l")" + more + "}");
  EXPECT_TRUE(input.has_value()) << type << more;
  if (!input) return {};
  if constexpr (std::is_constructible_v<CallInput, I>) {
    const auto& for_call = std::get<input::ForCall>(*input);
    EXPECT_EQ(for_call.call_id, "c1");
    EXPECT_EQ(std::get<I>(for_call.call_input).request, 7);
    return std::get<I>(for_call.call_input);
  } else {
    return std::get<I>(*input);
  }
}

TEST(HostInput, OfEachNewKindIsRead) {
  input_of<input::Hold>("hold");
  input_of<input::Resume>("resume");
  input_of<input::RequestVideo>("request-video");
  input_of<input::AcceptVideo>("accept-video");
  input_of<input::DeclineVideo>("decline-video");
  input_of<input::CancelVideo>("cancel-video");
  input_of<input::Downgrade>("downgrade");
  EXPECT_TRUE(input_of<input::SetRecording>("set-recording", R"(,"on":true)").on);
  EXPECT_TRUE(
      input_of<input::SetRecording>("set-recording", R"(,"on":true,"consent":true)").consent);
  EXPECT_FALSE(input_of<input::ConsentToRecording>("consent-to-recording").given);
  EXPECT_EQ(input_of<input::EndForAll>("end", R"(,"ext":"1")").ext, "1");
  EXPECT_TRUE(input_of<input::Accept>("accept", R"(,"end":true)").end_others);
  EXPECT_FALSE(input_of<input::Accept>("accept").end_others);
  const std::string to = R"(,"to":["ann","bob"])";
  const std::vector<UserId> both = {"ann", "bob"};
  EXPECT_EQ(input_of<input::AddUsers>("add", to).to, both);
  EXPECT_EQ(input_of<input::AddUsers>("add", R"(,"group":"g")").group, "g");
  EXPECT_EQ(input_of<input::CancelUsers>("cancel", to).to, both);
  EXPECT_EQ(input_of<input::RequestMute>("request-mute", to).to, both);
  EXPECT_EQ(input_of<input::RemoveUsers>("remove", to).to, both);
  const auto joined = input_of<input::Join>("join", R"(,"media":"video","ext":"2")");
  EXPECT_EQ(joined.call_id, "c1");
  EXPECT_EQ(joined.leg_id, "l");
  EXPECT_EQ(joined.media, Media::Video);
  EXPECT_EQ(joined.ext, "2");
}

TEST(HostInput, OfADialSaysWhomAndHow) {
  const auto dial = input_of<input::Dial>(
      "call", R"(,"media":"audio","group":"g","groupId":"team","redialOf":"c0","policy":)"
              R"({"groupEnd":"local-hangup","whoCanInvite":"inviter","whoCanEnd":"anyone"})");
  EXPECT_EQ(dial.group, "g");
  EXPECT_EQ(dial.group_id, "team");
  EXPECT_EQ(dial.redial_of, "c0");
  EXPECT_EQ(dial.policy.group_end, GroupEnd::LocalHangup);
  EXPECT_EQ(dial.policy.who_can_invite, WhoCanInvite::Inviter);
  EXPECT_EQ(dial.policy.who_can_end, WhoCanEnd::Anyone);
  const std::string plain = R"(,"media":"audio","to":["ann"])";
  EXPECT_EQ(input_of<input::Dial>("call", plain).policy, InviterPolicy{});
  EXPECT_EQ(
      input_of<input::Dial>("call", plain + R"(,"ringTimeoutMs":5000)").policy.ring_timeout_ms,
      5'000);
  EXPECT_EQ(input_of<input::Dial>("call", plain + R"(,"policy":{"ringTimeoutMs":6000})")
                .policy.ring_timeout_ms,
            6'000);
  const char* nobody = R"({"type":"call","request":1,"callId":"c1","legId":"l","media":"audio"})";
  EXPECT_FALSE(read_input(nobody).has_value());
}

}  // namespace
}  // namespace ringline::wire
