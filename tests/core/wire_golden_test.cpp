// One golden message per frame type of docs/PROTOCOL.md, in tests/fixtures/wire: what is written is
// that text, what is read from it is what was meant. A change of the wire shows as a change of a
// file. `GOLDEN_UPDATE=1 core_tests --gtest_filter=Golden.*` writes them.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "client/ladder.h"
#include "wire/client_decode.h"
#include "wire/client_encode.h"
#include "wire/common_json.h"
#include "wire/switchboard_frames.h"

namespace ringline {
namespace {

using namespace ringline::testing;
using wire::JsonWriter;

std::string golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(RINGLINE_ROOT) + "/tests/fixtures/wire/" + name + ".json";
  if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(path) << text << '\n';
  std::ifstream file(path);
  std::stringstream read;
  read << file.rdbuf();
  EXPECT_EQ(read.str(), text + "\n") << path;
  return text;
}

Command command_of(CommandKind kind) {
  Command command;
  command.kind = kind;
  command.call_id = kind == CommandKind::Join ? "session:standup" : "c1";
  command.to = {"peer"};
  command.media = Media::Video;
  command.leg_id = "leg-m";
  command.incarnation = "inc-m";
  command.negotiation = 1;
  command.sdp = kOffer;
  command.ext = "{\"topic\":\"\u00e9\"}";
  command.reason = "in-a-meeting";
  command.because = LeaveCause::PeerHangup;
  command.policy.ring_timeout_ms = 10'000;
  command.report = {.microphone = DeviceState::On,
                    .camera = DeviceState::Off,
                    .hold = true,
                    .screen = DeviceState::On,
                    .recording = DeviceState::Starting,
                    .consent = Consent::Given,
                    .muted_by = "bob"};
  command.seal = {"claims", "mac"};
  command.token = "token";
  command.calls = {"c1"};
  const bool of_session = kind == CommandKind::Sync || kind == CommandKind::Renew;
  if (of_session) command.call_id.clear();
  return command;
}

/// The frame that a `send` effect carries.
std::string frame_of(const Effect& effect) {
  Session session;
  session.device_id = "dev-m";
  session.page_id = "page-m";
  session.incarnation = "inc-m";
  JsonWriter writer;
  const std::string ice_servers = "[]";
  wire::write_effect(writer, effect, {session, ice_servers});
  const wire::Parsed parsed = wire::parse(writer.take(), wire::kFrameLimits);
  return parsed.value.find("text")->string;
}

void expect_device_frame(const std::string& name, const std::string& text) {
  const wire::ReadFrame read = wire::read_frame(golden("device-" + name, text));
  ASSERT_TRUE(read.command.has_value()) << name << ": " << name_of(read.problem);
  EXPECT_EQ(name_of(read.command->type), name);
}

TEST(Golden, CommandsOfADeviceAreReadByTheSwitchboard) {
  for (std::size_t i = 0; i < EnumNames<CommandKind>::names.size(); ++i) {
    const auto kind = static_cast<CommandKind>(i);
    expect_device_frame(std::string(name_of(kind)), wire::command_text("i.1", command_of(kind)));
  }
}

TEST(Golden, AnAcceptMayComeBeforeItsAnswer) {
  Command early = command_of(CommandKind::Accept);
  early.sdp.clear();
  const std::string text = golden("device-accept-before-answer", wire::command_text("i.1", early));
  const auto read = wire::read_frame(text).command;
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->negotiation, 1);
  EXPECT_TRUE(read->sdp.empty());
}

TEST(Golden, InviteAndAddMayNameAGroup) {
  const auto expect_group = [](const std::string& name, Command command) {
    command.to = {"peer", "zoe"};
    command.group_id = "team";
    const std::string text = wire::command_text("i.1", command);
    const auto of_two = wire::read_frame(golden("device-" + name + "-many", text)).command;
    ASSERT_TRUE(of_two.has_value());
    EXPECT_EQ(of_two->to, command.to);
    command.group = "sales";
    command.group_id.clear();
    const std::string group =
        golden("device-" + name + "-group", wire::command_text("i.1", command));
    const auto expanded = wire::read_frame(group, {"ann"}).command;
    ASSERT_TRUE(expanded.has_value());
    EXPECT_EQ(expanded->to, std::vector<UserId>{"ann"});
  };
  Command invite = command_of(CommandKind::Invite);
  invite.sdp.clear();
  invite.policy = {10'000, GroupEnd::LocalHangup, WhoCanInvite::Inviter, WhoCanEnd::Anyone,
                   CallWhileInCall::Hold};
  expect_group("invite", invite);
  expect_group("add", command_of(CommandKind::Add));
}

