// What comes from outside: users (patient and rude) and faults. A scenario is a list of these with
// their times, and nothing else: the rest follows. Must not know: what invariants there are.
#pragma once

#include <string>
#include <vector>

#include "tests/sim/world.h"

namespace ringline::sim {

enum class Deed : std::uint8_t {
  Dial,
  DialMany,
  Redial,
  Join,
  Accept,
  AcceptAndEnd,
  AcceptAudio,
  Decline,
  Ignore,
  HangUp,
  Rejoin,
  Microphone,
  Camera,
  Add,
  CancelSome,
  Remove,
  EndForAll,
  Hold,
  Resume,
  RequestVideo,
  AcceptVideo,
  DeclineVideo,
  CancelVideo,
  Downgrade,
  ShareScreen,
  StopScreen,  ///< by the app, or by the browser's own bar
  // what they have in the hand (hand.h)
  RequestMute,
  Record,
  StopRecording,
  Consent,
  PickDevice,
  PreferOutput,
  SwitchCamera,
  Measure,  ///< the host looks at its paths
  Speak,    ///< the host hears how loud it is
  Wish,     ///< a peer says how many pixels it wants, as no page of ours does
  Disconnect,
  Connect,
  OpenPage,
  ClosePage,
  Reload,
  SecondTab,
  TakeOver,
  // faults
  CrashPage,
  CutNetwork,
  HalfOpen,
  Freeze,
  Sleep,
  CrashNode,
  CutOffNode,
  LoseWrites,
  JumpClock,
  BreakMedia,
  DenyCapture,
  SlowCapture,
  DrainAgain,
  FireDeadlines,
  Revoke,
  // from here on no common faults: what histories there are by seed stays
  ChangeNetwork,  ///< in a story
  PullOut,
  PlugIn,
  UseDevices,  ///< by another program
};
inline constexpr int kFirstFault = static_cast<int>(Deed::CrashPage);
inline constexpr int kCommonDeeds = static_cast<int>(Deed::Revoke) + 1;
inline constexpr int kDeeds = static_cast<int>(Deed::UseDevices) + 1;

/// One of them. `page` is the acting one (or the node); `with` and `amount` say what it needs: a
/// user, users as bits, a session.
struct Act {
  Deed deed = Deed::Dial;
  Millis at = 0;
  int page = 0;
  int with = 0;
  Millis amount = 0;
  std::uint64_t salt = 0;
};

bool is_fault(Deed deed);
/// Does it, as far as it makes sense now; returns whether it did.
bool perform_act(World& world, const Act& act);
std::string text_of(const Act& act);

}  // namespace ringline::sim
