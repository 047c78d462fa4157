// Devices that speak the protocol and mean ill: every command, in every scene with more than two
// people or a past, by everybody who has or had a part in it and by outsiders (reliability 2.3, S1
// to S6; inv. 10, 13, 15 to 17, 40). Direct calls from placing to end are in admission_test.cpp.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "exchange.h"

namespace ringline::switchboard::testing {
namespace {

const Device kAnn{"ann", "ann-laptop"};
const Device kAnnPhone{"ann", "ann-phone"};
const Device kBob{"bob", "bob-laptop"};
const Device kBobPhone{"bob", "bob-phone"};
const Device kCarol{"carol", "carol-laptop"};
const Device kDave{"dave", "dave-laptop"};     // declined
const Device kFrank{"frank", "frank-laptop"};  // left
const Device kGina{"gina", "gina-laptop"};     // was removed
const Device kEve{"eve", "eve-laptop"};
const Device kMallory{"mallory", "mallory-laptop", 1, true, "moderate"};
const Device kYan{"yan", "yan-laptop"};
const Device kZoe{"zoe", "zoe-laptop"};
const std::vector<Device> kEverybody = {kAnn,   kAnnPhone, kBob, kBobPhone, kCarol, kDave,
                                        kFrank, kGina,     kEve, kMallory,  kYan,   kZoe};
const std::string kVouched = R"(,"sealValid":true)";
const std::string kMayJoin = R"(,"mayJoin":true)";

enum class Part { Inviter, Opener, Member, Other, Pending, Out, Outsider };

struct Scene {
  std::string name;
  Exchange exchange;
  std::string call;
  std::vector<std::pair<Device, Part>> people;
  std::map<std::string, std::string> seals = {};  ///< the last that a user got
};

struct Attempt {
  std::string type;
  std::string frame;
  std::string header = {};
};

void ok(Exchange& exchange, const Device& device, const std::string& frame,
        const std::string& header = "") {
  static int count = 0;
  const std::string id = "set-up-" + std::to_string(++count);
  std::string named = frame;
  named.replace(named.find("\"ID\""), 4, "\"" + id + "\"");
  EXPECT_EQ(text_at(exchange.ask(device, id, named, header), "ok"), "true") << frame;
  exchange.advance(1);  // no two things at once: who came later came later
}

// Everybody is there, and two people who have nothing to do with it are in a call of their own.
Exchange house() {
  Exchange exchange;
  for (const Device& device : kEverybody) exchange.connect(device);
  ok(exchange, kYan, invite(kYan, "witness", "zoe", "ID"));
  ok(exchange, kZoe, accept(kZoe, "witness", "ID"));
  return exchange;
}

void keep_seals(Scene& scene) {
  for (const Device& device : {kAnn, kBob, kFrank, kGina}) {
    const std::string seal = text_at(scene.exchange.view(device, scene.call), "seal");
    if (!seal.empty()) scene.seals[device.user] = seal;
  }
}

// Ann and Bob are in, Carol rings; Dave declined, Frank left, Gina was taken out.
Scene group() {
  Scene scene{.name = "group", .exchange = house(), .call = "g1"};
  Exchange& exchange = scene.exchange;
  ok(exchange, kAnn, invite_group(kAnn, "g1", {"bob", "carol", "dave", "frank", "gina"}, "ID"));
  ok(exchange, kCarol, ringing("g1", "ID"));
  ok(exchange, kDave, decline("g1", "ID"));
  for (const Device& device : {kBob, kFrank, kGina})
    ok(exchange, device, accept(device, "g1", "ID"));
  keep_seals(scene);
  ok(exchange, kFrank, leave("g1", "ID"));
  ok(exchange, kAnn, about_users("remove", "g1", {"gina"}, "ID"));
  scene.people = {{kAnn, Part::Inviter},     {kAnnPhone, Part::Other}, {kBob, Part::Member},
                  {kBobPhone, Part::Other},  {kCarol, Part::Pending},  {kDave, Part::Out},
                  {kFrank, Part::Out},       {kGina, Part::Out},       {kEve, Part::Outsider},
                  {kMallory, Part::Outsider}};
  return scene;
}

Scene on_hold() {
  Scene scene = group();
  scene.name = "on hold";
  ok(scene.exchange, kAnn, set_hold("g1", "ID", true));
  ok(scene.exchange, kBob, set_hold("g1", "ID", true));
  return scene;
}

Scene video_asked() {
  Scene scene = group();
  scene.name = "video asked for";
  ok(scene.exchange, kAnn, plain("video-request", "g1", "ID"));
  return scene;
}

Scene over() {
  Scene scene = group();
  scene.name = "ended group";
  ok(scene.exchange, kAnn, plain("end", "g1", "ID"));
  for (auto& [device, part] : scene.people) {
    if (part != Part::Outsider) part = Part::Out;
  }
  return scene;
}

// A direct call whose early offer served Bob, and into which Carol is rung.
Scene widened() {
  Scene scene{.name = "direct, now a group", .exchange = house(), .call = "c1"};
  Exchange& exchange = scene.exchange;
  ok(exchange, kAnn, invite(kAnn, "c1", "bob", "ID"));
  exchange.send(kAnn, candidates("c1", "", 2));
  ok(exchange, kBob, accept(kBob, "c1", "ID"));
  ok(exchange, kBob, about_users("add", "c1", {"carol"}, "ID"));
  keep_seals(scene);
  scene.people = {{kAnn, Part::Inviter},    {kAnnPhone, Part::Other}, {kBob, Part::Member},
                  {kBobPhone, Part::Other}, {kCarol, Part::Pending},  {kEve, Part::Outsider}};
  return scene;
}

Scene session() {
  Scene scene{.name = "session", .exchange = house(), .call = "session:room"};
  Exchange& exchange = scene.exchange;
  for (const Device& device : {kAnn, kBob, kFrank}) {
    ok(exchange, device, join(device, scene.call, "ID"), kMayJoin);
  }
  keep_seals(scene);
  ok(exchange, kFrank, leave(scene.call, "ID"));
  scene.people = {{kAnn, Part::Opener},      {kAnnPhone, Part::Other}, {kBob, Part::Member},
                  {kBobPhone, Part::Other},  {kFrank, Part::Out},      {kEve, Part::Outsider},
                  {kMallory, Part::Outsider}};
  return scene;
}

// The former id of a dial that yielded in a glare: Bob goes on in c1.
Scene merged() {
  Scene scene{.name = "merged", .exchange = house(), .call = "c2"};
  scene.exchange.post(kAnn, invite(kAnn, "c1", "bob", "i1"));
  scene.exchange.post(kBob, invite(kBob, "c2", "ann", "i2"));
  scene.exchange.settle();
  EXPECT_EQ(scene.exchange.reason(kBob, "c2"), "replaced");
  scene.people = {{kAnn, Part::Out},
                  {kAnnPhone, Part::Out},
                  {kBob, Part::Out},
                  {kBobPhone, Part::Out},
                  {kEve, Part::Outsider}};
  return scene;
}

// The former id of a call that was dialled anew from the same device (inv. 9).
Scene replaced() {
  Scene scene{.name = "replaced", .exchange = house(), .call = "c1"};
  ok(scene.exchange, kAnn, invite(kAnn, "c1", "bob", "ID"));
  ok(scene.exchange, kBob, accept(kBob, "c1", "ID"));
  keep_seals(scene);
  ok(scene.exchange, kAnn, invite(kAnn, "c2", "bob", "ID"));
  EXPECT_EQ(scene.exchange.reason(kBob, "c1"), "replaced");
  scene.people = {
      {kAnn, Part::Out}, {kBob, Part::Out}, {kBobPhone, Part::Out}, {kEve, Part::Outsider}};
  return scene;
}

std::string offer_to(const std::string& call, const Device& to) {
  return R"({"type":"signal","callId":")" + call + R"(","to":")" + to.leg() +
         R"(","link":"l","negotiation":2,"description":{"type":"offer","sdp":"secret-sdp"}})";
}

