#include "wire/fields.h"

namespace ringline::wire {
namespace {

constexpr std::int64_t kMost = 9'007'199'254'740'992;  // 2^53, exact in a double

const Json kEmpty{};

}  // namespace

Fields::Fields(const Json& object, Fields* outer) : object_(object), outer_(outer) {
  if (object.kind != Json::Kind::Object) fail(ErrorCode::InvalidFrame);
}

void Fields::fail(ErrorCode problem) {
  for (Fields* each = this; each != nullptr; each = each->outer_) {
    if (!each->problem_) each->problem_ = problem;
  }
}

bool Fields::has(Key key) const { return object_.find(key) != nullptr; }

const Json* Fields::of_kind(Key key, Json::Kind kind) {
  const Json* value = object_.find(key);
  if (value == nullptr || value->kind != kind) {
    fail(ErrorCode::InvalidFrame);
    return nullptr;
  }
  return value;
}

std::string Fields::id(Key key) {
  const Json* value = of_kind(key, Json::Kind::String);
  return value == nullptr ? std::string() : id_item(*this, *value);
}

std::string Fields::optional_id(Key key) { return has(key) ? id(key) : std::string(); }

std::string Fields::user(Key key) {
  const Json* value = of_kind(key, Json::Kind::String);
  return value == nullptr ? std::string() : user_item(*this, *value);
}

std::string Fields::optional_user(Key key) { return has(key) ? user(key) : std::string(); }

std::string Fields::text(Key key, std::size_t most_bytes) {
  const Json* value = of_kind(key, Json::Kind::String);
  if (value == nullptr) return {};
  if (value->string.size() > most_bytes) {
    fail(ErrorCode::TooLarge);
    return {};
  }
  return value->string;
}

std::string Fields::optional_text(Key key, std::size_t most_bytes) {
  return has(key) ? text(key, most_bytes) : std::string();
}

std::int64_t Fields::integer(Key key, std::int64_t least, std::int64_t most) {
  const Json* value = of_kind(key, Json::Kind::Integer);
  if (value == nullptr) return least;
  if (value->integer < least || value->integer > most) {
    fail(ErrorCode::InvalidFrame);
    return least;
  }
  return value->integer;
}

std::optional<std::int64_t> Fields::optional_integer(Key key, std::int64_t least,
                                                     std::int64_t most) {
  if (!has(key)) return std::nullopt;
  return integer(key, least, most);
}

std::int64_t Fields::counter(Key key) { return integer(key, 0, kMost); }

std::optional<std::int64_t> Fields::optional_counter(Key key) {
  return optional_integer(key, 0, kMost);
}

Millis Fields::millis(Key key) { return counter(key); }

std::optional<Millis> Fields::optional_millis(Key key) { return optional_counter(key); }

Millis Fields::millis_or_zero(Key key) { return optional_millis(key).value_or(0); }

std::optional<std::size_t> Fields::one_of(Key key, std::span<const char* const> names) {
  const std::string name = text(key, limits::kIdBytes);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (name == names[i]) return i;
  }
  fail(ErrorCode::InvalidFrame);
  return std::nullopt;
}

double Fields::real(Key key, double least, double most) {
  const Json* value = object_.find(key);
  const bool whole = value != nullptr && value->kind == Json::Kind::Integer;
  if (value == nullptr || (!whole && value->kind != Json::Kind::Real)) {
    fail(ErrorCode::InvalidFrame);
    return least;
  }
  const double number = whole ? static_cast<double>(value->integer) : value->real;
  if (number < least || number > most) {  // a NaN is no JSON
    fail(ErrorCode::InvalidFrame);
    return least;
  }
  return number;
}

bool Fields::flag(Key key) {
  if (!has(key)) return false;
  const Json* value = of_kind(key, Json::Kind::Bool);
  return value != nullptr && value->boolean;
}

const Json& Fields::object(Key key) {
  const Json* value = of_kind(key, Json::Kind::Object);
  return value == nullptr ? kEmpty : *value;
}

const Json* Fields::optional_object(Key key) {
  return has(key) ? of_kind(key, Json::Kind::Object) : nullptr;
}

const Json& Fields::array(Key key, std::size_t most_items) {
  const Json* value = of_kind(key, Json::Kind::Array);
  if (value == nullptr) return kEmpty;
  if (value->items.size() > most_items) {
    fail(ErrorCode::TooLarge);
    return kEmpty;
  }
  return *value;
}

const Json* Fields::optional_array(Key key, std::size_t most_items) {
  return has(key) ? &array(key, most_items) : nullptr;
}

std::vector<std::string> Fields::ids(Key key, std::size_t most) {
  std::vector<std::string> ids;
  for (const Json& item : array(key, most).items) ids.push_back(id_item(*this, item));
  return ids;
}

std::vector<std::string> Fields::users(Key key, std::size_t most) {
  std::vector<std::string> users;
  for (const Json& item : array(key, most).items) users.push_back(user_item(*this, item));
  return users;
}

std::string id_item(Fields& fields, const Json& item) {
  if (item.kind == Json::Kind::String && is_minted_id(item.string)) return item.string;
  fields.fail(item.string.size() > limits::kIdBytes ? ErrorCode::TooLarge
                                                    : ErrorCode::InvalidFrame);
  return {};
}

std::string user_item(Fields& fields, const Json& item) {
  if (item.kind == Json::Kind::String && is_user_id(item.string)) return item.string;
  fields.fail(item.string.size() > limits::kUserIdBytes ? ErrorCode::TooLarge
                                                        : ErrorCode::InvalidFrame);
  return {};
}

}  // namespace ringline::wire
