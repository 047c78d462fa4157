// The client core as its host meets it: text in, text out (docs/CORE.md).
#include "wire/client_core.h"

#include <gtest/gtest.h>

#include "limits.h"

namespace ringline {
namespace {

using wire::ClientCore;

const char* const kConfigure =
    R"({"type":"configure","deviceId":"d","pageId":"p","incarnation":"i"})";

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(ClientCore, WhatIsNoInputIsAFaultAndChangesNothing) {
  ClientCore core;
  core.dispatch(kConfigure, 1'000);
  const Session before = core.session();
  for (std::string_view bad :
       {"", "{", "[]", "{}", R"({"type":"no-such"})", R"({"type":"connect"})",
        R"({"type":"connect","request":0})", R"({"type":"accept","request":1,"callId":"a b"})",
        R"({"type":"socket-closed","generation":1,"code":1,"random":1.5})", "\xff\xfe"}) {
    const std::string answer = core.dispatch(bad, 2'000);
    EXPECT_TRUE(has(answer, R"("effects":[])")) << bad;
    EXPECT_TRUE(has(answer, R"("fault":)")) << bad;
    EXPECT_EQ(core.session(), before) << bad;
  }
}

TEST(ClientCore, AnswersConnectWithTokenSocketAndOneDeadline) {
  ClientCore core;
  core.dispatch(kConfigure, 1'000);
  EXPECT_EQ(core.dispatch(R"({"type":"connect","request":1})", 1'000),
            R"({"effects":[{"type":"connection","state":"connecting"},)"
            R"({"type":"get-token","generation":1,"purpose":"connect"},)"
            R"({"type":"open-socket","generation":1}],"deadline":11000})");
}

TEST(ClientCore, TellsWhoThisUserIsOnceItKnows) {
  ClientCore core;
  core.dispatch(kConfigure, 1'000);
  core.dispatch(R"({"type":"connect","request":1})", 1'000);
  const std::string welcome =
      "{\"type\":\"frame\",\"generation\":1}\n"
      R"({"type":"welcome","epoch":"e","serverTime":5,"userId":"Zoë","policy":{},"seq":0,)"
      R"("snapshot":{"calls":[],"unknown":[]}})";
  const std::string online = R"({"type":"connection","state":"online","userId":"Zoë"})";
  EXPECT_TRUE(has(core.dispatch(welcome, 1'001), online));
}

TEST(ClientCore, TellsOpenPeersOfOtherIceServersOnce) {
  ClientCore core;
  core.dispatch(kConfigure, 1'000);
  core.dispatch(R"({"type":"connect","request":1})", 1'000);
  const auto frame = [&core](const std::string& text) {
    return core.dispatch("{\"type\":\"frame\",\"generation\":1}\n" + text, 1'001);
  };
  const auto servers = [](const std::string& url) {
    return R"("iceServers":[{"urls":[")" + url + "\"]}]";
  };
  frame(R"({"type":"welcome","epoch":"e","serverTime":5,"userId":"me","policy":{},"seq":0,)"
        R"("snapshot":{"calls":[],"unknown":[]},)" +
        servers("turn:a") + "}");
  const std::string others = R"({"type":"ice-servers",)" + servers("turn:b") + "}";
  EXPECT_FALSE(has(frame(others), "turn:b")) << "no peer is open";
  const std::string dialled = core.dispatch(
      R"({"type":"call","request":2,"callId":"c","legId":"l","to":["peer"],"media":"audio"})",
      1'002);
  EXPECT_TRUE(has(dialled, servers("turn:b"))) << "its peer has them from the start";
  EXPECT_TRUE(has(frame(R"({"type":"ice-servers",)" + servers("turn:c") + "}"),
                  R"({"type":"ice-servers",)" + servers("turn:c") + "}"));
  EXPECT_FALSE(has(frame(R"({"type":"ice-servers",)" + servers("turn:c") + "}"), "turn:c"));
}

TEST(ClientCore, TheNewStateOfACallComesBeforeWhatHappenedToIt) {
  ClientCore core;
  core.dispatch(kConfigure, 1'000);
  core.dispatch(R"({"type":"connect","request":1})", 1'000);
  const std::string dialled = core.dispatch(
      R"({"type":"call","request":2,"callId":"c1","legId":"l1","to":["u"],"media":"audio"})",
      1'000);
  const std::size_t call = dialled.find(R"({"type":"call","call":{"callId":"c1")");
  EXPECT_LT(call, dialled.find(R"({"type":"settle","request":2,"ok":true,"callId":"c1"})"));
  EXPECT_LT(call, dialled.find(R"({"type":"capture")"));
  const std::string ended = core.dispatch(R"({"type":"hang-up","request":3,"callId":"c1"})", 1'001);
  EXPECT_LT(ended.find(R"("state":"ended")"), ended.find(R"({"type":"ended","callId":"c1"})"));
  EXPECT_LT(ended.find(R"({"type":"ended")"), ended.find(R"({"type":"release-media")"));
  EXPECT_FALSE(has(ended, R"("type":"send")")) << "nothing ever went out";
}

TEST(ClientCore, ALongMessageOfThePeerIsIgnoredAndNoFaultOfTheHost) {
  ClientCore core;
  core.dispatch(kConfigure, 1'000);
  for (std::size_t size : {limits::kDataBytes, limits::kDataBytes + 1}) {
    const std::string text(size, 'x');
    const std::string answer =
        core.dispatch(R"({"type":"data","linkId":"c1#1","text":")" + text + "\"}", 1'000);
    EXPECT_EQ(answer, R"({"effects":[],"deadline":null})");
  }
}

}  // namespace
}  // namespace ringline
