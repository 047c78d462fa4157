// Who may send what, when: one cell for each (state of the record x standing of the device x
// command), total (inv. 14, 15). Must not know: what any action does. Read `admit` as a table: one
// function a command, one row a state.
#pragma once

#include <cstdint>

#include "switchboard/command.h"
#include "view.h"

namespace ringline::switchboard {

/// What the sending device is in the record.
enum class Standing : std::uint8_t {
  Stranger,      ///< its user is not in the record
  InviterLeg,    ///< the device that dialled
  InviterOther,  ///< another device of the inviter
  Pending,       ///< a device of an invited user who has not decided
  InviteeLeg,    ///< the device that accepted, or joined a session
  InviteeOther,  ///< a device of an invited user who has decided elsewhere, or for whom it is over
};

/// The record's state, or that there is none.
enum class RecordStage : std::uint8_t { Absent, Placing, Ringing, Active, Ended };

constexpr RecordStage stage_of(RecordState state) {
  switch (state) {
    case RecordState::Placing: return RecordStage::Placing;
    case RecordState::Ringing: return RecordStage::Ringing;
    case RecordState::Active: return RecordStage::Active;
    case RecordState::Ended: return RecordStage::Ended;
  }
  return RecordStage::Ended;
}

enum class Action : std::uint8_t {
  Place,  ///< make the record and claim the users
  Ring,   ///< this device rings
  Accept,
  Decline,
  Cancel,  ///< the inviter gives up
  HangUp,
  Add,
  CancelSome,
  Remove,
  EndForAll,
  Join,
  RequestVideo,
  AcceptVideo,
  DeclineVideo,
  CancelVideo,
  RequestMute,
  Bury,  ///< remember that this call is dead before it was made
  Rejoin,
  SetState,
  Reassert,  ///< the record stands: mark the leg, or take the newer seal
  Rebuild,   ///< the record is gone: make it from the seal
  Park,      ///< keep the inviter's candidates for the winner
  Relay,
  TakeAnswer,
  Show,  ///< reply how it stands; nothing changes
  RefuseUnknown,
  RefuseEnded,
  RefuseExists,
  RefuseState,
  RefuseElsewhere,
  RefuseForbidden,
  Ignore,  ///< has no reply: dropped and counted
};

namespace admission {

struct Row {
  Action inviter_leg;
  Action inviter_other;
  Action pending;
  Action invitee_leg;
  Action invitee_other;
};

constexpr Action cell(Standing standing, Action stranger, const Row& row) {
  switch (standing) {
    case Standing::Stranger: return stranger;
    case Standing::InviterLeg: return row.inviter_leg;
    case Standing::InviterOther: return row.inviter_other;
    case Standing::Pending: return row.pending;
    case Standing::InviteeLeg: return row.invitee_leg;
    case Standing::InviteeOther: return row.invitee_other;
  }
  return stranger;
}

/// The same answer for everybody in the record.
constexpr Row all(Action action) { return {action, action, action, action, action}; }

using enum Action;

// Rows: inviter's leg, inviter's other device, pending, invitee's leg, invitee's other device.
constexpr Row invite_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent: return all(Place);
    case RecordStage::Placing:
    case RecordStage::Ringing:
    case RecordStage::Active: return all(RefuseExists);
    case RecordStage::Ended: return all(RefuseEnded);  // a cancel that came first wins
  }
  return all(RefuseUnknown);
}

constexpr Row ringing_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent: return all(RefuseUnknown);
    case RecordStage::Placing:
      return {RefuseForbidden, RefuseForbidden, RefuseState, RefuseState, RefuseState};
    case RecordStage::Ringing:
      return {RefuseForbidden, RefuseForbidden, Ring, RefuseState, RefuseElsewhere};
    case RecordStage::Active:
      return {RefuseForbidden, RefuseForbidden, Ring, Show, RefuseElsewhere};
    case RecordStage::Ended: return all(RefuseEnded);
  }
  return all(RefuseUnknown);
}

constexpr Row accept_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent: return all(RefuseUnknown);
    case RecordStage::Placing:
      return {RefuseForbidden, RefuseForbidden, RefuseState, RefuseState, RefuseState};
    case RecordStage::Ringing:
    case RecordStage::Active:
      return {RefuseForbidden, RefuseForbidden, Accept, RefuseState, RefuseElsewhere};
    case RecordStage::Ended: return all(RefuseEnded);
  }
  return all(RefuseUnknown);
}

