// What a snapshot has of the smaller parts of a session. Each struct is listed once, in `list`, and
// read and written by the same list: a field cannot be saved and forgotten on the way back. Private
// to session_snapshot.cpp.
#pragma once

#include <concepts>
#include <string>
#include <type_traits>

#include "client/session.h"

namespace ringline::wire::session_fields {

template <typename T, typename Of>
concept Is = std::same_as<std::remove_const_t<T>, Of>;

void list(auto& a, Is<Candidate> auto& v) {
  a("candidate", v.candidate);
  a("sdpMid", v.sdp_mid);
  a("sdpMLineIndex", v.sdp_m_line_index);
  a("usernameFragment", v.username_fragment);
}

void list(auto& a, Is<StoredDescription> auto& v) {
  a("legId", v.leg_id);
  a("incarnation", v.incarnation);
  a("negotiation", v.negotiation);
  a("sdp", v.sdp);
}

void list(auto& a, Is<MuteRequest> auto& v) {
  a("id", v.id);
  a("by", v.by);
}

void list(auto& a, Is<LegReport> auto& v) {
  a("microphone", v.microphone);
  a("camera", v.camera);
  a("hold", v.hold);
  a("screen", v.screen);
  a("recording", v.recording);
  a("consent", v.consent);
  a("mutedBy", v.muted_by);
}

void list(auto& a, Is<LegView> auto& v) {
  a("legId", v.leg_id);
  a("incarnation", v.incarnation);
  a("deviceId", v.device_id);
  a("order", v.order);
  a("up", v.up);
  a("report", v.report);
}

void list(auto& a, Is<ParticipantView> auto& v) {
  a("userId", v.user_id);
  a("role", v.role);
  a("state", v.state);
  a("name", v.name);
  a("avatar", v.avatar);
  a("ext", v.ext);
  a("endReason", v.end_reason);
  a("ringDeadline", v.ring_deadline);
  a("invitedBy", v.invited_by);
  a("muteRequest", v.mute_request);
  a("legs", v.legs);
}

void list(auto& a, Is<YouView> auto& v) {
  a("role", v.role);
  a("state", v.state);
  a("legId", v.leg_id);
  a("incarnation", v.incarnation);
  a("endReason", v.end_reason);
  a("status", v.status);
}

void list(auto& a, Is<Policy> auto& v) {
  a("ringTimeoutMs", v.ring_timeout_ms);
  a("connectTimeoutMs", v.connect_timeout_ms);
  a("commandTimeoutMs", v.command_timeout_ms);
  a("ackTimeoutMs", v.ack_timeout_ms);
  a("videoRequestTimeoutMs", v.video_request_timeout_ms);
  a("reconnectGraceMs", v.reconnect_grace_ms);
  a("busy", v.busy);
  a("busyScope", v.busy_scope);
  a("glare", v.glare);
  a("callWhileInCall", v.call_while_in_call);
  a("groupEnd", v.group_end);
  a("whoCanInvite", v.who_can_invite);
  a("whoCanEnd", v.who_can_end);
  a("earlyOffer", v.early_offer);
  a("preconnect", v.preconnect);
  a("meshLimit", v.mesh_limit);
  a("recordingConsent", v.recording_consent);
  a("screenShare", v.screen_share);
  a("icePolicy", v.ice_policy);
}

void list(auto& a, Is<InviterPolicy> auto& v) {
  a("ringTimeoutMs", v.ring_timeout_ms);
  a("groupEnd", v.group_end);
  a("whoCanInvite", v.who_can_invite);
  a("whoCanEnd", v.who_can_end);
  a("callWhileInCall", v.call_while_in_call);
}

void list(auto& a, Is<VideoRequest> auto& v) {
  a("id", v.id);
  a("by", v.by);
  a("state", v.state);
  a("deadline", v.deadline);
}

void list(auto& a, Is<CallView> auto& v) {
  a("callId", v.call_id);
  a("version", v.version);
  a("kind", v.kind);
  a("media", v.media);
  a("state", v.state);
  a("inviter", v.inviter);
  a("createdAt", v.created_at);
  a("ringDeadline", v.ring_deadline);
  a("answeredAt", v.answered_at);
  a("endedAt", v.ended_at);
  a("ext", v.ext);
  a("groupId", v.group_id);
  a("replacedBy", v.replaced_by);
  a("videoRequest", v.video_request);
  a("failure", v.failure);
  a("policy", v.policy);
  a("you", v.you);
  a("participants", v.participants);
  a("offer", v.offer);
  a("answer", v.answer);
  a("parked", v.parked);
}

void list(auto& a, Is<Seal> auto& v) {
  a("claims", v.claims);
  a("mac", v.mac);
}

void list(auto& a, Is<media::Size> auto& v) {
  a("width", v.width);
  a("height", v.height);
}

void list(auto& a, Is<media::Device> auto& v) {
  a("kind", v.kind);
  a("deviceId", v.device_id);
  a("groupId", v.group_id);
  a("label", v.label);
}

void list(auto& a, Is<media::Wish> auto& v) {
  a("deviceId", v.device_id);
  a("label", v.label);
  a("route", v.route);
  a("facing", v.facing);
  a("plugged", v.plugged);
}

void list(auto& a, Is<media::Choice> auto& v) {
  a("deviceId", v.device_id);
  a("facing", v.facing);
  a("mark", v.mark);
}

void list(auto& a, Is<media::DeviceRack> auto& v) {
  a("list", v.list);
  a("listed", v.listed);
  a("followsPlugged", v.follows_plugged);
  for (std::size_t i = 0; i < media::kDeviceKinds; ++i) {
    a(("wishes" + std::to_string(i)).c_str(), v.wishes[i]);
    a(("lost" + std::to_string(i)).c_str(), v.lost[i]);
  }
}

void list(auto& a, Is<effect::Devices> auto& v) {
  for (std::size_t i = 0; i < media::kDeviceKinds; ++i) {
    a(("chosen" + std::to_string(i)).c_str(), v.chosen[i]);
  }
  a("outputControl", v.output_control);
}

void list(auto& a, Is<LocalSource> auto& v) {
  a("kind", v.kind);
  a("state", v.state);
  a("wanted", v.wanted);
  a("capturing", v.capturing);
  a("replacing", v.replacing);
  a("generation", v.generation);
  a("track", v.track);
  a("asked", v.asked);
  a("opened", v.opened);
  a("losses", v.losses);
  a("error", v.error);
  a("request", v.request);
  a("choosing", v.choosing);
  a("choosingFrom", v.choosing_from);
  a("size", v.size);
}

void list(auto& a, Is<media::Quality> auto& v) {
  a("shown", v.shown);
  a("seen", v.seen);
  a("times", v.times);
  a("known", v.known);
}

void list(auto& a, Is<media::Encoding> auto& v) {
  a("active", v.active);
  a("maxBitrate", v.max_bitrate);
  a("maxFramerate", v.max_framerate);
  a("scaleDownBy", v.scale_down_by);
}

void list(auto& a, Is<Traffic> auto& v) {
  a("quality", v.quality);
  a("encoding", v.encoding);
  a("screen", v.screen);
  a("wanted", v.wanted);
  a("heeded", v.heeded);
  a("heededAt", v.heeded_at);
  a("askedFor", v.asked_for);
}

}  // namespace ringline::wire::session_fields
