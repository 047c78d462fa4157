// Where each tile of the call screen stands: container, tiles and mode in, rectangles and pages out
// (R81 to R83, docs/layout.md). Pure, and nothing is allocated: every arrangement has room for the
// most tiles. Must not know: calls, people, elements, events.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "limits.h"

namespace ringline::layout {

// All 32 bits wide: a host without Embind reads and writes tiles and places as they lie in memory.

enum class Mode : std::int32_t {
  Automatic,  ///< one of the others, by who is there
  Grid,       ///< all equal, in pages
  Spotlight,  ///< the tile in focus large, the others in a strip below it
  Sidebar,    ///< the same with the strip at the side
  Single,     ///< the tile in focus, and nobody else
  Audio,      ///< square tiles for avatars, three by three a page
};

enum class Kind : std::int32_t { Person, Screen, Self, Waiting };

/// Left is left in every language, because people drag to it.
enum class Corner : std::int32_t { TopLeft, TopRight, BottomLeft, BottomRight };

/// What a tile is in an arrangement. Inset: the self view, over the others in its corner.
enum class Role : std::int32_t { Grid, Strip, Main, Inset };

struct Tile {
  Kind kind = Kind::Person;
  float aspect = 0;       ///< width / height of its picture; 0: unknown
  bool pinned = false;    ///< the user wants it large; of several the first counts
  bool speaking = false;  ///< has the floor
  bool picture = false;   ///< not an avatar
};

/// What is to be arranged. Lengths are CSS pixels; any number is taken, garbage as 0.
struct Scene {
  float width = 0;
  float height = 0;
  float gap = 8;              ///< between tiles; between the inset and the edges
  float smallest_tile = 120;  ///< of the shorter side in a grid: there are pages instead
  float most_on_page = limits::kTilesOnPage;  ///< tiles of a grid; fewer where there is no room
  float page = 0;                             ///< clamped
  Mode mode = Mode::Automatic;
  std::optional<Corner> self_view = Corner::TopRight;  ///< nothing: tiled, among the others
  bool right_to_left = false;                          ///< mirrors everything but the inset
  std::span<const Tile> tiles;  ///< in an order that speaking does not change
};

/// Whole pixels from the top left corner of the container.
struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  bool operator==(const Rect&) const = default;
};

/// The page of a tile that no page shows.
inline constexpr int kNoPage = -1;

/// Where a tile stands.
struct Place {
  Rect rect;  ///< empty while the tile is not visible
  Role role = Role::Grid;
  int page = 0;  ///< on which it is visible

  bool operator==(const Place&) const = default;
};

struct Arrangement {
  Mode layout = Mode::Grid;  ///< the mode, or what `Automatic` chose
  int page = 0;              ///< the current one
  int pages = 1;             ///< of the grid, or of the strip: no layout has both
  int focus = -1;            ///< the tile that is, or in a grid would be, the main one
  std::array<Place, limits::kTiles> places;  ///< one for each tile of the scene, in its order

  bool operator==(const Arrangement&) const = default;
};

constexpr bool is_visible(const Place& place) { return place.rect.width > 0; }

/// Tiles beyond `limits::kTiles` have no place. Where a side of the container is under
/// `limits::kSideLeast`, or no number, nobody has one.
Arrangement arrange(const Scene& scene);

}  // namespace ringline::layout