TEST(Golden, EveryCauseOfALeaveIsReadByTheSwitchboard) {
  for (std::size_t i = 0; i < EnumNames<LeaveCause>::names.size(); ++i) {
    Command leaving = command_of(CommandKind::Leave);
    leaving.because = static_cast<LeaveCause>(i);
    const wire::ReadFrame read = wire::read_frame(wire::command_text("i.1", leaving));
    EXPECT_TRUE(read.command.has_value()) << name_of(leaving.because);
  }
}

TEST(Golden, OtherFramesOfADeviceAreReadByTheSwitchboard) {
  // The server takes the token out before the core sees the frame; it may stand there all the same.
  expect_device_frame("hello", frame_of(effect::SendHello{"token", "e1", {"c1"}, true}));
  expect_device_frame("ack", frame_of(effect::SendAck{"c1", 7}));
  expect_device_frame("pong", frame_of(effect::SendPong{1'790'000'000'000}));
  Signal signal;
  signal.call_id = "c1";
  signal.to_leg = "leg-p";
  signal.link = "leg-m/inc-m~leg-p/inc-p";
  signal.negotiation = 2;
  signal.type = DescriptionType::Offer;
  signal.sdp = kOffer;
  signal.candidates = {candidate("1", "Uoffer"), Candidate{"candidate:2", {}, -1, {}}};
  expect_device_frame("signal", frame_of(effect::SendSignal{signal}));
  // By the host, and for it: the cores do not ask who is reachable.
  expect_device_frame("presence", R"({"type":"presence","id":"i.1","users":["bob","zoe"]})");
}

