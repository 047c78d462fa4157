// The view of a call, written by the switchboard and read by the client (declared in
// common_json.h).
#include "wire/common_json.h"

namespace ringline::wire {
namespace {

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
  Fields fields(json, outer);
  return {.leg_id = fields.id("legId"),
          .incarnation = fields.id("incarnation"),
          .device_id = fields.id("deviceId"),
          .order = fields.counter("order"),
          .up = fields.flag("up"),
          .report = read_leg_report(fields)};
}

void write_participant(JsonWriter& writer, const ParticipantView& participant) {
  writer.open_object()
      .text("userId", participant.user_id)
      .choice("role", participant.role)
      .choice("state", participant.state)
      .optional_text("name", participant.name)
      .optional_text("avatar", participant.avatar)
      .optional_text("ext", participant.ext);
  writer.optional_choice("endReason", participant.end_reason);
  if (participant.ring_deadline > 0) writer.number("ringDeadline", participant.ring_deadline);
  writer.optional_text("invitedBy", participant.invited_by);
  write_mute_request(writer, participant.mute_request);
  writer.open_array("legs");
  for (const LegView& leg : participant.legs) write_leg(writer, leg);
  writer.close_array().close_object();
}

ParticipantView read_participant(Fields& outer, const Json& json) {
  Fields fields(json, outer);
  ParticipantView participant{.user_id = fields.user("userId"),
                              .role = fields.choice<Role>("role"),
                              .state = fields.choice<ParticipantState>("state"),
                              .name = fields.optional_text("name", limits::kNameBytes),
                              .avatar = fields.optional_text("avatar", limits::kAvatarBytes),
                              .ext = fields.optional_text("ext", limits::kExtBytes),
                              .end_reason = fields.optional_choice<EndReason>("endReason"),
                              .ring_deadline = fields.millis_or_zero("ringDeadline"),
                              .invited_by = fields.optional_user("invitedBy"),
                              .mute_request = read_mute_request(fields)};
  for (const Json& leg : fields.array("legs", limits::kLegsPerUser).items) {
    participant.legs.push_back(read_leg(fields, leg));
  }
  return participant;
}

void write_you(JsonWriter& writer, const YouView& you) {
  writer.open_object("you")
      .choice("role", you.role)
      .choice("state", you.state)
      .optional_text("legId", you.leg_id)
      .optional_text("incarnation", you.incarnation);
  writer.optional_choice("endReason", you.end_reason);
  writer.choice("status", you.status).close_object();
}

YouView read_you(Fields& outer, const Json& json) {
  Fields fields(json, outer);
  return {.role = fields.choice<Role>("role"),
          .state = fields.choice<ParticipantState>("state"),
          .leg_id = fields.optional_id("legId"),
          .incarnation = fields.optional_id("incarnation"),
          .end_reason = fields.optional_choice<EndReason>("endReason"),
          .status = fields.choice<CallStatus>("status")};
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
  writer.optional_number("answeredAt", view.answered_at);
  writer.optional_number("endedAt", view.ended_at);
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
  Fields fields(json, outer);
  CallView view{
      .call_id = fields.id("callId"),
      .version = fields.counter("version"),
      .kind = fields.choice<CallKind>("kind"),
      .media = fields.choice<Media>("media"),
      .state = fields.choice<RecordState>("state"),
      .inviter = fields.user("inviter"),
      .created_at = fields.millis("createdAt"),
      .ring_deadline = fields.millis("ringDeadline"),
      .answered_at = fields.optional_millis("answeredAt"),
      .ended_at = fields.optional_millis("endedAt"),
      .ext = fields.optional_text("ext", limits::kExtBytes),
      .group_id = fields.optional_user("groupId"),
      .replaced_by = fields.optional_id("replacedBy"),
      .video_request = read_video_request(fields),
      .failure = fields.optional_choice<FailureCategory>("failure").value_or(FailureCategory::None),
      .policy = read_policy(fields, fields.object("policy"), Policy{}),
      .you = read_you(fields, fields.object("you")),
      .offer = read_stored_description(fields, "offer"),
      .answer = read_stored_description(fields, "answer"),
      .parked = read_candidates(fields, "parked")};
  for (const Json& item : fields.array("participants", limits::kParticipants).items) {
    view.participants.push_back(read_participant(fields, item));
  }
  return view;
}

}  // namespace ringline::wire
