// The switchboard's decision about one user record: which page of a device may act, and which calls
// hold the user. Pure. Must not know: anything inside a call; engines, sockets, clocks.
#pragma once

#include <cstdint>
#include <optional>

#include "enum_names.h"
#include "switchboard/command.h"
#include "switchboard/effect.h"
#include "switchboard/user_record.h"

namespace ringline::switchboard {

struct UserOutcome {
  UserRecord record;
  bool changed = false;
  Effects effects;
  std::optional<Error> refused;

  bool operator==(const UserOutcome&) const = default;
};

/// `hello` and `sync`.
UserOutcome route_user_command(UserRecord record, const Sender& sender, const Command& command,
                               Millis now);
/// The socket of that connection closed.
UserOutcome route_gone(UserRecord record, const Sender& sender, Millis now);
/// The identity of that device, or of all devices where none is named, is no longer good (inv. 34).
UserOutcome route_revoked(UserRecord record, const Sender& sender, Millis now);
/// A probed connection answered: it lives.
UserOutcome route_pong(UserRecord record, const Sender& sender, Millis now);
UserOutcome route_user_input(UserRecord record, const Origin& origin, const RecordInput& input,
                             Millis now);
UserOutcome route_user_deadline(UserRecord record, Millis now);
UserOutcome route_user_drained(UserRecord record, std::int64_t up_to, Millis now);

Effects materialised(const UserRecord& record);
std::optional<Millis> next_deadline(const UserRecord& record);
std::optional<Millis> expires_at(const UserRecord& record, Millis now);

/// Whether somebody is reachable.
enum class Presence : std::uint8_t {
  Offline,  ///< no device is connected; or the one who asks is not to know (inv. 40)
  Online,
  Busy  ///< in a call; who only rings is not
};
/// As `viewer` may see it, whom the app has let ask.
Presence presence_of(const UserRecord& record, const UserId& viewer);

}  // namespace ringline::switchboard

namespace ringline {
template <>
struct EnumNames<switchboard::Presence> {
  static constexpr auto names = names_table("offline", "online", "busy");
};
}  // namespace ringline
