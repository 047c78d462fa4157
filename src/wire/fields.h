// Reads the fields of one JSON object with their limits, and remembers the first fault instead of
// throwing. Must not know: any message. Use: read all fields, then ask `ok()` once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "enum_names.h"
#include "error_code.h"
#include "ids.h"
#include "limits.h"
#include "wire/json.h"

namespace ringline::wire {

class Fields {
 public:
  explicit Fields(const Json& object);

  bool ok() const { return !problem_.has_value(); }
  /// `invalid-frame` or `too-large`; only when not ok.
  ErrorCode problem() const { return problem_.value_or(ErrorCode::InvalidFrame); }

  bool has(std::string_view key) const;

  std::string id(std::string_view key);           ///< required, minted
  std::string optional_id(std::string_view key);  ///< empty when absent
  std::string user(std::string_view key);         ///< required, chosen by the app
  std::string optional_user(std::string_view key);
  std::string text(std::string_view key, std::size_t most_bytes);  ///< required
  std::string optional_text(std::string_view key, std::size_t most_bytes);
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most);
  std::optional<std::int64_t> optional_integer(std::string_view key, std::int64_t least,
                                               std::int64_t most);
  Millis millis(std::string_view key);  ///< required, 0 to 2^53
  std::optional<Millis> optional_millis(std::string_view key);
  Millis millis_or_zero(std::string_view key);                   ///< 0 when absent
  double real(std::string_view key, double least, double most);  ///< required; integers count
  bool flag(std::string_view key);                               ///< false when absent

  /// The object or array of that name. When a required one is missing, a static empty value.
  const Json& object(std::string_view key);
  const Json* optional_object(std::string_view key);
  const Json& array(std::string_view key, std::size_t most_items);
  const Json* optional_array(std::string_view key, std::size_t most_items);

  std::vector<std::string> ids(std::string_view key, std::size_t most);  ///< required
  std::vector<std::string> users(std::string_view key, std::size_t most);

  template <typename E>
  E choice(std::string_view key) {
    return static_cast<E>(one_of(key, EnumNames<E>::names).value_or(0));
  }
  template <typename E>
  std::optional<E> optional_choice(std::string_view key) {
    if (!has(key)) return std::nullopt;
    const std::optional<std::size_t> index = one_of(key, EnumNames<E>::names);
    if (!index) return std::nullopt;
    return static_cast<E>(*index);
  }

  /// Notes a fault that a caller found in a value.
  void fail(ErrorCode problem);

 private:
  // One function for all enums: a page loads it once.
  std::optional<std::size_t> one_of(std::string_view key, std::span<const std::string_view> names);
  const Json* of_kind(std::string_view key, Json::Kind kind);

  const Json& object_;
  std::optional<ErrorCode> problem_;
};

/// A string item of an array as a minted id or user id; notes the fault in `fields`.
std::string id_item(Fields& fields, const Json& item);
std::string user_item(Fields& fields, const Json& item);

}  // namespace ringline::wire
