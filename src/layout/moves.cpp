#include "layout/moves.h"

#include <algorithm>
#include <cstdlib>

namespace ringline::layout {

namespace {

constexpr float kGlideMs = 150;  // for which a dropped view keeps its speed

Corner corner_at(bool right, bool bottom) {
  if (bottom) return right ? Corner::BottomRight : Corner::BottomLeft;
  return right ? Corner::TopRight : Corner::TopLeft;
}

/// A place as seen along an arrow: from `near` to `far` ahead, from `left` to `right` across.
struct Span {
  int near;
  int far;
  int left;
  int right;
};

Span along(const Rect& rect, Direction direction) {
  const int right = rect.x + rect.width;
  const int bottom = rect.y + rect.height;
  switch (direction) {
    case Direction::Left: return {-right, -rect.x, rect.y, bottom};
    case Direction::Right: return {rect.x, right, rect.y, bottom};
    case Direction::Up: return {-bottom, -rect.y, rect.x, right};
    case Direction::Down: break;
  }
  return {rect.y, bottom, rect.x, right};
}

bool share_a_lane(const Span& a, const Span& b) { return a.left < b.right && b.left < a.right; }

/// Beyond the edge; or, where one covers the other (the inset), beyond the middle.
bool is_ahead(const Span& from, const Span& to) {
  if (to.near >= from.far) return true;
  const bool cover = share_a_lane(from, to) && to.far > from.near;
  return cover && to.near + to.far > from.near + from.far;
}

}  // namespace

Corner snap(const Drop& drop) {
  const float x = drop.x + drop.width / 2 + drop.velocity_x * kGlideMs;
  const float y = drop.y + drop.height / 2 + drop.velocity_y * kGlideMs;
  return corner_at(x > drop.container_width / 2, y > drop.container_height / 2);
}

Corner step(Corner corner, Direction direction) {
  const bool right = corner == Corner::TopRight || corner == Corner::BottomRight;
  const bool bottom = corner == Corner::BottomLeft || corner == Corner::BottomRight;
  switch (direction) {
    case Direction::Left: return corner_at(false, bottom);
    case Direction::Right: return corner_at(true, bottom);
    case Direction::Up: return corner_at(right, false);
    case Direction::Down: break;
  }
  return corner_at(right, true);
}

int next_focus(std::span<const Place> places, int from, Direction direction) {
  if (from < 0 || from >= static_cast<int>(places.size())) return from;
  const Place& origin = places[static_cast<std::size_t>(from)];
  if (!is_visible(origin)) return from;
  const Span start = along(origin.rect, direction);
  const bool is_sideways = direction == Direction::Left || direction == Direction::Right;
  int best = from;
  Span nearest{};
  const auto aside = [&](const Span& span) {
    return std::abs(span.left + span.right - start.left - start.right);
  };
  for (int i = 0; i < static_cast<int>(places.size()); ++i) {
    const Place& place = places[static_cast<std::size_t>(i)];
    const Span span = along(place.rect, direction);
    if (i == from || !is_visible(place) || !is_ahead(start, span)) continue;
    if (is_sideways && !share_a_lane(start, span)) continue;
    const bool is_nearer =
        span.near < nearest.near || (span.near == nearest.near && aside(span) < aside(nearest));
    if (best == from || is_nearer) {
      best = i;
      nearest = span;
    }
  }
  return best;
}

}  // namespace ringline::layout