CallView full_view() {
  CallView view = view_of(Direction::Incoming, RecordState::Active, 9);
  join_me(view);
  end_view(view, EndReason::Failed);
  view.failure = FailureCategory::Ice;
  view.answered_at = kServerTime + 400;
  view.ext = "{}";
  view.participants[0].name = "Zo\u00eb";
  view.participants[0].avatar = "https://example.org/z.png";
  view.participants[0].ext = "1";
  view.participants[0].end_reason = EndReason::RemoteHangup;
  view.participants[0].legs[0].up = false;
  view.participants[0].legs[0].report.camera = DeviceState::Failed;
  view.participants[0].legs[0].report.hold = true;
  view.participants[1].role = Role::Joiner;
  view.participants[1].state = ParticipantState::Rung;
  view.participants[1].ring_deadline = kServerTime + 30'000;
  view.participants[1].invited_by = "peer";
  view.group_id = "team";
  view.replaced_by = "c0";
  view.video_request = {2, "peer", VideoRequestState::Requested, kServerTime + 9'000};
  view.answer = StoredDescription{"leg-m", "inc-m", 1, kAnswer};
  view.parked = {candidate("1", "U"), Candidate{"candidate:2", {}, -1, {}}};
  view.policy.early_offer = false;
  view.policy.glare = GlareRule::Busy;
  return view;
}

std::string view_text(const CallView& view) {
  JsonWriter writer;
  writer.open_object();
  wire::write_view(writer, view);
  return writer.close_object().take();
}

template <typename F>
F server_frame(const std::string& name, JsonWriter& writer) {
  std::string ice_servers;
  const Frame frame =
      wire::read_frame(golden("server-" + name, writer.close_object().take()), ice_servers);
  EXPECT_TRUE(std::holds_alternative<F>(frame)) << name;
  return std::holds_alternative<F>(frame) ? std::get<F>(frame) : F{};
}

JsonWriter begin(std::string_view type) {
  JsonWriter writer;
  writer.open_object().text("type", type);
  return writer;
}

TEST(Golden, ViewGoesBothWays) {
  const CallView view = full_view();
  JsonWriter writer = begin("event");
  writer.number("seq", 3).raw("call", view_text(view)).open_object("seal");
  writer.text("claims", "c").text("mac", "m").close_object();
  const auto event = server_frame<frame::Event>("event", writer);
  EXPECT_EQ(event.seq, 3);
  EXPECT_EQ(event.call.view, view);
  EXPECT_EQ(event.call.seal, (Seal{"c", "m"}));
}

TEST(Golden, FramesOfTheServerAreReadByTheClient) {
  JsonWriter welcome = begin("welcome");
  welcome.number("v", 1).text("connection", "n1").text("epoch", "e1").number("serverTime", 5);
  welcome.text("userId", "me").text("deviceId", "dev-m");
  wire::write_policy(welcome, "policy", Policy{});
  welcome.number("seq", 4).open_object("snapshot").open_array("calls");
  welcome.open_object().raw("call", view_text(full_view())).close_object().close_array();
  welcome.open_array("unknown").text_item("c2").close_array().close_object();
  const auto welcomed = server_frame<frame::Welcome>("welcome", welcome);
  EXPECT_EQ(welcomed.snapshot.calls.at(0).view, full_view());
  EXPECT_EQ(welcomed.snapshot.unknown, std::vector<CallId>{"c2"});
  EXPECT_EQ(welcomed.policy, Policy{});

  JsonWriter refusal = begin("reply");
  refusal.text("id", "i.1").flag("ok", false);
  const Error error{ErrorCode::CallEnded, "c1", EndReason::RemoteCancelled};
  wire::write_error(refusal, error);
  EXPECT_EQ(server_frame<frame::Reply>("reply-refused", refusal).error, error);

  JsonWriter reply = begin("reply");
  reply.text("id", "i.1").flag("ok", true).raw("call", view_text(full_view()));
  reply.number("serverTime", 6).number("seq", 7);
  EXPECT_EQ(server_frame<frame::Reply>("reply", reply).call->view, full_view());

  JsonWriter reachable = begin("reply");
  reachable.text("id", "i.1").flag("ok", true);
  reachable.raw("presence", R"({"online":["bob"],"busy":[]})");
  EXPECT_FALSE(server_frame<frame::Reply>("reply-presence", reachable).error.has_value());

  JsonWriter signal = begin("signal");
  signal.text("callId", "c1").text("link", "leg-m/inc-m~leg-p/inc-p").number("negotiation", 2);
  signal.open_object("from").text("userId", "peer").text("deviceId", "dev-p");
  signal.text("legId", "leg-p").close_object().open_object("description");
  signal.text("type", "answer").text("sdp", kAnswer).close_object();
  EXPECT_EQ(server_frame<Signal>("signal", signal).from_leg, "leg-p");

  JsonWriter ping = begin("ping");
  ping.number("at", 1).number("serverTime", 2).number("seq", 3);
  EXPECT_EQ(server_frame<frame::Ping>("ping", ping).seq, 3);
  JsonWriter expiring = begin("token-expiring");
  expiring.number("expiresAt", 9);
  server_frame<frame::TokenExpiring>("token-expiring", expiring);
  JsonWriter servers = begin("ice-servers");
  servers.raw(
      "iceServers",
      R"([{"urls":["turn:turn.example:3478"],"username":"1790003600:n","credential":"c"}])");
  server_frame<frame::IceServers>("ice-servers", servers);
  JsonWriter goodbye = begin("goodbye");
  goodbye.text("code", "device-in-use");
  EXPECT_EQ(server_frame<frame::Goodbye>("goodbye", goodbye).code, ErrorCode::DeviceInUse);
}

TEST(IceServers, AreBoundedAndHoldNothingElse) {
  const auto read = [](const std::string& list) {
    std::string ice_servers;
    wire::read_frame(R"({"type":"ice-servers","iceServers":)" + list + "}", ice_servers);
    return ice_servers;
  };
  EXPECT_EQ(read(R"([{"urls":"stun:a","x":1},{"username":"u"},7])"), R"([{"urls":["stun:a"]}])");
  EXPECT_EQ(read(R"({"urls":"stun:a"})"), "[]");
  const std::string fits(limits::kIceTextBytes, 'a');
  EXPECT_EQ(read(R"([{"urls":["x","y)" + fits + R"("],"credential":")" + fits + R"("}])"),
            R"([{"urls":["x"],"credential":")" + fits + R"("}])");
  std::string urls = "\"u\"";
  for (std::size_t i = 1; i <= limits::kIceUrls; ++i) urls += ",\"u\"";
  std::string servers = R"({"urls":[)" + urls + "]}";
  for (std::size_t i = 1; i <= limits::kIceServers; ++i) servers += R"(,{"urls":"u"})";
  const std::string bounded = read("[" + servers + "]");
  const auto count = [&bounded](std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = bounded.find(part); at != std::string::npos;
         at = bounded.find(part, at + 1)) {
      ++found;
    }
    return found;
  };
  EXPECT_EQ(count("urls"), limits::kIceServers);
  EXPECT_EQ(count("\"u\""), limits::kIceUrls + limits::kIceServers - 1);
}

TEST(Frame, OfAnUnknownTypeOrWithAFaultIsIgnoredAndCounted) {
  std::string ice_servers;
  for (const char* text : {"", "{}", "[]", R"({"type":"x"})", R"({"type":"event"})",
                           R"({"type":"ping","at":-1,"serverTime":1,"seq":1})"}) {
    EXPECT_TRUE(std::holds_alternative<frame::Invalid>(wire::read_frame(text, ice_servers)));
  }
}

}  // namespace
}  // namespace ringline
