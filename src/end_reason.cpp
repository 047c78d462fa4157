#include "end_reason.h"

namespace ringline {

EndReason mirrored(EndReason reason) {
  switch (reason) {
    case EndReason::Hangup: return EndReason::RemoteHangup;
    case EndReason::RemoteHangup: return EndReason::Hangup;
    case EndReason::Cancelled: return EndReason::RemoteCancelled;
    case EndReason::RemoteCancelled: return EndReason::Cancelled;
    case EndReason::Declined: return EndReason::RemoteDeclined;
    case EndReason::RemoteDeclined: return EndReason::Declined;
    case EndReason::Busy: return EndReason::RemoteBusy;
    case EndReason::RemoteBusy: return EndReason::Busy;
    case EndReason::NoResponse: return EndReason::Missed;
    case EndReason::Missed: return EndReason::NoResponse;
    case EndReason::AnsweredElsewhere: return EndReason::AnsweredElsewhere;
    case EndReason::DeclinedElsewhere: return EndReason::DeclinedElsewhere;
    case EndReason::Unreachable: return EndReason::Missed;  // the callee logs it (design 11.15)
    case EndReason::Replaced: return EndReason::Replaced;
    case EndReason::ConnectionLost: return EndReason::ConnectionLost;
    case EndReason::Failed: return EndReason::Failed;
    case EndReason::Removed: return EndReason::Removed;
    case EndReason::EndedByHost: return EndReason::EndedByHost;
    case EndReason::EveryoneLeft: return EndReason::EveryoneLeft;
  }
  return EndReason::Failed;
}

CallStatus log_status(EndReason reason) {
  switch (reason) {
    case EndReason::Hangup: return CallStatus::Ended;
    case EndReason::RemoteHangup: return CallStatus::Ended;
    case EndReason::Cancelled: return CallStatus::Cancelled;
    case EndReason::RemoteCancelled: return CallStatus::Missed;
    case EndReason::Declined: return CallStatus::Rejected;
    case EndReason::RemoteDeclined: return CallStatus::Rejected;
    case EndReason::Busy: return CallStatus::Busy;
    case EndReason::RemoteBusy: return CallStatus::Busy;
    case EndReason::NoResponse: return CallStatus::Unanswered;
    case EndReason::Missed: return CallStatus::Missed;
    case EndReason::AnsweredElsewhere: return CallStatus::Ended;
    case EndReason::DeclinedElsewhere: return CallStatus::Rejected;
    case EndReason::Unreachable: return CallStatus::Unanswered;
    case EndReason::Replaced: return CallStatus::Ended;
    case EndReason::ConnectionLost: return CallStatus::Ended;
    case EndReason::Failed: return CallStatus::Failed;
    case EndReason::Removed: return CallStatus::Ended;
    case EndReason::EndedByHost: return CallStatus::Ended;
    case EndReason::EveryoneLeft: return CallStatus::Ended;
  }
  return CallStatus::Failed;
}

bool counts_as_missed(EndReason reason) {
  switch (reason) {
    case EndReason::Missed:
    case EndReason::RemoteCancelled:
    case EndReason::Busy: return true;
    case EndReason::Hangup:
    case EndReason::RemoteHangup:
    case EndReason::Cancelled:
    case EndReason::Declined:
    case EndReason::RemoteDeclined:
    case EndReason::RemoteBusy:
    case EndReason::NoResponse:
    case EndReason::AnsweredElsewhere:
    case EndReason::DeclinedElsewhere:
    case EndReason::Unreachable:
    case EndReason::Replaced:
    case EndReason::ConnectionLost:
    case EndReason::Failed:
    case EndReason::Removed:
    case EndReason::EndedByHost:
    case EndReason::EveryoneLeft: return false;
  }
  return false;
}

}  // namespace ringline
