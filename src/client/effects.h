// What the client core asks its host to do: ordered data (design 3.9; docs/CORE.md). Also the
// commands that go to the switchboard. Must not know: how any of it is done, or how it is written
// as JSON.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "client/call_state.h"
#include "error_code.h"
#include "media/device_choice.h"
#include "media/speech.h"
#include "media/video_plan.h"
#include "view.h"

namespace ringline {

/// Names a promise of the app; 0: nobody waits.
using Request = std::int64_t;

/// What a device can send. A screen may bring sound along: its picture and sound are one.
enum class TrackKind : std::uint8_t { Audio, Video, Screen };
template <>
struct EnumNames<TrackKind> {
  static constexpr auto names = names_table("audio", "video", "screen");
};
inline constexpr std::size_t kTrackKinds = EnumNames<TrackKind>::names.size();

/// Why capture failed, by what the user can do about it (W3C Media Capture 10.2.6, condensed).
enum class CaptureError : std::uint8_t { None, Denied, NotFound, InUse, Overconstrained, Failed };
template <>
struct EnumNames<CaptureError> {
  static constexpr auto names =
      names_table("", "denied", "not-found", "in-use", "overconstrained", "failed");
};

/// The devices that a track of that kind may come from.
constexpr media::DeviceKind device_kind(TrackKind kind) {
  switch (kind) {
    case TrackKind::Audio: return media::DeviceKind::AudioInput;
    case TrackKind::Video:
    case TrackKind::Screen: break;  // a screen is no device: the user picks it each time
  }
  return media::DeviceKind::VideoInput;
}

enum class DescriptionType : std::uint8_t { Offer, Answer };
template <>
struct EnumNames<DescriptionType> {
  static constexpr auto names = names_table("offer", "answer");
};

/// Proof of a joined leg, made and checked by the server (design 11.2); opaque here.
struct Seal {
  std::string claims;
  std::string mac;

  bool operator==(const Seal&) const = default;
};

enum class CommandKind : std::uint8_t {
  Invite,
  Ringing,
  Accept,
  Decline,
  Leave,
  Add,
  Cancel,
  Remove,
  End,
  Join,
  Rejoin,
  State,
  VideoRequest,
  VideoAccept,
  VideoDecline,
  VideoCancel,
  MuteRequest,
  Reassert,
  Sync,
  Renew
};
template <>
struct EnumNames<CommandKind> {
  static constexpr auto names =
      names_table("invite", "ringing", "accept", "decline", "leave", "add", "cancel", "remove",
                  "end", "join", "rejoin", "state", "video-request", "video-accept",
                  "video-decline", "video-cancel", "mute-request", "reassert", "sync", "renew");
};

/// A command to the switchboard; fields by kind, the rest empty.
struct Command {
  CommandKind kind = CommandKind::Sync;
  CallId call_id;
  Request request = 0;
  std::vector<UserId> to;  ///< invite, add, cancel, remove, mute-request
  std::string group;       ///< invite, add: a group that the server expands, instead of `to`
  std::string group_id;    ///< invite
  InviterPolicy policy;    ///< invite, join
  Media media = Media::Audio;
  LegId leg_id;
  Incarnation incarnation;
  std::int64_t negotiation = 0;  ///< of the early offer, made or answered here; 0: none
  std::string sdp;               ///< early offer, or its answer if that is ready
  std::string ext;
  std::string reason;
  LeaveCause because = LeaveCause::User;
  LegReport report;  ///< state
  Seal seal;
  std::string token;
  std::vector<CallId> calls;

  bool operator==(const Command&) const = default;
};

/// A `signal` frame of a link, either way.
struct Signal {
  CallId call_id;
  UserId from_user;  ///< incoming: stamped by the server
  DeviceId from_device;
  LegId from_leg;
  LegId to_leg;  ///< outgoing: empty for candidates to be parked
  std::string link;
  std::int64_t negotiation = 0;
  std::optional<DescriptionType> type;
  std::string sdp;
  std::vector<Candidate> candidates;

