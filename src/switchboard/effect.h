// What a record's turn asks of the host, in order, after the commit (docs/CORE.md, "Switchboard
// core"). Data. Must not know: how it is written or performed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "close_code.h"
#include "error_code.h"
#include "ids.h"
#include "switchboard/command.h"
#include "switchboard/seal_claims.h"
#include "view.h"

namespace ringline::switchboard {

/// A call as one device sees it, with what belongs beside the view.
struct Page {
  CallView view;
  std::optional<SealClaims> seal;
  bool ice = false;  ///< the host adds TURN credentials

  bool operator==(const Page&) const = default;
};

/// Whether the call is over for that device. It then gets nothing more to take part with.
inline bool is_over(const Page& page) { return page.view.you.end_reason.has_value(); }

/// Which device is meant.
struct Address {
  AppId app;
  UserId user_id;
  DeviceId device_id;

  bool operator==(const Address&) const = default;
};

struct ReplyEffect {
  Address to;
  ConnectionId connection;  ///< empty: the device's present one
  CommandId command_id;
  std::optional<Error> error;
  std::optional<Page> page;

  bool operator==(const ReplyEffect&) const = default;
};

struct EventEffect {
  Address to;
  Page page;

  bool operator==(const EventEffect&) const = default;
};

struct SignalEffect {
  Address to;
  Address from;
  LegId from_leg;
  CallId call_id;
  SignalParts parts;

  bool operator==(const SignalEffect&) const = default;
};

struct InputEffect {
  RecordKey to;
  Origin origin;
  RecordInput input;

  bool operator==(const InputEffect&) const = default;
};

struct WelcomeEffect {
  Address to;
  ConnectionId connection;
  std::vector<CallId> calls;

  bool operator==(const WelcomeEffect&) const = default;
};

struct SnapshotEffect {
  ConnectionId connection;
  CommandId command_id;
  std::vector<CallId> calls;

  bool operator==(const SnapshotEffect&) const = default;
};

struct ProbeEffect {
  ConnectionId connection;

  bool operator==(const ProbeEffect&) const = default;
};

struct RefuseEffect {
  ConnectionId connection;
  ErrorCode code = ErrorCode::InvalidFrame;
  std::int64_t close = close_code::kInvalid;

  bool operator==(const RefuseEffect&) const = default;
};

struct FenceEffect {
  ConnectionId connection;
  std::int64_t close = close_code::kFenced;

  bool operator==(const FenceEffect&) const = default;
};

struct RelayEnd {
  UserId user_id;
  DeviceId device_id;
  LegId leg_id;

  bool operator==(const RelayEnd&) const = default;
};

struct GrantEffect {
  AppId app;
  CallId call_id;
  std::vector<RelayEnd> ends;  ///< any of them may signal any other

  bool operator==(const GrantEffect&) const = default;
};

struct RevokeEffect {
  AppId app;
  CallId call_id;

  bool operator==(const RevokeEffect&) const = default;
};

struct LogEffect {
  AppId app;
  UserId user_id;
  CallId call_id;
  CallKind kind = CallKind::Direct;
  Media media = Media::Audio;
  Role role = Role::Inviter;
  std::vector<UserId> others;
  CallStatus status = CallStatus::Ended;
  EndReason end_reason = EndReason::Hangup;
  bool missed = false;
  Millis created_at = 0;
  std::optional<Millis> answered_at;
  Millis ended_at = 0;

  bool operator==(const LogEffect&) const = default;
};

using Effect =
    std::variant<ReplyEffect, EventEffect, SignalEffect, InputEffect, WelcomeEffect, SnapshotEffect,
                 ProbeEffect, RefuseEffect, FenceEffect, GrantEffect, RevokeEffect, LogEffect>;
using Effects = std::vector<Effect>;

}  // namespace ringline::switchboard
