// What the parts of the session share. Private to src/client/session*.cpp.
// Must not know: anything that session.h does not.
#pragma once

#include "client/session.h"

namespace ringline::session_moves {

struct Moving {
  Session& session;
  Effects& effects;
};

// --- session.cpp: calls
Call* find(Session& session, const CallId& call_id);
Surroundings around(const Session& session, const CallId& call_id);
/// Feeds one call and passes its effects on.
void feed(Moving& m, const CallId& call_id, const CallInput& input);
/// Of every call, for loops that may change the list.
std::vector<CallId> call_ids(const Session& session);
void feed_all(Moving& m, const CallInput& input);
void forget(Moving& m, const CallId& call_id);
/// A call that has begun here.
void keep(Moving& m, Step&& step);

// --- session_calls.cpp: what calls are to each other
/// At most one un-held call a device (design 11.18).
void take_focus(Moving& m, const effect::TakeFocus& focus);
/// Rings that a dial kept silent are asked for again when it is over.
void release_suppressed(Moving& m);
void take_view(Moving& m, const frame::SnapshotEntry& entry, bool from_snapshot);
// --- session.cpp
void take_snapshot(Moving& m, const frame::Snapshot& snapshot, bool epoch_changed);
/// Forgets an ended call once the switchboard has heard of it.
void forget_in_time(Moving& m, const CallId& call_id);
/// Says once more that this page is not in that call.
void leave_again(Moving& m, const Call& call);
void pass_on(Moving& m, Effects&& effects);

// --- session_speech.cpp
/// What was heard in calls that are over.
void forget_unheard(Session& session);

// --- session_outbox.cpp: commands under way
void enqueue(Moving& m, Command command);
void send_pending(Moving& m);
/// Whether the switchboard has still to hear that this device left the call.
bool is_leaving(const Session& session, const CallId& call_id);
/// The server has lost its data a moment ago: other pages may not have spoken yet.
bool is_coming_back(const Session& session);
void on_reply(Moving& m, const frame::Reply& reply);
void expire_pending(Moving& m);
void drop_promises(Moving& m);
void drop_pending(Moving& m);

// --- session_devices.cpp
/// What a capture tells of its device, before its call hears of it.
void hear_capture(Moving& m, const Call& call, const CallInput& input);

// --- session_connection.cpp
void connect(Moving& m);
void close_connection(Moving& m, ConnectionState state, const std::optional<Error>& error);
void refuse_connection(Moving& m, const Error& error);
void retry_now(Moving& m);
void probe(Moving& m);
void sync(Moving& m);
void expire_connection(Moving& m);

void on(Moving& m, const input::Connect& in);
void on(Moving& m, const input::Disconnect& in);
void on(Moving& m, const input::TakeOver& in);
void on(Moving& m, const input::Token& in);
void on(Moving& m, const input::TokenFailed& in);
void on(Moving& m, const input::SocketOpened& in);
void on(Moving& m, const input::SocketClosed& in);
void on(Moving& m, const input::FrameReceived& in);
void on(Moving& m, const input::NetworkOnline& in);
void on(Moving& m, const input::Woke& in);
void on(Moving& m, const input::Configure& in);
void on(Moving& m, const input::Dial& in);
void on(Moving& m, const input::Join& in);
void on(Moving& m, const input::TimePassed& in);
void on(Moving& m, const input::Levels& in);
void on(Moving& m, const input::DevicesListed& in);
void on(Moving& m, const input::SelectDevice& in);
void on(Moving& m, const input::PreferOutput& in);
void on(Moving& m, const input::SwitchCamera& in);
void on(Moving& m, const input::ForCall& in);
void on(Moving& m, const input::ForLink& in);

}  // namespace ringline::session_moves
