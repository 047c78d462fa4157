#include "core_walk.h"

#include "ladder.h"
#include "wire/common_json.h"

namespace ringline::testing {
namespace {

using wire::Json;
using wire::JsonWriter;

std::string text_of(const Json& json, std::string_view key) {
  const Json* value = json.find(key);
  return value == nullptr ? std::string() : value->string;
}

std::int64_t number_of(const Json& json, std::string_view key) {
  const Json* value = json.find(key);
  return value == nullptr ? 0 : value->integer;
}

/// What a good host answers to an effect; empty when there is nothing to answer.
std::string answer_to(const Json& effect) {
  const std::string type = text_of(effect, "type");
  JsonWriter out;
  out.open_object();
  if (type == "get-token") {
    out.text("type", "token").text("token", "t");
    out.number("generation", number_of(effect, "generation"));
  } else if (type == "open-socket") {
    out.text("type", "socket-opened").number("generation", number_of(effect, "generation"));
  } else if (type == "close-socket") {
    out.text("type", "socket-closed").number("generation", number_of(effect, "generation"));
    out.number("code", number_of(effect, "code")).number("random", 0);
  } else if (type == "capture") {
    out.text("type", "captured").text("callId", text_of(effect, "callId"));
    out.text("kind", text_of(effect, "kind")).number("generation", number_of(effect, "generation"));
    if (text_of(effect, "deviceId") == "in-use") {
      out = JsonWriter();
      out.open_object().text("type", "capture-failed").text("callId", text_of(effect, "callId"));
      out.text("kind", text_of(effect, "kind")).text("error", "in-use");
      out.number("generation", number_of(effect, "generation"));
    }
  } else if (type == "create-offer" || type == "create-answer") {
    out.text("type", type == "create-offer" ? "offer-created" : "answer-created");
    out.text("linkId", text_of(effect, "linkId")).text("sdp", kOffer);
    out.number("operation", number_of(effect, "operation"));
  } else if (type == "apply-answer") {
    out.text("type", "description-set").text("linkId", text_of(effect, "linkId"));
    out.number("operation", number_of(effect, "operation"));
  } else if (type == "open-peer") {
    out.text("type", "peer-state").text("linkId", text_of(effect, "linkId"));
    out.text("state", "connected");
  } else {
    return {};
  }
  return out.close_object().take();
}

}  // namespace

void CoreWalk::take(const std::string& answer) {
  const wire::Parsed parsed = wire::parse(answer, wire::kRecordLimits);
  ASSERT_EQ(parsed.problem, wire::ParseProblem::None);
  const Json* effects = parsed.value.find("effects");
  ASSERT_NE(effects, nullptr);
  for (const Json& effect : effects->items) {
    if (std::string message = answer_to(effect); !message.empty()) asked_.push_back(message);
    if (text_of(effect, "type") != "send") continue;
    const wire::Parsed frame = wire::parse(text_of(effect, "text"), wire::kFrameLimits);
    if (const std::string id = text_of(frame.value, "id"); !id.empty()) commands_.push_back(id);
  }
}

std::string CoreWalk::view(const wire::ClientCore& core) {
  const std::string id = call_id();
  const Call* held = find_call(core.session(), id);
  const Direction direction = held != nullptr ? held->direction : Direction::Incoming;
  const auto state = static_cast<RecordState>(1 + below(2));
  CallView view = view_of(direction, state, held != nullptr ? held->view.version + 1 : 1);
  view.call_id = id;
  if (held != nullptr && !held->leg_id.empty() && below(2) == 0) {
    join_me(view, held->leg_id, below(5) == 0 ? "inc-x" : "inc-m");
    join_peer(view, "leg-p", below(4) == 0 ? "inc-q" : "inc-p");
    view.state = RecordState::Active;
  }
  if (below(3) == 0) view.answer = StoredDescription{"leg-p", "inc-p", 1, kAnswer};
  if (below(3) == 0) view.parked = {candidate("1"), candidate("2", "Uoffer")};
  if (below(12) == 0) end_view(view, static_cast<EndReason>(below(19)));
  JsonWriter out;
  out.open_object();
  wire::write_view(out, view);
  return out.close_object().take();
}

std::string CoreWalk::frame(const wire::ClientCore& core) {
  const Session& session = core.session();
  JsonWriter out;
  out.open_object();
  if (session.connection != ConnectionState::Online) {
    out.text("type", "welcome").number("v", 1).text("epoch", below(6) == 0 ? "e2" : "e1");
    out.number("serverTime", kServerTime + now_).text("userId", "me").number("seq", 0);
    out.open_object("policy").close_object().open_object("snapshot").open_array("calls");
    out.close_array().open_array("unknown");
    if (below(4) == 0) out.text_item(call_id());
    out.close_array().close_object();
  } else if (!commands_.empty() && below(2) == 0) {
    out.text("type", "reply").text("id", commands_[below(commands_.size())]);
    const bool ok = below(3) != 0;
    out.flag("ok", ok);
    if (!ok)
      wire::write_error(
          out, Error{static_cast<ErrorCode>(below(EnumNames<ErrorCode>::names.size())), {}, {}});
  } else if (below(4) == 0) {
    out.text("type", "signal").text("callId", call_id()).open_object("from");
    out.text("userId", "peer").text("deviceId", "dev-p").text("legId", "leg-p").close_object();
    out.text("link", "leg-m/inc-m~leg-p/inc-p")
        .number("negotiation", 1 + static_cast<int>(below(3)));
    out.open_object("description").text("type", below(2) == 0 ? "offer" : "answer");
    out.text("sdp", kOffer).close_object();
  } else {
    out.text("type", "event").number("seq", session.seq + 1 + (below(8) == 0 ? 1 : 0));
    out.raw("call", view(core));
    if (below(2) == 0) out.open_object("seal").text("claims", "x").text("mac", "y").close_object();
    out.raw("iceServers", R"([{"urls":["stun:example.org"]}])");
  }
  return out.close_object().take();
}

// What a host measures, and what a peer wishes.
std::string CoreWalk::measured(const Call& call) {
  const std::string about = R"(,"callId":")" + call.call_id + "\"";
  const std::string link = R"("linkId":")" + call.links[0].link_id + "\"";
  const std::string tenths = "0." + std::to_string(below(10));
  switch (below(4)) {
    case 0:
      return R"({"type":"levels","own":{"level":)" + tenths + R"(,"live":true,"muted":true})" +
             R"(,"levels":[{"userId":"peer","level":)" + tenths + "}]" + about + "}";
    case 1:
      return R"({"type":"figures","paths":[{"loss":)" + tenths + "," + link + "}]" + about + "}";
    case 2: return R"({"type":"first-frame",)" + link + "}";
    default: {
      JsonWriter out;
      out.open_object().text("type", "data").text("linkId", call.links[0].link_id);
      const std::string pixels = std::to_string(below(3) * 40'000);
      out.text("text",
               R"({"type":"want","callId":")" + call.call_id + R"(","pixels":)" + pixels + "}");
      return out.close_object().take();
    }
  }
}

