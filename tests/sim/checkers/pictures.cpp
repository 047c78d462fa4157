// Inv. 36, R66, R67: all pictures of a camera together cost no more than one uplink has, and at
// rest no peer is sent more pixels than it wants; nobody wants more than its page can take.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

constexpr std::int64_t kUplink = 1'500'000;  // docs/media.md, "Encodings"; up to six people
constexpr double kMostScale = 16;

bool carries(const Link& link, Lines lines) {
  return link.lines >= lines && link.sends && !link.leaving && !link.peer_leg.empty();
}

const std::optional<media::Encoding>& set_of(const Page& page, const Link& link, TrackKind kind) {
  static const std::optional<media::Encoding> kNothing;
  const auto found = page.pictures.find(link.link_id);
  if (found == page.pictures.end()) return kNothing;
  return found->second.set[static_cast<std::size_t>(kind)];
}

void check_uplink(const Page& page, const Call& call, const Report& report) {
  if (call.camera.track == 0) return;
  std::int64_t sum = 0;
  for (const Link& link : call.links) {
    if (!carries(link, Lines::Video)) continue;
    const std::optional<media::Encoding>& set = set_of(page, link, TrackKind::Video);
    if (!set) return report.fail(link.link_id + ": nobody said what the camera is to send");
    if (set->active) sum += set->max_bitrate;
  }
  if (sum > kUplink) report.fail(call.call_id + " sends " + std::to_string(sum) + " bits a second");
}

void check_budget(const Page& page, const Call& call, const Report& report) {
  const std::int64_t budget = page.session.max_subscribed_pixels;
  if (budget == media::kUnlimited) return;
  std::int64_t sum = 0;
  for (const Link& link : call.links) {
    const bool said = link.peer == PeerState::Connected && !link.peer_leg.empty();
    if (!said) continue;
    if (link.traffic.asked_for == media::kUnlimited) {
      return report.fail(link.link_id + ": is sent whatever it likes");
    }
    sum += link.traffic.asked_for;
  }
  if (sum > budget) report.fail(call.call_id + " asks for " + std::to_string(sum) + " pixels");
}

void on_client(Ledger&, const ClientTurn& turn, const Report& report) {
  const Page& page = page_of(turn);
  for (const Call& call : page.session.calls) {
    if (!is_agreed(call.state)) continue;
    check_uplink(page, call, report);
    check_budget(page, call, report);
  }
}

void check_wish(const Page& page, const Call& call, const Link& link, const Report& report) {
  const auto found = page.pictures.find(link.link_id);
  const std::optional<media::Encoding>& set = set_of(page, link, TrackKind::Video);
  if (found == page.pictures.end() || !set || !found->second.heard) return;
  const std::int64_t wanted = *found->second.heard;
  const double sent = static_cast<double>(media::pixels(call.camera.size)) /
                      (set->scale_down_by * set->scale_down_by);
  const bool smallest = set->scale_down_by >= kMostScale;
  const bool fits = sent <= static_cast<double>(wanted) || (smallest && wanted > 0);
  if (set->active && !fits) {
    report.fail(link.link_id + " on " + page_label(page) + " is sent more than " +
                std::to_string(wanted) + " pixels");
  }
  if (set->active != (wanted != 0)) report.fail(link.link_id + ": nothing is sent to who looks");
}

void at_rest(const World& world, const Report& report) {
  for (const Page& page : world.pages) {
    if (!page.alive) continue;
    for (const Call& call : page.session.calls) {
      if (!is_agreed(call.state)) continue;
      for (const Link& link : call.links) {
        if (call.camera.track != 0 && carries(link, Lines::Video)) {
          check_wish(page, call, link, report);
        }
        const bool shared = call.screen.track != 0 && carries(link, Lines::Screen);
        const std::optional<media::Encoding>& set = set_of(page, link, TrackKind::Screen);
        if (shared && (!set || !set->active))
          report.fail(link.link_id + ": the screen is not sent");
      }
    }
  }
}

}  // namespace

const Checker pictures{36, "pictures", on_client, nullptr, at_rest};

}  // namespace ringline::sim::checker
