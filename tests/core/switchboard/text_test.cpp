// The text interface: limits, strange ids, round trips, purity, and any bytes at all (inv. 36, 38,
// 39).
#include <gtest/gtest.h>

#include <cstdint>

#include "exchange.h"
#include "switchboard/route_call.h"
#include "switchboard/route_user.h"
#include "wire/switchboard_frames.h"
#include "wire/switchboard_messages.h"
#include "wire/switchboard_records.h"

namespace ringline::switchboard::testing {
namespace {

const Device kAnn{"ann", "ann-laptop"};
const Device kBob{"bob", "bob-laptop"};

struct Text : ::testing::Test {
  Exchange exchange;

  std::string error_of(const std::string& id, const std::string& frame) {
    return text_at(exchange.ask(kAnn, id, frame), "error.code");
  }
};

std::string of_size(std::size_t bytes) { return std::string(bytes, 'x'); }

TEST_F(Text, LimitsHoldAtTheLimitAndRefuseOneAbove) {  // inv. 36
  exchange.connect(kAnn);
  int calls = 0;
  const auto invite_with = [&](const std::string& from, const std::string& to) {
    const std::string call = "c" + std::to_string(++calls);
    std::string frame = invite(kAnn, call, "bob", "i" + call, R"(,"ext":"E")");
    frame.replace(frame.find(from), from.size(), to);
    const std::string code = error_of("i" + call, frame);
    exchange.send(kAnn, leave(call, "l" + call));
    return code;
  };
  EXPECT_EQ(invite_with("\"E\"", "\"" + of_size(limits::kExtBytes) + "\""), "");
  EXPECT_EQ(invite_with("\"E\"", "\"" + of_size(limits::kExtBytes + 1) + "\""), "too-large");
  EXPECT_EQ(invite_with("offer-sdp", of_size(limits::kSdpBytes)), "");
  EXPECT_EQ(invite_with("offer-sdp", of_size(limits::kSdpBytes + 1)), "too-large");
  EXPECT_EQ(invite_with("[\"bob\"]", "[\"" + of_size(limits::kUserIdBytes) + "\"]"), "");
  EXPECT_EQ(invite_with("[\"bob\"]", "[\"" + of_size(limits::kUserIdBytes + 1) + "\"]"),
            "too-large");
  EXPECT_EQ(invite_with("leg-ann-laptop", of_size(limits::kIdBytes)), "");
  EXPECT_EQ(invite_with("leg-ann-laptop", of_size(limits::kIdBytes + 1)), "too-large");
  std::string many = "\"u0\"";
  for (std::size_t i = 1; i < limits::kInvitees; ++i) many += ",\"u" + std::to_string(i) + "\"";
  EXPECT_EQ(invite_with("[\"bob\"]", "[" + many + "]"), "invalid-argument");
  EXPECT_EQ(invite_with("[\"bob\"]", "[" + many + ",\"u\"]"), "too-large");
}

TEST_F(Text, CandidatesOfOneSignalAreLimited) {
  exchange.connect(kAnn);
  exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob"));
  exchange.clear_log();
  exchange.send(kAnn, candidates("c1", "", static_cast<int>(limits::kCandidates) + 1));
  EXPECT_EQ(text_at(exchange.effects_of("refused").back(), "error.code"), "too-large");
}

TEST_F(Text, FaultyFramesAreRefusedWithTheirId) {
  exchange.connect(kAnn);
  EXPECT_EQ(error_of("x1", R"({"type":"invite","id":"x1"})"), "invalid-frame");
  EXPECT_EQ(error_of("x2", R"({"type":"nonsense","id":"x2"})"), "invalid-frame");
  EXPECT_EQ(error_of("x3", R"({"type":"leave","id":"x3","callId":"../c1"})"), "invalid-frame");
  EXPECT_EQ(error_of("x4", R"({"type":"state","id":"x4","callId":"c","microphone":"loud"})"),
            "invalid-frame");
  for (const char* frame : {"", "x", "[]", "7", "{}", "{\"type\":7}", "{\"type\":\"leave\"}",
                            "\xff\xfe", "{\"type\":\"sync\",\"id\":\"a\"} trailing"}) {
    exchange.clear_log();
    exchange.send(kAnn, frame);
    EXPECT_EQ(exchange.effects_of("refused").size(), 1u) << frame;
  }
}

TEST_F(Text, IdsOfPrototypesAreIdsLikeAnyOther) {  // S7
  for (const std::string& id : {"__proto__", "constructor", "toString", "hasOwnProperty"}) {
    exchange = Exchange();
    const Device from{id + "-caller", id};
    const Device to{id, id};
    exchange.connect(from);
    exchange.connect(to);
    exchange.ask(from, id, invite(from, id, id, id));
    const Json event = *exchange.last_event(to);
    EXPECT_EQ(text_at(event, "call.callId"), id);
    std::string frame = accept(to, id, id);
    const std::string leg = to.leg();
    frame.replace(frame.find(leg), leg.size(), "leg-of-" + id);
    EXPECT_EQ(text_at(exchange.ask(to, id, frame), "call.state"), "active");
  }
}

TEST_F(Text, TwoUsersOfOneDeviceIdAreTwoDevices) {
  const Device ann{"ann", "shared"}, bob{"bob", "shared"};
  exchange.connect(ann);
  exchange.connect(bob);
  exchange.ask(ann, "i", invite(ann, "c1", "bob", "i"));
  EXPECT_EQ(text_at(*exchange.last_event(bob), "call.you.role"), "invitee");
  exchange.ask(bob, "d", decline("c1", "d"));
  EXPECT_EQ(text_at(*exchange.last_event(ann), "call.you.endReason"), "remote-declined");
}

TEST_F(Text, UnicodeAndControlCharacters) {
  const Device ann{"ann \xE2\x98\x8E\xEF\xB8\x8F:\xE2\x80\xAE", "ann-laptop"};
  exchange.connect(ann);
  exchange.connect(kBob);
  exchange.ask(ann, "i", invite(ann, "c1", "bob", "i", R"(,"ext":"line\nbreak\u0000\u2028")"));
  EXPECT_EQ(text_at(*exchange.last_event(kBob), "call.inviter"), ann.user);
  EXPECT_EQ(text_at(*exchange.last_event(kBob), "call.ext"),
            std::string("line\nbreak\0\xE2\x80\xA8", 14));
  EXPECT_EQ(text_at(exchange.ask(ann, "j", invite(ann, "c2", "bob\n", "j")), "error.code"),
            "invalid-frame");
}

TEST_F(Text, FirstMessageIsConfigureAndOnlyOnce) {
  Switchboard core;
  EXPECT_NE(dispatch(core, R"({"type":"forget","key":"c:a:b"})", 0).find("refused"),
            std::string::npos);
  EXPECT_NE(dispatch(core, R"({"type":"configure","epoch":"e","policy":{"ringTimeoutMs":1}})", 0)
                .find("refused"),
            std::string::npos)
      << "out of its range";
  EXPECT_EQ(dispatch(core, R"({"type":"configure","epoch":"e"})", 0),
            "{\"effects\":[],\"policy\":{}}");
  EXPECT_NE(dispatch(core, R"({"type":"configure","epoch":"e"})", 0).find("refused"),
            std::string::npos);
}

TEST_F(Text, KeysAreTakenApartAtTheFirstColon) {
  const auto user = wire::read_key("u:app:mail:ann@example.org");
  ASSERT_TRUE(user);
  EXPECT_EQ(user->app, "app");
  EXPECT_EQ(user->id, "mail:ann@example.org");
  for (const char* key : {"", "c", "c:", "c:app", "c:app:", "x:app:c1", "c::c1", "c:app:a b"}) {
    EXPECT_FALSE(wire::read_key(key)) << key;
  }
}

// Records that have seen everything survive being written and read.
TEST_F(Text, RecordsRoundTrip) {
  for (const Device& device : {kAnn, kBob}) exchange.connect(device);
  exchange.connect(Device{"ann", "ann-laptop", 2});
  std::size_t checked = 0;
  const auto check = [&] {
    for (const auto& [key, stored] : exchange.store()) {
      ++checked;
      if (key.starts_with("c:")) {
        const auto record = wire::read_call_record(stored.text);
        ASSERT_TRUE(record) << stored.text;
        EXPECT_EQ(record->version, stored.version);
        EXPECT_EQ(wire::write_call_record(*record), stored.text);
      } else {
        const auto record = wire::read_user_record(stored.text);
        ASSERT_TRUE(record) << stored.text;
        EXPECT_EQ(wire::write_user_record(*record), stored.text);
      }
    }
  };
  check();
  for (int commits = 1; commits < 6; ++commits) {
    const std::string call = "c" + std::to_string(commits);
    exchange.crash_after_commits(commits);
    exchange.send(kAnn, invite(kAnn, call, "bob", "i" + call, R"(,"ext":"\"e\"")"));
    exchange.restart();
    check();
    exchange.advance(10'000);
    check();
  }
  exchange.ask(kAnn, "i", invite(kAnn, "c9", "bob", "i"));
  exchange.send(kAnn, candidates("c9", "", 2));
  check();
  exchange.ask(kBob, "a", accept(kBob, "c9", "a"));
  check();
  exchange.disconnect(kBob);
  check();
  EXPECT_GT(checked, 30u);
}

TEST_F(Text, SealClaimsStayBelowTheirLimit) {
  SealClaims claims{.app = "app", .call_id = "c1", .epoch = "e", .version = 1, .inviter = "ann"};
  claims.participants.push_back({.user_id = "ann", .role = Role::Inviter});
  const std::string text = wire::write_seal_claims(claims);
  EXPECT_EQ(wire::read_seal_claims(text), claims);
  for (int i = 0; i < 100; ++i) {
    claims.participants.push_back({.user_id = "u", .name = of_size(limits::kNameBytes)});
  }
  EXPECT_EQ(wire::write_seal_claims(claims), "") << "no seal rather than one that is too long";
}

// inv. 38: routing twice from the same inputs gives the same outcome; what is stored gives the same
// as what was at hand.
TEST_F(Text, RoutingIsPure) {
  for (const Device& device : {kAnn, kBob}) exchange.connect(device);
  exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob"));
  const Context context{.epoch = "e"};
  const Sender bob{.app = "app", .user_id = "bob", .device_id = "bob-laptop", .connection = "x"};
  const Sender ann{.app = "app", .user_id = "ann", .device_id = "ann-laptop", .connection = "y"};
  CallRecord record = *wire::read_call_record(exchange.stored("c:app:c1"));
  const std::vector<std::pair<Sender, std::string>> story = {
      {bob, ringing("c1", "1")},      {ann, candidates("c1", "", 2)}, {ann, set_state("c1", "2")},
      {bob, accept(kBob, "c1", "3")}, {bob, set_state("c1", "4")},    {ann, leave("c1", "5")},
      {bob, leave("c1", "6")}};
  Millis now = record.created_at;
  for (const auto& [sender, frame] : story) {
    const auto command = wire::read_frame(frame).command;
    ASSERT_TRUE(command) << frame;
    now += 100;
    const CallOutcome once = route_command(context, record, sender, *command, now);
    EXPECT_EQ(once, route_command(context, record, sender, *command, now));
    const auto stored = wire::read_call_record(wire::write_call_record(record));
    EXPECT_EQ(once, route_command(context, *stored, sender, *command, now));
    EXPECT_EQ(once.record.version, record.version + (once.changed ? 1 : 0));
    record = once.record;
    EXPECT_EQ(route_deadline(context, record, now + 99), route_deadline(context, record, now + 99));
  }
  UserRecord user = *wire::read_user_record(exchange.stored("u:app:bob"));
  EXPECT_EQ(route_gone(user, bob, now), route_gone(user, bob, now));
  EXPECT_EQ(route_user_deadline(user, now), route_user_deadline(user, now));
}

// Deterministic mutations of real messages (the fuzzers go further): an answer each time, never a
// trap (inv. 39).
TEST_F(Text, AnyBytesGetAnAnswer) {
  exchange.connect(kAnn);
  exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob"));
  const std::string head = R"({"type":"frame","app":"app","user":"ann","device":"ann-laptop",)"
                           R"("connection":"x","grants":["place"],"record":"attached"})";
  const std::string call = exchange.stored("c:app:c1");
  const std::string user = exchange.stored("u:app:ann");
  const std::vector<std::string> seeds = {
      head + "\n" + call + "\n" + candidates("c1", "", 2),
      head + "\n" + call + "\n" + leave("c1", "l"),
      head + "\n" + user + "\n" + R"({"type":"sync","id":"s","calls":["c1"]})",
      R"({"type":"deadline","key":"c:app:c1","record":"attached"})"
      "\n" +
          call + "\n",
      R"({"type":"view","key":"c:app:c1","user":"ann","device":"d","record":"attached"})"
      "\n" +
          call,
      R"({"type":"view","key":"u:app:ann","user":"bob","device":"d","record":"attached"})"
      "\n" +
          user,
      R"({"type":"input","key":"u:app:ann","record":"attached"})"
      "\n" +
          user + "\n" +
          R"({"source":"c:app:c1","version":99,"index":0,"type":"release","callId":"c1"})"};
  std::uint64_t random = 88172645463325252ULL;
  const auto next = [&random] {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    return random;
  };
  Switchboard core;
  dispatch(core, R"({"type":"configure","epoch":"e"})", 0);
  int refusals = 0;
  for (int round = 0; round < 6'000; ++round) {
    std::string text = seeds[next() % seeds.size()];
    for (std::uint64_t edits = 1 + next() % 4; edits > 0; --edits) {
      if (text.empty()) break;
      const std::size_t where = next() % text.size();
      switch (next() % 4) {
        case 0: text[where] = static_cast<char>(next()); break;
        case 1: text.erase(where, 1 + next() % 8); break;
        case 2: text.insert(where, text.substr(next() % text.size(), next() % 16)); break;
        default: text.resize(where + 1);
      }
    }
    const std::string answer = dispatch(core, text, exchange.now);
    ASSERT_EQ(answer.front(), '{');
    ASSERT_EQ(wire::parse(answer, wire::kRecordLimits).problem, wire::ParseProblem::None) << answer;
    refusals += answer.find("\"refused\"") != std::string::npos ? 1 : 0;
  }
  EXPECT_GT(refusals, 1'000);
}

TEST_F(Text, DamagedRecordIsRefusedNotGuessed) {
  const std::string answer =
      exchange.dispatch(R"({"type":"deadline","key":"c:app:c1","record":"attached"})", "");
  EXPECT_NE(answer.find("\"internal\""), std::string::npos);
}

TEST_F(Text, CacheIsBoundedAndForgets) {
  RecordCache cache;
  for (std::size_t i = 0; i <= limits::kCachedRecords; ++i) {
    keep_cached(cache, "c:app:" + std::to_string(i), CallRecord{});
  }
  EXPECT_EQ(cache.entries.size(), limits::kCachedRecords);
  EXPECT_EQ(find_cached(cache, "c:app:0"), nullptr);
  EXPECT_NE(find_cached(cache, "c:app:1"), nullptr);
  drop_cached(cache, "c:app:1");
  EXPECT_EQ(find_cached(cache, "c:app:1"), nullptr);
  EXPECT_EQ(cache.entries.size(), cache.index.size());
}

}  // namespace
}  // namespace ringline::switchboard::testing
