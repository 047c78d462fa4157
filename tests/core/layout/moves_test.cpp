// Dragging and its equivalents on the keyboard (R81, R82).
#include "layout/moves.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "scenes.h"

namespace ringline::layout {
namespace {

Drop dropped(float x, float y) {
  return {
      .x = x, .y = y, .width = 80, .height = 100, .container_width = 400, .container_height = 800};
}

TEST(LayoutSnap, AViewThatWasPutDownGoesToTheCornerOfItsQuarter) {
  EXPECT_EQ(snap(dropped(159, 349)), Corner::TopLeft);
  EXPECT_EQ(snap(dropped(161, 349)), Corner::TopRight);
  EXPECT_EQ(snap(dropped(159, 351)), Corner::BottomLeft);
  EXPECT_EQ(snap(dropped(161, 351)), Corner::BottomRight);
  EXPECT_EQ(snap(dropped(-500, 5000)), Corner::BottomLeft) << "also from outside";
}

TEST(LayoutSnap, AViewThatWasThrownGlidesOn) {
  Drop drop = dropped(20, 20);
  drop.velocity_x = 2;
  EXPECT_EQ(snap(drop), Corner::TopRight);
  drop.velocity_y = 3;
  EXPECT_EQ(snap(drop), Corner::BottomRight);
  drop.velocity_x = 0.1F;
  EXPECT_EQ(snap(drop), Corner::BottomLeft) << "a hand is never quite still";
}

TEST(LayoutSnap, GarbageGoesToSomeCorner) {
  const float none = std::nanf("");
  EXPECT_EQ(snap({none, none, none, none, none, none, none, none}), Corner::TopLeft);
  EXPECT_EQ(snap({}), Corner::TopLeft);
}

TEST(LayoutStep, ArrowsMoveBetweenCornersAndStopAtEdges) {
  using enum Corner;
  using enum Direction;
  for (const auto& [from, direction, to] : {std::tuple{TopLeft, Right, TopRight},
                                            {TopLeft, Down, BottomLeft},
                                            {TopLeft, Left, TopLeft},
                                            {TopLeft, Up, TopLeft},
                                            {BottomRight, Left, BottomLeft},
                                            {BottomRight, Up, TopRight},
                                            {BottomRight, Right, BottomRight},
                                            {BottomRight, Down, BottomRight},
                                            {TopRight, Down, BottomRight},
                                            {BottomLeft, Up, TopLeft}}) {
    EXPECT_EQ(step(from, direction), to);
  }
}

/// An arrangement to walk in.
struct Walk {
  std::vector<Tile> tiles;
  Arrangement arrangement;

  explicit Walk(Mode mode, std::vector<Tile> all, float width = 1280, float height = 720)
      : tiles(std::move(all)),
        arrangement(arrange({.width = width, .height = height, .mode = mode, .tiles = tiles})) {}

  int from(int tile, Direction direction) const {
    return next_focus(std::span(arrangement.places).first(tiles.size()), tile, direction);
  }
};

TEST(LayoutNextFocus, GoesAlongRowsAndColumnsAndStopsAtEdges) {
  const Walk grid(Mode::Grid, people(9));
  EXPECT_EQ(grid.from(4, Direction::Left), 3);
  EXPECT_EQ(grid.from(4, Direction::Right), 5);
  EXPECT_EQ(grid.from(4, Direction::Up), 1);
  EXPECT_EQ(grid.from(4, Direction::Down), 7);
  EXPECT_EQ(grid.from(2, Direction::Right), 2) << "does not wrap";
  EXPECT_EQ(grid.from(2, Direction::Up), 2);
}

TEST(LayoutNextFocus, FindsTheShortLastRowFromEverywhereAndStaysInIt) {
  const Walk grid(Mode::Grid, people(13));  // 4, 4, 4, 1
  ASSERT_GT(grid.arrangement.places[12].rect.x, grid.arrangement.places[9].rect.x);
  EXPECT_EQ(grid.from(8, Direction::Down), 12);
  EXPECT_EQ(grid.from(11, Direction::Down), 12);
  EXPECT_EQ(grid.from(12, Direction::Up), 9);
  EXPECT_EQ(grid.from(12, Direction::Left), 12) << "not up into the row above";
  EXPECT_EQ(grid.from(12, Direction::Right), 12);
}

TEST(LayoutNextFocus, LeadsFromTheTileInFocusToTheStripAndBack) {
  const Walk sidebar(Mode::Sidebar, people(4));
  EXPECT_EQ(sidebar.from(0, Direction::Right), 2) << "the one at the same height";
  EXPECT_EQ(sidebar.from(1, Direction::Left), 0);
  EXPECT_EQ(sidebar.from(1, Direction::Down), 2);
}

TEST(LayoutNextFocus, ReachesTheInsetAndLeavesIt) {
  const Walk pair(Mode::Automatic, {self(), person()});
  EXPECT_EQ(pair.from(1, Direction::Right), 0);
  EXPECT_EQ(pair.from(1, Direction::Up), 0);
  EXPECT_EQ(pair.from(0, Direction::Left), 1);
  EXPECT_EQ(pair.from(0, Direction::Down), 1);
}

TEST(LayoutNextFocus, ReachesWhateverIsVisibleFromWhereverItIs) {
  for (const Mode mode :
       {Mode::Automatic, Mode::Grid, Mode::Spotlight, Mode::Sidebar, Mode::Audio}) {
    for (std::size_t count = 2; count <= 25; ++count) {
      for (const auto& [width, height] : {std::pair{1280.F, 720.F}, {360.F, 640.F}}) {
        std::vector<Tile> tiles = people(count);
        tiles[0] = self();
        const Walk walk(mode, tiles, width, height);
        const std::vector<int> all = visible(walk.arrangement, count);
        std::set<int> reached{all.front()};
        std::vector<int> open{all.front()};
        while (!open.empty()) {
          const int tile = open.back();
          open.pop_back();
          using enum Direction;
          for (const Direction direction : {Left, Right, Up, Down}) {
            const int next = walk.from(tile, direction);
            if (reached.insert(next).second) open.push_back(next);
          }
        }
        EXPECT_EQ(reached, (std::set<int>{all.begin(), all.end()})) << count << " tiles";
      }
    }
  }
}

TEST(LayoutNextFocus, FromWhereNobodyIsItStays) {
  const Walk single(Mode::Single, people(3));
  using enum Direction;
  for (const Direction direction : {Left, Right, Up, Down}) {
    for (const int from : {-1, 0, 2, 99}) EXPECT_EQ(single.from(from, direction), from);
  }
}

}  // namespace
}  // namespace ringline::layout