// Every command, as this device could send it, and what makes some of them worse.
std::vector<Attempt> attempts(const Scene& scene, const Device& device) {
  const std::string& call = scene.call;
  std::vector<Attempt> all = {{"invite", invite(device, call, "carol", "x")},
                              {"ringing", ringing(call, "x")},
                              {"accept", accept(device, call, "x")},
                              {"decline", decline(call, "x")},
                              {"leave", leave(call, "x")},
                              {"rejoin", rejoin(device, call, "x")},
                              {"state", set_hold(call, "x", true)},
                              {"end", plain("end", call, "x")},
                              {"join", join(device, call, "x")},
                              {"reassert", reassert(call, "x", "{}")},
                              {"ack", R"({"type":"ack","callId":")" + call + R"(","version":99})"},
                              {"signal", candidates(call, "", 1)}};
  for (const char* type : {"video-request", "video-accept", "video-decline", "video-cancel"}) {
    all.push_back({type, plain(type, call, "x")});
  }
  for (const char* type : {"add", "cancel", "remove", "mute-request"}) {
    for (const std::vector<UserId>& to : std::vector<std::vector<UserId>>{
             {device.user}, {"carol"}, {"gina"}, {device.user, "carol", "bob"}}) {
      all.push_back({type, about_users(type, call, to, "x")});
    }
  }
  for (const Device& other : {kAnn, kBob, kCarol, kFrank}) {
    all.push_back({"signal", candidates(call, other.leg(), 1)});
    all.push_back({"signal", offer_to(call, other)});
    Device thief = device;  // with a leg that is somebody else's
    if (other.user == device.user) continue;
    std::string stolen = accept(thief, call, "x");
    stolen.replace(stolen.find(device.leg()), device.leg().size(), other.leg());
    all.push_back({"accept", stolen});
  }
  for (const auto& [user, seal] : scene.seals) {  // a real one, of now or of before
    all.push_back({"reassert", reassert(call, "x", seal), kVouched});
  }
  return all;
}

