// Inputs between records, outboxes and what was seen (declared in switchboard_records.h).
#include "wire/switchboard_records.h"

namespace ringline::wire {
namespace {

using switchboard::OutboxItem;
using switchboard::OutboxKind;
using switchboard::RecordInput;

constexpr std::int64_t kMostVersion = 9'007'199'254'740'992;
constexpr std::size_t kKeyBytes = 256;
constexpr std::size_t kMostOutbox = 4'096;  // our own text: only a bound against damage

OutboxItem read_item(Fields& outer, const Json& json) {
  Fields fields(json, outer);
  OutboxItem item;
  item.kind = fields.choice<OutboxKind>("kind");
  item.version = fields.integer("version", 1, kMostVersion);
  item.index = fields.integer("index", 0, kMostVersion);
  item.user_id = fields.optional_user("user");
  item.device_id = fields.optional_id("device");
  item.command_id = fields.optional_id("command");
  item.to = fields.optional_text("to", kKeyBytes);
  if (const Json* input = fields.optional_object("input")) {
    item.input = read_input_fields(fields, *input);
  }
  return item;
}

}  // namespace

void write_input_fields(JsonWriter& writer, const RecordInput& input) {
  writer.choice("type", input.type)
      .optional_text("callId", input.call_id)
      .optional_text("user", input.user_id)
      .choice("role", input.role)
      .set_flag("exclusive", input.exclusive)
      .set_flag("perDevice", input.per_device)
      .set_flag("direct", input.direct)
      .set_flag("force", input.force)
      .optional_text("inviter", input.inviter)
      .optional_text("inviterDevice", input.inviter_device)
      .optional_text("invitee", input.invitee);
  if (!input.devices.empty()) writer.texts("devices", input.devices);
  writer.choice("refusal", input.refusal)
      .optional_text("inCall", input.in_call)
      .optional_text("contender", input.contender)
      .set_flag("holds", input.holds)
      .optional_text("device", input.device_id)
      .optional_text("incarnation", input.incarnation)
      .set_flag("revoked", input.revoked)
      .optional_text("legId", input.leg_id);
  if (input.media != Media::Audio) writer.choice("media", input.media);
  writer.optional_text("name", input.name)
      .optional_text("avatar", input.avatar)
      .optional_text("ext", input.ext);
}

RecordInput read_input_fields(Fields& outer, const Json& json) {
  Fields fields(json, outer);
  RecordInput input;
  input.type = fields.choice<switchboard::InputType>("type");
  input.call_id = fields.optional_id("callId");
  input.user_id = fields.optional_user("user");
  input.role = fields.optional_choice<Role>("role").value_or(Role::Invitee);
  input.exclusive = fields.flag("exclusive");
  input.per_device = fields.flag("perDevice");
  input.direct = fields.flag("direct");
  input.force = fields.flag("force");
  input.inviter = fields.optional_user("inviter");
  input.inviter_device = fields.optional_id("inviterDevice");
  input.invitee = fields.optional_user("invitee");
  if (fields.has("devices")) input.devices = fields.ids("devices", limits::kDevicesPerUser);
  input.refusal =
      fields.optional_choice<switchboard::Refusal>("refusal").value_or(switchboard::Refusal::Busy);
  input.in_call = fields.optional_id("inCall");
  input.contender = fields.optional_id("contender");
  input.holds = fields.flag("holds");
  input.device_id = fields.optional_id("device");
  input.incarnation = fields.optional_id("incarnation");
  input.revoked = fields.flag("revoked");
  input.leg_id = fields.optional_id("legId");
  input.media = fields.optional_choice<Media>("media").value_or(Media::Audio);
  input.name = fields.optional_text("name", limits::kNameBytes);
  input.avatar = fields.optional_text("avatar", limits::kAvatarBytes);
  input.ext = fields.optional_text("ext", limits::kExtBytes);
  return input;
}

void write_sent_input(JsonWriter& writer, Key key, const switchboard::Origin& origin,
                      const RecordInput& input) {
  writer.open_object(key)
      .text("source", origin.source)
      .number("version", origin.version)
      .number("index", origin.index);
  write_input_fields(writer, input);
  writer.close_object();
}

std::optional<SentInput> read_sent_input(std::string_view text) {
  const Parsed parsed = parse(text, kFrameLimits);
  if (parsed.problem != ParseProblem::None) return std::nullopt;
  Fields fields(parsed.value);
  SentInput sent;
  sent.origin.source = fields.text("source", kKeyBytes);
  sent.origin.version = fields.integer("version", 0, kMostVersion);
  sent.origin.index = fields.integer("index", 0, kMostVersion);
  sent.input = read_input_fields(fields, parsed.value);
  if (!fields.ok()) return std::nullopt;
  return sent;
}

void write_outbox(JsonWriter& writer, const std::vector<OutboxItem>& outbox) {
  if (outbox.empty()) return;
  writer.open_array("outbox");
  for (const OutboxItem& item : outbox) {
    writer.open_object()
        .choice("kind", item.kind)
        .number("version", item.version)
        .number("index", item.index)
        .optional_text("user", item.user_id)
        .optional_text("device", item.device_id)
        .optional_text("command", item.command_id)
        .optional_text("to", item.to);
    if (item.kind == OutboxKind::Input) {
      writer.open_object("input");
      write_input_fields(writer, item.input);
      writer.close_object();
    }
    writer.close_object();
  }
  writer.close_array();
}

std::vector<OutboxItem> read_outbox(Fields& fields) {
  std::vector<OutboxItem> outbox;
  if (const Json* items = fields.optional_array("outbox", kMostOutbox)) {
    for (const Json& item : items->items) outbox.push_back(read_item(fields, item));
  }
  return outbox;
}

void write_seen(JsonWriter& writer, const switchboard::SeenInputs& seen) {
  if (seen.empty()) return;
  writer.open_array("seen");
  for (const switchboard::Origin& origin : seen) {
    writer.open_object()
        .text("source", origin.source)
        .number("version", origin.version)
        .number("index", origin.index)
        .close_object();
  }
  writer.close_array();
}

switchboard::SeenInputs read_seen(Fields& fields) {
  switchboard::SeenInputs seen;
  const Json* items = fields.optional_array("seen", limits::kRememberedSources);
  if (items == nullptr) return seen;
  for (const Json& item : items->items) {
    Fields inner(item, fields);
    switchboard::Origin origin;
    origin.source = inner.text("source", kKeyBytes);
    origin.version = inner.integer("version", 1, kMostVersion);
    origin.index = inner.integer("index", 0, kMostVersion);
    seen.push_back(std::move(origin));
  }
  return seen;
}

}  // namespace ringline::wire
