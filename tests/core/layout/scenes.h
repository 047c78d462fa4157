// Scenes for the tests of the layout, and what is asked about arrangements again and again.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <vector>

#include "layout/layout.h"

namespace ringline::layout {

inline void PrintTo(const Rect& rect, std::ostream* out) {
  *out << rect.width << "x" << rect.height << " at " << rect.x << "," << rect.y;
}

inline Tile person(float aspect = 0) { return {.aspect = aspect, .picture = true}; }
inline Tile self(float aspect = 0) {
  return {.kind = Kind::Self, .aspect = aspect, .picture = true};
}
inline Tile screen(float aspect = 0) {
  return {.kind = Kind::Screen, .aspect = aspect, .picture = true};
}
inline Tile waiting() { return {.kind = Kind::Waiting}; }
inline Tile voice() { return {.kind = Kind::Person}; }
inline Tile pinned(Tile tile) {
  tile.pinned = true;
  return tile;
}
inline Tile speaking(Tile tile) {
  tile.speaking = true;
  return tile;
}

inline std::vector<Tile> people(std::size_t count, float aspect = 0) {
  return std::vector<Tile>(count, person(aspect));
}

constexpr int area(const Rect& rect) { return rect.width * rect.height; }

constexpr bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/// What is visible of `count` tiles, in their order.
inline std::vector<int> visible(const Arrangement& arrangement, std::size_t count) {
  std::vector<int> tiles;
  for (std::size_t i = 0; i < count; ++i) {
    if (is_visible(arrangement.places[i])) tiles.push_back(static_cast<int>(i));
  }
  return tiles;
}

}  // namespace ringline::layout
