#include "ids.h"

#include <gtest/gtest.h>

#include "decimal.h"
#include "limits.h"

namespace ringline {
namespace {

TEST(MintedId, HoldsOneToSixtyFourOfItsCharacters) {
  EXPECT_TRUE(is_minted_id("a"));
  EXPECT_TRUE(is_minted_id("AZaz09._:-"));
  EXPECT_TRUE(is_minted_id("__proto__"));
  EXPECT_TRUE(is_minted_id(std::string(limits::kIdBytes, 'x')));
  EXPECT_FALSE(is_minted_id(std::string(limits::kIdBytes + 1, 'x')));
  EXPECT_FALSE(is_minted_id(""));
}

TEST(MintedId, HoldsNothingThatCouldBeSyntaxElsewhere) {
  for (const char* id : {" ", "a b", "a\n", "a~b", "a/b", "a\"b", "\xc3\xa9", "a,b"}) {
    EXPECT_FALSE(is_minted_id(id)) << id;
  }
  EXPECT_FALSE(is_minted_id(std::string_view("a\0b", 3)));
}

TEST(UserId, IsFreeTextOfTheAppWithoutControlCharacters) {
  EXPECT_TRUE(is_user_id("Zo\xc3\xab <zoe@example.org>"));
  EXPECT_TRUE(is_user_id("constructor"));
  EXPECT_TRUE(is_user_id(std::string(limits::kUserIdBytes, 'x')));
  EXPECT_FALSE(is_user_id(std::string(limits::kUserIdBytes + 1, 'x')));
  EXPECT_FALSE(is_user_id(""));
  EXPECT_FALSE(is_user_id("a\nb"));
  EXPECT_FALSE(is_user_id("a\x7f"));
}

TEST(RecordKey, NamesKindAppAndId) {
  EXPECT_EQ(call_key("default", "c1"), "c:default:c1");
  EXPECT_EQ(user_key("default", "u:1"), "u:default:u:1");
}

TEST(LinkName, IsTheSameFromBothSides) {
  EXPECT_EQ(link_name("l1", "i1", "l2", "i2"), "l1/i1~l2/i2");
  EXPECT_EQ(link_name("l2", "i2", "l1", "i1"), "l1/i1~l2/i2");
}

TEST(LinkName, IsAnotherOneWhenAPageIsThereAgainOnAnotherLeg) {
  EXPECT_NE(link_name("l1", "i1", "l2", "i2"), link_name("l1", "i1", "l3", "i2"));
}

TEST(Decimal, SpellsEveryNumberAsTheStandardDoes) {
  for (const std::int64_t number :
       {INT64_MIN, INT64_MIN + 1, std::int64_t{-10}, std::int64_t{-1}, std::int64_t{0},
        std::int64_t{9}, std::int64_t{10}, INT64_MAX}) {
    EXPECT_EQ(decimal(number), std::to_string(number));
  }
}

}  // namespace
}  // namespace ringline