// What may change the call at most. Whatever is missing changes nothing.
bool may_change(Part part, const std::string& type) {
  static const std::set<std::string> kOfJoined = {
      "add", "cancel",        "leave",        "rejoin",        "state",        "reassert",
      "ack", "video-request", "video-accept", "video-decline", "video-cancel", "mute-request"};
  static const std::set<std::string> kOfInviter = {"remove", "end"};
  static const std::set<std::string> kOfPending = {"ringing", "accept", "decline", "leave"};
  switch (part) {
    case Part::Inviter: return kOfJoined.count(type) + kOfInviter.count(type) > 0;
    case Part::Opener: return type == "decline" || may_change(Part::Inviter, type);
    case Part::Member: return type == "decline" || kOfJoined.count(type) > 0;
    case Part::Pending: return kOfPending.count(type) > 0;
    case Part::Other:
    case Part::Out:
    case Part::Outsider: return false;
  }
  return false;
}

std::set<std::string> joined_users(const Exchange& exchange, const std::string& call) {
  std::set<std::string> joined;
  const std::string text = exchange.stored("c:app:" + call);
  if (text.empty()) return joined;
  const Json record = parsed(text);
  for (const Json& each : at(record, "participants")->items) {
    if (text_at(each, "state") == "joined") joined.insert(text_at(each, "userId"));
  }
  return joined;
}

bool is_in(const std::set<std::string>& users, const Json& effect) {
  return users.count(text_at(effect, "user")) > 0;
}

// Who gets signals, and who sent them: legs of the roster (inv. 16).
void check_signals(const Exchange& tried, const std::set<std::string>& joined,
                   const Device& sender) {
  for (const Json& signal : tried.effects_of("signal")) {
    EXPECT_TRUE(is_in(joined, signal)) << text_at(signal, "user");
    EXPECT_TRUE(joined.count(sender.user));
    EXPECT_EQ(text_at(signal, "frame.from.legId"), sender.leg());
  }
  for (const Json& grant : tried.effects_of("grant")) {
    for (const Json& end : at(grant, "ends")->items) EXPECT_TRUE(is_in(joined, end));
  }
}

