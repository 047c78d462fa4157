// The one table of errors that a command, a frame or an API call can be answered with. Stable
// strings (docs/PROTOCOL.md). Must not know: who raises them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "end_reason.h"
#include "enum_names.h"

namespace ringline {

enum class ErrorCode : std::uint8_t {
  InvalidFrame,
  TooLarge,
  RateLimited,
  Unauthenticated,
  TokenInvalid,
  TokenExpired,
  Forbidden,
  UnknownCall,
  CallEnded,
  CallExists,
  AlreadyInCall,
  AlreadyInvited,
  AnsweredElsewhere,
  InvalidArgument,
  InvalidState,
  PolicyNotYours,
  LimitReached,
  CallFull,
  DeviceInUse,
  SealInvalid,
  TryLater,
  Internal,
  UnsupportedVersion,
  Offline,
  Timeout,
  MediaFailed,
  NoRelay,
  CoreDied,
};

template <>
struct EnumNames<ErrorCode> {
  static constexpr auto names =
      names_table("invalid-frame", "too-large", "rate-limited", "unauthenticated", "token-invalid",
                  "token-expired", "forbidden", "unknown-call", "call-ended", "call-exists",
                  "already-in-call", "already-invited", "answered-elsewhere", "invalid-argument",
                  "invalid-state", "policy-not-yours", "limit-reached", "call-full",
                  "device-in-use", "seal-invalid", "try-later", "internal", "unsupported-version",
                  "offline", "timeout", "media-failed", "no-relay", "core-died");
};

enum class ErrorCategory : std::uint8_t { Process, Media, Signalling, Auth, Device };

template <>
struct EnumNames<ErrorCategory> {
  static constexpr auto names = names_table("process", "media", "signalling", "auth", "device");
};

/// What kind of thing went wrong (R113).
ErrorCategory category_of(ErrorCode code);

/// Whether the same command can succeed later, unchanged.
bool is_retryable(ErrorCode code);

/// A typed refusal.
struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string call_id;                  ///< the call it is about, where that helps; else empty
  std::optional<EndReason> end_reason;  ///< with `call-ended`

  bool operator==(const Error&) const = default;
};

}  // namespace ringline
