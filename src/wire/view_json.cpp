// The view of a call, written by the switchboard and read by the client (declared in
// common_json.h).
#include "wire/common_json.h"

namespace ringline::wire {
namespace {

constexpr std::int64_t kMostVersion = 9'007'199'254'740'992;

void write_leg(JsonWriter& writer, const LegView& leg) {
  writer.open_object()
      .text("legId", leg.leg_id)
      .text("incarnation", leg.incarnation)
      .text("deviceId", leg.device_id)
      .number("order", leg.order)
      .flag("up", leg.up);
  write_leg_report(writer, leg.report);
  writer.close_object();
}

LegView read_leg(Fields& outer, const Json& json) {
  Fields fields(json);
  LegView leg;
  leg.leg_id = fields.id("legId");
  leg.incarnation = fields.id("incarnation");
  leg.device_id = fields.id("deviceId");
  leg.order = fields.integer("order", 0, kMostVersion);
  leg.up = fields.flag("up");
  leg.report = read_leg_report(fields);
  if (!fields.ok()) outer.fail(fields.problem());
  return leg;
}

void write_participant(JsonWriter& writer, const ParticipantView& participant) {
  writer.open_object()
      .text("userId", participant.user_id)
      .choice("role", participant.role)
      .choice("state", participant.state)
      .optional_text("name", participant.name)
      .optional_text("avatar", participant.avatar)
      .optional_text("ext", participant.ext);
  if (participant.end_reason) writer.choice("endReason", *participant.end_reason);
  if (participant.ring_deadline > 0) writer.number("ringDeadline", participant.ring_deadline);
  writer.optional_text("invitedBy", participant.invited_by);
  write_mute_request(writer, participant.mute_request);
  writer.open_array("legs");
  for (const LegView& leg : participant.legs) write_leg(writer, leg);
  writer.close_array().close_object();
}

ParticipantView read_participant(Fields& outer, const Json& json) {
  Fields fields(json);
  ParticipantView participant;
  participant.user_id = fields.user("userId");
  participant.role = fields.choice<Role>("role");
  participant.state = fields.choice<ParticipantState>("state");
  participant.name = fields.optional_text("name", limits::kNameBytes);
  participant.avatar = fields.optional_text("avatar", limits::kAvatarBytes);
  participant.ext = fields.optional_text("ext", limits::kExtBytes);
  participant.end_reason = fields.optional_choice<EndReason>("endReason");
  participant.ring_deadline = fields.millis_or_zero("ringDeadline");
  participant.invited_by = fields.optional_user("invitedBy");
  participant.mute_request = read_mute_request(fields);
  for (const Json& leg : fields.array("legs", limits::kLegsPerUser).items) {
    participant.legs.push_back(read_leg(fields, leg));
  }
  if (!fields.ok()) outer.fail(fields.problem());
  return participant;
}

void write_you(JsonWriter& writer, const YouView& you) {
  writer.open_object("you")
      .choice("role", you.role)
      .choice("state", you.state)
      .optional_text("legId", you.leg_id)
      .optional_text("incarnation", you.incarnation);
  if (you.end_reason) writer.choice("endReason", *you.end_reason);
  writer.choice("status", you.status).close_object();
}

YouView read_you(Fields& outer, const Json& json) {
  Fields fields(json);
  YouView you;
  you.role = fields.choice<Role>("role");
  you.state = fields.choice<ParticipantState>("state");
  you.leg_id = fields.optional_id("legId");
  you.incarnation = fields.optional_id("incarnation");
  you.end_reason = fields.optional_choice<EndReason>("endReason");
  you.status = fields.choice<CallStatus>("status");
  if (!fields.ok()) outer.fail(fields.problem());
  return you;
}

}  // namespace

void write_view(JsonWriter& writer, const CallView& view) {
  writer.text("callId", view.call_id)
      .number("version", view.version)
      .choice("kind", view.kind)
      .choice("media", view.media)
      .choice("state", view.state)
      .text("inviter", view.inviter)
      .number("createdAt", view.created_at)
      .number("ringDeadline", view.ring_deadline);
  if (view.answered_at) writer.number("answeredAt", *view.answered_at);
  if (view.ended_at) writer.number("endedAt", *view.ended_at);
  writer.optional_text("ext", view.ext)
      .optional_text("groupId", view.group_id)
      .optional_text("replacedBy", view.replaced_by);
  write_video_request(writer, view.video_request);
  if (view.failure != FailureCategory::None) writer.choice("failure", view.failure);
  write_policy(writer, "policy", view.policy);
  write_you(writer, view.you);
  writer.open_array("participants");
  for (const ParticipantView& participant : view.participants) {
    write_participant(writer, participant);
  }
  writer.close_array();
  if (view.offer) write_stored_description(writer, "offer", *view.offer);
  if (view.answer) write_stored_description(writer, "answer", *view.answer);
  if (!view.parked.empty()) write_candidates(writer, "parked", view.parked);
}

CallView read_view(Fields& outer, const Json& json) {
  Fields fields(json);
  CallView view;
  view.call_id = fields.id("callId");
  view.version = fields.integer("version", 0, kMostVersion);
  view.kind = fields.choice<CallKind>("kind");
  view.media = fields.choice<Media>("media");
  view.state = fields.choice<RecordState>("state");
  view.inviter = fields.user("inviter");
  view.created_at = fields.millis("createdAt");
  view.ring_deadline = fields.millis("ringDeadline");
  view.answered_at = fields.optional_millis("answeredAt");
  view.ended_at = fields.optional_millis("endedAt");
  view.ext = fields.optional_text("ext", limits::kExtBytes);
  view.group_id = fields.optional_user("groupId");
  view.replaced_by = fields.optional_id("replacedBy");
  view.video_request = read_video_request(fields);
  view.failure = fields.optional_choice<FailureCategory>("failure").value_or(view.failure);
  view.policy = read_policy(fields, fields.object("policy"), Policy{});
  view.you = read_you(fields, fields.object("you"));
  for (const Json& item : fields.array("participants", limits::kParticipants).items) {
    view.participants.push_back(read_participant(fields, item));
  }
  if (const Json* offer = fields.optional_object("offer")) {
    view.offer = read_stored_description(fields, *offer);
  }
  if (const Json* answer = fields.optional_object("answer")) {
    view.answer = read_stored_description(fields, *answer);
  }
  if (const Json* parked = fields.optional_array("parked", limits::kCandidates)) {
    view.parked = read_candidates(fields, *parked);
  }
  if (!fields.ok()) outer.fail(fields.problem());
  return view;
}

}  // namespace ringline::wire
