#include "wire/json.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "limits.h"

namespace ringline::wire {
namespace {

// nlohmann's lexer, and nothing else of it: its parser words an error message for every fault,
// which brings printf and a class hierarchy along, and nobody reads them.
using Input = decltype(nlohmann::detail::input_adapter(std::declval<const char*>(),
                                                       std::declval<const char*>()));
using Lexer = nlohmann::detail::lexer<nlohmann::json, Input>;
using Token = Lexer::token_type;

// The number that a JSON text spells, to the last bit but one or two; `text` ends behind it.
double take_real(const char*& text) {
  double value = 0;
  int exponent = 0;
  const bool negative = *text == '-';
  if (negative) ++text;
  for (bool decimals = false; *text == '.' || (*text >= '0' && *text <= '9'); ++text) {
    if (*text == '.') {
      decimals = true;
    } else {
      value = value * 10 + (*text - '0');
      if (decimals) --exponent;
    }
  }
  if (*text == 'e' || *text == 'E') {
    ++text;
    const bool down = *text == '-';
    if (down || *text == '+') ++text;
    int read = 0;
    for (; *text != 0; ++text) read = std::min(read * 10 + (*text - '0'), 100'000);
    exponent += down ? -read : read;
  }
  for (; exponent > 0 && std::isfinite(value); --exponent) value *= 10;
  for (; exponent < 0 && value != 0; ++exponent) value /= 10;
  return negative ? -value : value;
}

// Whether all of it is well-formed: the second byte rules out longer forms than need be,
// surrogates, and what is above U+10FFFF.
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    if (lead < 0x80) continue;
    std::size_t more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    if (lead < 0xC2 || lead > 0xF4 || text.size() - i < more) return false;
    unsigned least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (; more > 0; --more) {
      const auto byte = static_cast<unsigned char>(text[i++]);
      if (byte < least || byte > most) return false;
      least = 0x80;
      most = 0xBF;
    }
  }
  return true;
}

void append_utf8(std::string& text, int code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  text += static_cast<char>(0xFF00 >> (more + 1) | code >> 6 * more);
  while (more-- > 0) text += static_cast<char>(0x80 | (code >> 6 * more & 0x3F));
}

bool is_between(int code, int least, int most) { return code >= least && code <= most; }

// Behind a backslash, and what it means there.
constexpr std::string_view kEscapes = "\"\\/bfnrt";
constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";

}  // namespace
}  // namespace ringline::wire

// Members of the lexer in our words. Its own note every byte for an error message, of which there
// is one for each control character: 2 kB that nobody reads.
template <>
inline int ringline::wire::Lexer::get() {
  ++position.chars_read_total;  // the lexer asks whether it is at the beginning
  if (!next_unget) current = ia.get_character();
  next_unget = false;
  return current;
}

template <>
inline void ringline::wire::Lexer::unget() {
  next_unget = true;
}

template <>
inline void ringline::wire::Lexer::reset() noexcept {
  token_buffer.clear();
}

