// Frames from the switchboard to a device.
#include "wire/client_decode.h"
#include "wire/common_json.h"
#include "wire/ice_json.h"

namespace ringline::wire {
namespace {

std::optional<Seal> read_seal(Fields& outer, const Json& json) {
  Fields fields(json, outer);
  Seal seal{fields.text("claims", limits::kSealBytes), fields.text("mac", limits::kMacBytes)};
  return seal;
}

frame::SnapshotEntry read_entry(Fields& fields) {
  frame::SnapshotEntry entry;
  entry.view = read_view(fields, fields.object("call"));
  if (const Json* seal = fields.optional_object("seal")) entry.seal = read_seal(fields, *seal);
  return entry;
}

frame::Snapshot read_snapshot(Fields& outer, const Json& json, std::string& ice_servers) {
  Fields fields(json, outer);
  frame::Snapshot snapshot;
  for (const Json& item : fields.array("calls", limits::kSnapshotCalls * 2).items) {
    Fields entry(item, fields);
    snapshot.calls.push_back(read_entry(entry));
    if (const Json* servers = item.find("iceServers")) ice_servers = ice_servers_text(*servers);
  }
  snapshot.unknown = fields.ids("unknown", limits::kSnapshotCalls * 2);
  return snapshot;
}

frame::Welcome read_welcome(Fields& fields, std::string& ice_servers) {
  return {.epoch = fields.id("epoch"),
          .server_time = fields.millis("serverTime"),
          .user_id = fields.user("userId"),
          .policy = read_policy(fields, fields.object("policy"), Policy{}),
          .seq = fields.counter("seq"),
          .snapshot = read_snapshot(fields, fields.object("snapshot"), ice_servers)};
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
  reply.seq = fields.optional_counter("seq");
  return reply;
}

Signal read_signal(Fields& fields) {
  Fields from(fields.object("from"), fields);
  Signal signal{.call_id = fields.id("callId"),
                .from_user = from.user("userId"),
                .from_device = from.id("deviceId"),
                .from_leg = from.id("legId"),
                .link = fields.text("link", 4 * limits::kIdBytes + 3),
                .negotiation = fields.integer("negotiation", 1, 1'000'000),
                .candidates = read_candidates(fields, "candidates")};
  if (const Json* description = fields.optional_object("description")) {
    Fields inner(*description, fields);
    signal.type = inner.choice<DescriptionType>("type");
    signal.sdp = inner.text("sdp", limits::kSdpBytes);
  }
  return signal;
}

Frame read_known(std::string_view type, Fields& fields, std::string& ice_servers) {
  if (type == "welcome") return read_welcome(fields, ice_servers);
  if (type == "reply") return read_reply(fields, ice_servers);
  if (type == "event") {
    frame::Event event;
    event.seq = fields.counter("seq");
    event.call = read_entry(fields);
    return event;
  }
  if (type == "signal") return read_signal(fields);
  if (type == "ping") {
    return frame::Ping{fields.millis("at"), fields.millis("serverTime"), fields.counter("seq")};
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
