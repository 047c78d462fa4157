#include "error_code.h"

namespace ringline {

ErrorCategory category_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidFrame: return ErrorCategory::Signalling;
    case ErrorCode::TooLarge: return ErrorCategory::Signalling;
    case ErrorCode::RateLimited: return ErrorCategory::Signalling;
    case ErrorCode::Unauthenticated: return ErrorCategory::Auth;
    case ErrorCode::TokenInvalid: return ErrorCategory::Auth;
    case ErrorCode::TokenExpired: return ErrorCategory::Auth;
    case ErrorCode::Forbidden: return ErrorCategory::Auth;
    case ErrorCode::UnknownCall: return ErrorCategory::Process;
    case ErrorCode::CallEnded: return ErrorCategory::Process;
    case ErrorCode::CallExists: return ErrorCategory::Process;
    case ErrorCode::AlreadyInCall:
    case ErrorCode::AlreadyInvited: return ErrorCategory::Process;
    case ErrorCode::AnsweredElsewhere: return ErrorCategory::Process;
    case ErrorCode::InvalidArgument: return ErrorCategory::Process;
    case ErrorCode::InvalidState: return ErrorCategory::Process;
    case ErrorCode::PolicyNotYours: return ErrorCategory::Process;
    case ErrorCode::LimitReached: return ErrorCategory::Process;
    case ErrorCode::CallFull: return ErrorCategory::Process;
    case ErrorCode::DeviceInUse: return ErrorCategory::Device;
    case ErrorCode::SealInvalid: return ErrorCategory::Auth;
    case ErrorCode::TryLater: return ErrorCategory::Signalling;
    case ErrorCode::Internal: return ErrorCategory::Process;
    case ErrorCode::UnsupportedVersion: return ErrorCategory::Signalling;
    case ErrorCode::Offline: return ErrorCategory::Signalling;
    case ErrorCode::Timeout: return ErrorCategory::Signalling;
    case ErrorCode::MediaFailed: return ErrorCategory::Device;
    case ErrorCode::NoRelay: return ErrorCategory::Media;
    case ErrorCode::CoreDied: return ErrorCategory::Process;
  }
  return ErrorCategory::Process;
}

bool is_retryable(ErrorCode code) {
  switch (code) {
    case ErrorCode::RateLimited:
    case ErrorCode::TokenExpired:
    case ErrorCode::LimitReached:
    case ErrorCode::CallFull:
    case ErrorCode::TryLater:
    case ErrorCode::Internal:
    case ErrorCode::Offline:
    case ErrorCode::Timeout:
    case ErrorCode::MediaFailed: return true;
    case ErrorCode::InvalidFrame:
    case ErrorCode::TooLarge:
    case ErrorCode::Unauthenticated:
    case ErrorCode::TokenInvalid:
    case ErrorCode::Forbidden:
    case ErrorCode::UnknownCall:
    case ErrorCode::CallEnded:
    case ErrorCode::CallExists:
    case ErrorCode::AlreadyInCall:
    case ErrorCode::AlreadyInvited:
    case ErrorCode::AnsweredElsewhere:
    case ErrorCode::InvalidArgument:
    case ErrorCode::InvalidState:
    case ErrorCode::PolicyNotYours:
    case ErrorCode::DeviceInUse:
    case ErrorCode::SealInvalid:
    case ErrorCode::UnsupportedVersion:
    case ErrorCode::NoRelay:
    case ErrorCode::CoreDied: return false;
  }
  return false;
}

}  // namespace ringline
