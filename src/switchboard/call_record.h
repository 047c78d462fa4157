// The server's truth about one call: what the engine stores under `c:APP:CALL`. Plain data.
// Must not know: who decides (route_call*.cpp), what a device sees of it (call_view.h), how it is
// stored (wire/).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "end_reason.h"
#include "error_code.h"
#include "ids.h"
#include "policy.h"
#include "switchboard/record_input.h"
#include "view.h"

namespace ringline::switchboard {

/// How media travels. Only `mesh` (leg to leg) exists; `sfu` is reserved (design 11.17).
enum class Topology : std::uint8_t { Mesh, Sfu };

enum class LegState : std::uint8_t { Joined, Left };

/// One device of a participant that has joined. Ringing devices are no legs yet.
struct Leg {
  LegId leg_id;
  Incarnation incarnation;
  DeviceId device_id;
  std::int64_t order = 0;  ///< 1 for the leg that joined first
  LegState state = LegState::Joined;
  bool up = true;             ///< its device is connected with this incarnation
  Millis grace_deadline = 0;  ///< while not up: then it has left
  /// Rebuilt from another device's seal: it is told nothing and given nothing until it speaks
  /// itself.
  bool unproven = false;
  LegReport report;

  bool operator==(const Leg&) const = default;
};

struct Participant {
  UserId user_id;
  Role role = Role::Invitee;
  ParticipantState state = ParticipantState::Invited;
  std::string name;
  std::string avatar;
  std::string ext;                      ///< with accept, decline or leave
  std::optional<EndReason> end_reason;  ///< in this user's own words
  DeviceId decided_by;                  ///< the device that accepted, declined, dialled or joined
  UserId invited_by;                    ///< who added this participant; empty: the inviter
  MuteRequest mute_request;             ///< the last one
  Millis came_at = 0;                   ///< invited then, or entered by itself; 0: not known
  bool claimed = false;                 ///< the user record granted the claim
  Millis ring_deadline = 0;             ///< while pending and claimed
  std::optional<Millis> joined_at;
  std::optional<Millis> left_at;
  /// While `invited`: the claim must be answered by then. While `rung`: a device must say by then
  /// that it rings.
  Millis ack_deadline = 0;
  std::vector<DeviceId> devices;  ///< told about the ring
  std::vector<Leg> legs;

  bool operator==(const Participant&) const = default;
};

/// The answer that a command got. The view in it is made anew when it is sent again: state, not a
/// message.
struct RememberedReply {
  UserId user_id;
  DeviceId device_id;
  CommandId command_id;
  std::optional<Error> error;
  bool ice = false;   ///< with TURN credentials
  bool bare = false;  ///< without a view: the command told the sender's own news

  bool operator==(const RememberedReply&) const = default;
};

/// Somebody who enters a session and whose claim is out, or whose dial yielded to this call in a
/// glare and who answers it as soon as the claim is granted.
struct Joiner {
  Participant participant;
  CommandId command_id;  ///< of the `join`; empty: a merged dial
  Millis deadline = 0;

  bool operator==(const Joiner&) const = default;
};

struct CallRecord {
  AppId app;
  CallId call_id;
  std::int64_t version = 0;  ///< strictly increasing; 0: never committed
  std::string epoch;         ///< of the store that it was last committed under
  /// After the store lost data: the version that it kept. What came after that in an earlier epoch
  /// is lost, whatever has been committed since; until a seal has brought it back, or time is up.
  std::optional<std::int64_t> kept_version;
  Millis kept_until = 0;
  CallKind kind = CallKind::Direct;
  Media media = Media::Audio;
  Topology topology = Topology::Mesh;
  RecordState state = RecordState::Placing;
  UserId inviter;
  Millis created_at = 0;
  Millis ring_deadline = 0;
  std::optional<Millis> answered_at;
  std::optional<Millis> ended_at;
  std::string ext;
  FailureCategory failure = FailureCategory::None;
  Policy policy;
  std::vector<Participant> participants;
  std::vector<Joiner> joiners;
  std::string group_id;
  CallId replaced_by;
  VideoRequest video_request;
  std::vector<UserId> video_declined;  ///< of the present request

  std::optional<StoredDescription> offer;   ///< until somebody answered
  std::optional<StoredDescription> answer;  ///< with its text until the inviter's `ack`
  std::int64_t answer_version = 0;          ///< the commit that brought the answer
  std::vector<Candidate> parked;            ///< the inviter's, for the winning leg alone (inv. 40)
  std::int64_t parked_dropped = 0;          ///< above the limit

  CommandId invite_command;  ///< the invite that still waits for its reply
  std::vector<RememberedReply> replies;
  std::vector<OutboxItem> outbox;
  Millis drain_at = 0;  ///< when an outbox that is not empty is sent again
  SeenInputs seen;

  bool operator==(const CallRecord&) const = default;
};

/// That user in the call, in or out; null for a stranger to it.
const Participant* participant_of(const CallRecord& record, const UserId& user);
Participant* participant_of(CallRecord& record, const UserId& user);

/// That user, whose claim is out; null when none waits.
const Joiner* joiner_of(const CallRecord& record, const UserId& user);

/// The leg of that device, joined or left; null when it has none.
const Leg* leg_of(const Participant& participant, const DeviceId& device);
Leg* leg_of(Participant& participant, const DeviceId& device);

/// Whether that is the answer to this command of this device.
bool answers(const RememberedReply& reply, const UserId& user, const DeviceId& device,
             const CommandId& command);

}  // namespace ringline::switchboard

namespace ringline {
template <>
struct EnumNames<switchboard::Topology> {
  static constexpr auto names = names_table("mesh", "sfu");
};
template <>
struct EnumNames<switchboard::LegState> {
  static constexpr auto names = names_table("joined", "left");
};
}  // namespace ringline