constexpr Row decline_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent: return all(RefuseUnknown);
    case RecordStage::Placing:
      return {RefuseForbidden, RefuseForbidden, RefuseState, RefuseState, RefuseState};
    case RecordStage::Ringing:
    case RecordStage::Active:  // after the own accept it is leaving; a late one ends nothing
      return {RefuseForbidden, RefuseForbidden, Decline, HangUp, RefuseElsewhere};
    case RecordStage::Ended: return all(RefuseEnded);
  }
  return all(RefuseUnknown);
}

constexpr Row leave_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent: return all(Bury);
    case RecordStage::Placing: return {Cancel, Show, RefuseState, RefuseState, RefuseState};
    case RecordStage::Ringing: return {Cancel, Show, Decline, HangUp, Show};
    case RecordStage::Active: return {HangUp, Show, Decline, HangUp, Show};
    case RecordStage::Ended: return all(Show);
  }
  return all(RefuseUnknown);
}

constexpr Row add_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent: return all(RefuseUnknown);
    case RecordStage::Placing:
      return {RefuseState, RefuseForbidden, RefuseForbidden, RefuseState, RefuseForbidden};
    case RecordStage::Ringing:
    case RecordStage::Active: return {Add, RefuseForbidden, RefuseForbidden, Add, RefuseForbidden};
    case RecordStage::Ended: return all(RefuseEnded);
  }
  return all(RefuseUnknown);
}

constexpr Row cancel_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent: return all(RefuseUnknown);
    case RecordStage::Placing:
    case RecordStage::Ringing:
    case RecordStage::Active:
      return {CancelSome, RefuseForbidden, RefuseForbidden, CancelSome, RefuseForbidden};
    case RecordStage::Ended: return all(RefuseEnded);
  }
  return all(RefuseUnknown);
}

constexpr Row remove_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent: return all(RefuseUnknown);
    case RecordStage::Placing:
      return {RefuseState, RefuseForbidden, RefuseForbidden, RefuseState, RefuseForbidden};
    case RecordStage::Ringing:
    case RecordStage::Active:
      return {Remove, RefuseForbidden, RefuseForbidden, Remove, RefuseForbidden};
    case RecordStage::Ended: return all(RefuseEnded);
  }
  return all(RefuseUnknown);
}

constexpr Row end_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent: return all(RefuseUnknown);
    case RecordStage::Placing:
      return {Cancel, RefuseForbidden, RefuseForbidden, RefuseState, RefuseForbidden};
    case RecordStage::Ringing:
      return {Cancel, RefuseForbidden, RefuseForbidden, EndForAll, RefuseForbidden};
    case RecordStage::Active:
      return {EndForAll, RefuseForbidden, RefuseForbidden, EndForAll, RefuseForbidden};
    case RecordStage::Ended: return all(Show);
  }
  return all(RefuseUnknown);
}

// Only sessions have ids that can be joined; the codec sees to that. There everybody may come,
// whom the host has authorised: to live or to end it is one place.
constexpr Row join_row(RecordStage) { return all(Join); }

// Between people who talk.
constexpr Row talking_row(RecordStage stage, Action action) {
  switch (stage) {
    case RecordStage::Absent: return all(RefuseUnknown);
    case RecordStage::Placing:
    case RecordStage::Ringing:
      return {RefuseState, RefuseForbidden, RefuseForbidden, RefuseState, RefuseForbidden};
    case RecordStage::Active:
      return {action, RefuseForbidden, RefuseForbidden, action, RefuseForbidden};
    case RecordStage::Ended: return all(RefuseEnded);
  }
  return all(RefuseUnknown);
}

constexpr Row rejoin_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent: return all(RefuseUnknown);
    case RecordStage::Placing:
      return {RefuseState, RefuseForbidden, RefuseState, RefuseState, RefuseState};
    case RecordStage::Ringing:
    case RecordStage::Active:
      return {Rejoin, RefuseForbidden, RefuseState, Rejoin, RefuseElsewhere};
    case RecordStage::Ended: return all(RefuseEnded);
  }
  return all(RefuseUnknown);
}

constexpr Row state_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent: return all(RefuseUnknown);
    case RecordStage::Placing:
      return {SetState, RefuseForbidden, RefuseState, RefuseState, RefuseState};
    case RecordStage::Ringing:
    case RecordStage::Active:
      return {SetState, RefuseForbidden, RefuseState, SetState, RefuseElsewhere};
    case RecordStage::Ended: return all(RefuseEnded);
  }
  return all(RefuseUnknown);
}

constexpr Row reassert_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent: return all(Rebuild);
    case RecordStage::Placing:
    case RecordStage::Ringing:
    case RecordStage::Active:  // a pending device may hold a seal of commits that the engine lost
      return {Reassert, RefuseForbidden, Reassert, Reassert, Reassert};
    case RecordStage::Ended: return all(RefuseEnded);  // ended beats everything
  }
  return all(RefuseUnknown);
}

