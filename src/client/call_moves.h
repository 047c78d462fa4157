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
/// Own leg has joined, and the call is active.
void agree(Moving& m);
/// The dial goes on as the call to which it yielded (design 11.6).
void merge(Moving& m, const CallId& survivor);
/// Sets the media axis of the state by the links there are.
void follow_media(Moving& m);

// --- timers
std::optional<Millis>& timer(Call& call, Timer which);
void arm(Moving& m, Timer which, Millis in_ms);
void disarm(Call& call, Timer which);

// --- commands
Command command(const Call& call, CommandKind kind);
/// The invite of a dial, without its offer.
Command invitation(const Call& call);
void leave(Moving& m, LeaveCause because, const std::string& ext);
void refuse(Moving& m, Request request, ErrorCode code);
void settle(Moving& m, Request request);

// --- call_view.cpp
Millis ring_life_ms(const Moving& m);  ///< how long the ring lasts yet, by the server's clock
/// Answers `call.placed`, once.
void tell_placed(Moving& m, std::optional<EndReason> ended);

// --- call_media.cpp
Studio studio(Moving& m, const LocalSource& source);
void start_capture(Moving& m);
/// What the user wants of a source: done now, or after the hold.
void switch_source(Moving& m, LocalSource& source, bool on, Request request);
/// After a reload: only what this leg had on before. Who was muted stays muted, who was not seen is
/// not shown, and a word about being recorded is not asked for again.
void resume_capture(Moving& m);
/// Links are closed and nothing is wanted any more; the host's tracks go with `release-media`.
void let_go(Moving& m);
/// Everything that was captured is let go.
void release_media(Moving& m);
/// Puts a live track on every link, but where somebody holds.
void send_track(Moving& m, const LocalSource& source);
/// Tells the record what our sources do and whether we hold, when that changed.
void tell_devices(Moving& m);
Command state_command(Call& call);

// --- call_hold.cpp
/// Our tracks go where nobody holds (design 11.18).
void follow_holds(Moving& m);
/// The camera goes off, and what this side sends is sound.
void stop_camera(Moving& m, Request request);

// --- call_recording.cpp
/// Once everybody has answered, the recording begins.
void follow_recording(Moving& m);
/// Nobody is asked any more: whoever has not agreed is left out.
void begin_recording(Moving& m);
void stop_recording(Moving& m);

// --- call_people.cpp
/// A request to mute is obeyed, or passed on, as the device's rule says.
void follow_mute_request(Moving& m, bool first_view);

// --- call_screen.cpp
void stop_screen(Moving& m);
/// The user chose none, or it cannot be had: it is off, and nothing else comes of it.
void screen_failed(Call& call);
/// Stopped outside of the app, by the browser's own bar.
void screen_ended(Moving& m, std::int64_t generation);
/// The switchboard does not let this leg share.
void screen_refused(Moving& m, const Error& error);

// --- call_links.cpp
/// What every link of the call has lines for, whoever shares a screen.
Lines lines_of(const Call& call);
Link& open_link(Moving& m, const UserId& peer, bool offerer, Lines lines, Paths paths = Paths::All);
/// A direct dial makes its offer, for which the invite waits.
void offer_early(Moving& m);
/// While it rings: the answer is made ready, as far as policy `preconnect` allows it.
void follow_preconnect(Moving& m);
void close_links(Moving& m);
/// Makes the links be what the record says: one for each remote leg.
void follow_peer_legs(Moving& m);
Link* link_to_leg(Call& call, const LegId& leg);
/// The link of that name, or null: whatever else is late.
Link* link_named(Call& call, const std::string& link_id);
const LegView* leg_of(const CallView& view, const LegId& leg_id);
const LegView* own_leg(const CallView& view);
void flush_parked_candidates(Moving& m);
/// In a video call every link has a path for video, and where somebody shares, for a screen.
void follow_lines(Moving& m);
void restart_due_links(Moving& m);
/// Links whose peers said goodbye go.
void close_leaving(Moving& m);

// --- call_quality.cpp
/// Notes when what happened.
void note_instants(Moving& m);
/// After each step: what our camera sends to whom, and how much we ask of whom.
void follow_quality(Moving& m);
/// The path is gone, and so is its quality.
void lose_quality(Link& link);

// --- handlers, one per input
void on(Moving& m, const input::Accept& in);
void on(Moving& m, const input::Decline& in);
void on(Moving& m, const input::Ignore& in);
void on(Moving& m, const input::HangUp& in);
void on(Moving& m, const input::Rejoin& in);
void on(Moving& m, const input::SetMicrophone& in);
void on(Moving& m, const input::SetCamera& in);
void on(Moving& m, const input::AddUsers& in);
void on(Moving& m, const input::CancelUsers& in);
void on(Moving& m, const input::RemoveUsers& in);
void on(Moving& m, const input::EndForAll& in);
void on(Moving& m, const input::Hold& in);
void on(Moving& m, const input::Resume& in);
void on(Moving& m, const input::RequestVideo& in);
void on(Moving& m, const input::AcceptVideo& in);
void on(Moving& m, const input::DeclineVideo& in);
void on(Moving& m, const input::CancelVideo& in);
void on(Moving& m, const input::Downgrade& in);
void on(Moving& m, const input::RequestMute& in);
void on(Moving& m, const input::SetRecording& in);
void on(Moving& m, const input::ConsentToRecording& in);
void on(Moving& m, const input::StartScreenShare& in);
void on(Moving& m, const input::StopScreenShare& in);
void on(Moving& m, const input::ViewReceived& in);
void on(Moving& m, const input::SignalReceived& in);
void on(Moving& m, const input::CommandRefused& in);
void on(Moving& m, const input::RecordMissing& in);
void on(Moving& m, const input::EpochChanged& in);
void on(Moving& m, const input::TakenOver& in);
void on(Moving& m, const input::Captured& in);
void on(Moving& m, const input::CaptureFailed& in);
void on(Moving& m, const input::CaptureEnded& in);
void on(Moving& m, const input::ChoiceChanged& in);
void on(Moving& m, const input::OfferCreated& in);
void on(Moving& m, const input::AnswerCreated& in);
void on(Moving& m, const input::DescriptionSet& in);
void on(Moving& m, const input::OperationFailed& in);
void on(Moving& m, const input::LocalCandidate& in);
void on(Moving& m, const input::PeerStateChanged& in);
void on(Moving& m, const input::DataReceived& in);
void on(Moving& m, const input::Wanted& in);
void on(Moving& m, const input::Figures& in);
void on(Moving& m, const input::FirstFrame& in);
void on(Moving& m, const input::Speaker& in);
void on(Moving& m, const input::TimePassed& in);
void on(Moving& m, const input::Woke& in);
void on(Moving& m, const input::NetworkOnline& in);
void on(Moving& m, const input::Welcomed& in);

}  // namespace ringline::moves
