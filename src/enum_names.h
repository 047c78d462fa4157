// One word for one thing: the wire name of every enumerator, in one table per enum, for reading and
// writing. Must not know: JSON. Specialise EnumNames<E> beside the enum, names in the enumerators'
// order.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace ringline {

template <typename E>
struct EnumNames;

/// The wire name of `value`.
template <typename E>
constexpr std::string_view name_of(E value) {
  return EnumNames<E>::names[static_cast<std::size_t>(value)];
}

/// The enumerator of that wire name, or nothing.
template <typename E>
constexpr std::optional<E> named(std::string_view name) {
  for (std::size_t i = 0; i < EnumNames<E>::names.size(); ++i) {
    if (name == EnumNames<E>::names[i]) return static_cast<E>(i);
  }
  return std::nullopt;
}

/// A table of names whose length is deduced.
template <typename... Names>
constexpr auto names_table(Names... names) {
  return std::array<const char*, sizeof...(Names)>{names...};
}

}  // namespace ringline
