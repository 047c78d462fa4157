// User records (declared in switchboard_records.h).
#include "wire/switchboard_records.h"

namespace ringline::wire {
namespace {

using switchboard::Claim;
using switchboard::Contender;
using switchboard::Device;
using switchboard::UserRecord;
using switchboard::WaitingClaim;

constexpr std::int64_t kMostVersion = 9'007'199'254'740'992;

void write_device(JsonWriter& writer, const Device& device) {
  writer.open_object()
      .text("deviceId", device.device_id)
      .text("pageId", device.page_id)
      .text("connection", device.connection)
      .text("incarnation", device.incarnation)
      .flag("online", device.online)
      .set_flag("revoked", device.revoked)
      .number("lastSeen", device.last_seen);
  if (device.contender) {
    writer.open_object("contender")
        .text("pageId", device.contender->page_id)
        .text("connection", device.contender->connection)
        .text("incarnation", device.contender->incarnation)
        .number("deadline", device.contender->deadline)
        .texts("calls", device.contender->calls)
        .close_object();
  }
  writer.close_object();
}

Device read_device(Fields& outer, const Json& json) {
  Fields fields(json, outer);
  Device device{.device_id = fields.id("deviceId"),
                .page_id = fields.id("pageId"),
                .connection = fields.id("connection"),
                .incarnation = fields.id("incarnation"),
                .online = fields.flag("online"),
                .revoked = fields.flag("revoked"),
                .last_seen = fields.millis("lastSeen")};
  if (const Json* contender = fields.optional_object("contender")) {
    Fields inner(*contender, outer);
    device.contender = Contender{.page_id = inner.id("pageId"),
                                 .connection = inner.id("connection"),
                                 .incarnation = inner.id("incarnation"),
                                 .calls = inner.ids("calls", limits::kSnapshotCalls),
                                 .deadline = inner.millis("deadline")};
  }
  return device;
}

WaitingClaim read_waiting(Fields& outer, const Json& json) {
  Fields fields(json, outer);
  WaitingClaim waiting{.claim = read_input_fields(fields, fields.object("claim")),
                       .in_the_way = fields.ids("inTheWay", limits::kCallsPerUser)};
  return waiting;
}

Claim read_claim(Fields& outer, const Json& json) {
  Fields fields(json, outer);
  Claim claim{.call_id = fields.id("callId"),
              .role = fields.choice<Role>("role"),
              .peer = fields.optional_user("peer"),
              .device_id = fields.optional_id("device"),
              .per_device = fields.flag("perDevice")};
  return claim;
}

}  // namespace

std::string write_user_record(const UserRecord& record) {
  JsonWriter writer;
  writer.open_object()
      .text("app", record.app)
      .text("userId", record.user_id)
      .number("version", record.version)
      .open_array("devices");
  for (const Device& device : record.devices) write_device(writer, device);
  writer.close_array().open_array("claims");
  for (const Claim& claim : record.claims) {
    writer.open_object()
        .text("callId", claim.call_id)
        .choice("role", claim.role)
        .optional_text("peer", claim.peer)
        .optional_text("device", claim.device_id)
        .set_flag("perDevice", claim.per_device)
        .close_object();
  }
  writer.close_array().open_array("waiting");
  for (const WaitingClaim& waiting : record.waiting) {
    writer.open_object().open_object("claim");
    write_input_fields(writer, waiting.claim);
    writer.close_object().texts("inTheWay", waiting.in_the_way).close_object();
  }
  writer.close_array()
      .texts("blockList", record.block_list)
      .texts("push", record.push)
      .number("drainAt", record.drain_at);
  write_outbox(writer, record.outbox);
  write_seen(writer, record.seen);
  writer.close_object();
  return writer.take();
}

std::optional<UserRecord> read_user_record(std::string_view text) {
  const Parsed parsed = parse(text, kRecordLimits);
  if (parsed.problem != ParseProblem::None) return std::nullopt;
  Fields fields(parsed.value);
  UserRecord record{.app = fields.id("app"),
                    .user_id = fields.user("userId"),
                    .version = fields.integer("version", 1, kMostVersion)};
  for (const Json& item : fields.array("devices", limits::kDevicesPerUser).items) {
    record.devices.push_back(read_device(fields, item));
  }
  for (const Json& item : fields.array("claims", limits::kCallsPerUser).items) {
    record.claims.push_back(read_claim(fields, item));
  }
  for (const Json& item : fields.array("waiting", limits::kWaitingClaims).items) {
    record.waiting.push_back(read_waiting(fields, item));
  }
  record.block_list = fields.users("blockList", limits::kRecordJsonValues);
  for (const Json& item : fields.array("push", limits::kDevicesPerUser).items) {
    record.push.push_back(item.string);
  }
  record.drain_at = fields.millis("drainAt");
  record.outbox = read_outbox(fields);
  record.seen = read_seen(fields);
  if (!fields.ok()) return std::nullopt;
  return record;
}

}  // namespace ringline::wire
