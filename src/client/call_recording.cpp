// Recording as everybody in the call sees it (R86): who records, and who agreed to it. Must not
// know: how a recording is made.
#include <algorithm>

#include "client/call_abilities.h"
#include "client/call_moves.h"

namespace ringline::moves {
namespace {

bool records(const Call& call) {
  return call.recording == DeviceState::Starting || call.recording == DeviceState::On;
}

void answer(Moving& m, std::optional<ErrorCode> refused) {
  const Request request = m.call.recording_request;
  m.call.recording_request = 0;
  if (refused) return refuse(m, request, *refused);
  settle(m, request);
}

}  // namespace

void begin_recording(Moving& m) {
  if (m.call.recording != DeviceState::Starting) return;
  m.call.recording = DeviceState::On;
  disarm(m.call, Timer::Consent);
  answer(m, std::nullopt);
}

void stop_recording(Moving& m) {
  Call& call = m.call;
  disarm(call, Timer::Consent);
  answer(m, call.state == CallState::Ended ? ErrorCode::CallEnded : ErrorCode::InvalidState);
  if (call.recording != DeviceState::Unknown) call.recording = DeviceState::Off;
}

void follow_recording(Moving& m) {
  if (!is_consent_awaited(m.call)) begin_recording(m);
}

void on(Moving& m, const input::SetRecording& in) {
  Call& call = m.call;
  if (!in.on) {
    stop_recording(m);
    return settle(m, in.request);
  }
  if (records(call)) return refuse(m, in.request, ErrorCode::InvalidState);
  call.asks_consent =
      in.consent || call.view.policy.recording_consent == RecordingConsent::Required;
  call.recording = DeviceState::Starting;
  call.recording_request = in.request;
  arm(m, Timer::Consent, call.view.policy.video_request_timeout_ms);
  follow_recording(m);
}

void on(Moving& m, const input::ConsentToRecording& in) {
  m.call.consent = in.given ? Consent::Given : Consent::Refused;
  settle(m, in.request);
}

}  // namespace ringline::moves