std::string CoreWalk::devices() {
  JsonWriter out;
  out.open_object().text("type", "devices").flag("setSinkId", below(2) == 0).open_array("list");
  const auto device = [&out, this](std::string_view kind, std::string_view id,
                                   std::string_view label) {
    if (below(3) == 0) return;
    out.open_object().text("kind", kind).text("deviceId", id).text("groupId", "g");
    out.text("label", label).close_object();
  };
  device("audioinput", "mic", "Microphone");
  device("audioinput", "headset", "Bluetooth headset");
  device("videoinput", "in-use", "Front camera");
  device("videoinput", "back", "Back camera");
  device("audiooutput", "spk", "Speakers");
  return out.close_array().close_object().take();
}

std::string CoreWalk::next(const wire::ClientCore& core) {
  now_ += static_cast<Millis>(below(8) == 0 ? below(15'000) : below(200));
  const Session& session = core.session();
  if (session.device_id.empty()) {
    return R"({"type":"configure","deviceId":"dev-m","pageId":"p","incarnation":"inc-m"})";
  }
  const std::string request = std::to_string(request_++);
  if (below(30) == 0) return devices();
  if (!session.wanted && below(2) == 0) return R"({"type":"connect","request":)" + request + "}";
  for (const Call& call : session.calls) {
    if (call.state != CallState::Rejoinable || below(3) != 0) continue;
    return R"({"type":"rejoin","legId":"leg-m","callId":")" + call.call_id + R"(","request":)" +
           request + "}";
  }
  if (!session.calls.empty() && !session.calls[0].links.empty() && below(6) == 0) {
    const auto state = static_cast<PeerState>(below(5));
    return R"({"type":"peer-state","linkId":")" + session.calls[0].links[0].link_id +
           R"(","state":")" + std::string(name_of(state)) + "\"}";
  }
  if (!session.calls.empty() && !session.calls[0].links.empty() && below(6) == 0) {
    return measured(session.calls[0]);
  }
  if (!asked_.empty() && below(3) != 0) {
    const std::size_t which = below(asked_.size());
    std::string message = asked_[which];
    if (below(10) != 0) asked_.erase(asked_.begin() + static_cast<std::ptrdiff_t>(which));
    return message;
  }
  const std::string generation = std::to_string(session.generation);
  if (session.socket_open && below(3) != 0) {
    return R"({"type":"frame","generation":)" + generation + "}\n" + frame(core);
  }
  if (below(20) == 0) {
    return R"({"type":"socket-closed","code":1006,"random":0.5,"generation":)" + generation + "}";
  }
  static const std::vector<std::string> kApp = {
      R"("type":"accept","legId":"leg-m")",
      R"("type":"decline")",
      R"("type":"ignore")",
      R"("type":"hang-up")",
      R"("type":"rejoin","legId":"leg-m")",
      R"("type":"set-camera","on":false)",
      R"("type":"set-camera","on":true)",
      R"("type":"set-microphone","on":false)",
      R"("type":"select-device","kind":"videoinput","deviceId":"in-use")",
      R"("type":"select-device","kind":"audioinput","deviceId":"mic")",
      R"("type":"select-device","kind":"audiooutput","deviceId":"")",
      R"("type":"prefer-output","route":"earpiece")",
      R"("type":"switch-camera")",
      R"("type":"hold")",
      R"("type":"resume")",
      R"("type":"start-screen-share")",
      R"("type":"stop-screen-share")",
      R"("type":"call","legId":"leg-m","to":["peer"],"media":"video")"};
  if (below(3) == 0) return below(4) == 0 ? R"({"type":"woke"})" : R"({"type":"time"})";
  return "{" + kApp[below(kApp.size())] + R"(,"request":)" + request + R"(,"callId":")" +
         call_id() + "\"}";
}

}  // namespace ringline::testing
