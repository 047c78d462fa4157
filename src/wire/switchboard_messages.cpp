#include "wire/switchboard_messages.h"

#include <utility>

#include "wire/common_json.h"

namespace ringline::wire {
namespace {

constexpr std::int64_t kMostVersion = 9'007'199'254'740'992;
constexpr std::size_t kKeyBytes = 256;
constexpr std::size_t kMostGrants = 32;

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return line;
}

AppId app_of(Fields& fields) {
  AppId app = fields.id("app");
  if (app.find(':') != AppId::npos) fields.fail(ErrorCode::InvalidArgument);
  return app;
}

void read_sender(Fields& fields, Message& message) {
  switchboard::Sender& sender = message.sender;
  sender.app = app_of(fields);
  sender.user_id = fields.user("user");
  sender.device_id = fields.id("device");
  sender.connection = fields.id("connection");
}

// Of one device, or of all of a user's; it needs no connection to have one.
void read_revoked(Fields& fields, Message& message) {
  message.sender.app = app_of(fields);
  message.sender.user_id = fields.user("user");
  message.sender.device_id = fields.optional_id("device");
}

void read_grants(Fields& fields, Message& message) {
  switchboard::Sender& sender = message.sender;
  sender.name = fields.optional_text("name", limits::kNameBytes);
  sender.avatar = fields.optional_text("avatar", limits::kAvatarBytes);
  sender.seal_valid = fields.flag("sealValid");
  sender.may_join = fields.flag("mayJoin");
  if (fields.has("members")) {
    message.members = fields.users("members", limits::kJsonValues);
    std::erase(message.members, sender.user_id);
  }
  const Json* grants = fields.optional_array("grants", kMostGrants);
  if (grants == nullptr) return;
  for (const Json& grant : grants->items) {
    if (grant.string == "place") sender.may_place = true;
    if (grant.string == "invite") sender.may_invite = true;
    if (grant.string == "moderate") sender.may_moderate = true;
  }
  sender.may_invite = sender.may_invite || sender.may_place;
}

void read_configuration(Fields& fields, Message& message) {
  message.epoch = fields.text("epoch", limits::kIdBytes);
  if (const Json* policy = fields.optional_object("policy")) {
    Fields inner(*policy);
    const std::string name = inner.optional_text("preset", limits::kIdBytes);
    const std::optional<Policy> base = name.empty() ? Policy{} : preset(name);
    if (!base) fields.fail(ErrorCode::InvalidArgument);
    message.policy = read_policy(fields, *policy, base.value_or(Policy{}));
  }
  if (!is_valid(message.policy)) fields.fail(ErrorCode::InvalidArgument);
}

void read_header(Fields& fields, Message& message) {
  switch (message.type) {
    case MessageType::Configure: return read_configuration(fields, message);
    case MessageType::Frame: read_sender(fields, message); return read_grants(fields, message);
    case MessageType::Gone:
      message.revoked = fields.flag("revoked");
      return message.revoked ? read_revoked(fields, message) : read_sender(fields, message);
    case MessageType::Pong: return read_sender(fields, message);
    case MessageType::View:
      message.key = fields.text("key", kKeyBytes);
      message.sender.user_id = fields.user("user");
      message.sender.device_id = fields.id("device");
      return;
    case MessageType::Drained:
      message.key = fields.text("key", kKeyBytes);
      message.up_to = fields.integer("upTo", 0, kMostVersion);
      return;
    case MessageType::Input:
    case MessageType::Deadline:
    case MessageType::Drain:
    case MessageType::Forget: message.key = fields.text("key", kKeyBytes); return;
  }
}

}  // namespace

std::optional<Message> read_message(std::string_view text) {
  std::string_view rest = text;
  const Parsed parsed = parse(take_line(rest), kFrameLimits);
  if (parsed.problem != ParseProblem::None) return std::nullopt;
  Fields fields(parsed.value);
  const auto type = named<MessageType>(fields.text("type", limits::kIdBytes));
  if (!type) return std::nullopt;
  Message message{.type = *type};
  message.attached = fields.optional_choice<Attached>("record").value_or(Attached::Cached);
  message.record_text = take_line(rest);
  message.body = rest;
  read_header(fields, message);
  if (!fields.ok()) return std::nullopt;
  return message;
}

std::optional<KeyParts> read_key(std::string_view key) {
  const bool is_call = key.starts_with("c:");
  if (!is_call && !key.starts_with("u:")) return std::nullopt;
  const std::string_view rest = key.substr(2);
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  KeyParts parts{is_call, AppId(rest.substr(0, colon)), std::string(rest.substr(colon + 1))};
  const bool valid =
      is_minted_id(parts.app) && (is_call ? is_minted_id(parts.id) : is_user_id(parts.id));
  if (!valid) return std::nullopt;
  return parts;
}

}  // namespace ringline::wire
