// What holds for every arrangement: 1 to 25 tiles, in containers from a watch to a wall, in all
// modes, of all aspects, on every page.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "layout/layout.h"
#include "scenes.h"

namespace ringline::layout {
namespace {

constexpr Mode kModes[] = {Mode::Automatic, Mode::Grid,   Mode::Spotlight,
                           Mode::Sidebar,   Mode::Single, Mode::Audio};
constexpr float kWidths[] = {160, 240.5F, 360, 667, 1024, 1280, 1920, 3840};
constexpr float kHeights[] = {120, 200, 375.25F, 640, 720, 1080, 2160};
constexpr float kAspects[] = {0, 16.F / 9, 4.F / 3, 1, 9.F / 16};
constexpr std::size_t kMostPeople = 25;

/// A call: one self view, now and then a screen and somebody who still rings.
std::vector<Tile> call_of(std::size_t count, float aspect) {
  std::vector<Tile> tiles = people(count, aspect);
  tiles[count / 2] = self(aspect);
  if (count % 4 == 3) tiles[count - 1] = screen(aspect);
  if (count % 5 == 4) tiles[0].kind = Kind::Waiting;
  return tiles;
}

std::string text(const Scene& scene) {
  return std::to_string(scene.width) + "x" + std::to_string(scene.height) + ", " +
         std::to_string(scene.tiles.size()) + " tiles of " +
         std::to_string(scene.tiles.front().aspect) + ", mode " +
         std::to_string(static_cast<int>(scene.mode)) + ", page " + std::to_string(scene.page);
}

using Check = std::function<void(const Scene&)>;

void for_every_scene(const Check& check) {
  for (const float width : kWidths) {
    for (const float height : kHeights) {
      for (const float aspect : kAspects) {
        for (std::size_t count = 1; count <= kMostPeople; ++count) {
          const std::vector<Tile> tiles = call_of(count, aspect);
          for (const Mode mode : kModes) {
            Scene scene{.width = width, .height = height, .mode = mode, .tiles = tiles};
            if (count % 2 == 0) scene.self_view.reset();
            check(scene);
            if (testing::Test::HasFailure()) FAIL() << text(scene);
          }
        }
      }
    }
  }
}

/// One arrangement a page.
std::vector<Arrangement> pages_of(Scene scene) {
  std::vector<Arrangement> pages{arrange(scene)};
  while (static_cast<int>(pages.size()) < pages.front().pages) {
    scene.page = static_cast<float>(pages.size());
    pages.push_back(arrange(scene));
  }
  return pages;
}

/// The places that `count` tiles have on all pages together; those that have none left out.
std::vector<Place> equal_tiles(const Scene& scene) {
  std::vector<Place> found;
  for (const Arrangement& page : pages_of(scene)) {
    for (const int i : visible(page, scene.tiles.size())) {
      const Place& place = page.places[i];
      if (place.role == Role::Grid || place.role == Role::Strip) found.push_back(place);
    }
  }
  return found;
}

TEST(LayoutSweep, TilesAreInsideAndApart) {
  for_every_scene([](const Scene& scene) {
    for (const Arrangement& page : pages_of(scene)) {
      const std::vector<int> shown = visible(page, scene.tiles.size());
      EXPECT_FALSE(shown.empty());
      for (const int i : shown) {
        const auto& [rect, role, _] = page.places[i];
        EXPECT_TRUE(rect.x >= 0 && rect.y >= 0 && rect.height > 0);
        EXPECT_LE(static_cast<float>(rect.x + rect.width), scene.width);
        EXPECT_LE(static_cast<float>(rect.y + rect.height), scene.height);
        for (const int other : shown) {
          if (other <= i || role == Role::Inset) continue;
          const Place& place = page.places[other];
          if (place.role != Role::Inset) EXPECT_FALSE(overlap(rect, place.rect));
        }
      }
    }
  });
}

TEST(LayoutSweep, EveryTileIsOnOnePageAndTheMainOneOnAll) {
  for_every_scene([](const Scene& scene) {
    const std::vector<Arrangement> pages = pages_of(scene);
    for (std::size_t i = 0; i < scene.tiles.size(); ++i) {
      const Place& place = pages.front().places[i];
      int times = 0;
      for (const Arrangement& page : pages) {
        times += is_visible(page.places[i]) ? 1 : 0;
        EXPECT_EQ(page.places[i].role, place.role);
        EXPECT_EQ(is_visible(page.places[i]), page.places[i].page == page.page);
      }
      const bool is_always = place.role == Role::Main || place.role == Role::Inset;
      const bool is_never = scene.mode == Mode::Single && !is_always;
      EXPECT_EQ(times, is_never ? 0 : is_always ? pages.front().pages : 1);
    }
  });
}

TEST(LayoutSweep, OrderIsThatOfTheTilesWithScreensFirst) {
  for_every_scene([](const Scene& scene) {
    std::vector<int> order;
    const auto ranked = [&](int tile) {
      return std::pair{scene.tiles[tile].kind != Kind::Screen, tile};
    };
    for (const Arrangement& page : pages_of(scene)) {
      std::vector<int> shown = visible(page, scene.tiles.size());
      std::erase_if(shown, [&](int i) {
        return page.places[i].role == Role::Main || page.places[i].role == Role::Inset;
      });
      std::ranges::sort(shown, {}, [&](int i) {
        return std::pair{page.places[i].rect.y, page.places[i].rect.x};
      });
      order.insert(order.end(), shown.begin(), shown.end());
    }
    EXPECT_TRUE(std::ranges::is_sorted(order, {}, ranked));
  });
}

TEST(LayoutSweep, EqualTilesAreEqualAndKeepTheirAspect) {
  for_every_scene([](const Scene& scene) {
    const Mode layout = arrange(scene).layout;
    const float aspect = layout == Mode::Audio ? 1 : scene.tiles.front().aspect;
    const std::vector<Place> places = equal_tiles(scene);
    for (const Place& place : places) {
      const auto [x, y, width, height] = place.rect;
      EXPECT_EQ(width, places.front().rect.width);
      EXPECT_EQ(height, places.front().rect.height);
      const float wide = static_cast<float>(width);
      const float high = static_cast<float>(height);
      if (aspect > 0) {
        EXPECT_LE(std::abs(wide - high * aspect), std::max(1.F, aspect) + .01F) << "a pixel";
      } else {
        EXPECT_LE(wide, high * 16 / 9 + 16.F / 9);
        EXPECT_GE(wide, high * 9 / 16 - 1);
      }
    }
  });
}

TEST(LayoutSweep, NoOtherGridWouldHaveLargerTiles) {
  for_every_scene([](const Scene& scene) {
    const float aspect = scene.tiles.front().aspect;
    const Arrangement grid = arrange(scene);
    if (grid.layout != Mode::Grid || grid.pages > 1 || aspect == 0) return;
    const std::vector<int> shown = visible(grid, scene.tiles.size());
    const auto is_tiled = [&](int i) { return grid.places[i].role == Role::Grid; };
    const auto count = static_cast<int>(std::ranges::count_if(shown, is_tiled));
    float best = 0;
    for (int columns = 1; columns <= count; ++columns) {
      const int rows = (count + columns - 1) / columns;
      const float width = (scene.width - 8 * static_cast<float>(columns - 1)) / columns;
      const float height = (scene.height - 8 * static_cast<float>(rows - 1)) / rows;
      best = std::max(best, std::min(width, height * aspect));
    }
    const Rect& rect = grid.places[*std::ranges::find_if(shown, is_tiled)].rect;
    EXPECT_GE(static_cast<float>(rect.width), best - 2 - aspect) << "whole pixels";
  });
}

TEST(LayoutSweep, NoTileOfAGridIsTooSmallUnlessASingleOneWouldBe) {
  for_every_scene([](const Scene& scene) {
    if (arrange(scene).layout != Mode::Grid) return;
    Scene alone = scene;
    alone.mode = Mode::Grid;
    alone.tiles = scene.tiles.first(1);
    const Rect single = arrange(alone).places[0].rect;
    const int smallest = std::min({120, single.width, single.height});
    for (const Place& place : equal_tiles(scene)) {
      EXPECT_GE(std::min(place.rect.width, place.rect.height), smallest);
    }
  });
}

TEST(LayoutSweep, OneMoreTileMakesNoneLargerAndNoFewerPages) {
  for_every_scene([](const Scene& scene) {
    if (scene.mode != Mode::Grid && scene.mode != Mode::Audio) return;
    std::vector<Tile> tiles = people(scene.tiles.size() + 1, scene.tiles.front().aspect);
    Scene more = scene;
    more.tiles = tiles;
    Scene fewer = scene;
    fewer.tiles = more.tiles.first(scene.tiles.size());
    const Arrangement before = arrange(fewer);
    const Arrangement after = arrange(more);
    EXPECT_LE(before.pages, after.pages);
    EXPECT_GE(area(before.places[0].rect), area(after.places[0].rect));
  });
}

TEST(LayoutSweep, ALargerContainerNeverHasMorePages) {
  for_every_scene([](const Scene& scene) {
    if (scene.mode != Mode::Grid || scene.tiles.front().aspect == 0) return;
    if (std::min(scene.width, scene.height) < 220) return;  // even one tile may be too small
    Scene larger = scene;
    larger.width += 37;
    larger.height += 13;
    EXPECT_LE(arrange(larger).pages, arrange(scene).pages);
  });
}

TEST(LayoutSweep, RightToLeftIsTheMirrorImage) {
  for_every_scene([](const Scene& scene) {
    Scene mirrored = scene;
    mirrored.right_to_left = true;
    const Arrangement right = arrange(mirrored);
    const Arrangement left = arrange(scene);
    for (const int i : visible(left, scene.tiles.size())) {
      Rect rect = left.places[i].rect;
      if (left.places[i].role != Role::Inset) {
        rect.x = static_cast<int>(scene.width) - rect.x - rect.width;
      }
      EXPECT_EQ(right.places[i].rect, rect);
    }
  });
}

}  // namespace
}  // namespace ringline::layout
