// Policies are data (design 5): sent by the server at `welcome`, stored in the record. Who may set
// what: design 11.8. Must not know: calls, records, the wire.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "enum_names.h"
#include "limits.h"

namespace ringline {

enum class BusyRule : std::uint8_t { Reject, CallWaiting };
enum class BusyScope : std::uint8_t { User, Device };
enum class GlareRule : std::uint8_t { Join, Busy };
enum class CallWhileInCall : std::uint8_t { Refuse, Add, Hold };
enum class GroupEnd : std::uint8_t { NoOneLeft, LocalHangup };
enum class WhoCanInvite : std::uint8_t { Anyone, Inviter };
enum class WhoCanEnd : std::uint8_t { Inviter, Anyone, Nobody };
enum class RecordingConsent : std::uint8_t { None, Required };
enum class MuteRequests : std::uint8_t { Obey, Ask };
enum class Preconnect : std::uint8_t { Off, Relay, All };
enum class ScreenShare : std::uint8_t { Several, One, Nobody };
enum class IcePolicy : std::uint8_t { All, Relay };

template <>
struct EnumNames<BusyRule> {
  static constexpr auto names = names_table("reject", "call-waiting");
};
template <>
struct EnumNames<BusyScope> {
  static constexpr auto names = names_table("user", "device");
};
template <>
struct EnumNames<GlareRule> {
  static constexpr auto names = names_table("join", "busy");
};
template <>
struct EnumNames<CallWhileInCall> {
  static constexpr auto names = names_table("refuse", "add", "hold");
};
template <>
struct EnumNames<GroupEnd> {
  static constexpr auto names = names_table("no-one-left", "local-hangup");
};
template <>
struct EnumNames<WhoCanInvite> {
  static constexpr auto names = names_table("anyone", "inviter");
};
template <>
struct EnumNames<WhoCanEnd> {
  static constexpr auto names = names_table("inviter", "anyone", "nobody");
};
template <>
struct EnumNames<RecordingConsent> {
  static constexpr auto names = names_table("none", "required");
};
template <>
struct EnumNames<MuteRequests> {
  static constexpr auto names = names_table("obey", "ask");
};
template <>
struct EnumNames<Preconnect> {
  static constexpr auto names = names_table("off", "relay", "all");
};
template <>
struct EnumNames<ScreenShare> {
  static constexpr auto names = names_table("several", "one", "nobody");
};
template <>
struct EnumNames<IcePolicy> {
  static constexpr auto names = names_table("all", "relay");
};

/// Durations in milliseconds; defaults and ranges are those of design 5.
struct Policy {
  Millis ring_timeout_ms = 30'000;
  Millis connect_timeout_ms = 20'000;
  Millis command_timeout_ms = 10'000;
  Millis ack_timeout_ms = 5'000;
  Millis video_request_timeout_ms = 30'000;
  Millis reconnect_grace_ms = 30'000;
  BusyRule busy = BusyRule::Reject;
  BusyScope busy_scope = BusyScope::User;
  GlareRule glare = GlareRule::Join;
  CallWhileInCall call_while_in_call = CallWhileInCall::Refuse;
  GroupEnd group_end = GroupEnd::NoOneLeft;
  WhoCanInvite who_can_invite = WhoCanInvite::Anyone;
  WhoCanEnd who_can_end = WhoCanEnd::Inviter;
  bool early_offer = true;
  Preconnect preconnect = Preconnect::Off;
  std::int64_t mesh_limit = 6;  ///< people in one call, whose media go from page to page
  RecordingConsent recording_consent = RecordingConsent::None;
  ScreenShare screen_share = ScreenShare::Several;  ///< how many at a time
  IcePolicy ice_policy = IcePolicy::All;  ///< relay: no device learns another one's address

  bool operator==(const Policy&) const = default;
};

/// What an inviter may ask for with an invite; anything else in an invite's policy is refused
/// (design 11.8).
struct InviterPolicy {
  std::optional<Millis> ring_timeout_ms;  ///< downwards from the server's
  std::optional<GroupEnd> group_end;
  std::optional<WhoCanInvite> who_can_invite;
  std::optional<WhoCanEnd> who_can_end;
  std::optional<CallWhileInCall> call_while_in_call;  ///< the dialling device's own rule

  bool operator==(const InviterPolicy&) const = default;
};

/// Whether every duration lies in its documented range.
bool is_valid(const Policy& policy);

/// The record's policy: the server's, narrowed by what the inviter asked for; never longer rings
/// than the server allows.
Policy narrowed(const Policy& server, const InviterPolicy& inviter);

/// The vendor preset of that name (`agora`, `cometchat`, `zego`, `stream`), or nothing.
std::optional<Policy> preset(std::string_view name);

}  // namespace ringline
