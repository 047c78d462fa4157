// JSON text to a value tree, with the limits checked while reading. json.cpp is the only file that
// sees nlohmann/json. Must not know: any message. No exceptions, no recursion on input depth beyond
// the limit (inv. 39).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ringline::wire {

/// The name of a member. Always one of our own words, so that a call passes one number for it.
using Key = const char*;

/// One JSON value. An object keeps its members in `keys` and `items`, in order; of equal keys the
/// last counts.
struct Json {
  enum class Kind : std::uint8_t { Null, Bool, Integer, Real, String, Array, Object };

  Kind kind = Kind::Null;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string string;
  std::vector<std::string> keys;
  std::vector<Json> items;

  /// The member of that name, or null.
  const Json* find(std::string_view key) const;
};

enum class ParseProblem : std::uint8_t { None, Invalid, TooLarge };

struct ParseLimits {
  std::size_t bytes;
  std::size_t depth;
  std::size_t values;
};

struct Parsed {
  Json value;
  ParseProblem problem = ParseProblem::None;
};

extern const ParseLimits kFrameLimits;
extern const ParseLimits kRecordLimits;

/// Reads one JSON text. Invalid UTF-8, lone surrogates, NaN and trailing text are `Invalid`.
Parsed parse(std::string_view text, const ParseLimits& limits);

}  // namespace ringline::wire
