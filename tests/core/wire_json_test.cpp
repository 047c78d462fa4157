// JSON in and out, and the reading of fields with their limits (inv. 36, 39; T5 of reliability.md).
#include <gtest/gtest.h>

#include "limits.h"
#include "wire/fields.h"
#include "wire/json.h"
#include "wire/json_writer.h"

namespace ringline::wire {
namespace {

ParseProblem problem_of(std::string_view text) { return parse(text, kFrameLimits).problem; }

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Json, WhatIsNoJsonIsInvalidAndNeverATrap) {
  for (std::string_view bad : {"", " ", "{", "}", "[1,]", "{\"a\":}", "nul", "NaN", "1e999", "-",
                               "\"\xff\"", "\"\xc0\x80\"", "\"\\ud800\"", "\"\\udc00\\ud800\"",
                               "{} x", "\"a\nb\"", "01", "{'a':1}", "{\"a\" 1}"}) {
    EXPECT_EQ(problem_of(bad), ParseProblem::Invalid) << bad;
    EXPECT_EQ(parse(bad, kFrameLimits).value.kind, Json::Kind::Null);
  }
}

// How many pairs of bytes between `lead` and "\x80\xBF" make one character.
int characters_of(unsigned lead) {
  int good = 0;
  for (unsigned second = 0x20; second < 0x100; ++second) {
    for (const char* rest : {"", "\x80", "\xBF", "\x7F", "\xC0", "\x80\xBF", "\xBF\xC0"}) {
      std::string text = "\"";
      text += static_cast<char>(lead);
      text += static_cast<char>(second);
      text += std::string(rest) + '"';
      if (second != '"' && second != '\\') good += problem_of(text) == ParseProblem::None ? 1 : 0;
    }
  }
  return good;
}

TEST(Json, TextIsUtf8WithoutLongFormsSurrogatesAndWhatIsBeyondUnicode) {
  for (unsigned lead = 0x80; lead < 0x100; ++lead) {
    int expected = 0;
    if (lead >= 0xC2 && lead < 0xE0) expected = 64 * 2;  // and one of "" and "\x7F" behind it
    if (lead >= 0xE0 && lead < 0xF0) expected = 64 * 2;  // "\x80" and "\xBF"
    if (lead == 0xE0 || lead == 0xED) expected = 32 * 2;
    if (lead >= 0xF0 && lead < 0xF5) expected = lead == 0xF0 ? 48 : lead == 0xF4 ? 16 : 64;
    EXPECT_EQ(characters_of(lead), expected) << std::hex << lead;
  }
  EXPECT_EQ(problem_of("\"\xc3"), ParseProblem::Invalid);
  EXPECT_EQ(problem_of("[1]\xc3\xa9"), ParseProblem::Invalid);
}

TEST(Json, EscapesMeanWhatTheyMean) {
  const Parsed parsed =
      parse(R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u20Ac\ud83c\udfa5\uFFFF\u0000.")", kFrameLimits);
  ASSERT_EQ(parsed.problem, ParseProblem::None);
  const std::string expected = std::string("\"\\/\b\f\n\r\tA\xc3\xa9\xe2\x82\xac") +
                               "\xf0\x9f\x8e\xa5\xef\xbf\xbf" + std::string(1, '\0') + ".";
  EXPECT_EQ(parsed.value.string, expected);
  for (const char* bad : {R"("\x41")", R"("\u12")", R"("\u12g4")", R"("\")", R"("\ud83c")",
                          R"("\ud83cA")", R"("\ud83c\u0041")", R"("\udfa5")", R"("\u)"}) {
    EXPECT_EQ(problem_of(bad), ParseProblem::Invalid) << bad;
  }
  for (char control = 0; control < 0x20; ++control) {
    EXPECT_EQ(problem_of('"' + std::string(1, control) + '"'), ParseProblem::Invalid);
  }
}

TEST(Json, LimitsAreExact) {
  EXPECT_EQ(problem_of(nested(limits::kJsonDepth)), ParseProblem::None);
  EXPECT_EQ(problem_of(nested(limits::kJsonDepth + 1)), ParseProblem::TooLarge);
  EXPECT_EQ(problem_of(nested(30'000)), ParseProblem::TooLarge);
  const std::string full(limits::kFrameBytes - 2, 'x');
  EXPECT_EQ(problem_of("\"" + full + "\""), ParseProblem::None);
  EXPECT_EQ(problem_of("\"" + full + "x\""), ParseProblem::TooLarge);
  std::string values = "[0";
  for (std::size_t i = 2; i < limits::kJsonValues; ++i) values += ",0";
  EXPECT_EQ(problem_of(values + "]"), ParseProblem::None) << "the array is one of them";
  EXPECT_EQ(problem_of(values + ",0]"), ParseProblem::TooLarge);
}

TEST(Json, OfEqualKeysTheLastCounts) {
  const Parsed parsed = parse(R"({"a":1,"a":2,"__proto__":3})", kFrameLimits);
  EXPECT_EQ(parsed.value.find("a")->integer, 2);
  EXPECT_EQ(parsed.value.find("__proto__")->integer, 3);
  EXPECT_EQ(parsed.value.find("toString"), nullptr);
}

TEST(Json, NumbersBeyondIntegersAreRealAndNoInteger) {
  const Parsed parsed = parse("[9223372036854775807,9223372036854775808,1.0,-0,1e3]", kFrameLimits);
  EXPECT_EQ(parsed.value.items[0].integer, INT64_MAX);
  EXPECT_EQ(parsed.value.items[1].kind, Json::Kind::Real);
  EXPECT_EQ(parsed.value.items[2].kind, Json::Kind::Real);
  EXPECT_EQ(parsed.value.items[4].kind, Json::Kind::Real);
}

TEST(JsonWriter, WritesWhatParseReadsBack) {
  const std::string nasty = std::string("\"\\\n\r\t\b\x01\x7f") + "\xc3\xa9\xf0\x9f\x8e\xa5";
  JsonWriter writer;
  writer.open_object().text("k", nasty).number("n", INT64_MIN).flag("f", false).null("z");
  writer.optional_text("gone", std::string()).set_flag("gone", false).set_flag("set", true);
  writer.open_array("a").text_item("x").raw_item("{}").text_item("").close_array();
  writer.open_object("o").close_object().raw("r", "[1]").close_object();
  const std::string text = writer.take();
  const Parsed parsed = parse(text, kFrameLimits);
  ASSERT_EQ(parsed.problem, ParseProblem::None) << text;
  EXPECT_EQ(parsed.value.find("k")->string, nasty);
  EXPECT_EQ(parsed.value.find("n")->integer, INT64_MIN);
  EXPECT_EQ(parsed.value.find("gone"), nullptr);
  EXPECT_TRUE(parsed.value.find("set")->boolean);
  EXPECT_EQ(parsed.value.find("a")->items.size(), 3U);
  EXPECT_EQ(parsed.value.find("z")->kind, Json::Kind::Null);
}

/// Reads one field of `{"k":VALUE}` and tells what came of it.
template <typename Read>
std::optional<ErrorCode> reading(const std::string& value, Read read) {
  const Parsed parsed = parse("{\"k\":" + value + "}", kFrameLimits);
  EXPECT_EQ(parsed.problem, ParseProblem::None);
  Fields fields(parsed.value);
  read(fields);
  return fields.ok() ? std::nullopt : std::optional(fields.problem());
}

std::string quoted(std::size_t bytes) { return '"' + std::string(bytes, 'x') + '"'; }

TEST(Fields, LimitsAreExact) {
  const auto id = [](Fields& fields) { fields.id("k"); };
  EXPECT_EQ(reading(quoted(limits::kIdBytes), id), std::nullopt);
  EXPECT_EQ(reading(quoted(limits::kIdBytes + 1), id), ErrorCode::TooLarge);
  EXPECT_EQ(reading("\"a b\"", id), ErrorCode::InvalidFrame);
  const auto user = [](Fields& fields) { fields.user("k"); };
  EXPECT_EQ(reading(quoted(limits::kUserIdBytes), user), std::nullopt);
  EXPECT_EQ(reading(quoted(limits::kUserIdBytes + 1), user), ErrorCode::TooLarge);
  const auto sdp = [](Fields& fields) { fields.text("k", limits::kSdpBytes); };
  EXPECT_EQ(reading(quoted(limits::kSdpBytes), sdp), std::nullopt);
  EXPECT_EQ(reading(quoted(limits::kSdpBytes + 1), sdp), ErrorCode::TooLarge);
  const auto millis = [](Fields& fields) { fields.millis("k"); };
  EXPECT_EQ(reading("9007199254740992", millis), std::nullopt);
  EXPECT_EQ(reading("9007199254740993", millis), ErrorCode::InvalidFrame);
  EXPECT_EQ(reading("-1", millis), ErrorCode::InvalidFrame);
  EXPECT_EQ(reading("1.5", millis), ErrorCode::InvalidFrame);
  const auto array = [](Fields& fields) { fields.array("k", 2); };
  EXPECT_EQ(reading("[1,2]", array), std::nullopt);
  EXPECT_EQ(reading("[1,2,3]", array), ErrorCode::TooLarge);
  const auto real = [](Fields& fields) { fields.real("k", 0, 1); };
  EXPECT_EQ(reading("1", real), std::nullopt);
  EXPECT_EQ(reading("1.0001", real), ErrorCode::InvalidFrame);
}

TEST(Fields, TheWrongKindOrNothingIsAFaultNotATrap) {
  for (const char* value : {"null", "true", "1", "[]", "{}", "\"\""}) {
    EXPECT_EQ(reading(value, [](Fields& fields) { fields.id("k"); }), ErrorCode::InvalidFrame);
  }
  for (const char* value : {"null", "1", "[]", "\"\""}) {
    const auto object = [](Fields& fields) { EXPECT_TRUE(fields.object("k").items.empty()); };
    EXPECT_EQ(reading(value, object), ErrorCode::InvalidFrame);
  }
  const auto missing = [](Fields& fields) {
    EXPECT_EQ(fields.integer("m", 3, 5), 3);
    EXPECT_EQ(fields.optional_id("m"), "");
    EXPECT_EQ(fields.optional_array("m", 1), nullptr);
    EXPECT_FALSE(fields.flag("m"));
  };
  EXPECT_EQ(reading("1", missing), ErrorCode::InvalidFrame);
  Json not_an_object;
  EXPECT_FALSE(Fields(not_an_object).ok());
}

TEST(Fields, TheFirstFaultIsKept) {
  const auto both = [](Fields& fields) {
    fields.text("k", 1);
    fields.id("missing");
  };
  EXPECT_EQ(reading("\"xx\"", both), ErrorCode::TooLarge);
}

}  // namespace
}  // namespace ringline::wire
