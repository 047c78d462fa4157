// The media of a call once it flows: how good each path is, what our camera and screen send to
// whom, how many pixels we ask of whom, and when what happened.
#include <algorithm>

#include "client/call_moves.h"
#include "limits.h"

namespace ringline::moves {
namespace {

bool sends(const Link& link, Lines lines) {
  return link.sends && !link.leaving && link.lines >= lines;
}

bool is_shown_to(const Link& link) { return sends(link, Lines::Video) && link.traffic.heeded != 0; }

bool shares_with(const Link& link) { return sends(link, Lines::Screen); }

// The sender of a link keeps what it was told, whatever tracks come and go: only a new link is told
// anew.
void encode(Moving& m, const Link& link, TrackKind kind, std::optional<media::Encoding>& told,
            const media::Encoding& encoding) {
  if (told == encoding) return;
  told = encoding;
  m.effects.push_back(effect::Encode{link.link_id, kind, encoding});
}

// Whatever a peer sends, our encoder is not set anew at its pace. What came too early is heeded
// with a later input; while a call is connected the host tells of its paths every other second.
void heed(Traffic& traffic, Millis now) {
  if (traffic.wanted == traffic.heeded) return;
  if (traffic.heeded_at && now - *traffic.heeded_at < limits::kWantEveryMs) return;
  traffic.heeded = traffic.wanted;
  traffic.heeded_at = now;
}

// While it rings, too: browsers set senders slowly, and by the answer there is no time to lose.
void follow_camera(Moving& m) {
  Call& call = m.call;
  if (call.camera.track == 0) return;
  for (Link& link : call.links) heed(link.traffic, m.around.now);
  const std::int64_t peers = std::count_if(call.links.begin(), call.links.end(), is_shown_to);
  for (Link& link : call.links) {
    if (!sends(link, Lines::Video)) continue;
    encode(m, link, TrackKind::Video, link.traffic.encoding,
           media::camera_encoding(
               {.peers = peers, .max_pixels = link.traffic.heeded, .captured = call.camera.size}));
  }
}

// What a peer wants bounds the camera's picture. A screen that is not wanted is not shared, and one
// that is must be readable.
void follow_screen(Moving& m) {
  Call& call = m.call;
  if (call.screen.track == 0) return;
  const std::int64_t peers = std::count_if(call.links.begin(), call.links.end(), shares_with);
  for (Link& link : call.links) {
    if (!shares_with(link)) continue;
    encode(m, link, TrackKind::Screen, link.traffic.screen,
           media::screen_encoding({.peers = peers, .captured = call.screen.size}));
  }
}

bool shows_picture(const Call& call, const Link& link) {
  const LegView* peer = leg_of(call.view, link.peer_leg);
  if (peer == nullptr || peer->report.hold) return false;
  return peer->report.camera == DeviceState::On || peer->report.camera == DeviceState::Starting;
}

// Who speaks comes first: when not all pictures fit, that one does.
void follow_budget(Moving& m) {
  Call& call = m.call;
  const std::int64_t budget = m.around.max_subscribed_pixels;
  if (budget == media::kUnlimited) return;
  std::vector<Link*> pictures;
  for (Link& link : call.links) {
    if (!shows_picture(call, link)) continue;
    const bool first = link.peer_user == call.speaker;
    pictures.insert(first ? pictures.begin() : pictures.end(), &link);
  }
  const std::vector<std::int64_t> shares = media::shares_of(budget, pictures.size());
  for (Link& link : call.links) {
    if (link.peer != PeerState::Connected || link.peer_leg.empty()) continue;
    const auto which = std::find(pictures.begin(), pictures.end(), &link) - pictures.begin();
    const bool shown = static_cast<std::size_t>(which) < pictures.size();
    const std::int64_t share = shown ? shares[static_cast<std::size_t>(which)] : 0;
    const std::int64_t pixels = std::min(share, limits::kMostPixels);
    if (link.traffic.asked_for == pixels) continue;
    link.traffic.asked_for = pixels;
    m.effects.push_back(effect::SendWant{link.link_id, call.call_id, pixels});
  }
}

void note(std::optional<Millis>& instant, bool reached, Millis now) {
  if (reached && !instant) instant = now;
}

}  // namespace

void note_instants(Moving& m) {
  Call& call = m.call;
  const Millis now = m.around.now;
  const bool outgoing = call.direction == Direction::Outgoing;
  const bool rings_there = std::any_of(
      call.view.participants.begin(), call.view.participants.end(),
      [](const ParticipantView& one) { return one.state == ParticipantState::Ringing; });
  const bool accepted = outgoing ? is_agreed(call.state) : has_consent(call.state);
  Timeline& timeline = call.timeline;
  note(timeline.dialled, call.state == CallState::Placing, now);
  note(timeline.rung, outgoing ? rings_there : call.state == CallState::Ringing, now);
  note(timeline.accepted, accepted && call.state != CallState::Placing, now);
  note(timeline.connected, call.was_connected || call.state == CallState::AcceptingConnected, now);
}

void follow_quality(Moving& m) {
  note_instants(m);
  follow_camera(m);
  if (!is_agreed(m.call.state)) return;
  follow_screen(m);
  follow_budget(m);
}

void lose_quality(Link& link) {
  if (link.traffic.quality.known) media::measure(link.traffic.quality, {.connected = false});
}

void on(Moving& m, const input::Figures& in) {
  for (const input::PathFigures& path : in.paths) {
    Link* link = link_named(m.call, path.link_id);
    if (link == nullptr || link->peer != PeerState::Connected) continue;  // late
    media::measure(link->traffic.quality, path.figures);
  }
}

void on(Moving& m, const input::FirstFrame& in) {
  if (link_named(m.call, in.link_id) == nullptr) return;
  note(m.call.timeline.first_frame, true, m.around.now);
}

void on(Moving& m, const input::Speaker& in) { m.call.speaker = in.user_id; }

void on(Moving& m, const input::Wanted& in) {
  Call& call = m.call;
  Link* link = link_named(call, in.link_id);
  if (link == nullptr || in.call_id != call.call_id) {
    call.ignored += 1;
    return;
  }
  link->traffic.wanted = in.pixels;
}

}  // namespace ringline::moves