constexpr Row signal_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent: return all(Ignore);
    case RecordStage::Placing:
    case RecordStage::Ringing: return {Park, Ignore, Ignore, Ignore, Ignore};
    case RecordStage::Active: return {Relay, Ignore, Ignore, Relay, Ignore};
    case RecordStage::Ended: return all(Ignore);
  }
  return all(Ignore);
}

constexpr Row ack_row(RecordStage stage) {
  switch (stage) {
    case RecordStage::Absent:
    case RecordStage::Placing:
    case RecordStage::Ringing: return all(Ignore);
    case RecordStage::Active: return {TakeAnswer, Ignore, Ignore, Ignore, Ignore};
    case RecordStage::Ended: return all(Ignore);
  }
  return all(Ignore);
}

}  // namespace admission

/// The cell of the table. A stranger learns nothing, not even that the call exists; where there is
/// no record everybody is one.
constexpr Action admit(RecordStage stage, Standing standing, CommandType command) {
  using admission::cell;
  const bool absent = stage == RecordStage::Absent;
  const auto unless_absent = [absent](const admission::Row& row) {
    return absent ? row.inviter_leg : Action::RefuseUnknown;
  };
  switch (command) {
    case CommandType::Invite: {
      const auto row = admission::invite_row(stage);
      return cell(standing, unless_absent(row), row);
    }
    case CommandType::Ringing:
      return cell(standing, Action::RefuseUnknown, admission::ringing_row(stage));
    case CommandType::Accept:
      return cell(standing, Action::RefuseUnknown, admission::accept_row(stage));
    case CommandType::Decline:
      return cell(standing, Action::RefuseUnknown, admission::decline_row(stage));
    case CommandType::Leave: {
      const auto row = admission::leave_row(stage);
      return cell(standing, unless_absent(row), row);
    }
    case CommandType::Add: return cell(standing, Action::RefuseUnknown, admission::add_row(stage));
    case CommandType::Cancel:
      return cell(standing, Action::RefuseUnknown, admission::cancel_row(stage));
    case CommandType::Remove:
      return cell(standing, Action::RefuseUnknown, admission::remove_row(stage));
    case CommandType::End: return cell(standing, Action::RefuseUnknown, admission::end_row(stage));
    case CommandType::Join: return cell(standing, Action::Join, admission::join_row(stage));
    case CommandType::VideoRequest:
      return cell(standing, Action::RefuseUnknown,
                  admission::talking_row(stage, Action::RequestVideo));
    case CommandType::VideoAccept:
      return cell(standing, Action::RefuseUnknown,
                  admission::talking_row(stage, Action::AcceptVideo));
    case CommandType::VideoDecline:
      return cell(standing, Action::RefuseUnknown,
                  admission::talking_row(stage, Action::DeclineVideo));
    case CommandType::VideoCancel:
      return cell(standing, Action::RefuseUnknown,
                  admission::talking_row(stage, Action::CancelVideo));
    case CommandType::MuteRequest:
      return cell(standing, Action::RefuseUnknown,
                  admission::talking_row(stage, Action::RequestMute));
    case CommandType::Rejoin:
      return cell(standing, Action::RefuseUnknown, admission::rejoin_row(stage));
    case CommandType::State:
      return cell(standing, Action::RefuseUnknown, admission::state_row(stage));
    case CommandType::Reassert: {
      const auto row = admission::reassert_row(stage);
      return cell(standing, unless_absent(row), row);
    }
    case CommandType::Signal: return cell(standing, Action::Ignore, admission::signal_row(stage));
    case CommandType::Ack: return cell(standing, Action::Ignore, admission::ack_row(stage));
    case CommandType::Hello:
    case CommandType::Sync:
    case CommandType::Renew:
    case CommandType::Presence:
    case CommandType::Pong: return Action::Ignore;  // not about a call
  }
  return Action::Ignore;
}

}  // namespace ringline::switchboard

namespace ringline {
template <>
struct EnumNames<switchboard::Action> {
  static constexpr auto names = names_table(
      "place", "ring", "accept", "decline", "cancel", "hang up", "add", "cancel some", "remove",
      "end for all", "join", "request video", "accept video", "decline video", "cancel video",
      "request mute", "bury", "rejoin", "set state", "reassert", "rebuild", "park", "relay",
      "take answer", "show", "`unknown-call`", "`call-ended`", "`call-exists`", "`invalid-state`",
      "`answered-elsewhere`", "`forbidden`", "ignore");
};
static_assert(EnumNames<switchboard::Action>::names.size() ==
              static_cast<std::size_t>(switchboard::Action::Ignore) + 1);
}  // namespace ringline