// Of text that is UTF-8.
template <>
inline ringline::wire::Token ringline::wire::Lexer::scan_string() {
  using namespace ringline::wire;
  reset();
  while (get() != '"') {
    if (current < 0x20) return Token::parse_error;  // a control character, or the end
    if (current != '\\') {
      add(current);
      continue;
    }
    const std::size_t escape = kEscapes.find(static_cast<char>(get()));
    if (escape != std::string_view::npos) {
      add(kMeanings[escape]);
      continue;
    }
    int code = current == 'u' ? get_codepoint() : -1;
    if (is_between(code, 0xD800, 0xDBFF)) {
      const int low = get() == '\\' && get() == 'u' ? get_codepoint() : -1;
      if (!is_between(low, 0xDC00, 0xDFFF)) return Token::parse_error;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    if (code < 0 || is_between(code, 0xDC00, 0xDFFF)) return Token::parse_error;
    append_utf8(token_buffer, code);
  }
  return Token::value_string;
}

// What the C library's locale says: there is one.
template <>
inline char ringline::wire::Lexer::get_decimal_point() noexcept {
  return '.';
}

// In place of the C library's strtod(), which is exact to 64 bits of mantissa and weighs 10 kB.
template <>
inline void ringline::wire::Lexer::strtof(double& value, const char* text, char** end) noexcept {
  value = ringline::wire::take_real(text);
  *end = const_cast<char*>(text);
}

namespace ringline::wire {
namespace {

// Reads one text into a tree and stops at the first fault or limit. `open_` points into the tree: a
// container grows only while it is the innermost open one, so no pointer outlives a reallocation.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, const ParseLimits& limits)
      : lexer_(nlohmann::detail::input_adapter(text.data(), text.data() + text.size())),
        limits_(limits) {}

  ParseProblem read(Json& root) {
    if (!value(root, next())) return problem();
    while (!open_.empty()) {
      if (!member()) return problem();
    }
    return next() == Token::end_of_input ? ParseProblem::None : ParseProblem::Invalid;
  }

 private:
  Token next() { return lexer_.scan(); }

  ParseProblem problem() const {
    return too_large_ ? ParseProblem::TooLarge : ParseProblem::Invalid;
  }

  // What comes next in the innermost open container: its end, or one more item.
  bool member() {
    Json& container = *open_.back();
    const bool is_object = container.kind == Json::Kind::Object;
    Token token = next();
    if (token == (is_object ? Token::end_object : Token::end_array)) {
      open_.pop_back();
      return true;
    }
    if (!container.items.empty()) {
      if (token != Token::value_separator) return false;
      token = next();
    }
    if (is_object) {
      if (token != Token::value_string) return false;
      container.keys.push_back(std::move(lexer_.get_string()));
      if (next() != Token::name_separator) return false;
      token = next();
    }
    return value(container.items.emplace_back(), token);
  }

  bool value(Json& json, Token token) {
    switch (token) {
      case Token::literal_null: break;
      case Token::literal_true:
      case Token::literal_false:
        json.kind = Json::Kind::Bool;
        json.boolean = token == Token::literal_true;
        break;
      case Token::value_string:
        json.kind = Json::Kind::String;
        json.string = std::move(lexer_.get_string());
        break;
      case Token::value_integer: set(json, lexer_.get_number_integer()); break;
      case Token::value_unsigned: set(json, lexer_.get_number_unsigned()); break;
      case Token::value_float:
        set(json, lexer_.get_number_float());
        if (!std::isfinite(json.real)) return false;
        break;
      case Token::begin_object: return count() && open(json, Json::Kind::Object);
      case Token::begin_array: return count() && open(json, Json::Kind::Array);
      case Token::uninitialized:
      case Token::end_array:
      case Token::end_object:
      case Token::name_separator:
      case Token::value_separator:
      case Token::parse_error:
      case Token::end_of_input:
      case Token::literal_or_value: return false;
    }
    return count();
  }

  static void set(Json& json, std::int64_t number) {
    json.kind = Json::Kind::Integer;
    json.integer = number;
  }
  static void set(Json& json, std::uint64_t number) {
    if (number > static_cast<std::uint64_t>(INT64_MAX))
      return set(json, static_cast<double>(number));
    set(json, static_cast<std::int64_t>(number));
  }
  static void set(Json& json, double number) {
    json.kind = Json::Kind::Real;
    json.real = number;
  }

  bool open(Json& json, Json::Kind kind) {
    too_large_ = open_.size() >= limits_.depth;
    json.kind = kind;
    open_.push_back(&json);
    return !too_large_;
  }

  bool count() {
    too_large_ = ++values_ > limits_.values;
    return !too_large_;
  }

  Lexer lexer_;
  const ParseLimits& limits_;
  std::vector<Json*> open_;
  std::size_t values_ = 0;
  bool too_large_ = false;
};

}  // namespace

const ParseLimits kFrameLimits{limits::kFrameBytes, limits::kJsonDepth, limits::kJsonValues};
const ParseLimits kRecordLimits{limits::kRecordBytes, limits::kJsonDepth,
                                limits::kRecordJsonValues};

const Json* Json::find(std::string_view key) const {
  if (kind != Kind::Object) return nullptr;
  for (std::size_t i = keys.size(); i-- > 0;) {
    if (keys[i] == key) return &items[i];
  }
  return nullptr;
}

Parsed parse(std::string_view text, const ParseLimits& limits) {
  Parsed parsed;
  if (text.size() > limits.bytes) {
    parsed.problem = ParseProblem::TooLarge;
    return parsed;
  }
  if (!is_utf8(text)) {
    parsed.problem = ParseProblem::Invalid;
    return parsed;
  }
  TreeBuilder builder(text, limits);
  parsed.problem = builder.read(parsed.value);
  if (parsed.problem != ParseProblem::None) parsed.value = {};
  return parsed;
}

}  // namespace ringline::wire
