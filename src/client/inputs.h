// What a host tells the client core (docs/CORE.md). Two layers: inputs of the session, and those
// that one call's `step()` takes. Must not know: JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "client/effects.h"
#include "media/quality.h"
#include "media/speech.h"
#include "media/video_plan.h"
#include "view.h"

namespace ringline {

enum class PeerState : std::uint8_t { New, Connecting, Connected, Disconnected, Failed };
template <>
struct EnumNames<PeerState> {
  static constexpr auto names =
      names_table("new", "connecting", "connected", "disconnected", "failed");
};

namespace input {

// --- from the app, about one call
struct Accept {
  Request request = 0;
  LegId leg_id;
  std::optional<Media> media;
  std::string ext;
  bool end_others = false;  ///< end the call that one is in, instead of putting it on hold
};
struct Decline {
  Request request = 0;
  std::string reason;
  std::string ext;
};
struct Ignore {
  Request request = 0;
};
struct HangUp {
  Request request = 0;
  std::string ext;
};
struct Rejoin {
  Request request = 0;
};
struct SetMicrophone {
  Request request = 0;
  bool on = true;
};
struct SetCamera {
  Request request = 0;
  bool on = true;
};

struct AddUsers {
  Request request = 0;
  std::vector<UserId> to;
  std::string group;  ///< instead of `to`
};
struct CancelUsers {
  Request request = 0;
  std::vector<UserId> to;
};
struct RemoveUsers {
  Request request = 0;
  std::vector<UserId> to;
};
struct EndForAll {
  Request request = 0;
  std::string ext;
};
struct Hold {
  Request request = 0;
};
struct Resume {
  Request request = 0;
};
struct RequestVideo {
  Request request = 0;
};
struct AcceptVideo {
  Request request = 0;
};
struct DeclineVideo {
  Request request = 0;
};
struct CancelVideo {
  Request request = 0;
};
/// To audio: this side stops its camera.
struct Downgrade {
  Request request = 0;
};
/// Shares a screen, beside microphone and camera.
struct StartScreenShare {
  Request request = 0;
};
struct StopScreenShare {
  Request request = 0;
};

/// Asks people in the call to mute their microphones (R77).
struct RequestMute {
  Request request = 0;
  std::vector<UserId> to;
};
/// This device records the call, or has stopped (R86).
struct SetRecording {
  Request request = 0;
  bool on = true;
  bool consent = false;  ///< ask the others first
};
/// This user's word to being recorded in this call.
struct ConsentToRecording {
  Request request = 0;
  bool given = true;
};

// --- from the switchboard, about one call
struct ViewReceived {
  CallView view;
  std::optional<Seal> seal;
  bool from_snapshot = false;
};
struct SignalReceived {
  Signal signal;
};
struct CommandRefused {
  CommandKind kind = CommandKind::Invite;
  Error error;
};
/// The switchboard has no such record, under the same epoch; or it knows this user no more.
struct RecordMissing {
  FailureCategory category = FailureCategory::Signalling;
};
struct TakenOver {};     ///< another page of this device has the connection now
struct EpochChanged {};  ///< the engine lost its data: the snapshot has less than we know

// --- from media and peers
struct Captured {
  TrackKind kind = TrackKind::Audio;
  std::int64_t generation = 0;
  media::Size size{};  ///< of the pictures, where the host knows it
};
struct CaptureFailed {
  TrackKind kind = TrackKind::Audio;
  std::int64_t generation = 0;
  CaptureError error = CaptureError::Failed;
};
struct CaptureEnded {
  TrackKind kind = TrackKind::Audio;
  std::int64_t generation = 0;
};
/// Other devices are there, or another one is wished for.
struct ChoiceChanged {
  TrackKind kind = TrackKind::Audio;
  Request request = 0;  ///< waits for the device that was picked
};
struct OfferCreated {
  std::string link_id;
  std::int64_t operation = 0;
  std::string sdp;
};
struct AnswerCreated {
  std::string link_id;
  std::int64_t operation = 0;
  std::string sdp;
};
struct DescriptionSet {
  std::string link_id;
  std::int64_t operation = 0;
};
struct OperationFailed {
  std::string link_id;
  std::int64_t operation = 0;
  bool no_relay = false;  ///< it needs a TURN server, and there is none
};
struct LocalCandidate {
  std::string link_id;
  Candidate candidate;
};
struct PeerStateChanged {
  std::string link_id;
  PeerState state = PeerState::New;
};
struct DataReceived {
  std::string link_id;
  CallId call_id;
  std::int64_t version = 0;
};

/// The peer says how many pixels it wants of our picture at the most.
struct Wanted {
  std::string link_id;
  CallId call_id;
  std::int64_t pixels = media::kUnlimited;
};

// --- from what is measured
struct PathFigures {
  std::string link_id;
  media::LinkFigures figures{};
};
struct Figures {
  std::vector<PathFigures> paths;
};
/// The first picture of that peer was shown.
struct FirstFrame {
  std::string link_id;
};
/// Who has the floor, as effect `speech` said.
struct Speaker {
  UserId user_id;
};

// --- time
struct TimePassed {};
struct Woke {};           ///< the clock stood still: nothing that was heard before is certain
struct NetworkOnline {};  ///< there is a network again, or another one
struct Welcomed {};       ///< by the session, with the first welcome

// --- session only
struct Configure {
  DeviceId device_id;
  PageId page_id;
  Incarnation incarnation;
  std::optional<CallWhileInCall> call_while_in_call;
  bool auto_rejoin = false;
  MuteRequests mute_requests = MuteRequests::Obey;
  std::int64_t max_subscribed_pixels = media::kUnlimited;
  IcePolicy ice_policy = IcePolicy::All;  ///< this device's own; the stricter one holds
};
struct Connect {
  Request request = 0;
};
struct Disconnect {
  Request request = 0;
};
struct TakeOver {
  Request request = 0;
};
struct Dial {
  Request request = 0;
  CallId call_id;
  LegId leg_id;
  std::vector<UserId> to;
  std::string group;     ///< a group that the server expands, instead of `to`
  std::string group_id;  ///< the app's name for whom it rings
  Media media = Media::Audio;
  std::string ext;
  InviterPolicy policy;
  CallId redial_of;  ///< a call that must be over, or empty
};
/// Enters a session; nobody rings (R9).
struct Join {
  Request request = 0;
  CallId call_id;  ///< `session:ID`
  LegId leg_id;
  Media media = Media::Audio;
  std::string ext;
};
struct Token {
  std::int64_t generation = 0;
  std::string token;
};
struct TokenFailed {
  std::int64_t generation = 0;
  ErrorCode code = ErrorCode::TokenInvalid;  ///< what the app's provider said
  bool final = false;                        ///< asking it again is of no use
};
struct SocketOpened {
  std::int64_t generation = 0;
};
struct SocketClosed {
  std::int64_t generation = 0;
  std::int64_t code = 1006;
  double random = 0;
};
/// How loud it is in a call, about ten times a second.
struct Levels {
  CallId call_id;
  media::OwnSound own{};
  std::vector<media::Level> levels;  ///< of all who can be heard
};

// --- devices of this page (R70 to R72)
struct DevicesListed {
  media::DeviceList list;
  bool has_set_sink_id = false;
};
struct SelectDevice {
  Request request = 0;
  media::DeviceKind kind = media::DeviceKind::AudioInput;
  std::string device_id;  ///< empty: the system's default
};
struct PreferOutput {
  Request request = 0;
  media::OutputRoute route = media::OutputRoute::Default;
};
struct SwitchCamera {
  Request request = 0;
};

}  // namespace input

/// An input of one call. The order is that of the table in docs/STATES.md.
using CallInput = std::variant<
    input::Accept, input::Decline, input::Ignore, input::HangUp, input::Rejoin,
    input::SetMicrophone, input::SetCamera, input::AddUsers, input::CancelUsers, input::RemoveUsers,
    input::EndForAll, input::Hold, input::Resume, input::RequestVideo, input::AcceptVideo,
    input::DeclineVideo, input::CancelVideo, input::Downgrade, input::RequestMute,
    input::SetRecording, input::ConsentToRecording, input::StartScreenShare, input::StopScreenShare,
    input::ViewReceived, input::SignalReceived, input::CommandRefused, input::RecordMissing,
    input::EpochChanged, input::TakenOver, input::Captured, input::CaptureFailed,
    input::CaptureEnded, input::ChoiceChanged, input::OfferCreated, input::AnswerCreated,
    input::DescriptionSet, input::OperationFailed, input::LocalCandidate, input::PeerStateChanged,
    input::DataReceived, input::Wanted, input::Figures, input::FirstFrame, input::Speaker,
    input::TimePassed, input::Woke, input::NetworkOnline, input::Welcomed>;

inline constexpr auto kCallInputNames = names_table(
    "accept", "decline", "ignore", "hang-up", "rejoin", "set-microphone", "set-camera", "add",
    "cancel", "remove", "end", "hold", "resume", "request-video", "accept-video", "decline-video",
    "cancel-video", "downgrade", "request-mute", "set-recording", "consent-to-recording",
    "start-screen-share", "stop-screen-share", "view", "signal", "command-refused",
    "record-missing", "epoch-changed", "taken-over", "captured", "capture-failed", "capture-ended",
    "choice-changed", "offer-created", "answer-created", "description-set", "operation-failed",
    "candidate", "peer-state", "data", "want", "figures", "first-frame", "speaker", "time", "woke",
    "network-online", "welcomed");
static_assert(kCallInputNames.size() == std::variant_size_v<CallInput>);

namespace frame {

// --- from the server
struct SnapshotEntry {
  CallView view;
  std::optional<Seal> seal;
};
struct Snapshot {
  std::vector<SnapshotEntry> calls;
  std::vector<CallId> unknown;
};
struct Welcome {
  std::string epoch;
  Millis server_time = 0;
  UserId user_id;
  Policy policy;
  std::int64_t seq = 0;
  Snapshot snapshot;
};
struct Reply {
  CommandId id;
  std::optional<Error> error;
  std::optional<SnapshotEntry> call;
  std::optional<Snapshot> snapshot;
  std::optional<Millis> server_time;
  std::optional<std::int64_t> seq;
};
struct Event {
  std::int64_t seq = 0;
  SnapshotEntry call;
};
struct Ping {
  Millis at = 0;
  Millis server_time = 0;
  std::int64_t seq = 0;
};
struct TokenExpiring {};
struct IceServers {};  ///< what it carries is not decoded
struct Goodbye {
  ErrorCode code = ErrorCode::Internal;
};
struct Invalid {};  ///< ignored and counted

}  // namespace frame

using Frame = std::variant<frame::Welcome, frame::Reply, frame::Event, Signal, frame::Ping,
                           frame::TokenExpiring, frame::IceServers, frame::Goodbye, frame::Invalid>;

namespace input {
struct FrameReceived {
  std::int64_t generation = 0;
  Frame frame;
  std::string ice_servers;
};
struct ForCall {
  CallId call_id;
  CallInput call_input;
};
struct ForLink {
  std::string link_id;
  CallInput call_input;
};
}  // namespace input

using Input =
    std::variant<input::Configure, input::Connect, input::Disconnect, input::TakeOver, input::Dial,
                 input::Join, input::Token, input::TokenFailed, input::SocketOpened,
                 input::SocketClosed, input::FrameReceived, input::TimePassed, input::Woke,
                 input::NetworkOnline, input::Levels, input::DevicesListed, input::SelectDevice,
                 input::PreferOutput, input::SwitchCamera, input::ForCall, input::ForLink>;

}  // namespace ringline
