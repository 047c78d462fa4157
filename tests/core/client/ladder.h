// A call on one device, driven step by step. Each ladder function climbs to a state by what really
// happens, and asserts that it got there. The local side is always user `me`, leg `leg-m`; the
// other one is `peer`, leg `leg-p` (so the local side is the polite one).
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "client/call.h"
#include "client/call_table.h"
#include "limits.h"

namespace ringline::testing {

inline constexpr Millis kServerTime = 1'790'000'000'000;
inline const std::string kOffer = "v=0\r\na=ice-ufrag:Uoffer\r\n";
inline const std::string kAnswer = "v=0\r\na=ice-ufrag:Uanswer\r\n";

template <typename E>
std::vector<E> all_of(const Effects& effects) {
  std::vector<E> found;
  for (const Effect& one : effects) {
    if (const E* effect = std::get_if<E>(&one)) found.push_back(*effect);
  }
  return found;
}

inline std::vector<Command> commands(const Effects& effects, CommandKind kind) {
  std::vector<Command> found;
  for (Command& command : all_of<Command>(effects)) {
    if (command.kind == kind) found.push_back(std::move(command));
  }
  return found;
}

/// A view of the call as this device would be sent it.
CallView view_of(Direction direction, RecordState state, std::int64_t version);
/// The record says that the local leg has joined.
void join_me(CallView& view, const LegId& leg = "leg-m", const Incarnation& incarnation = "inc-m");
void join_peer(CallView& view, const LegId& leg = "leg-p",
               const Incarnation& incarnation = "inc-p");
void end_view(CallView& view, EndReason reason);
Candidate candidate(const std::string& text, const std::string& ufrag = {});
/// A `signal` of the link between `leg-m` and `leg-p`.
Signal signal_from_peer(std::int64_t negotiation);

/// One call and the world around it.
struct Phone {
  Call call;
  Surroundings around{1'000, kServerTime - 1'000, Policy{}, "me", false};
  Effects effects;  ///< of the last step
  Effects history;  ///< of all steps

  /// One step; checks what holds for every step.
  Phone& feed(const CallInput& input);
  Phone& feed_view(const CallView& view, bool from_snapshot = false);
  /// Lets `ms` pass, then tells the call.
  Phone& wait(Millis ms);
  /// Lets time pass to the call's own next deadline.
  Phone& wake();

  template <typename E>
  std::vector<E> did() const {
    return all_of<E>(effects);
  }
  template <typename E>
  std::size_t ever() const {
    return all_of<E>(history).size();
  }
  std::vector<Command> sent(CommandKind kind) const { return commands(effects, kind); }
  /// The first link; fails the test when there is none.
  const Link& link(std::size_t which = 0) const;
  std::int64_t version() const { return call.view.version; }
};

input::Dial dial_to(std::vector<UserId> users, const CallId& call_id = "c1");
input::Accept accept(Request request, std::optional<Media> media = {});

Phone dialled(Policy policy = {});  ///< Placing, nothing sent yet
Phone placing(Policy policy = {});  ///< Placing, the invite is under way
Phone calling(Policy policy = {});
Phone ringing(Millis life_ms = 30'000);
Phone silenced();
Phone answering();  ///< Accepting, the answer is being made
Phone accepting();  ///< Accepting, the accept is under way
Phone accepting_connected();
Phone connecting(Direction direction);
Phone connected(Direction direction);
Phone reconnecting(Direction direction);
Phone rejoinable(Direction direction);
Phone rejoining(Direction direction);
Phone ended(Direction direction);  ///< by a local hang-up, not confirmed

/// Whether a call of that direction can be in that state.
bool exists(CallState state, Direction direction);
Phone in_state(CallState state, Direction direction);

/// Every input once, in the table's order, as fitting to `phone` as can be; requests are 100 +
/// index.
std::vector<CallInput> every_input(const Phone& phone);

}  // namespace ringline::testing
