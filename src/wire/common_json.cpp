#include "wire/common_json.h"

namespace ringline::wire {
namespace {

constexpr Millis kMostPolicyMs = 600'000;
constexpr std::int64_t kMostRequests = 9'007'199'254'740'992;

}  // namespace

// Only what differs from the defaults, which are part of the protocol (docs/PROTOCOL.md): a view is
// a third shorter for it.
void write_policy(JsonWriter& writer, Key key, const Policy& policy) {
  static const Policy kDefault;
  const auto duration = [&writer](Key name, Millis value, Millis usual) {
    if (value != usual) writer.number(name, value);
  };
  const auto choice = [&writer](Key name, auto value, auto usual) {
    if (value != usual) writer.choice(name, value);
  };
  writer.open_object(key);
  duration("ringTimeoutMs", policy.ring_timeout_ms, kDefault.ring_timeout_ms);
  duration("connectTimeoutMs", policy.connect_timeout_ms, kDefault.connect_timeout_ms);
  duration("commandTimeoutMs", policy.command_timeout_ms, kDefault.command_timeout_ms);
  duration("ackTimeoutMs", policy.ack_timeout_ms, kDefault.ack_timeout_ms);
  duration("videoRequestTimeoutMs", policy.video_request_timeout_ms,
           kDefault.video_request_timeout_ms);
  duration("reconnectGraceMs", policy.reconnect_grace_ms, kDefault.reconnect_grace_ms);
  choice("busy", policy.busy, kDefault.busy);
  choice("busyScope", policy.busy_scope, kDefault.busy_scope);
  choice("glare", policy.glare, kDefault.glare);
  choice("callWhileInCall", policy.call_while_in_call, kDefault.call_while_in_call);
  choice("groupEnd", policy.group_end, kDefault.group_end);
  choice("whoCanInvite", policy.who_can_invite, kDefault.who_can_invite);
  choice("whoCanEnd", policy.who_can_end, kDefault.who_can_end);
  if (!policy.early_offer) writer.flag("earlyOffer", false);
  choice("preconnect", policy.preconnect, kDefault.preconnect);
  if (policy.mesh_limit != kDefault.mesh_limit) writer.number("meshLimit", policy.mesh_limit);
  choice("recordingConsent", policy.recording_consent, kDefault.recording_consent);
  choice("screenShare", policy.screen_share, kDefault.screen_share);
  choice("icePolicy", policy.ice_policy, kDefault.ice_policy);
  writer.close_object();
}

Policy read_policy(Fields& outer, const Json& json, const Policy& base) {
  Fields fields(json, outer);
  Policy policy = base;
  const auto duration = [&fields](Key key, Millis& value) {
    value = fields.optional_integer(key, 0, kMostPolicyMs).value_or(value);
  };
  const auto choice = [&fields]<typename E>(Key key, E& value) {
    value = fields.optional_choice<E>(key).value_or(value);
  };
  duration("ringTimeoutMs", policy.ring_timeout_ms);
  duration("connectTimeoutMs", policy.connect_timeout_ms);
  duration("commandTimeoutMs", policy.command_timeout_ms);
  duration("ackTimeoutMs", policy.ack_timeout_ms);
  duration("videoRequestTimeoutMs", policy.video_request_timeout_ms);
  duration("reconnectGraceMs", policy.reconnect_grace_ms);
  choice("busy", policy.busy);
  choice("busyScope", policy.busy_scope);
  choice("glare", policy.glare);
  choice("callWhileInCall", policy.call_while_in_call);
  choice("groupEnd", policy.group_end);
  choice("whoCanInvite", policy.who_can_invite);
  choice("whoCanEnd", policy.who_can_end);
  choice("preconnect", policy.preconnect);
  policy.mesh_limit =
      fields.optional_integer("meshLimit", 0, limits::kParticipants).value_or(policy.mesh_limit);
  choice("recordingConsent", policy.recording_consent);
  choice("screenShare", policy.screen_share);
  choice("icePolicy", policy.ice_policy);
  if (fields.has("earlyOffer")) policy.early_offer = fields.flag("earlyOffer");
  return policy;
}

void write_inviter_policy(JsonWriter& writer, Key key, const InviterPolicy& policy) {
  if (policy == InviterPolicy{}) return;
  const auto choice = [&writer](Key name, const auto& value) {
    writer.optional_choice(name, value);
  };
  writer.open_object(key);
  writer.optional_number("ringTimeoutMs", policy.ring_timeout_ms);
  choice("groupEnd", policy.group_end);
  choice("whoCanInvite", policy.who_can_invite);
  choice("whoCanEnd", policy.who_can_end);
  choice("callWhileInCall", policy.call_while_in_call);
  writer.close_object();
}

InviterPolicy read_inviter_policy(Fields& fields) {
  return {.ring_timeout_ms = fields.optional_integer("ringTimeoutMs", 1'000, kMostPolicyMs),
          .group_end = fields.optional_choice<GroupEnd>("groupEnd"),
          .who_can_invite = fields.optional_choice<WhoCanInvite>("whoCanInvite"),
          .who_can_end = fields.optional_choice<WhoCanEnd>("whoCanEnd"),
          .call_while_in_call = fields.optional_choice<CallWhileInCall>("callWhileInCall")};
}

void write_leg_report(JsonWriter& writer, const LegReport& report) {
  const auto write_state = [&writer](Key key, DeviceState state) {
    if (state != DeviceState::Unknown) writer.choice(key, state);
  };
  writer.choice("microphone", report.microphone)
      .choice("camera", report.camera)
      .set_flag("hold", report.hold);
  write_state("screen", report.screen);
  write_state("recording", report.recording);
  writer.optional_choice("consent", report.consent).optional_text("mutedBy", report.muted_by);
}

LegReport read_leg_report(Fields& fields) {
  return {
      .microphone = fields.choice<DeviceState>("microphone"),
      .camera = fields.choice<DeviceState>("camera"),
      .hold = fields.flag("hold"),
      .screen = fields.optional_choice<DeviceState>("screen").value_or(DeviceState::Unknown),
      .recording = fields.optional_choice<DeviceState>("recording").value_or(DeviceState::Unknown),
      .consent = fields.optional_choice<Consent>("consent").value_or(Consent::None),
      .muted_by = fields.optional_user("mutedBy")};
}

void write_mute_request(JsonWriter& writer, const MuteRequest& request) {
  if (request.id == 0) return;
  writer.open_object("muteRequest").number("id", request.id).text("by", request.by).close_object();
}

MuteRequest read_mute_request(Fields& outer) {
  const Json* json = outer.optional_object("muteRequest");
  if (json == nullptr) return {};
  Fields fields(*json, outer);
  const MuteRequest request{fields.integer("id", 1, kMostRequests), fields.user("by")};
  return request;
}

void write_video_request(JsonWriter& writer, const VideoRequest& request) {
  if (request.id == 0) return;
  writer.open_object("videoRequest")
      .number("id", request.id)
      .text("by", request.by)
      .choice("state", request.state);
  if (request.deadline > 0) writer.number("deadline", request.deadline);
  writer.close_object();
}

VideoRequest read_video_request(Fields& outer) {
  const Json* json = outer.optional_object("videoRequest");
  if (json == nullptr) return {};
  Fields fields(*json, outer);
  VideoRequest request{.id = fields.integer("id", 1, kMostRequests),
                       .by = fields.user("by"),
                       .state = fields.choice<VideoRequestState>("state"),
                       .deadline = fields.millis_or_zero("deadline")};
  return request;
}

void write_error(JsonWriter& writer, const Error& error) {
  writer.open_object("error")
      .choice("code", error.code)
      .choice("category", category_of(error.code))
      .flag("retryable", is_retryable(error.code))
      .optional_text("callId", error.call_id);
  writer.optional_choice("endReason", error.end_reason);
  writer.close_object();
}

Error read_error(Fields& outer, const Json& json) {
  Fields fields(json, outer);
  Error error;
  // A newer server may know more codes: what we do not know is `internal`.
  error.code =
      named<ErrorCode>(fields.text("code", limits::kIdBytes)).value_or(ErrorCode::Internal);
  error.call_id = fields.optional_id("callId");
  if (fields.has("endReason")) {
    error.end_reason = named<EndReason>(fields.text("endReason", limits::kIdBytes));
  }
  return error;
}

void write_candidates(JsonWriter& writer, Key key, const std::vector<Candidate>& candidates) {
  writer.open_array(key);
  for (const Candidate& candidate : candidates) {
    writer.open_object()
        .text("candidate", candidate.candidate)
        .optional_text("sdpMid", candidate.sdp_mid);
    if (candidate.sdp_m_line_index >= 0) {
      writer.number("sdpMLineIndex", candidate.sdp_m_line_index);
    }
    writer.optional_text("usernameFragment", candidate.username_fragment).close_object();
  }
  writer.close_array();
}

Candidate read_candidate(Fields& outer, const Json& json) {
  Fields fields(json, outer);
  return {.candidate = fields.text("candidate", limits::kCandidateBytes),
          .sdp_mid = fields.optional_text("sdpMid", limits::kIdBytes),
          .sdp_m_line_index = fields.optional_integer("sdpMLineIndex", 0, 1'000).value_or(-1),
          .username_fragment = fields.optional_text("usernameFragment", 256)};
}

std::vector<Candidate> read_candidates(Fields& outer, Key key) {
  std::vector<Candidate> candidates;
  if (const Json* array = outer.optional_array(key, limits::kCandidates)) {
    for (const Json& item : array->items) candidates.push_back(read_candidate(outer, item));
  }
  return candidates;
}

void write_stored_description(JsonWriter& writer, Key key, const StoredDescription& description) {
  writer.open_object(key)
      .text("legId", description.leg_id)
      .optional_text("incarnation", description.incarnation)
      .number("negotiation", description.negotiation)
      .optional_text("sdp", description.sdp)
      .close_object();
}

std::optional<StoredDescription> read_stored_description(Fields& outer, Key key) {
  const Json* json = outer.optional_object(key);
  if (json == nullptr) return std::nullopt;
  Fields fields(*json, outer);
  const bool follows = std::string_view(key) == "answer" && !fields.has("sdp");
  return StoredDescription{.leg_id = fields.id("legId"),
                           .incarnation = fields.optional_id("incarnation"),
                           .negotiation = fields.integer("negotiation", 1, 1'000'000),
                           .sdp = follows ? std::string() : fields.text("sdp", limits::kSdpBytes)};
}

}  // namespace ringline::wire