// What a device without a part in it, or no longer with one, is told.
void check_told(const Exchange& tried, Part part, const Device& sender, const std::string& type) {
  const Json* frame = nullptr;
  const std::vector<Json> replies = tried.effects_of("reply");
  for (const Json& reply : replies) {
    EXPECT_EQ(text_at(reply, "user") + "/" + text_at(reply, "device"),
              sender.user + "/" + sender.name);
    frame = &reply;
  }
  const bool in = part == Part::Inviter || part == Part::Opener || part == Part::Member;
  if (in || frame == nullptr) return;
  const std::string text = text_at(*frame, "frame");
  if (part == Part::Pending && type == "accept") return;
  for (const char* secret : {"sdp", "candidate", "parked"}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << text;
  }
  EXPECT_EQ(at(*frame, "seal"), nullptr);
  EXPECT_EQ(at(*frame, "ice"), nullptr);
  if (part != Part::Out && part != Part::Outsider) return;
  for (const Device& other : kEverybody) {
    const bool theirs = other.user != sender.user && text.find(other.leg()) != std::string::npos;
    EXPECT_FALSE(theirs) << text;
  }
  EXPECT_TRUE(tried.events_of(sender).empty());
}

// An outsider hears what is heard of a call that there never was.
void check_outsider(Exchange& tried, const Scene& scene, const Device& sender,
                    const Attempt& attempt) {
  EXPECT_EQ(tried.view(sender, scene.call).kind, Json::Kind::Null);
  const std::string answer = text_at(tried.reply_to("x"), "error");
  if (attempt.type == "invite") {  // the one thing that an id in use cannot hide
    EXPECT_EQ(text_at(tried.reply_to("x"), "ok"), "false");
    return;
  }
  const std::string nowhere = scene.call.substr(0, scene.call.find(':') + 1) + "nowhere";
  std::string frame = attempt.frame;
  const std::string named = "\"" + scene.call + "\"";
  frame.replace(frame.find(named), named.size(), "\"" + nowhere + "\"");
  EXPECT_EQ(text_at(tried.ask(sender, "x", frame, attempt.header), "error"), answer);
}

void try_out(const Scene& scene, const Device& device, Part part, const Attempt& attempt) {
  const std::string key = "c:app:" + scene.call;
  Exchange tried = scene.exchange;
  tried.restart();
  tried.clear_log();
  const std::map<std::string, Stored> records = tried.store();
  const std::set<std::string> before = joined_users(tried, scene.call);
  tried.send(device, attempt.frame, attempt.header);
  const std::set<std::string> after = joined_users(tried, scene.call);
  for (const auto& [other, stored] : records) {
    const bool of_it = other == key || other[0] == 'u';
    if (of_it && may_change(part, attempt.type)) continue;
    EXPECT_EQ(tried.stored(other), stored.text) << other << " was touched (inv. 10, 15)";
  }
  for (const std::string& user : after) {
    const bool own = attempt.type == "accept" && user == device.user && part == Part::Pending;
    EXPECT_TRUE(before.count(user) || own) << user << " came in unasked (inv. 13, 17)";
  }
  std::set<std::string> ever = before;
  ever.insert(after.begin(), after.end());
  check_signals(tried, ever, device);
  check_told(tried, part, device, attempt.type);
  if (part == Part::Outsider) check_outsider(tried, scene, device, attempt);
  for (const char* user : {"eve", "mallory", "yan", "zoe"}) {
    for (const Json& event : tried.effects_of("event")) {
      EXPECT_NE(text_at(event, "user"), user) << "told of a call that is not theirs";
    }
  }
}

void try_all(const Scene& scene) {
  for (const auto& [device, part] : scene.people) {
    for (const Attempt& attempt : attempts(scene, device)) {
      SCOPED_TRACE(scene.name + ", " + device.name + ": " + attempt.frame);
      try_out(scene, device, part, attempt);
    }
  }
}

TEST(Hostile, GroupWithOneWhoRingsAndThreeWhoAreOut) { try_all(group()); }
TEST(Hostile, GroupOnHold) { try_all(on_hold()); }
TEST(Hostile, GroupWithAnOpenVideoRequest) { try_all(video_asked()); }
TEST(Hostile, GroupThatEnded) { try_all(over()); }
TEST(Hostile, DirectCallThatBecameAGroup) { try_all(widened()); }
TEST(Hostile, SessionWithAFormerMember) { try_all(session()); }
TEST(Hostile, FormerIdOfAMergedDial) { try_all(merged()); }
TEST(Hostile, FormerIdOfACallDialledAnew) { try_all(replaced()); }

