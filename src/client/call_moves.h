// What the parts of the call machine share: the single setter of the state, ending, timers, links.
// Private to src/client/call*.cpp. Must not know: anything that call.h does not.
#pragma once

#include "client/call.h"

namespace ringline::moves {

/// One step under way: the call as it will be, the effects so far, and the world.
struct Moving {
  Call& call;
  Effects& effects;
  const Surroundings& around;
};

// --- call.cpp: the only file that assigns the state
void become(Call& call, CallState state);

enum class Certainty : std::uint8_t { Unconfirmed, Confirmed };
/// Ends the call here: everything is released, `ended` fires once (inv. 2, 28).
void end(Moving& m, EndReason reason, FailureCategory failure, Certainty certainty);
/// Ends, or gives an ended call the record's reason, once (design 11.9).
void end_by_record(Moving& m, EndReason reason, FailureCategory failure,
                   std::optional<Millis> ended_at);
/// Own leg and another one have joined.
void agree(Moving& m);

// --- timers
std::optional<Millis>& timer(Call& call, Timer which);
void arm(Moving& m, Timer which, Millis in_ms);
void disarm(Call& call, Timer which);

// --- commands
Command command(const Call& call, CommandKind kind);
void leave(Moving& m, LeaveCause because, const std::string& ext);
void refuse(Moving& m, Request request, ErrorCode code);

// --- call_media.cpp
void start_capture(Moving& m);
/// After a reload: only what this leg had on before. Who was muted stays muted, who was not seen is
/// not shown.
void resume_capture(Moving& m);
Link& open_link(Moving& m, bool offerer);
void close_link(Moving& m);
/// Makes the link be what the record says: bound, replaced or opened.
void follow_peer_leg(Moving& m);
void flush_parked_candidates(Moving& m);
/// Tells the record what microphone and camera do, when that changed.
void tell_devices(Moving& m);

// --- handlers, one per input
void on(Moving& m, const input::Accept& in);
void on(Moving& m, const input::Decline& in);
void on(Moving& m, const input::Ignore& in);
void on(Moving& m, const input::HangUp& in);
void on(Moving& m, const input::Rejoin& in);
void on(Moving& m, const input::SetMicrophone& in);
void on(Moving& m, const input::SetCamera& in);
void on(Moving& m, const input::ViewReceived& in);
void on(Moving& m, const input::SignalReceived& in);
void on(Moving& m, const input::CommandRefused& in);
void on(Moving& m, const input::RecordMissing& in);
void on(Moving& m, const input::EpochChanged& in);
void on(Moving& m, const input::TakenOver& in);
void on(Moving& m, const input::Captured& in);
void on(Moving& m, const input::CaptureFailed& in);
void on(Moving& m, const input::CaptureEnded& in);
void on(Moving& m, const input::OfferCreated& in);
void on(Moving& m, const input::AnswerCreated& in);
void on(Moving& m, const input::DescriptionSet& in);
void on(Moving& m, const input::OperationFailed& in);
void on(Moving& m, const input::LocalCandidate& in);
void on(Moving& m, const input::PeerStateChanged& in);
void on(Moving& m, const input::DataReceived& in);
void on(Moving& m, const input::TimePassed& in);
void on(Moving& m, const input::Woke& in);

}  // namespace ringline::moves
