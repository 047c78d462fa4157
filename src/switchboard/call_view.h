// A call record as one device sees it, and what of it a joined leg keeps sealed.
// Must not know: who asks for it, how it is written.
#pragma once

#include <cstdint>
#include <optional>

#include "switchboard/admission.h"
#include "switchboard/call_record.h"
#include "switchboard/effect.h"

namespace ringline::switchboard {

/// What a page is made for: the parked candidates go out only where the winner asked (design 11.1).
enum class PagePurpose : std::uint8_t { Event, Answer };

/// The joined leg of that id, with whose it is.
struct LegOwner {
  const Participant* participant = nullptr;
  const Leg* leg = nullptr;
};
LegOwner joined_leg(const CallRecord& record, const LegId& leg_id);
/// The joined leg that the early offer served: the first that answered.
LegOwner answering_leg(const CallRecord& record);

Standing standing_of(const CallRecord& record, const UserId& user, const DeviceId& device);

/// Why the call is over for this device; nothing while it is not.
std::optional<EndReason> end_reason_for(const CallRecord& record, const UserId& user,
                                        const DeviceId& device);

/// The page for a device of a user in the record; nothing for anybody else.
std::optional<Page> page_for(const CallRecord& record, const UserId& user, const DeviceId& device,
                             PagePurpose purpose);

}  // namespace ringline::switchboard
