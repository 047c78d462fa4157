// Inv. 27: no device that comes, goes or fails ends a call. Inv. 11, 37: none is opened but for a
// call that its user is in and does not hold, and each of them opens one camera at a time. At rest
// what is open is what was chosen, of what is plugged in.
#include <algorithm>

#include "tests/sim/checkers/all.h"
#include "tests/sim/gear.h"

namespace ringline::sim::checker {
namespace {

bool is_about_devices(const Input& input) {
  if (const auto* one = std::get_if<input::ForCall>(&input)) {
    return std::holds_alternative<input::Captured>(one->call_input) ||
           std::holds_alternative<input::CaptureFailed>(one->call_input) ||
           std::holds_alternative<input::CaptureEnded>(one->call_input);
  }
  return std::holds_alternative<input::DevicesListed>(input) ||
         std::holds_alternative<input::SelectDevice>(input) ||
         std::holds_alternative<input::PreferOutput>(input) ||
         std::holds_alternative<input::SwitchCamera>(input);
}

void check_capture(const ClientTurn& turn, const effect::Capture& capture, const Report& report) {
  const Page& page = page_of(turn);
  const Call* call = find_call(page.session, capture.call_id);
  if (call == nullptr || !has_consent(call->state) || call->held) {
    report.fail(capture.call_id + ": opens a device for no call in hand");
  }
  const bool is_camera = capture.kind == TrackKind::Video;
  for (const Track& track : page.tracks) {
    const bool same_call = track.call_id == capture.call_id;
    if (is_camera && same_call && track.kind == TrackKind::Video) {
      report.fail(capture.call_id + ": opens a second camera");
    }
  }
  if (capture.device_id.empty()) return;
  const auto kind = is_camera ? media::DeviceKind::VideoInput : media::DeviceKind::AudioInput;
  const media::DeviceList& list = page.session.rack.list;
  const bool is_there = std::any_of(list.begin(), list.end(), [&](const media::Device& device) {
    return device.kind == kind && device.device_id == capture.device_id;
  });
  if (!is_there)
    report.fail(capture.call_id + ": opens " + capture.device_id + ", not on the list");
}

void on_client(Ledger&, const ClientTurn& turn, const Report& report) {
  for (const effect::Capture* one : did<effect::Capture>(turn)) check_capture(turn, *one, report);
  if (!is_about_devices(turn.input)) return;
  for (const CallBrief& before : turn.before) {
    const Call* call = find_call(page_of(turn).session, before.call_id);
    const bool ended = call == nullptr || call->state != before.state;
    if (ended) report.fail(before.call_id + ": a device changed its state");
  }
}

const Track* track_of(const Page& page, const Call& call, const LocalSource& source) {
  for (const Track& track : page.tracks) {
    const bool same = track.call_id == call.call_id && track.kind == source.kind;
    if (same && track.generation == source.track) return &track;
  }
  return nullptr;
}

void check_source(const Page& page, const Call& call, const LocalSource& source,
                  const Report& report) {
  const std::string what =
      call.call_id + " on " + page_label(page) + ": the " + std::string(name_of(source.kind));
  if (source.capturing || source.request != 0 || source.choosing != 0) {
    return report.fail(what + " is opened for ever");
  }
  const Track* track = track_of(page, call, source);
  if ((source.track != 0) != (track != nullptr)) {
    return report.fail(what + " has a track that nobody has, or the other way round");
  }
  const bool is_on = source.state == DeviceState::On;
  if (is_on != (source.wanted && track != nullptr)) report.fail(what + " is not what it says");
  const bool is_camera = source.kind == TrackKind::Video;
  const auto kind = is_camera ? media::DeviceKind::VideoInput : media::DeviceKind::AudioInput;
  // What was out and in again before any list said so counts as out (docs/media.md).
  const bool lost = page.session.rack.lost[static_cast<std::size_t>(kind)].has_value();
  if (!page.lists_gear || lost || (track != nullptr && track->excused)) return;
  const std::string chosen = media::chosen(page.session.rack, kind).device_id;
  const std::string right = opened_by(page, source.kind, chosen);
  if (track != nullptr && track->device_id != right) {
    report.fail(what + " is of " + track->device_id + ", chosen is " + right);
  }
  const bool gave_up = source.losses > limits::kTrackLosses;
  const bool lacks = source.wanted && track == nullptr && source.error == CaptureError::NotFound;
  if (lacks && !right.empty() && !gave_up) report.fail(what + " is there, and not found");
}

void at_rest(const World& world, const Report& report) {
  for (const Page& page : world.pages) {
    if (!page.alive) continue;
    for (const Call& call : page.session.calls) {
      if (!is_agreed(call.state) || call.held) continue;
      check_source(page, call, call.microphone, report);
      check_source(page, call, call.camera, report);
    }
  }
}

}  // namespace

const Checker devices{27, "devices", on_client, nullptr, at_rest};

}  // namespace ringline::sim::checker
