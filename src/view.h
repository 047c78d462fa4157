// What one device sees of one call: the payload of events and snapshots (docs/PROTOCOL.md, "View").
// State, not a message. The switchboard writes it from a record, the client reads it. Must not
// know: either of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "end_reason.h"
#include "enum_names.h"
#include "ids.h"
#include "policy.h"

namespace ringline {

enum class CallKind : std::uint8_t { Direct, Group, Session };
template <>
struct EnumNames<CallKind> {
  static constexpr auto names = names_table("direct", "group", "session");
};

enum class Media : std::uint8_t { Audio, Video };
template <>
struct EnumNames<Media> {
  static constexpr auto names = names_table("audio", "video");
};

/// A joiner came by itself, into a `session` call.
enum class Role : std::uint8_t { Inviter, Invitee, Joiner };
template <>
struct EnumNames<Role> {
  static constexpr auto names = names_table("inviter", "invitee", "joiner");
};

/// The state of a call record.
enum class RecordState : std::uint8_t {
  Placing,  ///< claims on its users are under way; nothing rings, nobody has joined
  Ringing,  ///< an invited user may answer
  Active,   ///< somebody answered, or joined a session
  Ended,
};
template <>
struct EnumNames<RecordState> {
  static constexpr auto names = names_table("placing", "ringing", "active", "ended");
};

/// One user in one call (R47).
enum class ParticipantState : std::uint8_t {
  Invited,  ///< to be rung; the claim on the user is under way
  Rung,     ///< the devices are told; none has said that it rings
  Ringing,  ///< at least one device rings
  Joined,   ///< one device accepted (or dialled)
  Left,     ///< had joined
  Declined,
  Busy,
  TimedOut,
  Unreachable,
  Cancelled,  ///< the ring was given up
};
template <>
struct EnumNames<ParticipantState> {
  static constexpr auto names =
      names_table("invited", "rung", "ringing", "joined", "left", "declined", "busy", "timed-out",
                  "unreachable", "cancelled");
};

/// Whether a participant may still answer.
constexpr bool is_pending(ParticipantState state) {
  switch (state) {
    case ParticipantState::Invited:
    case ParticipantState::Rung:
    case ParticipantState::Ringing: return true;
    case ParticipantState::Joined:
    case ParticipantState::Left:
    case ParticipantState::Declined:
    case ParticipantState::Busy:
    case ParticipantState::TimedOut:
    case ParticipantState::Unreachable:
    case ParticipantState::Cancelled: return false;
  }
  return false;
}

/// State of a microphone or camera of a leg (R4).
enum class DeviceState : std::uint8_t { Unknown, Starting, On, Off, Failed };
template <>
struct EnumNames<DeviceState> {
  static constexpr auto names = names_table("unknown", "starting", "on", "off", "failed");
};

/// Why a leg leaves, where the user did not just hang up (design 11.3, 11.7).
enum class LeaveCause : std::uint8_t {
  User,
  PeerHangup,      ///< the peer said so on the data channel
  NoMedia,         ///< no connection within `connectTimeoutMs`
  ConnectionLost,  ///< media was there, and stayed away for longer than the grace
  Permission,      ///< the user or the browser refused the devices
};
template <>
struct EnumNames<LeaveCause> {
  static constexpr auto names =
      names_table("", "peer-hangup", "no-media", "connection-lost", "permission");
};

/// How the last request to turn an audio call into a video call stands (R73).
enum class VideoRequestState : std::uint8_t {
  None,
  Requested,
  Accepted,
  Declined,
  Cancelled,
  TimedOut,
};
template <>
struct EnumNames<VideoRequestState> {
  static constexpr auto names =
      names_table("none", "requested", "accepted", "declined", "cancelled", "timed-out");
};

/// Somebody asked a participant to mute the microphone (R77). Nobody can be unmuted by another.
struct MuteRequest {
  std::int64_t id = 0;  ///< counts the requests to this participant; 0: there was none
  UserId by;            ///< who asked

  bool operator==(const MuteRequest&) const = default;
};

struct VideoRequest {
  std::int64_t id = 0;  ///< counts the requests of a call; 0: there was none
  UserId by;            ///< who asked
  VideoRequestState state = VideoRequestState::None;
  Millis deadline = 0;  ///< while `requested`; server clock

