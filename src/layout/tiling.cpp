#include "layout/tiling.h"

#include <algorithm>

namespace ringline::layout {

namespace {

constexpr int kStripShare = 5;     // of the container's side, if that makes tiles large enough ...
constexpr int kStripMost = 3;      // ... which may take it up to a third of that side ...
constexpr int kStripPixels = 320;  // ... or this much

int shorter(const Tiling& tiling) { return std::min(tiling.tile_width, tiling.tile_height); }

/// How good a tile is: how large, times how much of a usual picture is seen in it whole. A picture
/// that does not have the tile's shape is cut, or has bars beside it.
float worth(const Tiling& tiling, const Aspects& usual) {
  const float width = static_cast<float>(tiling.tile_width);
  const float height = static_cast<float>(tiling.tile_height);
  const float whole = std::min(width, height * usual.widest);
  return width * height * whole * std::min(height, width / usual.narrowest);
}

int share(int length, int parts, int gap) { return (length - gap * (parts - 1)) / parts; }

/// So many columns, and the rows that it takes. Too many for the frame: tiles of no size.
Tiling with_columns(int columns, int count, const Frame& frame, const Aspects& aspects) {
  Tiling tiling{.area = {0, 0, frame.width, frame.height}, .columns = columns, .gap = frame.gap};
  tiling.rows = (count + columns - 1) / columns;
  tiling.on_page = count;
  const int width = std::max(0, share(frame.width, columns, frame.gap));
  const int height = std::max(0, share(frame.height, tiling.rows, frame.gap));
  tiling.tile_width =
      std::min(width, static_cast<int>(static_cast<float>(height) * aspects.widest));
  tiling.tile_height =
      std::min(height, static_cast<int>(static_cast<float>(width) / aspects.narrowest));
  return tiling;
}

/// A page of `count` tiles, none smaller than `smallest`; of no size if there is none.
Tiling page_of(int count, const Frame& frame, const Pictures& pictures, int most_columns,
               int smallest) {
  Tiling best;
  float most = 0;
  for (int columns = 1; columns <= std::min(count, most_columns); ++columns) {
    const Tiling tiling = with_columns(columns, count, frame, pictures.allowed);
    const bool fits = tiling.rows <= most_columns && shorter(tiling) >= smallest;
    const float value = worth(tiling, pictures.usual);
    if (!fits || value <= most) continue;
    most = value;
    best = tiling;
  }
  return best;
}

/// Across a container side, which the strip shares with the main tile.
int thickness(int side, const Frame& frame) {
  const int wished = std::max(side / kStripShare, static_cast<int>(frame.smallest_tile));
  return std::min({wished, side / kStripMost, kStripPixels});
}

/// How many tiles fit side by side into `room`, and how long they are then: as long as there is
/// room for, within what their aspect allows.
struct Row {
  int tiles;
  int length;
};

Row row_in(int room, int count, int gap, float shortest, float longest) {
  const int least = std::max(1, static_cast<int>(shortest));
  const int most = std::max(least, static_cast<int>(longest));
  const int fit = std::clamp((room + gap) / (least + gap), 1, count);
  return {fit, std::clamp(share(room, fit, gap), least, most)};
}

}  // namespace

Tiling grid_of(int count, const Frame& frame, const Pictures& pictures, int most_columns) {
  const int widest = shorter(with_columns(1, 1, frame, pictures.allowed));
  const int smallest = std::min(widest, static_cast<int>(frame.smallest_tile));
  int on_page = std::min(count, frame.most_on_page);
  Tiling page = page_of(on_page, frame, pictures, most_columns, smallest);
  while (page.tile_width == 0 && on_page > 1) {
    page = page_of(--on_page, frame, pictures, most_columns, smallest);
  }
  return page;
}

Tiling strip_of(int count, const Frame& frame, const Aspects& aspects, Edge edge) {
  const bool below = edge == Edge::Bottom;
  const int side = below ? frame.height : frame.width;
  const int room = below ? frame.width : frame.height;
  // Along the strip, as shares of its thickness.
  const float shortest = below ? aspects.narrowest : 1 / aspects.widest;
  const float longest = below ? aspects.widest : 1 / aspects.narrowest;
  const int thickest = static_cast<int>(static_cast<float>(room) / shortest);
  const int thick = std::min(thickness(side, frame), thickest);
  const float across = static_cast<float>(thick);
  const Row row = row_in(room, count, frame.gap, across * shortest, across * longest);
  if (below) {
    return {{0, side - thick, room, thick}, row.tiles, 1, row.length, thick, row.tiles, frame.gap};
  }
  return {{side - thick, 0, thick, room}, 1, row.tiles, thick, row.length, row.tiles, frame.gap};
}

Rect cell(const Tiling& tiling, int index, int count) {
  const Rect& area = tiling.area;
  const int across = tiling.tile_width + tiling.gap;
  const int down = tiling.tile_height + tiling.gap;
  const int row = index / tiling.columns;
  const int in_row = std::min(tiling.columns, count - row * tiling.columns);
  const int used_rows = (count + tiling.columns - 1) / tiling.columns;
  const int left = area.x + (area.width - (in_row * across - tiling.gap)) / 2;
  const int top = area.y + (area.height - (used_rows * down - tiling.gap)) / 2;
  return {left + index % tiling.columns * across, top + row * down, tiling.tile_width,
          tiling.tile_height};
}

}  // namespace ringline::layout
