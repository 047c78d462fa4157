// What the user asks of the others in a call: more people, fewer, an end for all, video. The record
// decides; nothing changes here before it has (R21, R34, R35, R50, R73).
#include <algorithm>

#include "client/call_moves.h"
#include "limits.h"

namespace ringline::moves {
namespace {

void ask(Moving& m, CommandKind kind, Request request) {
  Command asking = command(m.call, kind);
  asking.request = request;
  m.effects.push_back(std::move(asking));
}

void ask_of(Moving& m, CommandKind kind, Request request, const std::vector<UserId>& users,
            const std::string& group) {
  const bool nobody = users.empty() && group.empty();
  const bool self = std::find(users.begin(), users.end(), m.call.user_id) != users.end();
  if (nobody || self || users.size() > limits::kInvitees) {
    refuse(m, request, ErrorCode::InvalidArgument);
    return;
  }
  Command asking = command(m.call, kind);
  asking.request = request;
  asking.to = users;
  asking.group = group;
  m.effects.push_back(std::move(asking));
}

bool is_asked(const Call& call) {
  return call.view.video_request.state == VideoRequestState::Requested;
}

bool is_own(const Call& call) { return call.view.video_request.by == call.user_id; }

const ParticipantView* own_part(const Call& call) {
  for (const ParticipantView& one : call.view.participants) {
    if (one.user_id == call.user_id) return &one;
  }
  return nullptr;
}

}  // namespace

void follow_mute_request(Moving& m, bool first_view) {
  Call& call = m.call;
  const ParticipantView* own = own_part(call);
  if (own == nullptr || own->mute_request.id == call.mute_request_seen) return;
  call.mute_request_seen = own->mute_request.id;
  if (first_view || own->mute_request.id == 0) return;  // of an earlier page, or stay
  m.effects.push_back(effect::Happened{call.call_id, CallEvent::MuteRequest, {}});
  const bool obeys = m.around.mute_requests == MuteRequests::Obey;
  if (!obeys || !has_consent(call.state) || !call.microphone.wanted) return;
  switch_source(m, call.microphone, false, 0);
  call.muted_by = own->mute_request.by;
}

void on(Moving& m, const input::RequestMute& in) {
  ask_of(m, CommandKind::MuteRequest, in.request, in.to, {});
}

void on(Moving& m, const input::AddUsers& in) {
  ask_of(m, CommandKind::Add, in.request, in.to, in.group);
}

void on(Moving& m, const input::CancelUsers& in) {
  ask_of(m, CommandKind::Cancel, in.request, in.to, {});
}

void on(Moving& m, const input::RemoveUsers& in) {
  ask_of(m, CommandKind::Remove, in.request, in.to, {});
}

void on(Moving& m, const input::EndForAll& in) {
  Command ending = command(m.call, CommandKind::End);
  ending.request = in.request;
  ending.ext = in.ext;
  m.effects.push_back(std::move(ending));
}

void on(Moving& m, const input::RequestVideo& in) {
  Call& call = m.call;
  if (call.view.media == Media::Video || is_asked(call)) {
    refuse(m, in.request, ErrorCode::InvalidState);
    return;
  }
  call.media = Media::Video;  // this side's own consent, for when the others agree
  ask(m, CommandKind::VideoRequest, in.request);
}

void on(Moving& m, const input::AcceptVideo& in) {
  Call& call = m.call;
  if (!is_asked(call) || is_own(call)) {
    refuse(m, in.request, ErrorCode::InvalidState);
    return;
  }
  call.media = Media::Video;
  ask(m, CommandKind::VideoAccept, in.request);
}

void on(Moving& m, const input::DeclineVideo& in) {
  if (!is_asked(m.call) || is_own(m.call)) {
    refuse(m, in.request, ErrorCode::InvalidState);
    return;
  }
  ask(m, CommandKind::VideoDecline, in.request);
}

void on(Moving& m, const input::CancelVideo& in) {
  if (!is_asked(m.call) || !is_own(m.call)) {
    refuse(m, in.request, ErrorCode::InvalidState);
    return;
  }
  ask(m, CommandKind::VideoCancel, in.request);
}

}  // namespace ringline::moves
