// A number in digits, for ids and JSON. In place of std::to_string() and std::to_chars(), whose
// tables for speed weigh 0.4 kB in the browser.
#pragma once

#include <cstdint>
#include <string>

namespace ringline {

/// `-?(0|[1-9][0-9]*)`
std::string decimal(std::int64_t number);

}  // namespace ringline
