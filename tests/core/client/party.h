// Calls of several people, as this device (user `me`, leg `leg-m`, page load `inc-m`) is told of
// them. Somebody else, say `bob`, has leg `leg-p-bob` and page load `inc-bob`.
#pragma once

#include <string>
#include <vector>

#include "ladder.h"

namespace ringline::testing {

/// A group call that `me` dialled; the others are rung.
CallView group_view(const std::vector<UserId>& others, RecordState state, std::int64_t version);
ParticipantView& person(CallView& view, const UserId& user);
/// That user joins, as the `order`th.
void joins(CallView& view, const UserId& user, std::int64_t order,
           const Incarnation& incarnation = {});
void goes(CallView& view, const UserId& user, ParticipantState how);
/// The next version of what the phone knows.
CallView next_view(const Phone& phone);
Signal signal_from(const UserId& user, std::int64_t negotiation, const Incarnation& = {});

/// Dials several people; nothing is known of them.
Phone group_dialled(const std::vector<UserId>& others);
/// The call rings for them.
Phone group_calling(const std::vector<UserId>& others);
/// They all joined, after `me`; nothing is connected yet.
Phone group_connecting(const std::vector<UserId>& others);
/// And media flows to all of them.
Phone group_connected(const std::vector<UserId>& others);

/// The link to that user; fails the test when there is none.
const Link& link_with(const Phone& phone, const UserId& user);
Phone& peer_says(Phone& phone, const UserId& user, PeerState state);
std::size_t happened(const Phone& phone, CallEvent event);

}  // namespace ringline::testing
