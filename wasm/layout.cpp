// The layout as a WebAssembly module. Unlike the other two it has no Embind, no JavaScript of
// Emscripten's and no allocator: tiles and places are read and written where they lie in memory.
// So it is so small that the UI's bundle carries it, and that it is made synchronously, before the
// first picture is painted. (Chromium before 115 makes no more than 4 kB synchronously.)
// js/ui/layout.ts knows the order of parameters and fields.
#include <algorithm>
#include <array>
#include <span>

#include "layout/layout.h"
#include "layout/moves.h"

namespace {

namespace layout = ringline::layout;
namespace limits = ringline::limits;

static_assert(sizeof(layout::Tile) == 12 && sizeof(layout::Place) == 24);
static_assert(offsetof(layout::Arrangement, places) == 16);

std::array<layout::Tile, limits::kTiles> tiles;
layout::Arrangement arrangement;

}  // namespace

#define EXPORT extern "C" __attribute__((visibility("default"), used))

/// The tiles that arrange() is to arrange.
EXPORT layout::Tile* tiles_in() { return tiles.data(); }

/// Where arrange() leaves its result, and next_focus() finds its places.
EXPORT layout::Arrangement* arrangement_out() { return &arrangement; }

/// `corner`: beyond the last one the self view is tiled.
EXPORT void arrange(int count, float width, float height, float gap, float smallest_tile,
                    float most_on_page, float page, layout::Mode mode, layout::Corner corner,
                    bool right_to_left) {
  layout::Scene scene{.width = width,
                      .height = height,
                      .gap = gap,
                      .smallest_tile = smallest_tile,
                      .most_on_page = most_on_page,
                      .page = page,
                      .mode = mode,
                      .self_view = corner,
                      .right_to_left = right_to_left,
                      .tiles = std::span(tiles).first(static_cast<std::size_t>(count))};
  if (corner > layout::Corner::BottomRight) scene.self_view.reset();
  arrangement = layout::arrange(scene);
}

EXPORT layout::Corner snap(float x, float y, float width, float height, float velocity_x,
                           float velocity_y, float container_width, float container_height) {
  return layout::snap(
      {x, y, width, height, velocity_x, velocity_y, container_width, container_height});
}

EXPORT layout::Corner step(layout::Corner corner, layout::Direction direction) {
  return layout::step(corner, direction);
}

EXPORT int next_focus(int count, int from, layout::Direction direction) {
  const auto places = std::span(arrangement.places).first(static_cast<std::size_t>(count));
  return layout::next_focus(places, from, direction);
}
