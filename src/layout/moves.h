// What a hand or an arrow key does to tiles: the self view into a corner, the focus to the next
// tile (R81, R82). Must not know: pointers, keys, modes.
#pragma once

#include <span>

#include "layout/layout.h"

namespace ringline::layout {

enum class Direction : std::int32_t { Left, Right, Up, Down };

/// A self view that was let go. Pixels, and pixels a millisecond.
struct Drop {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;
  float velocity_x = 0;
  float velocity_y = 0;
  float container_width = 0;
  float container_height = 0;
};

/// The corner to which it glides: that of the quarter in which its middle would come to rest.
Corner snap(const Drop& drop);

/// The corner to which an arrow key moves it; the same one at an edge.
Corner step(Corner corner, Direction direction);

/// The tile that is next to `from` in that direction; `from` if there is none. Left and right stay
/// in the row, up and down find the nearest of the next one.
int next_focus(std::span<const Place> places, int from, Direction direction);

}  // namespace ringline::layout
