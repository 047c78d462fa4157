// Frames from the switchboard to a device.
#include "wire/client_decode.h"
#include "wire/common_json.h"
#include "wire/ice_json.h"

namespace ringline::wire {
namespace {

constexpr std::int64_t kMostSeq = 9'007'199'254'740'992;

std::optional<Seal> read_seal(Fields& outer, const Json& json) {
  Fields fields(json);
  Seal seal{fields.text("claims", limits::kSealBytes), fields.text("mac", limits::kMacBytes)};
  if (!fields.ok()) outer.fail(fields.problem());
  return seal;
}

frame::SnapshotEntry read_entry(Fields& fields) {
  frame::SnapshotEntry entry;
  entry.view = read_view(fields, fields.object("call"));
  if (const Json* seal = fields.optional_object("seal")) entry.seal = read_seal(fields, *seal);
  return entry;
}

frame::Snapshot read_snapshot(Fields& outer, const Json& json, std::string& ice_servers) {
  Fields fields(json);
  frame::Snapshot snapshot;
  for (const Json& item : fields.array("calls", limits::kSnapshotCalls * 2).items) {
    Fields entry(item);
    snapshot.calls.push_back(read_entry(entry));
    if (const Json* servers = item.find("iceServers")) ice_servers = ice_servers_text(*servers);
    if (!entry.ok()) fields.fail(entry.problem());
  }
  snapshot.unknown = fields.ids("unknown", limits::kSnapshotCalls * 2);
  if (!fields.ok()) outer.fail(fields.problem());
  return snapshot;
}

frame::Welcome read_welcome(Fields& fields, std::string& ice_servers) {
  frame::Welcome welcome;
  welcome.epoch = fields.id("epoch");
  welcome.server_time = fields.millis("serverTime");
  welcome.user_id = fields.user("userId");
  welcome.policy = read_policy(fields, fields.object("policy"), Policy{});
  welcome.seq = fields.integer("seq", 0, kMostSeq);
  welcome.snapshot = read_snapshot(fields, fields.object("snapshot"), ice_servers);
  return welcome;
}

frame::Reply read_reply(Fields& fields, std::string& ice_servers) {
  frame::Reply reply;
  reply.id = fields.id("id");
  if (!fields.flag("ok")) {
    reply.error = read_error(fields, fields.object("error"));
    return reply;
  }
  if (fields.has("call")) reply.call = read_entry(fields);
  if (const Json* snapshot = fields.optional_object("snapshot")) {
    reply.snapshot = read_snapshot(fields, *snapshot, ice_servers);
  }
  reply.server_time = fields.optional_millis("serverTime");
  reply.seq = fields.optional_integer("seq", 0, kMostSeq);
  return reply;
}

Signal read_signal(Fields& fields) {
  Signal signal;
  signal.call_id = fields.id("callId");
  Fields from(fields.object("from"));
  signal.from_user = from.user("userId");
  signal.from_device = from.id("deviceId");
  signal.from_leg = from.id("legId");
  if (!from.ok()) fields.fail(from.problem());
  signal.link = fields.text("link", 4 * limits::kIdBytes + 3);
  signal.negotiation = fields.integer("negotiation", 1, 1'000'000);
  if (const Json* description = fields.optional_object("description")) {
    Fields inner(*description);
    signal.type = inner.choice<DescriptionType>("type");
    signal.sdp = inner.text("sdp", limits::kSdpBytes);
    if (!inner.ok()) fields.fail(inner.problem());
  }
  if (const Json* candidates = fields.optional_array("candidates", limits::kCandidates)) {
    signal.candidates = read_candidates(fields, *candidates);
  }
  return signal;
}

Frame read_known(std::string_view type, Fields& fields, std::string& ice_servers) {
  if (type == "welcome") return read_welcome(fields, ice_servers);
  if (type == "reply") return read_reply(fields, ice_servers);
  if (type == "event") {
    frame::Event event;
    event.seq = fields.integer("seq", 0, kMostSeq);
    event.call = read_entry(fields);
    return event;
  }
  if (type == "signal") return read_signal(fields);
  if (type == "ping") {
    return frame::Ping{fields.millis("at"), fields.millis("serverTime"),
                       fields.integer("seq", 0, kMostSeq)};
  }
  if (type == "token-expiring") return frame::TokenExpiring{};
  if (type == "ice-servers") return frame::IceServers{};
  if (type == "goodbye") {
    return frame::Goodbye{
        named<ErrorCode>(fields.text("code", limits::kIdBytes)).value_or(ErrorCode::Internal)};
  }
  return frame::Invalid{};
}

}  // namespace

Frame read_frame(std::string_view text, std::string& ice_servers) {
  const Parsed parsed = parse(text, kRecordLimits);  // a snapshot may be larger than a frame
  if (parsed.problem != ParseProblem::None) return frame::Invalid{};
  Fields fields(parsed.value);
  const std::string type = fields.text("type", limits::kIdBytes);
  if (const Json* servers = parsed.value.find("iceServers")) {
    ice_servers = ice_servers_text(*servers);
  }
  Frame frame = read_known(type, fields, ice_servers);
  if (!fields.ok()) return frame::Invalid{};
  return frame;
}

}  // namespace ringline::wire
