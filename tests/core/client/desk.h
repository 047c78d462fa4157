// A whole client session, driven input by input. Ladder functions assert their own end state. User
// `me`, device `dev-m`, page load `inc-m`.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "client/session.h"
#include "ladder.h"

namespace ringline::testing {

struct Desk {
  Session session;
  Millis now = 1'000;
  Effects effects;
  Effects history;
  Request next_request = 1;

  Desk();
  Desk& feed(const Input& input);
  Desk& feed_call(const CallInput& input, const CallId& call_id = "c1");
  Desk& frame(Frame frame);
  Desk& wait(Millis ms);
  Desk& wake();  ///< to the next deadline
  Desk& event(const CallView& view);
  Desk& reply_error(const CommandId& id, ErrorCode code, std::optional<EndReason> reason = {});
  Desk& close(std::int64_t code = 1006, double random = 0.5);
  Desk& dial(const CallId& call_id = "c1");
  Desk& dial_users(std::vector<UserId> users, const CallId& call_id = "c1");
  /// Connects again and is welcomed; the snapshot is what the switchboard says.
  Desk& reconnect(const frame::Snapshot& snapshot = {}, const std::string& epoch = "e1");
  Desk& welcome(const frame::Snapshot& snapshot = {}, const std::string& epoch = "e1");

  const Call& call(const CallId& call_id = "c1") const;
  bool holds(const CallId& call_id = "c1") const;
  template <typename E>
  std::vector<E> did() const {
    return all_of<E>(effects);
  }
  /// Commands of that kind that went out in the last step.
  std::vector<effect::SendCommand> sent(CommandKind kind) const;
  std::optional<Error> settled(Request request) const;  ///< in the last step; fails the test if not
  std::size_t settlements(Request request) const;       ///< ever
};

Desk configured();
Desk connecting_desk();
Desk online();
Desk offline_after_online();  ///< Waiting: the socket was lost
/// Online, with call c1 in that state.
Desk desk_with(CallState state, Direction direction);

}  // namespace ringline::testing
