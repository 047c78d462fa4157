// What a device asks for, decoded, and who asks. Every field has been checked against its limits.
// Must not know: JSON, records.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "enum_names.h"
#include "ids.h"
#include "policy.h"
#include "switchboard/seal_claims.h"
#include "view.h"

namespace ringline::switchboard {

enum class CommandType : std::uint8_t {
  Invite,
  Ringing,
  Accept,
  Decline,
  Leave,
  Add,
  Cancel,
  Remove,
  End,
  Join,
  Rejoin,
  State,
  VideoRequest,
  VideoAccept,
  VideoDecline,
  VideoCancel,
  MuteRequest,
  Reassert,
  Signal,
  Ack,
  Hello,
  Sync,
  Renew,
  Presence,
  Pong,
};

/// The pieces of a `signal`, passed on unread.
struct SignalParts {
  LegId to;  ///< empty: the inviter's candidates before the answer
  std::string link;
  std::int64_t negotiation = 0;
  std::string description_type;  ///< empty: none
  std::string sdp;
  std::vector<Candidate> candidates;

  bool operator==(const SignalParts&) const = default;
};

/// One frame of a device. Flat: each type uses what docs/PROTOCOL.md lists for it.
struct Command {
  CommandType type = CommandType::Sync;
  CommandId id;  ///< empty for `hello`, `signal`, `ack`, `pong`
  CallId call_id;

  CallKind kind = CallKind::Direct;
  Media media = Media::Audio;
  std::vector<UserId>
      to;  ///< invite, add, cancel, remove, mute-request; of a group: as the host expanded it
  std::string group_id;  ///< invite
  LegId leg_id;
  Incarnation incarnation;
  std::int64_t negotiation = 0;  ///< 0: no offer or answer
  std::string sdp;
  std::string ext;
  std::string reason;
  InviterPolicy policy;
  bool policy_not_yours = false;  ///< the invite asked for what only others may set
  LeaveCause because = LeaveCause::User;
  LegReport report;                ///< state
  std::optional<SealClaims> seal;  ///< as far as the claims could be read
  SignalParts signal;
  std::int64_t version = 0;

  std::int64_t protocol = 0;
  PageId page_id;
  DeviceId device_id;
  bool take_over = false;
  std::vector<CallId> calls;

  bool operator==(const Command&) const = default;
};

/// The authenticated sender, as the host vouches for it.
struct Sender {
  AppId app;
  UserId user_id;
  DeviceId device_id;
  ConnectionId connection;
  std::string name;
  std::string avatar;
  bool may_place = false;     ///< grant `place`
  bool may_invite = false;    ///< grant `place` or `invite`: add people to a call one is in
  bool may_moderate = false;  ///< grant `moderate`: cancel, remove, end whatever the policy says
  bool may_join = false;      ///< the host authorised this `join` (design 11.10)
  bool seal_valid = false;    ///< the host checked the MAC of the frame's seal

  bool operator==(const Sender&) const = default;
};

}  // namespace ringline::switchboard

namespace ringline {
template <>
struct EnumNames<switchboard::CommandType> {
  static constexpr auto names = names_table(
      "invite", "ringing", "accept", "decline", "leave", "add", "cancel", "remove", "end", "join",
      "rejoin", "state", "video-request", "video-accept", "video-decline", "video-cancel",
      "mute-request", "reassert", "signal", "ack", "hello", "sync", "renew", "presence", "pong");
};
}  // namespace ringline
