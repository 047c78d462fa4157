// One turn of a call record: the record being changed, what the change owes to the outside, and
// what it says at once. Must not know: what the commands mean. Handlers (route_call_*.cpp) get a
// turn, change it, and return.
#pragma once

#include <optional>
#include <string>

#include "policy.h"
#include "switchboard/call_record.h"
#include "switchboard/call_transitions.h"
#include "switchboard/call_view.h"
#include "switchboard/command.h"
#include "switchboard/effect.h"

namespace ringline::switchboard {

/// What holds for every record of this server.
struct Context {
  std::string epoch;
  Policy policy;
};

struct CallTurn {
  const Context& context;
  Millis now;
  CallRecord record;
  std::int64_t next_version;          ///< of the commit that this turn may end in
  bool changed = false;               ///< the turn ends in a commit
  Effects effects = {};               ///< performed once, after the commit; lost in a crash
  std::optional<Error> refused = {};  ///< the network's fault: dropped and counted
};

/// Notes that the record was changed.
void touch(CallTurn& turn);

/// Adds to the outbox of the coming commit.
void owe(CallTurn& turn, OutboxItem item);
void notify(CallTurn& turn, const UserId& user, const DeviceId& device);
void tell(CallTurn& turn, const RecordKey& to, RecordInput input);

/// The answer that was given, with the call as it stands now; `connection`: the one that asks
/// again, or empty.
ReplyEffect reply_from(const CallRecord& record, const RememberedReply& remembered,
                       const ConnectionId& connection);

/// Nobody is left out of a notification.
extern const Sender kNobody;

/// Notifies every device that has a part in the call, but for the one that gets a reply anyway.
void notify_all(CallTurn& turn, const Sender& but);

/// Answers the command and remembers the answer.
void reply_and_remember(CallTurn& turn, const Sender& sender, const CommandId& command);
void reply_error_and_remember(CallTurn& turn, const Sender& sender, const CommandId& command,
                              ErrorCode code);
/// The same without a view, for what the sender knows: cheap, because it is frequent.
void reply_bare(CallTurn& turn, const Sender& sender, const CommandId& command);
/// The same with TURN credentials.
void reply_with_ice(CallTurn& turn, const Sender& sender, const CommandId& command);
/// Answers without a commit.
void reply_only(CallTurn& turn, const Sender& sender, const CommandId& command);
void refuse(CallTurn& turn, const Sender& sender, const CommandId& command, Error error);

/// Answers a command that waited for another record, with TURN credentials if it went well.
void reply_late(CallTurn& turn, const Participant& to, const CommandId& command,
                std::optional<Error> error);
/// Answers the invite that still waits, if one does.
void settle_invite(CallTurn& turn, std::optional<Error> error);

/// This participant is out. A direct call is over with that; any other goes on as long as it has a
/// reason to.
void depart(CallTurn& turn, Participant& participant, Departure why, const Sender& but);

/// The same for one who has just decided the end of all.
void leave_before_the_end(CallTurn& turn, Participant& participant, const Sender& but);

/// Ends a group or a session that has no reason to go on.
void conclude_if_over(CallTurn& turn, const Sender& but);

/// Ends the call, tells everybody concerned and gives its users back.
void conclude(CallTurn& turn, Ending ending, FailureCategory failure, const Sender& but);

/// What a committed record owes, made from how it stands now.
Effects materialised(const CallRecord& record);

/// When the record wants to be woken; nothing: never.
std::optional<Millis> next_deadline(const CallRecord& record);
/// When the record may be forgotten; nothing: not yet.
std::optional<Millis> expires_at(const CallRecord& record);

}  // namespace ringline::switchboard
