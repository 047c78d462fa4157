#include "decimal.h"

namespace ringline {

std::string decimal(std::int64_t number) {
  const bool negative = number < 0;
  auto rest = static_cast<std::uint64_t>(number);
  if (negative) rest = 0 - rest;
  char digits[20];
  char* const end = digits + sizeof digits;
  char* first = end;
  do {
    *--first = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (negative) *--first = '-';  // 19 digits at the most, and a sign
  return {first, end};
}

}  // namespace ringline
