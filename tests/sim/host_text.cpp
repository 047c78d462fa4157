#include "tests/sim/host_text.h"

#include "wire/common_json.h"
#include "wire/json.h"
#include "wire/json_writer.h"
#include "wire/switchboard_records.h"

namespace ringline::sim {
namespace {

using wire::JsonWriter;

// The order of Input.
constexpr auto kInputNames = names_table(
    "configure", "connect", "disconnect", "take-over", "call", "join", "token", "token-failed",
    "socket-opened", "socket-closed", "frame", "time", "woke", "network-online", "levels",
    "devices", "select-device", "prefer-output", "switch-camera");

// As JavaScript writes it: no zeros at the end.
std::string thousandths_text(int number) {
  const std::string digits = std::to_string(number);
  std::string text = "0." + std::string(3 - digits.size(), '0') + digits;
  while (text.back() == '0') text.pop_back();
  return number == 0 ? "0" : text;
}

// 0 to 1, in thousandths.
void write_share(JsonWriter& writer, wire::Key key, double share) {
  writer.raw(key, thousandths_text(static_cast<int>(share * 1'000 + 0.5)));
}

void write_candidate(JsonWriter& writer, const Candidate& candidate) {
  JsonWriter list;
  wire::write_candidates(list.open_object(), "", {candidate});
  const std::string text = list.take();  // {"":[...]
  writer.raw("candidate", std::string_view(text).substr(5, text.size() - 6));
}

void write_media(JsonWriter& writer, Media media) { writer.choice("media", media); }
void write_media(JsonWriter& writer, std::optional<Media> media) {
  if (media) writer.choice("media", *media);
}

// Whom and what an app's request is about.
template <typename In>
void write_request(JsonWriter& writer, const In& in) {
  if constexpr (requires { in.request; }) writer.number("request", in.request);
  if constexpr (requires { in.leg_id; }) writer.text("legId", in.leg_id);
  if constexpr (requires { in.to; }) {
    bool group = false;
    if constexpr (requires { in.group; }) group = !in.group.empty();
    if (!group) writer.texts("to", in.to);
  }
  if constexpr (requires { in.group; }) writer.optional_text("group", in.group);
  if constexpr (requires { in.group_id; }) writer.optional_text("groupId", in.group_id);
  if constexpr (requires { in.media; }) write_media(writer, in.media);
  if constexpr (requires { in.reason; }) writer.optional_text("reason", in.reason);
  if constexpr (requires { in.ext; }) writer.optional_text("ext", in.ext);
  if constexpr (requires { in.end_others; }) writer.set_flag("end", in.end_others);
  if constexpr (requires { in.on; }) writer.flag("on", in.on);
  if constexpr (requires { in.consent; }) writer.set_flag("consent", in.consent);
  if constexpr (requires { in.given; }) writer.flag("given", in.given);
  if constexpr (requires { in.device_id; }) {
    writer.choice("kind", in.kind).text("deviceId", in.device_id);
  }
  if constexpr (requires { in.route; }) writer.choice("route", in.route);
  if constexpr (requires { in.redial_of; }) {
    wire::write_inviter_policy(writer, "policy", in.policy);
    writer.optional_text("redialOf", in.redial_of);
  }
}

// What the browser tells.
template <typename In>
void write_report(JsonWriter& writer, const In& in) {
  if constexpr (requires { in.generation; }) writer.number("generation", in.generation);
  if constexpr (requires { in.token; }) writer.text("token", in.token);
  if constexpr (requires { std::int64_t{in.code}; }) writer.number("code", in.code);
  if constexpr (requires {
                  ErrorCode(in.code);
                  in.final;
                })
    writer.choice("code", in.code);
  if constexpr (requires { in.random; }) write_share(writer, "random", in.random);
  if constexpr (requires { in.operation; }) writer.number("operation", in.operation);
  if constexpr (requires { in.sdp; }) writer.text("sdp", in.sdp);
  if constexpr (requires { in.candidate; }) write_candidate(writer, in.candidate);
  if constexpr (requires { in.state; }) writer.choice("state", in.state);
  if constexpr (requires {
                  TrackKind(in.kind);
                  in.generation;
                })
    writer.choice("kind", in.kind);
  if constexpr (requires { CaptureError(in.error); }) writer.choice("error", in.error);
  if constexpr (requires { in.size; }) {
    if (in.size != media::Size{}) {
      writer.number("width", in.size.width).number("height", in.size.height);
    }
  }
  if constexpr (requires { in.user_id; }) writer.text("userId", in.user_id);
}

void write_fields(JsonWriter& writer, const input::Configure& in) {
  writer.text("deviceId", in.device_id).text("pageId", in.page_id);
  writer.text("incarnation", in.incarnation);
  writer.open_object("policy");
  if (in.call_while_in_call) writer.choice("callWhileInCall", *in.call_while_in_call);
  writer.choice("muteRequests", in.mute_requests).close_object();
  if (in.max_subscribed_pixels != media::kUnlimited) {
    writer.number("maxSubscribedPixels", in.max_subscribed_pixels);
  }
  if (in.auto_rejoin) writer.text("resumeAfterReload", "auto");
}

void write_fields(JsonWriter& writer, const input::DataReceived& in) {
  JsonWriter data;
  data.open_object().text("type", "hang-up").text("callId", in.call_id);
  writer.text("text", data.number("version", in.version).close_object().take());
}

void write_fields(JsonWriter& writer, const input::Wanted& in) {
  JsonWriter data;
  data.open_object().text("type", "want").text("callId", in.call_id);
  writer.text("text", data.number("pixels", in.pixels).close_object().take());
}

void write_fields(JsonWriter& writer, const input::Figures& in) {
  writer.open_array("paths");
  for (const input::PathFigures& path : in.paths) {
    const media::LinkFigures& figures = path.figures;
    writer.open_object().text("linkId", path.link_id);
    writer.number("roundTripMs", static_cast<std::int64_t>(figures.round_trip_ms));
    writer.number("jitterMs", static_cast<std::int64_t>(figures.jitter_ms));
    write_share(writer, "loss", figures.loss);
    write_share(writer, "frozen", figures.frozen);
    writer.close_object();
  }
  writer.close_array();
}

void write_fields(JsonWriter& writer, const input::Levels& in) {
  writer.text("callId", in.call_id).open_object("own");
  write_share(writer, "level", in.own.level);
  writer.flag("live", in.own.live).flag("muted", in.own.muted).close_object();
  writer.open_array("levels");
  for (const media::Level& one : in.levels) {
    writer.open_object().text("userId", one.who);
    write_share(writer, "level", one.level);
    writer.close_object();
  }
  writer.close_array();
}

void write_fields(JsonWriter& writer, const input::DevicesListed& in) {
  writer.open_array("list");
  for (const media::Device& device : in.list) {
    writer.open_object().choice("kind", device.kind).text("deviceId", device.device_id);
    writer.text("groupId", device.group_id).text("label", device.label).close_object();
  }
  writer.close_array().flag("setSinkId", in.has_set_sink_id);
}

template <typename In>
void write_fields(JsonWriter& writer, const In& in) {
  write_request(writer, in);
  write_report(writer, in);
}

std::string call_line(const char* about, const std::string& id, const CallInput& input) {
  JsonWriter writer;
  const bool by_peer = std::holds_alternative<input::Wanted>(input);  // over the data channel
  writer.open_object().word("type", by_peer ? "data" : kCallInputNames[input.index()]);
  writer.text(about, id);
  std::visit([&](const auto& in) { write_fields(writer, in); }, input);
  return writer.close_object().take();
}

void write_entry(JsonWriter& writer, const frame::SnapshotEntry& entry) {
  writer.open_object("call");
  wire::write_view(writer, entry.view);
  writer.close_object();
  if (!entry.seal) return;
  writer.open_object("seal").text("claims", entry.seal->claims).text("mac", entry.seal->mac);
  writer.close_object();
}

void write_snapshot(JsonWriter& writer, const frame::Snapshot& snapshot) {
  writer.open_object("snapshot").open_array("calls");
  for (const frame::SnapshotEntry& entry : snapshot.calls) {
    writer.open_object();
    write_entry(writer, entry);
    writer.close_object();
  }
  writer.close_array().texts("unknown", snapshot.unknown).close_object();
}

struct FrameWriter {
  JsonWriter& writer;

  void operator()(const frame::Welcome& frame) const {
    writer.word("type", "welcome").number("v", 1).text("epoch", frame.epoch);
    writer.number("serverTime", frame.server_time).text("userId", frame.user_id);
    wire::write_policy(writer, "policy", frame.policy);
    writer.number("seq", frame.seq);
    write_snapshot(writer, frame.snapshot);
  }
  void operator()(const frame::Reply& frame) const {
    writer.word("type", "reply").text("id", frame.id).flag("ok", !frame.error);
    if (frame.error) return wire::write_error(writer, *frame.error);
    if (frame.call) write_entry(writer, *frame.call);
    if (frame.snapshot) write_snapshot(writer, *frame.snapshot);
    if (frame.server_time) writer.number("serverTime", *frame.server_time);
    if (frame.seq) writer.number("seq", *frame.seq);
  }
  void operator()(const frame::Event& frame) const {
    writer.word("type", "event").number("seq", frame.seq);
    write_entry(writer, frame.call);
  }
  void operator()(const Signal& signal) const {
    writer.word("type", "signal").text("callId", signal.call_id).text("link", signal.link);
    writer.number("negotiation", signal.negotiation);
    if (signal.type) {
      writer.open_object("description").choice("type", *signal.type);
      writer.text("sdp", signal.sdp).close_object();
    }
    if (!signal.candidates.empty()) {
      wire::write_candidates(writer, "candidates", signal.candidates);
    }
    writer.open_object("from").text("userId", signal.from_user);
    writer.text("deviceId", signal.from_device).text("legId", signal.from_leg).close_object();
  }
  void operator()(const frame::Ping& frame) const {
    writer.word("type", "ping").number("at", frame.at).number("serverTime", frame.server_time);
    writer.number("seq", frame.seq);
  }
  void operator()(const frame::IceServers&) const {
    writer.word("type", "ice-servers").open_array("iceServers").close_array();
  }
  void operator()(const frame::TokenExpiring&) const { writer.word("type", "token-expiring"); }
  void operator()(const frame::Goodbye& frame) const {
    writer.word("type", "goodbye").choice("code", frame.code);
  }
  void operator()(const frame::Invalid&) const {}
};

void write_sender(JsonWriter& writer, const sb::Sender& sender) {
  writer.text("app", sender.app).text("user", sender.user_id);
  writer.optional_text("device", sender.device_id);
  writer.optional_text("connection", sender.connection);
}

void write_grants(JsonWriter& writer, const sb::Sender& sender) {
  writer.open_array("grants");
  if (sender.may_place) writer.text_item("place");
  if (sender.may_invite) writer.text_item("invite");
  if (sender.may_moderate) writer.text_item("moderate");
  writer.close_array().set_flag("mayJoin", sender.may_join);
  writer.set_flag("sealValid", sender.seal_valid);
}

}  // namespace

Lines text_of(const Input& input) {
  if (const auto* of_call = std::get_if<input::ForCall>(&input)) {
    return {call_line("callId", of_call->call_id, of_call->call_input)};
  }
  if (const auto* of_link = std::get_if<input::ForLink>(&input)) {
    return {call_line("linkId", of_link->link_id, of_link->call_input)};
  }
  JsonWriter writer;
  writer.open_object().word("type", kInputNames[input.index()]);
  if (const auto* received = std::get_if<input::FrameReceived>(&input)) {
    writer.number("generation", received->generation).close_object();
    return {writer.take(), text_of(received->frame)};
  }
  if (const auto* dial = std::get_if<input::Dial>(&input)) writer.text("callId", dial->call_id);
  if (const auto* join = std::get_if<input::Join>(&input)) writer.text("callId", join->call_id);
  std::visit([&](const auto& in) { write_fields(writer, in); }, input);
  return {writer.close_object().take()};
}

std::string text_of(const Frame& frame) {
  JsonWriter writer;
  writer.open_object();
  std::visit(FrameWriter{writer}, frame);
  return writer.close_object().take();
}

std::string header_of(const RecordKey& key, const Job& job, std::string_view attached) {
  static constexpr auto kNames =
      names_table("frame", "gone", "gone", "pong", "input", "deadline", "drained", "drain");
  JsonWriter writer;
  writer.open_object().word("type", kNames[static_cast<std::size_t>(job.kind)]);
  switch (job.kind) {
    case JobKind::Frame:
      write_sender(writer, job.sender);
      write_grants(writer, job.sender);
      break;
    case JobKind::Gone:
    case JobKind::Revoked:
    case JobKind::Pong:
      write_sender(writer, job.sender);
      writer.set_flag("revoked", job.kind == JobKind::Revoked);
      break;
    case JobKind::Drained: writer.text("key", key).number("upTo", job.up_to); break;
    case JobKind::Input:
    case JobKind::Deadline:
    case JobKind::Drain: writer.text("key", key); break;
  }
  return writer.optional_text("record", attached).close_object().take();
}

std::string body_of(const Job& job) {
  if (job.kind == JobKind::Frame) return job.text;
  if (job.kind != JobKind::Input) return {};
  JsonWriter writer;
  wire::write_sent_input(writer.open_object(), "", job.origin, job.input);
  return writer.take().substr(4);  // {"":{...}
}

double thousandths(int number) {
  const wire::Parsed parsed = wire::parse(thousandths_text(number), wire::kFrameLimits);
  return parsed.value.kind == wire::Json::Kind::Real ? parsed.value.real : 0;
}

std::string joined(const Lines& lines) {
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) text += (i == 0 ? "" : "\n") + lines[i];
  return text;
}

}  // namespace ringline::sim
