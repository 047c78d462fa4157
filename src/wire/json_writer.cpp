#include "wire/json_writer.h"

#include <array>

#include "decimal.h"

namespace ringline::wire {
namespace {

constexpr std::size_t kUsualBytes = 2'048;  // most answers fit, so that writing seldom moves them

// Whether a byte stands in JSON text as it is. A table, because every byte of every SDP is asked.
constexpr std::array<bool, 256> plain_bytes() {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < plain.size(); ++byte) plain[byte] = true;
  plain['"'] = plain['\\'] = false;
  return plain;
}
constexpr std::array<bool, 256> kPlain = plain_bytes();

}  // namespace

JsonWriter::JsonWriter() { out_.reserve(kUsualBytes); }

// A comma goes before everything but the first of its container, and never after a key.
void JsonWriter::separate() {
  if (out_.empty()) return;
  const char last = out_.back();
  if (last != '{' && last != '[' && last != ':') out_ += ',';
}

// Keys and the names of enumerators are our own words: nothing in them wants escaping.
void JsonWriter::name(Key key) {
  separate();
  out_ += '"';
  out_ += key;
  out_ += "\":";
}

void JsonWriter::quote(std::string_view value) {
  static constexpr char kHex[] = "0123456789abcdef";
  out_ += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto byte = static_cast<unsigned char>(value[i]);
    if (kPlain[byte]) continue;
    out_.append(value, plain, i - plain);
    plain = i + 1;
    out_ += '\\';
    switch (byte) {
      case '"':
      case '\\': out_ += static_cast<char>(byte); break;
      case '\n': out_ += 'n'; break;
      case '\r': out_ += 'r'; break;
      case '\t': out_ += 't'; break;
      default:
        out_ += "u00";
        out_ += kHex[byte >> 4];
        out_ += kHex[byte & 15];
    }
  }
  out_.append(value, plain);
  out_ += '"';
}

JsonWriter& JsonWriter::open_object() {
  separate();
  out_ += '{';
  return *this;
}

JsonWriter& JsonWriter::open_object(Key key) {
  name(key);
  out_ += '{';
  return *this;
}

JsonWriter& JsonWriter::close_object() {
  out_ += '}';
  return *this;
}

JsonWriter& JsonWriter::open_array() {
  separate();
  out_ += '[';
  return *this;
}

JsonWriter& JsonWriter::open_array(Key key) {
  name(key);
  out_ += '[';
  return *this;
}

JsonWriter& JsonWriter::close_array() {
  out_ += ']';
  return *this;
}

JsonWriter& JsonWriter::text(Key key, std::string_view value) {
  name(key);
  quote(value);
  return *this;
}

JsonWriter& JsonWriter::text(Key key, const std::string& value) {
  return text(key, std::string_view(value));
}

JsonWriter& JsonWriter::text(Key key, const char* value) {
  return text(key, std::string_view(value));
}

JsonWriter& JsonWriter::word(Key key, std::string_view value) {
  name(key);
  out_ += '"';
  out_ += value;
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::optional_text(Key key, std::string_view value) {
  return value.empty() ? *this : text(key, value);
}

JsonWriter& JsonWriter::optional_text(Key key, const std::string& value) {
  return optional_text(key, std::string_view(value));
}

JsonWriter& JsonWriter::optional_word(Key key, const char* value) {
  return *value == 0 ? *this : word(key, value);
}

JsonWriter& JsonWriter::number(Key key, std::int64_t value) { return raw(key, decimal(value)); }

JsonWriter& JsonWriter::optional_number(Key key, const std::optional<std::int64_t>& value) {
  return value ? number(key, *value) : *this;
}

JsonWriter& JsonWriter::flag(Key key, bool value) { return raw(key, value ? "true" : "false"); }

JsonWriter& JsonWriter::set_flag(Key key, bool value) { return value ? flag(key, true) : *this; }

JsonWriter& JsonWriter::null(Key key) { return raw(key, "null"); }

JsonWriter& JsonWriter::raw(Key key, std::string_view json) {
  name(key);
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::texts(Key key, const std::vector<std::string>& values) {
  open_array(key);
  for (const std::string& value : values) text_item(value);
  return close_array();
}

JsonWriter& JsonWriter::text_item(std::string_view value) {
  separate();
  quote(value);
  return *this;
}

JsonWriter& JsonWriter::raw_item(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

}  // namespace ringline::wire
