// Hold, and the step back to sound alone: what this side sends changes, the links stay as they are
// (design 11.18).
#include "client/call_moves.h"

namespace ringline::moves {
namespace {

void put(Effects& effects, const Link& link, const LocalSource& source) {
  if (source.track == 0) return;
  const std::int64_t generation = link.sends ? source.track : 0;
  effects.push_back(effect::SetTrack{link.link_id, source.kind, generation});
}

// Settles with the reply: then the others know.
void tell_hold(Moving& m, Request request) {
  Command telling = state_command(m.call);
  telling.request = request;
  m.effects.push_back(std::move(telling));
}

}  // namespace

void follow_holds(Moving& m) {
  Call& call = m.call;
  for (Link& link : call.links) {
    const LegView* peer = leg_of(call.view, link.peer_leg);
    const bool sends = !call.held && (peer == nullptr || !peer->report.hold);
    if (sends == link.sends) continue;
    link.sends = sends;
    put(m.effects, link, call.microphone);
    put(m.effects, link, call.camera);
    put(m.effects, link, call.screen);
  }
}

void stop_camera(Moving& m, Request request) {
  m.call.media = Media::Audio;
  switch_source(m, m.call.camera, false, request);
}

void on(Moving& m, const input::Hold& in) {
  Call& call = m.call;
  if (call.held) {
    settle(m, in.request);
    return;
  }
  stop_screen(m);  // for good: only the user can choose one again
  call.held = true;
  follow_holds(m);
  put_away(call.microphone, call.call_id, m.effects);
  put_away(call.camera, call.call_id, m.effects);
  m.effects.push_back(effect::MuteRemote{call.call_id, true});
  tell_hold(m, in.request);
}

void on(Moving& m, const input::Resume& in) {
  Call& call = m.call;
  if (!call.held) {
    settle(m, in.request);
    return;
  }
  call.held = false;
  m.effects.push_back(effect::TakeFocus{call.call_id, false});  // before anything is captured
  m.effects.push_back(effect::MuteRemote{call.call_id, false});
  if (call.microphone.wanted) turn_on(call.microphone, 0, studio(m, call.microphone));
  if (call.camera.wanted) turn_on(call.camera, 0, studio(m, call.camera));
  follow_holds(m);
  tell_hold(m, in.request);
}

void on(Moving& m, const input::Downgrade& in) { stop_camera(m, in.request); }

}  // namespace ringline::moves
