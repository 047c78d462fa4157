// Equal tiles in rows and columns: the grid, and the strip, which is a grid of one row or column.
// Must not know: who is in a tile.
#pragma once

#include "layout/layout.h"

namespace ringline::layout {

/// Width / height that a tile may have.
struct Aspects {
  float narrowest = 0;
  float widest = 0;
};

/// What a tiling is for: the shapes that a tile may have, and what most pictures are like.
struct Pictures {
  Aspects allowed;
  Aspects usual;
};

/// The container in whole pixels, and what holds for everything in it.
struct Frame {
  int width = 0;
  int height = 0;
  int gap = 0;
  float smallest_tile = 1;
  int most_on_page = static_cast<int>(limits::kTilesOnPage);
};

/// Equal tiles around the middle of an area; as many on each page, the last row in its middle.
struct Tiling {
  Rect area;
  int columns = 1;
  int rows = 1;
  int tile_width = 0;
  int tile_height = 0;
  int on_page = 1;
  int gap = 0;
};

/// The rows and columns with the best tiles for `count` pictures: large, and near the shape of most
/// of them. Less on a page than that where tiles would be too small. `most_columns` limits the rows
/// as well.
Tiling grid_of(int count, const Frame& frame, const Pictures& pictures, int most_columns);

/// Where a strip stands.
enum class Edge : std::uint8_t { Right, Bottom };

/// The strip of `count` tiles at that edge of the frame.
Tiling strip_of(int count, const Frame& frame, const Aspects& aspects, Edge edge);

/// The place of a page's `index`th of `count` tiles.
Rect cell(const Tiling& tiling, int index, int count);

}  // namespace ringline::layout
