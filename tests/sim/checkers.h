// The invariants of reliability.md as functions over what has just happened. Each stands in a file
// of its own under checkers/ and has its number and a name. Hooks: after a step of a client, after
// a commit of a record (of a call, of a user), when everything has come to rest. Must not know: how
// the simulation got here.
#pragma once

#include <string>
#include <vector>

#include "client/session.h"
#include "tests/sim/world.h"

namespace ringline::sim {

/// An offer of this side that was open before a step, or being made, with its number.
struct OpenOffer {
  std::string link_id;
  std::int64_t negotiation = 0;
};

/// One call before a step.
struct CallBrief {
  CallId call_id;
  Direction direction = Direction::Outgoing;
  CallState state = CallState::Placing;
  std::int64_t version = 0;
  bool end_others = false;
  std::optional<EndReason> end_reason = std::nullopt;
  bool confirmed = false;
  std::vector<OpenOffer> offers = {};
  bool unmuted = false;  ///< its user's microphone is to be heard
  DeviceState recording = DeviceState::Unknown;
  std::int64_t mute_request = 0;  ///< the last that was seen
};
std::vector<CallBrief> briefs_of(const Session& session);

/// A step of a page's session, after its effects were performed.
struct ClientTurn {
  const World& world;
  int page;
  const std::vector<CallBrief>& before;
  const Input& input;
  const Effects& effects;
};

/// A commit of a call record; `before` is null when there was none.
struct CommitTurn {
  const World& world;
  const sb::CallRecord* before;
  const sb::CallRecord& after;
  const Job& job;
};

struct Report {
  int invariant = 0;
  const char* checker = "";
  std::vector<Violation>& found;

  void fail(const std::string& text) const { found.push_back({invariant, checker, text}); }
};

struct Checker {
  int invariant = 0;
  const char* name = "";
  void (*client)(Ledger&, const ClientTurn&, const Report&) = nullptr;
  void (*commit)(Ledger&, const CommitTurn&, const Report&) = nullptr;
  void (*rest)(const World&, const Report&) = nullptr;
  void (*user)(const sb::UserRecord&, const Report&) = nullptr;
};

/// All of them, by number.
const std::vector<Checker>& checkers();

void check_client(World& world, const ClientTurn& turn);
void check_commit(World& world, const CommitTurn& turn);
void check_user(World& world, const sb::UserRecord& after);
/// Only when faults have stopped and time has passed.
void check_rest(World& world);
/// A violation that the world itself saw (peers, codec, engine).
void report(World& world, int invariant, const char* checker, const std::string& text);

}  // namespace ringline::sim
