#include "layout/layout.h"

#include <algorithm>
#include <cmath>

#include "layout/tiling.h"

namespace ringline::layout {

namespace {

using Tiles = std::span<const Tile>;

constexpr float kUpright = 9.F / 16;  // an unknown picture is between these ...
constexpr float kWide = 16.F / 9;
constexpr float kUsual = 4.F / 3;       // ... and as upright as the container at most, up to this
constexpr float kNarrowest = 9.F / 21;  // pictures beyond 9:21 and 21:9 are cropped
constexpr float kWidest = 21.F / 9;
constexpr float kInsetUpright = 4.F / 5;  // 80 x 100 on a phone (R81)
constexpr float kInsetShare = 4;   // of the container's shorter side, as the side of a square ...
constexpr float kInsetMost = 200;  // ... and this side at the most
constexpr int kGapShare = 8;       // a gap is at most this part of the shorter side
constexpr Aspects kSquare{1, 1};
constexpr int kAudioColumns = 3;
constexpr int kAnyColumns = static_cast<int>(limits::kTilesOnPage);

/// Whole, and in the range. No number: 0.
int whole(float number, int most) {
  if (!(number > 0)) return 0;
  return number < static_cast<float>(most) ? static_cast<int>(number) : most;
}

Frame frame_of(const Scene& scene) {
  Frame frame{.width = whole(scene.width, limits::kSideMost),
              .height = whole(scene.height, limits::kSideMost)};
  const int shorter = std::min(frame.width, frame.height);
  frame.gap = whole(scene.gap, shorter / kGapShare);
  frame.smallest_tile = static_cast<float>(std::max(1, whole(scene.smallest_tile, shorter)));
  const int most = whole(scene.most_on_page, static_cast<int>(limits::kTilesOnPage));
  frame.most_on_page = std::max(1, most);
  return frame;
}

bool has_room(const Frame& frame) {
  return std::min(frame.width, frame.height) >= limits::kSideLeast;
}

float ratio(const Frame& frame) {
  return static_cast<float>(frame.width) / static_cast<float>(frame.height);
}

/// Which aspects the tile of a picture may have: its own, or any usual one while it is unknown.
Aspects aspects_of(const Tile& tile, const Frame& frame) {
  if (tile.aspect > 0) {
    const float aspect = std::clamp(tile.aspect, kNarrowest, kWidest);
    return {aspect, aspect};
  }
  return {std::clamp(ratio(frame), kUpright, kUsual), kWide};
}

bool is_screen(const Tile& tile) { return tile.kind == Kind::Screen; }

/// Who comes before whom when it is asked what is to be large.
int rank(const Tile& tile) {
  if (tile.pinned) return 0;
  switch (tile.kind) {
    case Kind::Screen: return 1;
    case Kind::Person: return tile.speaking ? 2 : 3;
    case Kind::Waiting: return 4;
    case Kind::Self: break;
  }
  return 5;  // only if it is pinned, or alone
}

/// What the choices below ask about the tiles.
struct Survey {
  int focus = -1;
  int self = -1;
  bool has_screen = false;
  bool has_pinned = false;
  bool has_picture = false;
};

Survey survey_of(Tiles tiles) {
  Survey survey;
  for (int i = 0; i < static_cast<int>(tiles.size()); ++i) {
    const Tile& tile = tiles[i];
    if (i == 0 || rank(tile) < rank(tiles[survey.focus])) survey.focus = i;
    if (tile.kind == Kind::Self && survey.self < 0) survey.self = i;
    survey.has_screen |= is_screen(tile);
    survey.has_pinned |= tile.pinned;
    survey.has_picture |= tile.picture;
  }
  return survey;
}

/// Whether the self view may be over the others: there are some, and it is not in focus itself.
bool floats(const Scene& scene, const Survey& survey) {
  return survey.self >= 0 && survey.self != survey.focus && scene.self_view.has_value();
}

Mode automatic(const Scene& scene, const Survey& survey, const Frame& frame) {
  const std::size_t count = scene.tiles.size();
  if (count <= 1) return Mode::Spotlight;
  const bool is_pair = count == 2 && floats(scene, survey);
  // Of a pair the other one is large anyway.
  const bool is_staged = survey.has_screen || (survey.has_pinned && !is_pair);
  if (is_staged) return frame.width < frame.height ? Mode::Spotlight : Mode::Sidebar;
  if (!survey.has_picture) return Mode::Audio;
  return is_pair ? Mode::Spotlight : Mode::Grid;
}

/// The self view that is over the others, or -1. `Automatic` lets it cover one person, but no
/// screen, and tiles it when there are more.
int inset_of(const Scene& scene, const Survey& survey, Mode layout) {
  const bool is_crowded = scene.tiles.size() > 2 || survey.has_screen;
  if (layout == Mode::Audio || layout == Mode::Single) return -1;
  if (scene.mode == Mode::Automatic && is_crowded) return -1;
  return floats(scene, survey) ? survey.self : -1;
}

Rect inset_rect(const Tile& tile, Corner corner, const Frame& frame) {
  const float shorter = static_cast<float>(std::min(frame.width, frame.height));
  const float side = std::min(shorter / kInsetShare, kInsetMost);
  const bool is_known = tile.aspect > 0;
  const float wished = is_known ? tile.aspect : std::clamp(ratio(frame), kInsetUpright, kUsual);
  const float root = std::sqrt(std::clamp(wished, kUpright, kWide));
  const int width = static_cast<int>(side * root);
  const int height = static_cast<int>(side / root);
  const bool is_left = corner == Corner::TopLeft || corner == Corner::BottomLeft;
  const bool is_top = corner == Corner::TopLeft || corner == Corner::TopRight;
  return {is_left ? frame.gap : frame.width - frame.gap - width,
          is_top ? frame.gap : frame.height - frame.gap - height, width, height};
}

/// The tiles of a grid or a strip, in the order in which they stand there.
struct Queue {
  std::array<int, limits::kTiles> tiles;
  int count = 0;
  Pictures pictures;
};

Queue queue_of(Tiles tiles, const Frame& frame, int main, int inset) {
  Queue queue;
  auto& [allowed, usual] = queue.pictures;
  for (const bool screens : {true, false}) {
    for (int i = 0; i < static_cast<int>(tiles.size()); ++i) {
      const Tile& tile = tiles[i];
      if (is_screen(tile) != screens || i == main || i == inset) continue;
      const auto [narrowest, widest] = aspects_of(tile, frame);
      allowed.narrowest = queue.count == 0 ? narrowest : std::min(allowed.narrowest, narrowest);
      allowed.widest = std::max(allowed.widest, widest);
      queue.tiles[queue.count++] = i;
      const float weight = 1 / static_cast<float>(queue.count);
      usual.narrowest += (narrowest - usual.narrowest) * weight;
      usual.widest += (widest - usual.widest) * weight;
    }
  }
  return queue;
}

Tiling tiling_of(Mode layout, const Queue& queue, const Frame& frame) {
  switch (layout) {
    case Mode::Audio: return grid_of(queue.count, frame, {kSquare, kSquare}, kAudioColumns);
    case Mode::Spotlight: return strip_of(queue.count, frame, queue.pictures.allowed, Edge::Bottom);
    case Mode::Sidebar: return strip_of(queue.count, frame, queue.pictures.allowed, Edge::Right);
    case Mode::Automatic:
    case Mode::Single:
    case Mode::Grid: break;
  }
  return grid_of(queue.count, frame, queue.pictures, kAnyColumns);
}

/// What the strip leaves to the tile in focus.
Rect main_rect(Mode layout, const Tiling& strip, const Frame& frame) {
  if (layout == Mode::Sidebar) return {0, 0, strip.area.x - frame.gap, frame.height};
  return {0, 0, frame.width, strip.area.y - frame.gap};
}

void place_queue(Arrangement& result, const Queue& queue, const Tiling& tiling, Role role,
                 const Scene& scene) {
  result.pages = (queue.count + tiling.on_page - 1) / tiling.on_page;
  result.page = whole(scene.page, result.pages - 1);
  const int start = result.page * tiling.on_page;
  const int count = std::min(tiling.on_page, queue.count - start);
  for (int i = 0; i < queue.count; ++i) {
    const int page = i / tiling.on_page;
    const bool is_on_page = page == result.page;
    result.places[queue.tiles[i]] = {is_on_page ? cell(tiling, i - start, count) : Rect{}, role,
                                     page};
  }
}

void mirror(Place& place, const Frame& frame) {
  if (is_visible(place)) place.rect.x = frame.width - place.rect.x - place.rect.width;
}

}  // namespace

Arrangement arrange(const Scene& scene) {
  const Tiles tiles = scene.tiles.first(std::min(scene.tiles.size(), limits::kTiles));
  const Frame frame = frame_of(scene);
  const Survey survey = survey_of(tiles);
  Arrangement result;
  for (Place& place : result.places) place.page = kNoPage;
  const bool is_chosen = scene.mode != Mode::Automatic;
  result.layout = is_chosen ? scene.mode : automatic(scene, survey, frame);
  result.focus = survey.focus;
  if (tiles.empty() || !has_room(frame)) return result;

  const bool is_grid = result.layout == Mode::Grid || result.layout == Mode::Audio;
  const int main = is_grid ? -1 : result.focus;
  const int inset = inset_of(scene, survey, result.layout);
  Rect rest{0, 0, frame.width, frame.height};
  if (result.layout != Mode::Single) {
    const Queue queue = queue_of(tiles, frame, main, inset);
    if (queue.count > 0) {
      const Tiling tiling = tiling_of(result.layout, queue, frame);
      place_queue(result, queue, tiling, is_grid ? Role::Grid : Role::Strip, scene);
      if (!is_grid) rest = main_rect(result.layout, tiling, frame);
    }
  }
  if (main >= 0) result.places[main] = {rest, Role::Main, result.page};
  if (scene.right_to_left) {
    for (Place& place : result.places) mirror(place, frame);
  }
  if (inset >= 0) {
    const Corner corner = scene.self_view.value_or(Corner::TopRight);  // it has one
    const Rect rect = inset_rect(tiles[inset], corner, frame);
    result.places[inset] = {rect, Role::Inset, result.page};
  }
  return result;
}

}  // namespace ringline::layout
