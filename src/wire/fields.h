// Reads the fields of one JSON object with their limits, and remembers the first fault instead of
// throwing. Must not know: any message. Use: read all fields, then ask `ok()` once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "enum_names.h"
#include "error_code.h"
#include "ids.h"
#include "limits.h"
#include "wire/json.h"

namespace ringline::wire {

class Fields {
 public:
  explicit Fields(const Json& object) : Fields(object, nullptr) {}
  /// An object in another one: its faults are those of the whole.
  Fields(const Json& object, Fields& outer) : Fields(object, &outer) {}

  bool ok() const { return !problem_.has_value(); }
  /// `invalid-frame` or `too-large`; only when not ok.
  ErrorCode problem() const { return problem_.value_or(ErrorCode::InvalidFrame); }

  bool has(Key key) const;

  std::string id(Key key);           ///< required, minted
  std::string optional_id(Key key);  ///< empty when absent
  std::string user(Key key);         ///< required, chosen by the app
  std::string optional_user(Key key);
  std::string text(Key key, std::size_t most_bytes);  ///< required
  std::string optional_text(Key key, std::size_t most_bytes);
  std::int64_t integer(Key key, std::int64_t least, std::int64_t most);
  std::optional<std::int64_t> optional_integer(Key key, std::int64_t least, std::int64_t most);
  std::int64_t counter(Key key);  ///< required, 0 to 2^53
  std::optional<std::int64_t> optional_counter(Key key);
  Millis millis(Key key);  ///< required, 0 to 2^53
  std::optional<Millis> optional_millis(Key key);
  Millis millis_or_zero(Key key);                   ///< 0 when absent
  double real(Key key, double least, double most);  ///< required; integers count
  bool flag(Key key);                               ///< false when absent

  /// The object or array of that name. When a required one is missing, a static empty value.
  const Json& object(Key key);
  const Json* optional_object(Key key);
  const Json& array(Key key, std::size_t most_items);
  const Json* optional_array(Key key, std::size_t most_items);

  std::vector<std::string> ids(Key key, std::size_t most);  ///< required
  std::vector<std::string> users(Key key, std::size_t most);

  template <typename E>
  E choice(Key key) {
    return static_cast<E>(one_of(key, EnumNames<E>::names).value_or(0));
  }
  template <typename E>
  std::optional<E> optional_choice(Key key) {
    if (!has(key)) return std::nullopt;
    const std::optional<std::size_t> index = one_of(key, EnumNames<E>::names);
    if (!index) return std::nullopt;
    return static_cast<E>(*index);
  }

  /// Notes a fault that a caller found in a value.
  void fail(ErrorCode problem);

 private:
  Fields(const Json& object, Fields* outer);

  // One function for all enums: a page loads it once.
  std::optional<std::size_t> one_of(Key key, std::span<const char* const> names);
  const Json* of_kind(Key key, Json::Kind kind);

  const Json& object_;
  Fields* outer_;
  std::optional<ErrorCode> problem_;
};

/// A string item of an array as a minted id or user id; notes the fault in `fields`.
std::string id_item(Fields& fields, const Json& item);
std::string user_item(Fields& fields, const Json& item);

}  // namespace ringline::wire
