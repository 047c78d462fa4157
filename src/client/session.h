// One client: its connection to the switchboard, its calls, its commands under way. `step(session,
// input, now) -> {session', effects}`.
//
//   Offline    --connect--> Connecting
//   Connecting --welcome--> Online --socket lost--> Waiting --back-off over--> Connecting
//   Connecting --refused--> InUse | Refused
//   Online     --another page took over--> Fenced
//   any        --disconnect--> Offline
//
// Commands are kept until they are answered and are sent again, with the same id, over the next
// connection (inv. 21). Must not know: sockets, JSON, how ids and jitter are made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/call.h"
#include "client/effects.h"
#include "client/inputs.h"
#include "media/speech.h"

namespace ringline {

/// A command that waits for its reply.
struct Pending {
  CommandId id;
  Command command;
  Millis deadline = 0;
  bool sent = false;               ///< over any connection: it may have arrived
  std::optional<Millis> retry_at;  ///< the server could not take it; again then

  bool operator==(const Pending&) const = default;
};

/// What is heard in one call.
struct Hearing {
  CallId call_id;
  media::Speech speech{};

  bool operator==(const Hearing&) const = default;
};

struct Session {
  DeviceId device_id;
  PageId page_id;
  Incarnation incarnation;
  UserId user_id;  ///< from the last welcome
  bool auto_rejoin = false;
  std::optional<CallWhileInCall> call_while_in_call;
  MuteRequests mute_requests = MuteRequests::Obey;
  std::int64_t max_subscribed_pixels = media::kUnlimited;
  IcePolicy ice_policy = IcePolicy::All;  ///< this device's own

  ConnectionState connection = ConnectionState::Offline;
  bool wanted = false;     ///< the app wants to be connected
  bool take_over = false;  ///< the next hello fences the other page
  std::vector<Request> connect_requests;
  std::optional<Millis> connect_deadline;
  std::int64_t generation = 0;  ///< of the socket; late results of older ones are dropped
  bool socket_open = false;
  std::string token;
  std::int64_t attempt = 0;
  std::optional<Millis> retry_at;
  std::optional<Millis> silent_at;  ///< without a frame until then the socket is dead
  std::optional<ErrorCode> goodbye;

  std::string epoch;
  Millis server_offset = 0;
  Millis reasserted_at = 0;  ///< by then every page has told a server that lost its data
  Policy policy;
  std::int64_t seq = 0;

  media::DeviceRack rack;
  bool has_set_sink_id = false;
  effect::Devices told_devices;

  std::vector<Call> calls;
  std::vector<CallId> suppressed;  ///< rings of somebody whom we are dialling (design 11.6)
  std::vector<Hearing> hearings;
  std::vector<Pending> pending;
  std::int64_t next_command = 1;
  Millis now = 0;            ///< the latest instant seen: time never goes backwards here
  std::int64_t ignored = 0;  ///< frames and late results that were dropped

  bool operator==(const Session&) const = default;
};

struct SessionStep {
  Session session;
  Effects effects;
};

SessionStep step(Session session, const Input& input, Millis now);

/// The earliest instant at which the session wants `TimePassed`, or nothing.
std::optional<Millis> next_deadline(const Session& session);

/// The call of that id, or null.
const Call* find_call(const Session& session, const CallId& call_id);

}  // namespace ringline
