// What one record tells another: items of an outbox, delivered at least once and in order (design
// 4). Must not know: how they travel, or what either record does with them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "enum_names.h"
#include "ids.h"
#include "limits.h"
#include "view.h"

namespace ringline::switchboard {

enum class InputType : std::uint8_t {
  Claim,       ///< call to user: I want you in this role
  Release,     ///< call to user: I no longer want you
  Seated,      ///< call to user: this device of yours is in me
  Standing,    ///< call to user: answer to `check`
  Claimed,     ///< user to call: you have me, on these devices
  Refused,     ///< user to call: you cannot have me
  Check,       ///< user to call: do you still hold me? another call wants me
  DeviceLost,  ///< user to call: this device has no connection
  DeviceBack,  ///< user to call: this device is connected, with this page load
  Merge,       ///< call to call: I yield to you in the glare; my inviter answers you
};

enum class Refusal : std::uint8_t {
  Busy,     ///< another call holds the user
  Limit,    ///< too many calls
  Glare,    ///< the other call is the same two people's, dialled the other way, and survives
  Invited,  ///< the called person's group call rings this user already (design 11.6)
};

/// One input. Flat: each type uses the fields that its line above speaks of.
struct RecordInput {
  InputType type = InputType::Claim;
  CallId call_id;  ///< claim, release, standing: the speaking call; check: the call that wants the
                   ///< user
  UserId user_id;  ///< claimed, refused, check, device-…: the speaking user
  Role role = Role::Invitee;        ///< claim
  bool exclusive = false;           ///< claim: refuse when another call holds the user
  bool per_device = false;          ///< claim: only the devices that are in a call are busy
  bool direct = false;              ///< claim, check: of the call that wants the user
  bool force = false;               ///< claim: rebuilt after data loss, never refuse as busy
  UserId inviter;                   ///< claim, check: of the call that wants the user
  DeviceId inviter_device;          ///< claim, check
  UserId invitee;                   ///< claim, check
  std::vector<DeviceId> devices;    ///< claimed, refused: those with a connection
  Refusal refusal = Refusal::Busy;  ///< refused; standing: why it stands in the way
  CallId in_call;                   ///< refused: by which call
  CallId contender;                 ///< standing: the call that wants the user
  bool holds = false;               ///< standing
  DeviceId device_id;               ///< device-…, seated, merge; refused, for a glare: that dialled
  Incarnation incarnation;  ///< device-back, merge; claim, and its answer: which time it is asked
  bool revoked = false;     ///< device-lost: its identity is no longer good (inv. 34)
  LegId leg_id;             ///< merge
  Media media = Media::Audio;  ///< merge
  std::string name;            ///< merge
  std::string avatar;          ///< merge
  std::string ext;             ///< merge

  bool operator==(const RecordInput&) const = default;
};

/// Where an input comes from; receivers drop what is not above the last one of its source.
struct Origin {
  RecordKey source;
  std::int64_t version = 0;  ///< 0: an answer to a question, in no order, never dropped
  std::int64_t index = 0;

  bool operator==(const Origin&) const = default;
};

/// The last input that a record took from each source, oldest source first.
using SeenInputs = std::vector<Origin>;

/// Whether `origin` is not above what was taken from its source.
bool was_seen(const SeenInputs& seen, const Origin& origin);

/// Notes `origin` as taken; forgets the source that was silent longest when there are too many.
void note_seen(SeenInputs& seen, const Origin& origin);

enum class OutboxKind : std::uint8_t {
  Notify,  ///< tell this device how the call stands
  Reply,   ///< answer this device's command from the remembered replies
  Input,   ///< tell another record
  Relay,   ///< tell the host whether signals may pass without asking
  Log,     ///< write this user's entry of the call log
};

/// Something that a commit owes to the outside. Markers only: what is sent is made from the record
/// when it is sent.
struct OutboxItem {
  OutboxKind kind = OutboxKind::Notify;
  std::int64_t version = 0;
  std::int64_t index = 0;
  UserId user_id;        ///< notify, reply, log
  DeviceId device_id;    ///< notify, reply
  CommandId command_id;  ///< reply
  RecordKey to;          ///< input
  RecordInput input;     ///< input

  bool operator==(const OutboxItem&) const = default;
};

/// Drops `question` to that record: its answer shows that it arrived.
void drop_answered(std::vector<OutboxItem>& outbox, const RecordKey& to,
                   const RecordInput& question);

}  // namespace ringline::switchboard

namespace ringline {
template <>
struct EnumNames<switchboard::InputType> {
  static constexpr auto names =
      names_table("claim", "release", "seated", "standing", "claimed", "refused", "check",
                  "device-lost", "device-back", "merge");
};
template <>
struct EnumNames<switchboard::Refusal> {
  static constexpr auto names = names_table("busy", "limit", "glare", "invited");
};
template <>
struct EnumNames<switchboard::OutboxKind> {
  static constexpr auto names = names_table("notify", "reply", "input", "relay", "log");
};
}  // namespace ringline
