// Writes JSON text in one pass. Ours, because nlohmann's serialiser needs a tree and brings its
// number formatting along: half of the decoder's size again, and the larger part of the time
// (docs/DESIGN.md, 2026-11-21). Integers and text only. Must not know: any message. Text must be
// valid UTF-8: all of it comes out of `parse`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "enum_names.h"
#include "wire/json.h"

namespace ringline::wire {

class JsonWriter {
 public:
  JsonWriter();

  JsonWriter& open_object();
  JsonWriter& open_object(Key key);
  JsonWriter& close_object();
  JsonWriter& open_array();
  JsonWriter& open_array(Key key);
  JsonWriter& close_array();

  // One for each kind of text that callers have: making a view of it is more code than the call.
  JsonWriter& text(Key key, std::string_view value);
  JsonWriter& text(Key key, const std::string& value);
  JsonWriter& text(Key key, const char* value);
  JsonWriter& optional_text(Key key, std::string_view value);  ///< omitted when empty
  JsonWriter& optional_text(Key key, const std::string& value);
  JsonWriter& word(Key key, std::string_view value);  ///< text that needs no escapes
  JsonWriter& number(Key key, std::int64_t value);
  JsonWriter& flag(Key key, bool value);
  JsonWriter& optional_number(Key key, const std::optional<std::int64_t>& value);
  JsonWriter& set_flag(Key key, bool value);  ///< omitted when false
  JsonWriter& null(Key key);
  JsonWriter& raw(Key key, std::string_view json);  ///< JSON that is already written

  JsonWriter& texts(Key key, const std::vector<std::string>& values);
  JsonWriter& text_item(std::string_view value);
  JsonWriter& raw_item(std::string_view json);

  template <typename E>
  JsonWriter& choice(Key key, E value) {
    return word(key, EnumNames<E>::names[static_cast<std::size_t>(value)]);
  }
  /// Omitted when there is none, or when its name is empty.
  template <typename E>
  JsonWriter& optional_choice(Key key, const std::optional<E>& value) {
    return value ? optional_choice(key, *value) : *this;
  }
  template <typename E>
  JsonWriter& optional_choice(Key key, E value) {
    return optional_word(key, EnumNames<E>::names[static_cast<std::size_t>(value)]);
  }

  std::string take() { return std::move(out_); }

 private:
  JsonWriter& optional_word(Key key, const char* value);
  void separate();
  void name(Key key);
  void quote(std::string_view value);

  std::string out_;
};

}  // namespace ringline::wire
