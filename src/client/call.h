// One call on one device: `step(call, input, surroundings) -> {call', effects}`, pure and by value.
// The states and their diagram stand in call_state.h, the (state x role x input) table in
// call_table.h, the transitions in call.cpp. Must not know: sockets, command ids, other calls,
// JSON.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/call_state.h"
#include "client/effects.h"
#include "client/inputs.h"
#include "client/local_media.h"
#include "client/negotiation.h"
#include "view.h"

namespace ringline {

/// Instants at which a call does something by itself, on this device alone (design 3.2, inv. 18).
enum class Timer : std::uint8_t {
  Ring,        ///< the ring is over
  Connect,     ///< accepted, but no media
  Grace,       ///< lost for too long
  Leaving,     ///< a peer said goodbye on the data channel; the record has not (design 11.7)
  Candidates,  ///< parked candidates go out together
  Reassert,    ///< the server still does not know this call
  Forget,      ///< an ended call is dropped
  Consent,     ///< whoever has not agreed to being recorded by then is left out
};
inline constexpr std::size_t kTimers = 8;

/// When what happened, by the host's clock: how long it took from the click to the first picture.
struct Timeline {
  std::optional<Millis> dialled;      ///< the user placed or entered the call
  std::optional<Millis> rung;         ///< it rang: here, or where it was placed to
  std::optional<Millis> accepted;     ///< here, or so we heard
  std::optional<Millis> connected;    ///< the first path is there
  std::optional<Millis> first_frame;  ///< the first picture of somebody else

  bool operator==(const Timeline&) const = default;
};

/// Whether the call stepped since the host was told its state. Bookkeeping of who tells
/// (wire/client_core.h), and nothing of that state: calls that differ in it are equal.
struct Untold {
  bool yes = true;

  bool operator==(const Untold&) const { return true; }
};

struct Call {
  CallId call_id;
  CallId former_id;  ///< before it went on as the survivor of a glare; late results still name it
  UserId user_id;    ///< this user
  DeviceId device_id;
  LegId leg_id;             ///< this page's leg; empty before the local accept
  Incarnation incarnation;  ///< of this page
  Direction direction = Direction::Outgoing;
  CallState state = CallState::Placing;
  Media media = Media::Audio;  ///< what this side sends
  CallView view;               ///< the record as last seen; made up from the dial before that
  bool has_view = false;
  Seal seal;

  std::optional<EndReason> end_reason;
  FailureCategory failure = FailureCategory::None;
  bool confirmed = false;          ///< the record said so (design 11.9)
  std::optional<Millis> ended_at;  ///< server clock

  bool placed_told = false;
  bool hushed = false;  ///< woke from sleep: the ring is silent until the record confirms it
  bool was_connected = false;

  LocalSource microphone{.kind = TrackKind::Audio};
  LocalSource camera{.kind = TrackKind::Video};
  LocalSource screen{.kind = TrackKind::Screen};
  /// What the record was told last; nothing: it is to be told anew.
  std::optional<LegReport> reported = LegReport{};

  DeviceState recording = DeviceState::Unknown;  ///< by this device; `starting`: asks for consent
  bool asks_consent = false;                     ///< who has not agreed is not recorded
  Request recording_request = 0;                 ///< waits for the others' consent
  Consent consent = Consent::None;               ///< of this user
  UserId muted_by;                               ///< whose request the microphone obeyed
  std::int64_t mute_request_seen = 0;

  bool held = false;        ///< on hold by this user (design 11.18)
  bool end_others = false;  ///< accepted so: other calls end when the record confirms
  InviterPolicy asked;      ///< what the dial asked for

  std::vector<Link> links;  ///< one per remote leg; the early offer's has no peer yet
  std::int64_t links_made = 0;
  std::vector<Signal> early_signals;  ///< of links that no view has told us of yet

  Timeline timeline;
  UserId speaker;  ///< who has the floor, for the order of pictures

  std::array<std::optional<Millis>, kTimers> timers;
  std::int64_t ignored = 0;  ///< inputs that came too late or made no sense here
  Untold untold;

  bool operator==(const Call&) const = default;
};

/// What a call may know of the world around it at one step.
struct Surroundings {
  Millis now = 0;            ///< this host's clock
  Millis server_offset = 0;  ///< server clock minus this host's clock
  Policy policy;             ///< the server's; a call's own stands in its view once there is one
  UserId user_id;            ///< this user
  bool adding = false;       ///< an `add` of this device to this call is not answered yet
  MuteRequests mute_requests = MuteRequests::Obey;
  std::int64_t max_subscribed_pixels = media::kUnlimited;  ///< of all pictures together
  const media::DeviceRack* rack = nullptr;                 ///< the devices of this page
  bool welcomed = true;                                    ///< ICE servers and policy are known
};

struct Step {
  Call call;
  Effects effects;
};

/// A call that this device dials.
Step dial(const input::Dial& dialled, const DeviceId& device, const Incarnation& incarnation,
          const Surroundings& around);

/// A session that this device enters: like a dial that rings nobody. Views below `version` are of
/// an earlier stay in it.
Step join(const input::Join& joined, const InviterPolicy& policy, std::int64_t version,
          const DeviceId& device, const Incarnation& incarnation, const Surroundings& around);

/// A call that the switchboard told us of. It may ring, wait for a rejoin, or have ended already (a
/// missed call).
Step appear(const input::ViewReceived& received, const DeviceId& device,
            const Incarnation& incarnation, const Surroundings& around);

/// The state machine.
Step step(Call call, const CallInput& input, const Surroundings& around);

/// The earliest instant at which the call wants `TimePassed`, or nothing.
std::optional<Millis> next_deadline(const Call& call);

/// Whether `view` is of a call that this device should hold at all.
bool concerns_this_device(const CallView& view, const DeviceId& device);

/// Whether `view` asks this device to ring.
bool rings_here(const CallView& view);

/// Whether `view` says that a dial of ours goes on as another call (glare, design 11.6).
bool is_merge(const Call& call, const CallView& view);

}  // namespace ringline
