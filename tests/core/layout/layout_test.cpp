// The layouts of R81 and R82 in the containers that people have, and what garbage does to them.
#include "layout/layout.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "scenes.h"

namespace ringline::layout {
namespace {

const Scene kPhone{.width = 360, .height = 640};
const Scene kDesktop{.width = 1280, .height = 720};

Arrangement arrange(Scene scene, Mode mode, const std::vector<Tile>& tiles) {
  scene.mode = mode;
  scene.tiles = tiles;
  return arrange(scene);
}

Arrangement automatic(const Scene& scene, const std::vector<Tile>& tiles) {
  return arrange(scene, Mode::Automatic, tiles);
}

TEST(LayoutAutomatic, WhoIsAloneFillsTheScreen) {
  for (const Tile& tile : {person(), self(), screen(), waiting(), pinned(self())}) {
    const Arrangement alone = automatic(kPhone, {tile});
    EXPECT_EQ(alone.places[0], (Place{{0, 0, 360, 640}, Role::Main, 0}));
    EXPECT_EQ(alone.focus, 0);
  }
}

TEST(LayoutAutomatic, OneOtherPersonFillsTheScreenWithTheSelfViewInTheCorner) {
  const Arrangement pair = automatic(kPhone, {self(), person()});
  EXPECT_EQ(pair.layout, Mode::Spotlight);
  EXPECT_EQ(pair.places[1], (Place{{0, 0, 360, 640}, Role::Main, 0}));
  EXPECT_EQ(pair.places[0], (Place{{272, 8, 80, 100}, Role::Inset, 0}));
  EXPECT_EQ(automatic(kPhone, {self(), waiting()}).places[1].role, Role::Main);
}

TEST(LayoutAutomatic, OneOtherPersonWhoIsPinnedChangesNothing) {
  const Arrangement pair = automatic(kDesktop, {self(), person()});
  EXPECT_EQ(automatic(kDesktop, {self(), pinned(person())}), pair);
}

TEST(LayoutAutomatic, AnInsetStaysSmallOnADesktopAndKeepsTheAspectOfTheCamera) {
  const Scene wall{.width = 3840, .height = 2160};
  const Rect inset = automatic(wall, {self(16.F / 9), person()}).places[0].rect;
  EXPECT_NEAR(inset.width, 266, 1);
  EXPECT_NEAR(inset.height, 150, 1);
  const Rect upright = automatic(wall, {self(9.F / 16), person()}).places[0].rect;
  EXPECT_NEAR(upright.height, 266, 1);
  EXPECT_EQ(automatic(wall, {self(100), person()}).places[0].rect.width, inset.width);
}

TEST(LayoutAutomatic, TheSelfViewIsInTheCornerThatWasChosen) {
  Scene scene = kDesktop;
  const auto inset = [&](Corner corner) {
    scene.self_view = corner;
    return automatic(scene, {self(1), person()}).places[0].rect;
  };
  EXPECT_EQ(inset(Corner::TopLeft), (Rect{8, 8, 180, 180}));
  EXPECT_EQ(inset(Corner::TopRight), (Rect{1092, 8, 180, 180}));
  EXPECT_EQ(inset(Corner::BottomLeft), (Rect{8, 532, 180, 180}));
  EXPECT_EQ(inset(Corner::BottomRight), (Rect{1092, 532, 180, 180}));
}

TEST(LayoutAutomatic, ATiledSelfViewIsBesideOneOtherPerson) {
  Scene scene = kDesktop;
  scene.self_view.reset();
  const Arrangement pair = automatic(scene, {self(), person()});
  EXPECT_EQ(pair.layout, Mode::Grid);
  EXPECT_EQ(area(pair.places[0].rect), area(pair.places[1].rect));
}

TEST(LayoutAutomatic, FromThreeOnEverybodyIsInTheGridTheSelfViewToo) {
  const Arrangement three = automatic(kDesktop, {self(), person(), person()});
  EXPECT_EQ(three.layout, Mode::Grid);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(three.places[i].role, Role::Grid);
}

TEST(LayoutAutomatic, AScreenIsLargeWithPeopleBesideOrBelowIt) {
  const std::vector<Tile> tiles{self(), person(), screen()};
  const Arrangement wide = automatic(kDesktop, tiles);
  EXPECT_EQ(wide.layout, Mode::Sidebar);
  EXPECT_EQ(wide.focus, 2);
  EXPECT_EQ(wide.places[2].rect, (Rect{0, 0, 1016, 720}));
  EXPECT_EQ(wide.places[1].rect.x, 1024);
  const Arrangement upright = automatic(kPhone, tiles);
  EXPECT_EQ(upright.layout, Mode::Spotlight);
  EXPECT_EQ(upright.places[2].rect, (Rect{0, 0, 360, 504}));
  EXPECT_EQ(upright.places[1].rect.y, 512);
  EXPECT_EQ(upright.places[0].role, Role::Strip) << "it would cover the screen";
  EXPECT_EQ(automatic(kDesktop, {self(), screen()}).places[0].role, Role::Strip);
}

TEST(LayoutAutomatic, APinMakesOneLargeBeforeAScreenDoes) {
  const Arrangement pin = automatic(kDesktop, {self(), person(), pinned(person()), screen()});
  EXPECT_EQ(pin.layout, Mode::Sidebar);
  EXPECT_EQ(pin.focus, 2);
  EXPECT_EQ(pin.places[2].role, Role::Main);
  EXPECT_LT(pin.places[3].rect.y, pin.places[0].rect.y) << "the screen leads the strip";
}

TEST(LayoutAutomatic, APinnedSelfViewIsLargeAndTheOtherOneIsBeside) {
  const Arrangement pin = automatic(kDesktop, {pinned(self()), person()});
  EXPECT_EQ(pin.layout, Mode::Sidebar);
  EXPECT_EQ(pin.places[0].role, Role::Main);
  EXPECT_EQ(pin.places[1].role, Role::Strip);
}

TEST(LayoutAutomatic, WithoutPicturesThereAreAvatarsThreeByThree) {
  const Arrangement call = automatic(kDesktop, std::vector<Tile>(11, voice()));
  EXPECT_EQ(call.layout, Mode::Audio);
  EXPECT_EQ(call.pages, 2);
  EXPECT_EQ(visible(call, 11), (std::vector{0, 1, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(call.places[0].rect.width, call.places[0].rect.height);
  EXPECT_EQ(automatic(kDesktop, {self(), voice(), waiting()}).layout, Mode::Grid)
      << "one camera is on";
}

TEST(LayoutGrid, TheLastRowIsInTheMiddle) {
  const Arrangement three = arrange(kDesktop, Mode::Grid, people(3, 16.F / 9));
  EXPECT_EQ(three.places[0].rect, (Rect{4, 0, 632, 356}));
  EXPECT_EQ(three.places[1].rect, (Rect{644, 0, 632, 356}));
  EXPECT_EQ(three.places[2].rect, (Rect{324, 364, 632, 356}));
}

TEST(LayoutGrid, FourOnAPhoneAreTwoByTwo) {
  const Arrangement four = arrange(kPhone, Mode::Grid, people(4));
  EXPECT_EQ(four.places[0].rect, (Rect{0, 4, 176, 312}));
  EXPECT_EQ(four.places[3].rect, (Rect{184, 324, 176, 312}));
}

TEST(LayoutGrid, APhoneHasPagesAndTwentyFiveFitOnADesktop) {
  const Arrangement phone = arrange(kPhone, Mode::Grid, people(25));
  EXPECT_EQ(phone.pages, 3);
  EXPECT_EQ(visible(phone, 25), (std::vector{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(arrange(kDesktop, Mode::Grid, people(25)).pages, 1);
}

TEST(LayoutGrid, ALargerSmallestTileMakesPagesOfFourOnAPhone) {
  Scene scene = kPhone;
  scene.smallest_tile = 170;
  scene.page = 1;
  const Arrangement second = arrange(scene, Mode::Grid, people(10));
  EXPECT_EQ(second.pages, 2);
  scene.height = 480;
  EXPECT_EQ(arrange(scene, Mode::Grid, people(10)).pages, 3);
  EXPECT_EQ(visible(arrange(scene, Mode::Grid, people(10)), 10), (std::vector{4, 5, 6, 7}));
}

TEST(LayoutGrid, APageHasNoMoreThanTheAppWants) {
  const std::vector<Tile> tiles = people(10);
  Scene scene{.width = 1920, .height = 1080, .mode = Mode::Grid, .tiles = tiles};
  EXPECT_EQ(arrange(scene).pages, 1);
  scene.most_on_page = 4;
  EXPECT_EQ(arrange(scene).pages, 3);
  EXPECT_EQ(visible(arrange(scene), 10), (std::vector{0, 1, 2, 3}));
  scene.most_on_page = 0;
  EXPECT_EQ(arrange(scene).pages, 10) << "at least one";
}

TEST(LayoutGrid, PagesKeepTheSizeOfTheirTilesAndAPageTooFarIsTheLastOne) {
  Scene scene = kPhone;
  const Rect first = arrange(scene, Mode::Grid, people(25)).places[0].rect;
  scene.page = 99;
  const Arrangement last = arrange(scene, Mode::Grid, people(25));
  EXPECT_EQ(last.page, 2);
  EXPECT_EQ(visible(last, 25), (std::vector{20, 21, 22, 23, 24}));
  EXPECT_EQ(last.places[20].rect.width, first.width);
  EXPECT_EQ(last.places[20].rect.height, first.height);
  EXPECT_EQ(last.places[20].rect.y, (640 - 3 * 121 - 2 * 8) / 2) << "three rows, in the middle";
}

TEST(LayoutGrid, PicturesOfDifferentAspectsShareTheOneBetweenThemThatFillsThePage) {
  const Scene square{.width = 600, .height = 600, .gap = 0};
  for (const auto& [one, other] : {std::pair{9.F / 16, 16.F / 9}, {16.F / 9, 9.F / 16}}) {
    const Arrangement two = arrange(square, Mode::Grid, {person(one), person(other)});
    EXPECT_EQ(two.places[0].rect.width * two.places[0].rect.height, 533 * 300);
    const Arrangement four =
        arrange(square, Mode::Grid, {person(one), person(other), person(one), person(other)});
    EXPECT_EQ(four.places[0].rect, (Rect{0, 0, 300, 300}));
  }
}

TEST(LayoutGrid, TheShapeOfMostPicturesCountsAndNotThatOfOneUprightAmongThem) {
  for (const std::size_t wide : {2U, 3U, 8U, 24U}) {
    std::vector<Tile> tiles = people(wide, 16.F / 9);
    const Rect all_wide = arrange(kDesktop, Mode::Grid, tiles).places[0].rect;
    tiles.push_back(person(9.F / 16));
    const Rect first = arrange(kDesktop, Mode::Grid, tiles).places[0].rect;
    EXPECT_GT(first.width, first.height) << wide;
    EXPECT_GT(2 * first.width, all_wide.width) << wide;
  }
}

TEST(LayoutGrid, ScreensComeFirst) {
  const Arrangement grid = arrange(kDesktop, Mode::Grid, {person(), person(), screen(), screen()});
  EXPECT_EQ(grid.places[2].rect, arrange(kDesktop, Mode::Grid, people(4)).places[0].rect);
  EXPECT_EQ(grid.places[0].rect, arrange(kDesktop, Mode::Grid, people(4)).places[2].rect);
}

TEST(LayoutGrid, NothingMovesWhenAnotherOneSpeaks) {
  for (const Mode mode : {Mode::Grid, Mode::Audio, Mode::Automatic}) {
    std::vector<Tile> tiles = people(7);
    const auto quiet = arrange(kPhone, mode, tiles).places;
    for (Tile& tile : tiles) {
      tile.speaking = true;
      EXPECT_EQ(arrange(kPhone, mode, tiles).places, quiet);
      tile.speaking = false;
    }
  }
}

TEST(LayoutGrid, ASelfViewInACornerIsOverTheGridWhereTheAppAskedForBoth) {
  const Arrangement grid = arrange(kDesktop, Mode::Grid, {self(), person(), person()});
  EXPECT_EQ(grid.places[0].role, Role::Inset);
  EXPECT_EQ(grid.places[1].rect, arrange(kDesktop, Mode::Grid, people(2)).places[0].rect);
}

TEST(LayoutFocus, IsThePinThenTheScreenThenWhoSpeaksThenThePersonWhoCameFirst) {
  const auto focus = [](const std::vector<Tile>& tiles) {
    return arrange(kDesktop, Mode::Spotlight, tiles).focus;
  };
  const std::vector<Tile> all{speaking(self()), waiting(), person(),        speaking(person()),
                              screen(),         screen(),  pinned(person())};
  EXPECT_EQ(focus(all), 6);
  EXPECT_EQ(focus({all.begin(), all.end() - 1}), 4);
  EXPECT_EQ(focus({all.begin(), all.end() - 3}), 3);
  EXPECT_EQ(focus({all.begin(), all.end() - 4}), 2);
  EXPECT_EQ(focus({all.begin(), all.end() - 5}), 1) << "not the self view, though it speaks";
  EXPECT_EQ(focus({all.begin(), all.end() - 6}), 0);
  EXPECT_EQ(focus({}), -1);
}

TEST(LayoutSpotlight, TheStripHasPagesAndTheTileInFocusIsOnAllOfThem) {
  Scene scene = kPhone;
  scene.self_view.reset();
  std::vector<int> seen;
  int pages = 1;
  for (int page = 0; page < pages; ++page) {
    scene.page = static_cast<float>(page);
    const Arrangement spotlight = arrange(scene, Mode::Spotlight, people(12));
    pages = spotlight.pages;
    EXPECT_EQ(spotlight.places[0].rect, (Rect{0, 0, 360, 504}));
    for (const int tile : visible(spotlight, 12)) seen.push_back(tile);
  }
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(seen, (std::vector{0, 1, 2, 3, 4, 0, 5, 6, 7, 8, 0, 9, 10, 11}));
}

TEST(LayoutSpotlight, TilesOfTheStripAreAsLongAsThereIsRoomFor) {
  const auto second = [](std::size_t count) {
    return arrange(kPhone, Mode::Spotlight, people(count)).places[1].rect;
  };
  EXPECT_EQ(second(2), (Rect{66, 512, 227, 128})) << "16:9 is as long as it gets";
  EXPECT_EQ(second(3), (Rect{0, 512, 176, 128}));
  EXPECT_EQ(second(5), (Rect{0, 512, 84, 128}));
}

TEST(LayoutSidebar, AStripThatIsFullToThePixelHasNoSecondPage) {
  const Scene scene{.width = 1280, .height = 4 * 144 + 3 * 8};  // 256 wide, so 144 high
  const auto pages = [&](Scene container) {
    return arrange(container, Mode::Sidebar, people(5, 16.F / 9)).pages;
  };
  EXPECT_EQ(pages(scene), 1);
  EXPECT_EQ(pages({.width = scene.width, .height = scene.height - 1}), 2);
}

TEST(LayoutSingle, ShowsTheTileInFocusAndNobodyElse) {
  const Arrangement single = arrange(kPhone, Mode::Single, {self(), person(), screen()});
  EXPECT_EQ(single.places[2], (Place{{0, 0, 360, 640}, Role::Main, 0}));
  EXPECT_EQ(single.places[0].page, kNoPage);
  EXPECT_EQ(visible(single, 3), std::vector{2});
}

TEST(LayoutRightToLeft, MirrorsSidebarAndOrderAndLeavesTheInset) {
  Scene scene = kDesktop;
  scene.right_to_left = true;
  const Arrangement sidebar = arrange(scene, Mode::Sidebar, {self(1), person(), person()});
  EXPECT_EQ(sidebar.places[1].rect, (Rect{264, 0, 1016, 720}));
  EXPECT_EQ(sidebar.places[2].rect.x, 0);
  EXPECT_EQ(sidebar.places[0].rect, (Rect{1092, 8, 180, 180}));
  const Arrangement grid = arrange(scene, Mode::Grid, people(2));
  EXPECT_GT(grid.places[0].rect.x, grid.places[1].rect.x);
}

TEST(LayoutLimits, FortyNineAreOnAPageAndOneMoreMakesAnother) {
  const Scene wall{.width = 3840, .height = 2160};
  EXPECT_EQ(arrange(wall, Mode::Grid, people(limits::kTilesOnPage)).pages, 1);
  EXPECT_EQ(arrange(wall, Mode::Grid, people(limits::kTilesOnPage + 1)).pages, 2);
}

TEST(LayoutLimits, OneTileMoreThanTheMostHasNoPlace) {
  const Arrangement full = arrange(kDesktop, Mode::Grid, people(limits::kTiles));
  EXPECT_EQ(arrange(kDesktop, Mode::Grid, people(limits::kTiles + 1)), full);
  EXPECT_EQ(full.places.back().page, full.pages - 1);
}

TEST(LayoutLimits, ASmallContainerHasRoomOrHasNone) {
  const float least = limits::kSideLeast;
  const auto shown = [&](float width, float height) {
    return visible(arrange({.width = width, .height = height}, Mode::Grid, people(2)), 2).size();
  };
  EXPECT_EQ(shown(least, least), 1U) << "the other one on the next page";
  EXPECT_EQ(shown(least - 1, 500), 0U);
  EXPECT_EQ(shown(500, least - 1), 0U);
}

TEST(LayoutLimits, ALargerContainerIsUsedUpToTheLimit) {
  const float most = limits::kSideMost;
  const Rect rect = automatic({.width = most, .height = most + 1}, people(1)).places[0].rect;
  EXPECT_EQ(rect, (Rect{0, 0, limits::kSideMost, limits::kSideMost}));
  const float endless = std::numeric_limits<float>::infinity();
  EXPECT_EQ(automatic({.width = endless, .height = endless}, people(1)).places[0].rect, rect);
}

TEST(LayoutGarbage, AContainerOfNoSizeShowsNobody) {
  for (const float side : {0.F, -1.F, std::nanf(""), -INFINITY}) {
    for (const Scene& scene :
         {Scene{.width = side, .height = 500}, Scene{.width = 500, .height = side}}) {
      const Arrangement empty = automatic(scene, {self(), person(), screen()});
      EXPECT_TRUE(visible(empty, limits::kTiles).empty());
      EXPECT_EQ(empty.pages, 1);
      EXPECT_EQ(empty.page, 0);
    }
  }
}

TEST(LayoutGarbage, NumbersThatAreNoneAreTakenAsNothing) {
  const Scene plain{.width = 640, .height = 480, .gap = 0, .smallest_tile = 1};
  const std::vector<Tile> tiles = people(9);
  const Arrangement expected = arrange(plain, Mode::Grid, tiles);
  for (const float none : {-1.F, std::nanf(""), -INFINITY, -0.F}) {
    Scene scene = plain;
    scene.gap = scene.smallest_tile = scene.page = none;
    std::vector<Tile> strange = tiles;
    for (Tile& tile : strange) tile.aspect = none;
    EXPECT_EQ(arrange(scene, Mode::Grid, strange), expected);
  }
}

TEST(LayoutGarbage, AGapTakesAnEighthOfTheShorterSideAtTheMost) {
  const Scene scene{.width = 640, .height = 480, .gap = 1000};
  const Arrangement two = arrange(scene, Mode::Grid, people(2));
  EXPECT_EQ(two.places[1].rect.y - two.places[0].rect.height, two.places[0].rect.y + 60);
}

TEST(LayoutGarbage, EndlessGapsAndSizesLeaveRoomForATile) {
  const Scene scene{.width = 640, .height = 480, .gap = INFINITY, .smallest_tile = INFINITY};
  for (const Mode mode : {Mode::Grid, Mode::Spotlight, Mode::Sidebar, Mode::Audio}) {
    std::vector<Tile> tiles = people(30, INFINITY);
    EXPECT_FALSE(visible(arrange(scene, mode, tiles), 30).empty());
  }
}

TEST(LayoutGarbage, NoTilesAreAnEmptyScreen) {
  for (const Mode mode :
       {Mode::Automatic, Mode::Grid, Mode::Spotlight, Mode::Sidebar, Mode::Single, Mode::Audio}) {
    const Arrangement empty = arrange(kDesktop, mode, {});
    EXPECT_EQ(empty.pages, 1);
    EXPECT_EQ(empty.focus, -1);
    EXPECT_TRUE(visible(empty, limits::kTiles).empty());
  }
}

}  // namespace
}  // namespace ringline::layout