  bool operator==(const VideoRequest&) const = default;
};

/// RTCIceCandidateInit (W3C WebRTC 4.8.1.1); opaque to the core but for the ufrag.
struct Candidate {
  std::string candidate;
  std::string sdp_mid;
  std::int64_t sdp_m_line_index = -1;  ///< -1: null
  std::string username_fragment;

  bool operator==(const Candidate&) const = default;
};

/// An early offer or its answer, as kept in the record.
struct StoredDescription {
  LegId leg_id;
  Incarnation incarnation;
  std::int64_t negotiation = 0;
  std::string sdp;  ///< of an answer empty: it follows as a signal

  bool operator==(const StoredDescription&) const = default;
};

/// Whether a user agrees to being recorded in this call (R86).
enum class Consent : std::uint8_t { None, Given, Refused };
template <>
struct EnumNames<Consent> {
  static constexpr auto names = names_table("", "given", "refused");
};

/// What a device reports of its own leg, by command `state` (R4): all of it each time.
struct LegReport {
  DeviceState microphone = DeviceState::Unknown;
  DeviceState camera = DeviceState::Unknown;
  bool hold = false;                             ///< put on hold by its user (design 11.18)
  DeviceState screen = DeviceState::Unknown;     ///< shared with the others
  DeviceState recording = DeviceState::Unknown;  ///< `starting`: asks the others for consent
  Consent consent = Consent::None;
  UserId muted_by;  ///< at whose request its microphone is off; empty: nobody's (R77)

  bool operator==(const LegReport&) const = default;
};

/// Whether its screen is shared, or about to be: the paths for it are made meanwhile.
constexpr bool shares_screen(const LegReport& report) {
  return report.screen == DeviceState::On || report.screen == DeviceState::Starting;
}

struct LegView {
  LegId leg_id;
  Incarnation incarnation;
  DeviceId device_id;
  std::int64_t order = 0;  ///< 1 for the leg that joined first; lower offers first
  bool up = true;          ///< its device is connected; else it is in its grace
  LegReport report = {};

  bool operator==(const LegView&) const = default;
};

struct ParticipantView {
  UserId user_id;
  Role role = Role::Invitee;
  ParticipantState state = ParticipantState::Invited;
  std::string name;
  std::string avatar;
  std::string ext;  ///< what this participant last said with accept, decline or leave
  std::optional<EndReason> end_reason;  ///< why this participant is out, in the viewer's words
  Millis ring_deadline = 0;             ///< while it may be answered; server clock
  UserId invited_by;                    ///< who rang; empty: the inviter, or nobody
  MuteRequest mute_request;             ///< the last one
  std::vector<LegView> legs;

  bool operator==(const ParticipantView&) const = default;
};

struct YouView {
  Role role = Role::Invitee;
  ParticipantState state = ParticipantState::Invited;
  LegId leg_id;                         ///< this device's leg, empty when it has none
  Incarnation incarnation;              ///< of that leg
  std::optional<EndReason> end_reason;  ///< set when the call is over for this device
  CallStatus status = CallStatus::Initiated;

  bool operator==(const YouView&) const = default;
};

struct CallView {
  CallId call_id;
  std::int64_t version = 0;
  CallKind kind = CallKind::Direct;
  Media media = Media::Audio;
  RecordState state = RecordState::Placing;
  UserId inviter;
  Millis created_at = 0;
  Millis ring_deadline = 0;  ///< the viewer's own while it rings, else the last of all
  std::optional<Millis> answered_at;
  std::optional<Millis> ended_at;
  std::string ext;
  std::string group_id;  ///< the app's name of the group that was rung, or empty
  CallId replaced_by;    ///< with `replaced`: the call in which the viewer's device goes on
  VideoRequest video_request;
  FailureCategory failure = FailureCategory::None;  ///< with end reason `failed`
  Policy policy;
  YouView you;
  std::vector<ParticipantView> participants;
  std::optional<StoredDescription> offer;
  std::optional<StoredDescription> answer;
  std::vector<Candidate> parked;

  bool operator==(const CallView&) const = default;
};

}  // namespace ringline
