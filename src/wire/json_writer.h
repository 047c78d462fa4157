// Writes JSON text in one pass. Ours, because nlohmann's serialiser needs a tree and brings its
// number formatting along: half of the decoder's size again, and the larger part of the time
// (docs/DESIGN.md, 2026-11-21). Integers and text only. Must not know: any message. Text must be
// valid UTF-8: all of it comes out of `parse`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "enum_names.h"

namespace ringline::wire {

class JsonWriter {
 public:
  JsonWriter();

  JsonWriter& open_object();
  JsonWriter& open_object(std::string_view key);
  JsonWriter& close_object();
  JsonWriter& open_array();
  JsonWriter& open_array(std::string_view key);
  JsonWriter& close_array();

  JsonWriter& text(std::string_view key, std::string_view value);
  JsonWriter& optional_text(std::string_view key, std::string_view value);  ///< omitted when empty
  JsonWriter& word(std::string_view key, std::string_view value);  ///< text that needs no escapes
  JsonWriter& number(std::string_view key, std::int64_t value);
  JsonWriter& flag(std::string_view key, bool value);
  JsonWriter& set_flag(std::string_view key, bool value);  ///< omitted when false
  JsonWriter& null(std::string_view key);
  JsonWriter& raw(std::string_view key, std::string_view json);  ///< JSON that is already written

  JsonWriter& texts(std::string_view key, const std::vector<std::string>& values);
  JsonWriter& text_item(std::string_view value);
  JsonWriter& raw_item(std::string_view json);

  template <typename E>
  JsonWriter& choice(std::string_view key, E value) {
    return word(key, name_of(value));
  }

  std::string take() { return std::move(out_); }

 private:
  void separate();
  void name(std::string_view key);
  void quote(std::string_view value);

  std::string out_;
};

}  // namespace ringline::wire