  bool operator==(const Signal&) const = default;
};

enum class ConnectionState : std::uint8_t {
  Offline,
  Connecting,
  Online,
  Waiting,
  InUse,
  Fenced,
  Refused
};
template <>
struct EnumNames<ConnectionState> {
  static constexpr auto names =
      names_table("offline", "connecting", "online", "waiting", "in-use", "fenced", "refused");
};

enum class CallEvent : std::uint8_t {
  Reconnecting,
  Reconnected,
  Replaced,  ///< the call goes on under another id (design 11.6)
  EndReasonChange,
  VideoRequest,  ///< a request to turn on video was made, answered, given up or ran out (R73)
  MuteRequest,   ///< somebody asked this user to mute the microphone (R77)
};
template <>
struct EnumNames<CallEvent> {
  static constexpr auto names = names_table("reconnecting", "reconnected", "replaced",
                                            "endreasonchange", "videorequest", "muterequest");
};

namespace effect {

struct Settle {
  Request request = 0;
  CallId call_id;
  std::optional<Error> error;
  CaptureError cause = CaptureError::None;  ///< of `media-failed`
};
struct Connection {
  ConnectionState state = ConnectionState::Offline;
  std::optional<Error> error;
};
struct GetToken {
  std::int64_t generation = 0;
  bool renew = false;
};
struct OpenSocket {
  std::int64_t generation = 0;
};
struct CloseSocket {
  std::int64_t generation = 0;
  std::int64_t code = 1000;
};
struct SendHello {
  std::string token;
  std::string epoch;
  std::vector<CallId> calls;
  bool take_over = false;
};
struct SendCommand {
  CommandId id;
  Command command;
};
struct SendSignal {
  Signal signal;
};
struct SendAck {
  CallId call_id;
  std::int64_t version = 0;
};
struct SendPong {
  Millis at = 0;
};
struct Incoming {
  CallId call_id;
};
struct Happened {
  CallId call_id;
  CallEvent event = CallEvent::Reconnecting;
  CallId previous_call_id;  ///< replaced: the id under which the host knows it
};
struct Placed {
  CallId call_id;
  std::vector<UserId> ok;
  std::vector<std::pair<UserId, std::string>> failed;
  std::optional<Error> error;
};
struct Ended {
  CallId call_id;
};
struct ReleaseMedia {
  CallId call_id;
};
struct Capture {
  CallId call_id;
  TrackKind kind = TrackKind::Audio;
  std::int64_t generation = 0;
  std::string device_id;  ///< empty: the system's default
};
struct Release {
  CallId call_id;
  TrackKind kind = TrackKind::Audio;
  std::int64_t generation = 0;
};
struct EnableTrack {
  CallId call_id;
  TrackKind kind = TrackKind::Audio;
  std::int64_t generation = 0;
  bool enabled = true;
};
struct OpenPeer {
  std::string link_id;
  CallId call_id;
  LegId leg_id;
  UserId user_id;
  bool video = false;
  bool screen = false;
  bool offerer = false;
  bool relay_only = false;  ///< no address of this device is used but through a relay
};
struct CreateOffer {
  std::string link_id;
  std::int64_t operation = 0;
  bool ice_restart = false;
  bool all_paths = false;  ///< from here on every address is used
};
struct CreateAnswer {
  std::string link_id;
  std::int64_t operation = 0;
  std::string sdp;
};
struct ApplyAnswer {
  std::string link_id;
  std::int64_t operation = 0;
  std::string sdp;
};
struct AddCandidates {
  std::string link_id;
  std::vector<Candidate> candidates;
};
struct SetTrack {
  std::string link_id;
  TrackKind kind = TrackKind::Audio;
  std::int64_t generation = 0;
};
/// The hang-up (design 11.7).
struct SendData {
  std::string link_id;
  CallId call_id;
  std::int64_t version = 0;
};
/// How many pixels we want of the peer's picture at the most.
struct SendWant {
  std::string link_id;
  CallId call_id;
  std::int64_t pixels = 0;
};
/// What is sent of one kind over that link.
struct Encode {
  std::string link_id;
  TrackKind kind = TrackKind::Video;
  media::Encoding encoding{};
};
/// Who speaks, and what the user should know of the own microphone; when it changed.
struct Speech {
  CallId call_id;
  UserId speaker;  ///< who has the floor; empty: nobody spoke yet
  std::vector<UserId> speaking;
  media::Hint hint = media::Hint::None;

  bool operator==(const Speech&) const = default;
};
/// The peer connection gets a video transceiver; an offer follows.
struct AddVideo {
  std::string link_id;
};
/// What is chosen now, for the app to show; an empty id is the system's default.
struct Devices {
  std::array<std::string, media::kDeviceKinds> chosen;
  media::OutputControl output_control = media::OutputControl::None;

  bool operator==(const Devices&) const = default;
};
/// What the others send is heard there.
struct SetOutput {
  std::string device_id;
};
/// It gets transceivers for a screen's picture and sound, behind that of video.
struct AddScreen {
  std::string link_id;
};
/// Hold: what the others send is neither heard nor shown.
struct MuteRemote {
  CallId call_id;
  bool muted = false;
};
/// For the session alone: at most one un-held call a device (design 11.18).
struct TakeFocus {
  CallId call_id;
  bool end_others = false;
};
/// Other STUN and TURN servers for every peer connection, from its next gathering on.
struct IceServers {};
struct ClosePeer {
  std::string link_id;
};
/// Something the app should know that no request asked for.
struct Report {
  Error error;
};
struct Forget {
  CallId call_id;
};

}  // namespace effect

/// Effects in the order in which the host performs them. The session keeps to itself what a call
/// asks of it: `Command`, `Forget`, `TakeFocus`; and `SendSignal` and `SendAck` while offline.
using Effect = std::variant<
    effect::Settle, effect::Connection, effect::GetToken, effect::OpenSocket, effect::CloseSocket,
    effect::SendHello, effect::SendCommand, effect::SendSignal, effect::SendAck, effect::SendPong,
    effect::Incoming, effect::Happened, effect::Placed, effect::Ended, effect::ReleaseMedia,
    effect::Capture, effect::Release, effect::EnableTrack, effect::OpenPeer, effect::CreateOffer,
    effect::CreateAnswer, effect::ApplyAnswer, effect::AddCandidates, effect::SetTrack,
    effect::SendData, effect::SendWant, effect::Encode, effect::Speech, effect::AddVideo,
    effect::AddScreen, effect::Devices, effect::SetOutput, effect::IceServers, effect::MuteRemote,
    effect::TakeFocus, effect::ClosePeer, effect::Report, effect::Forget, Command>;

using Effects = std::vector<Effect>;

}  // namespace ringline
