// The states of a call on one device, and the questions that are asked of them. One line per state,
// no default: a new state must answer.
//
//   outgoing   Placing --1--> Calling --2--> Connecting --5--> Connected <--6/7--> Reconnecting
//   incoming   Ringing --3--> Accepting --2--> Connecting            (accepted before connected)
//              Accepting --5--> AcceptingConnected --2--> Connected  (connected before accepted)
//              Ringing --4--> Silenced
//   reload     Rejoinable --8--> Rejoining --2--> Connecting
//   any        --9--> Ended
//
//   1 the switchboard placed the call
//   2 the record is active and our own leg has joined it
//   3 the user accepts
//   4 own ring deadline, or the user ignores
//   5 the first link has media, or nobody else has joined whom a link could lead to
//   6 every link is lost     7 one is back within the grace
//   8 the user rejoins       9 any end; final (inv. 2)
//
// The names carry both axes, agreement (is it accepted, and does the record know?) and media (is it
// connected?), because both orders happen. Must not know: inputs, effects, the wire.
#pragma once

#include <cstdint>

#include "enum_names.h"

namespace ringline {

enum class Direction : std::uint8_t { Outgoing, Incoming };
template <>
struct EnumNames<Direction> {
  static constexpr auto names = names_table("outgoing", "incoming");
};

enum class CallState : std::uint8_t {
  Placing,             ///< dialled here; the switchboard has not placed it yet
  Calling,             ///< placed; the other side may ring
  Ringing,             ///< an invite that the user may accept
  Silenced,            ///< the same, but no longer shown or heard here
  Accepting,           ///< accepted here; the record has not confirmed, media is not connected
  AcceptingConnected,  ///< accepted here and media connected; the record has not confirmed
  Connecting,          ///< agreed; media is not connected yet
  Connected,           ///< agreed and connected
  Reconnecting,        ///< agreed; media was connected and is lost
  Rejoinable,  ///< this device is in the call, but from an earlier page load; nothing is captured
  Rejoining,   ///< the user rejoins; the record has not confirmed
  Ended,       ///< final
};
template <>
struct EnumNames<CallState> {
  static constexpr auto names =
      names_table("placing", "calling", "ringing", "silenced", "accepting", "accepting-connected",
                  "connecting", "connected", "reconnecting", "rejoinable", "rejoining", "ended");
};
inline constexpr std::size_t kCallStates = EnumNames<CallState>::names.size();

// Asked before the Accept button is shown.
constexpr bool can_accept(CallState state) {
  switch (state) {
    case CallState::Placing: return false;  // our own call
    case CallState::Calling: return false;
    case CallState::Ringing: return true;
    case CallState::Silenced: return true;    // ignored, but still unanswered
    case CallState::Accepting: return false;  // already done
    case CallState::AcceptingConnected: return false;
    case CallState::Connecting: return false;
    case CallState::Connected: return false;
    case CallState::Reconnecting: return false;
    case CallState::Rejoinable: return false;  // that is rejoin
    case CallState::Rejoining: return false;
    case CallState::Ended: return false;
  }
  return false;
}

// Asked before the user's hang-up, cancel or decline: whether there is something to leave.
constexpr bool can_leave(CallState state) {
  switch (state) {
    case CallState::Placing: return true;  // cancel before the id is known
    case CallState::Calling: return true;
    case CallState::Ringing: return true;
    case CallState::Silenced: return true;
    case CallState::Accepting: return true;
    case CallState::AcceptingConnected: return true;
    case CallState::Connecting: return true;
    case CallState::Connected: return true;
    case CallState::Reconnecting: return true;
    case CallState::Rejoinable: return true;
    case CallState::Rejoining: return true;
    case CallState::Ended: return false;
  }
  return false;
}

// Asked before anything is captured or sent: the local user has said yes to this call, here, in
// this page (inv. 11 to 13).
constexpr bool has_consent(CallState state) {
  switch (state) {
    case CallState::Placing: return true;  // the dial is the consent
    case CallState::Calling: return true;
    case CallState::Ringing: return false;
    case CallState::Silenced: return false;
    case CallState::Accepting: return true;
    case CallState::AcceptingConnected: return true;
    case CallState::Connecting: return true;
    case CallState::Connected: return true;
    case CallState::Reconnecting: return true;
    case CallState::Rejoinable: return false;  // an earlier page's consent
    case CallState::Rejoining: return true;
    case CallState::Ended: return false;
  }
  return false;
}

// Whether the record is known to say that this page's leg has joined and the call is active.
constexpr bool is_agreed(CallState state) {
  switch (state) {
    case CallState::Placing: return false;
    case CallState::Calling: return false;
    case CallState::Ringing: return false;
    case CallState::Silenced: return false;
    case CallState::Accepting: return false;
    case CallState::AcceptingConnected: return false;
    case CallState::Connecting: return true;
    case CallState::Connected: return true;
    case CallState::Reconnecting: return true;
    case CallState::Rejoinable: return false;  // an earlier page's leg
    case CallState::Rejoining: return false;
    case CallState::Ended: return false;
  }
  return false;
}

// Asked before the Hold and Resume buttons are shown.
constexpr bool can_hold(CallState state) { return is_agreed(state) || state == CallState::Calling; }

// Whether the user has not answered yet: the record may still take the ring away.
constexpr bool is_unanswered_here(CallState state) {
  switch (state) {
    case CallState::Placing: return false;
    case CallState::Calling: return false;
    case CallState::Ringing: return true;
    case CallState::Silenced: return true;
    case CallState::Accepting: return false;
    case CallState::AcceptingConnected: return false;
    case CallState::Connecting: return false;
    case CallState::Connected: return false;
    case CallState::Reconnecting: return false;
    case CallState::Rejoinable: return false;
    case CallState::Rejoining: return false;
    case CallState::Ended: return false;
  }
  return false;
}

}  // namespace ringline