// Whoever is out sees the call as it was, and not what becomes of it (S8).
TEST(Hostile, WhoIsOutLearnsNothingMoreOfTheCall) {
  Scene scene = group();
  Exchange& exchange = scene.exchange;
  ok(exchange, kBob, about_users("add", "g1", {"eve"}, "ID"));
  ok(exchange, kEve, accept(kEve, "g1", "ID"));
  ok(exchange, kCarol, accept(kCarol, "g1", "ID"));
  ok(exchange, kAnn, plain("video-request", "g1", "ID"));
  ok(exchange, kBob, leave("g1", "ID", R"(,"ext":"\"bye\"")"));
  for (const Device& device : {kDave, kFrank, kGina}) {
    SCOPED_TRACE(device.name);
    const Json entry = exchange.view(device, "g1");
    EXPECT_EQ(exchange.participant(device, "g1", "eve"), "") << "came later";
    EXPECT_EQ(exchange.participant(device, "g1", "carol"), "rung") << "had not answered";
    EXPECT_EQ(exchange.participant(device, "g1", "ann"), "joined");
    EXPECT_EQ(exchange.participant(device, "g1", "ann", "legs"), "[]");
    EXPECT_EQ(exchange.participant(device, "g1", "bob", "ext"), "") << "said later";
    EXPECT_EQ(at(entry, "call.videoRequest"), nullptr);
  }
  EXPECT_EQ(exchange.participant(kFrank, "g1", "bob"), "joined") << "left later";
  EXPECT_EQ(exchange.participant(kGina, "g1", "frank"), "left") << "left before";
  EXPECT_EQ(exchange.participant(kFrank, "g1", "frank"), "left");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob"), "left") << "Ann is in";
  ok(exchange, kAnn, about_users("add", "g1", {"gina"}, "ID"));
  EXPECT_EQ(exchange.participant(kGina, "g1", "eve"), "joined") << "asked again, she may know";
}

// A command that is repeated gets the same answer, but not the means to take part (inv. 21, 16).
TEST(Hostile, RepeatedAcceptOfOneWhoWasRemovedBringsNoTurnCredentials) {
  Scene scene = group();
  Exchange& exchange = scene.exchange;
  ok(exchange, kAnn, about_users("add", "g1", {"eve"}, "ID"));
  EXPECT_EQ(text_at(exchange.ask(kEve, "a9", accept(kEve, "g1", "a9")), "ice"), "true");
  ok(exchange, kAnn, about_users("remove", "g1", {"eve"}, "ID"));
  const Json again = exchange.ask(kEve, "a9", accept(kEve, "g1", "a9"));
  EXPECT_EQ(text_at(again, "call.you.endReason"), "removed");
  EXPECT_EQ(at(again, "ice"), nullptr);
  EXPECT_EQ(at(again, "seal"), nullptr);
}

// A session's id can be guessed: no command may tell whether it lives (inv. 40).
TEST(Hostile, NobodyWithoutTheGrantLearnsWhetherASessionLives) {
  Exchange living = session().exchange;
  Exchange nothing = house();
  for (int round = 0; round < 2; ++round) {  // the first attempt must leave no trace to be found
    for (const char* type : {"leave", "join", "end", "video-request", "reassert", "ringing"}) {
      const std::string id = type + std::to_string(round);
      std::string frame = plain(type, "session:room", id);
      if (type == std::string("join")) frame = join(kEve, "session:room", id);
      if (type == std::string("reassert")) frame = reassert("session:room", id, "{}");
      EXPECT_EQ(text_at(living.ask(kEve, id, frame), "error"),
                text_at(nothing.ask(kEve, id, frame), "error"))
          << frame;
      EXPECT_EQ(nothing.stored("c:app:session:room"), "");
    }
  }
}

}  // namespace
}  // namespace ringline::switchboard::testing
