// The one table of end reasons (design 5; requirements, table E). TypeScript types, docs, the call
// log and the i18n keys follow it. Must not know: states, records, the wire.
#pragma once

#include <cstdint>
#include <string_view>

#include "enum_names.h"

namespace ringline {

/// Why a call is over, as seen by one device.
enum class EndReason : std::uint8_t {
  Hangup,             ///< this side hung up
  RemoteHangup,       ///< the other side hung up
  Cancelled,          ///< this side gave up ringing
  RemoteCancelled,    ///< the caller gave up ringing
  Declined,           ///< this side declined
  RemoteDeclined,     ///< the callee declined
  Busy,               ///< this side was in another call
  RemoteBusy,         ///< the callee was in another call
  NoResponse,         ///< the callee did not answer in time (caller's view)
  Missed,             ///< nobody answered here in time (callee's view)
  AnsweredElsewhere,  ///< another device of this user answered
  DeclinedElsewhere,  ///< another device of this user declined
  Unreachable,        ///< no device of the callee could be rung
  Replaced,           ///< another call took this one's place (glare, re-call)
  ConnectionLost,     ///< media or signalling was lost for longer than the grace
  Failed,             ///< it did not work; the category says what
  Removed,            ///< this side was taken out of the call
  EndedByHost,        ///< somebody who may end it for all did
  EveryoneLeft,       ///< nobody else is left
};

template <>
struct EnumNames<EndReason> {
  static constexpr auto names =
      names_table("hangup", "remote-hangup", "cancelled", "remote-cancelled", "declined",
                  "remote-declined", "busy", "remote-busy", "no-response", "missed",
                  "answered-elsewhere", "declined-elsewhere", "unreachable", "replaced",
                  "connection-lost", "failed", "removed", "ended-by-host", "everyone-left");
};

/// What failed, where the reason is `failed`.
enum class FailureCategory : std::uint8_t {
  None,
  Media,
  Ice,
  Permission,
  Signalling,
  Auth,
  Device
};

template <>
struct EnumNames<FailureCategory> {
  static constexpr auto names =
      names_table("", "media", "ice", "permission", "signalling", "auth", "device");
};

/// Status of a call while it lasts and in the call log (R46).
enum class CallStatus : std::uint8_t {
  Initiated,
  Ongoing,
  Busy,
  Rejected,
  Cancelled,
  Ended,
  Missed,
  Unanswered,
  Failed
};

template <>
struct EnumNames<CallStatus> {
  static constexpr auto names = names_table("initiated", "ongoing", "busy", "rejected", "cancelled",
                                            "ended", "missed", "unanswered", "failed");
};

/// The same end as the other side of a direct call sees it.
EndReason mirrored(EndReason reason);

/// The log status of a call that ended so, in the view of the device that saw `reason`.
CallStatus log_status(EndReason reason);

/// Whether the reason belongs into the missed-call count of this user (inv. 31).
bool counts_as_missed(EndReason reason);

}  // namespace ringline
