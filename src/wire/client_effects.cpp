// Effects of the client core, as the host reads them.
#include <cmath>

#include "decimal.h"
#include "wire/client_encode.h"
#include "wire/common_json.h"

namespace ringline::wire {
namespace {

constexpr std::int64_t kProtocolVersion = 1;

JsonWriter& begin(JsonWriter& writer, const char* type) {
  return writer.open_object().text("type", type);
}

void send(JsonWriter& writer, const std::string& text) {
  begin(writer, "send").text("text", text).close_object();
}

void write(JsonWriter& writer, const effect::Settle& effect, const Writing&) {
  begin(writer, "settle").number("request", effect.request).flag("ok", !effect.error);
  writer.optional_text("callId", effect.call_id);
  if (effect.error) write_error(writer, *effect.error);
  writer.optional_choice("cause", effect.cause).close_object();
}

void write(JsonWriter& writer, const effect::Connection& effect, const Writing& writing) {
  begin(writer, "connection").choice("state", effect.state);
  if (effect.error) write_error(writer, *effect.error);
  writer.optional_text("userId", writing.session.user_id).close_object();
}

void write(JsonWriter& writer, const effect::GetToken& effect, const Writing&) {
  begin(writer, "get-token").number("generation", effect.generation);
  writer.text("purpose", effect.renew ? "renew" : "connect").close_object();
}

void write(JsonWriter& writer, const effect::OpenSocket& effect, const Writing&) {
  begin(writer, "open-socket").number("generation", effect.generation).close_object();
}

void write(JsonWriter& writer, const effect::CloseSocket& effect, const Writing&) {
  begin(writer, "close-socket").number("generation", effect.generation);
  writer.number("code", effect.code).close_object();
}

void write(JsonWriter& writer, const effect::SendHello& effect, const Writing& writing) {
  JsonWriter frame;
  frame.open_object()
      .text("type", "hello")
      .number("v", kProtocolVersion)
      .text("token", effect.token)
      .text("deviceId", writing.session.device_id)
      .text("pageId", writing.session.page_id)
      .text("incarnation", writing.session.incarnation)
      .optional_text("epoch", effect.epoch)
      .texts("calls", effect.calls)
      .set_flag("takeOver", effect.take_over)
      .close_object();
  send(writer, frame.take());
}

void write(JsonWriter& writer, const effect::SendCommand& effect, const Writing&) {
  send(writer, command_text(effect.id, effect.command));
}

void write(JsonWriter& writer, const effect::SendSignal& effect, const Writing&) {
  const Signal& signal = effect.signal;
  JsonWriter frame;
  frame.open_object()
      .text("type", "signal")
      .text("callId", signal.call_id)
      .text("to", signal.to_leg)
      .text("link", signal.link)
      .number("negotiation", signal.negotiation);
  if (signal.type) {
    frame.open_object("description")
        .choice("type", *signal.type)
        .text("sdp", signal.sdp)
        .close_object();
  }
  if (!signal.candidates.empty()) write_candidates(frame, "candidates", signal.candidates);
  send(writer, frame.close_object().take());
}

void write(JsonWriter& writer, const effect::SendAck& effect, const Writing&) {
  JsonWriter frame;
  frame.open_object().text("type", "ack").text("callId", effect.call_id);
  send(writer, frame.number("version", effect.version).close_object().take());
}

void write(JsonWriter& writer, const effect::SendPong& effect, const Writing&) {
  JsonWriter frame;
  send(writer,
       frame.open_object().text("type", "pong").number("at", effect.at).close_object().take());
}

void write(JsonWriter& writer, const effect::Incoming& effect, const Writing&) {
  begin(writer, "incoming").text("callId", effect.call_id).close_object();
}

void write(JsonWriter& writer, const effect::Happened& effect, const Writing&) {
  begin(writer, "event")
      .text("callId", effect.call_id)
      .choice("name", effect.event)
      .optional_text("previousCallId", effect.previous_call_id)
      .close_object();
}

void write(JsonWriter& writer, const effect::Placed& effect, const Writing&) {
  begin(writer, "placed").text("callId", effect.call_id).texts("ok", effect.ok);
  writer.open_array("failed");
  for (const auto& [user, reason] : effect.failed) {
    writer.open_object().text("userId", user).text("reason", reason).close_object();
  }
  writer.close_array();
  if (effect.error) write_error(writer, *effect.error);
  writer.close_object();
}

void write(JsonWriter& writer, const effect::Ended& effect, const Writing&) {
  begin(writer, "ended").text("callId", effect.call_id).close_object();
}

void write(JsonWriter& writer, const effect::ReleaseMedia& effect, const Writing&) {
  begin(writer, "release-media").text("callId", effect.call_id).close_object();
}

template <typename SourceEffect>
JsonWriter& begin_source(JsonWriter& writer, const char* type, const SourceEffect& effect) {
  return begin(writer, type)
      .text("callId", effect.call_id)
      .choice("kind", effect.kind)
      .number("generation", effect.generation);
}

void write(JsonWriter& writer, const effect::Capture& effect, const Writing&) {
  begin_source(writer, "capture", effect)
      .optional_text("deviceId", effect.device_id)
      .close_object();
}

void write(JsonWriter& writer, const effect::Release& effect, const Writing&) {
  begin_source(writer, "release", effect).close_object();
}

void write(JsonWriter& writer, const effect::EnableTrack& effect, const Writing&) {
  begin_source(writer, "enable-track", effect).flag("enabled", effect.enabled).close_object();
}

void write(JsonWriter& writer, const effect::OpenPeer& effect, const Writing& writing) {
  begin(writer, "open-peer")
      .text("linkId", effect.link_id)
      .text("callId", effect.call_id)
      .text("legId", effect.leg_id)
      .text("userId", effect.user_id)
      .flag("video", effect.video)
      .set_flag("screen", effect.screen)
      .flag("offerer", effect.offerer)
      .set_flag("relayOnly", effect.relay_only)
      .raw("iceServers", writing.ice_servers)
      .close_object();
}

void write(JsonWriter& writer, const effect::CreateOffer& effect, const Writing&) {
  begin(writer, "create-offer")
      .text("linkId", effect.link_id)
      .number("operation", effect.operation)
      .flag("iceRestart", effect.ice_restart)
      .set_flag("allPaths", effect.all_paths)
      .close_object();
}

void write_operation(JsonWriter& writer, const char* type, const std::string& link_id,
                     std::int64_t operation, const std::string& sdp) {
  begin(writer, type)
      .text("linkId", link_id)
      .number("operation", operation)
      .text("sdp", sdp)
      .close_object();
}

void write(JsonWriter& writer, const effect::CreateAnswer& effect, const Writing&) {
  write_operation(writer, "create-answer", effect.link_id, effect.operation, effect.sdp);
}

void write(JsonWriter& writer, const effect::ApplyAnswer& effect, const Writing&) {
  write_operation(writer, "apply-answer", effect.link_id, effect.operation, effect.sdp);
}

void write(JsonWriter& writer, const effect::AddCandidates& effect, const Writing&) {
  begin(writer, "add-candidates").text("linkId", effect.link_id);
  write_candidates(writer, "candidates", effect.candidates);
  writer.close_object();
}

void write(JsonWriter& writer, const effect::SetTrack& effect, const Writing&) {
  begin(writer, "set-track")
      .text("linkId", effect.link_id)
      .choice("kind", effect.kind)
      .number("generation", effect.generation)
      .close_object();
}

void write(JsonWriter& writer, const effect::SendData& effect, const Writing&) {
  JsonWriter data;
  data.open_object().text("type", "hang-up").text("callId", effect.call_id);
  data.number("version", effect.version).close_object();
  begin(writer, "send-data").text("linkId", effect.link_id).text("text", data.take());
  writer.close_object();
}

void write(JsonWriter& writer, const effect::SendWant& effect, const Writing&) {
  JsonWriter data;
  data.open_object().text("type", "want").text("callId", effect.call_id);
  data.number("pixels", effect.pixels).close_object();
  begin(writer, "send-data").text("linkId", effect.link_id).text("text", data.take());
  writer.close_object();
}

void write(JsonWriter& writer, const effect::Encode& effect, const Writing&) {
  begin(writer, "encode").text("linkId", effect.link_id).choice("kind", effect.kind);
  const media::Encoding& encoding = effect.encoding;
  writer.flag("active", encoding.active);
  if (encoding.active) {
    // In hundredths, and without a zero at the end: as JSON.stringify writes it, for journals.
    const auto hundredths = std::llround(encoding.scale_down_by * 100);
    std::string scale = decimal(100 + hundredths % 100).replace(0, 1, ".");
    while (scale.back() == '0') scale.pop_back();
    if (scale.back() == '.') scale.pop_back();
    writer.number("maxBitrate", encoding.max_bitrate)
        .number("maxFramerate", encoding.max_framerate)
        .raw("scaleDownBy", decimal(hundredths / 100) + scale);
  }
  writer.close_object();
}

void write(JsonWriter& writer, const effect::Speech& effect, const Writing&) {
  begin(writer, "speech").text("callId", effect.call_id).optional_text("speaker", effect.speaker);
  writer.texts("speaking", effect.speaking).optional_choice("hint", effect.hint);
  writer.close_object();
}

void write(JsonWriter& writer, const effect::AddVideo& effect, const Writing&) {
  begin(writer, "add-video").text("linkId", effect.link_id).close_object();
}

void write(JsonWriter& writer, const effect::Devices& effect, const Writing&) {
  begin(writer, "devices").open_array("chosen");
  for (std::size_t kind = 0; kind < media::kDeviceKinds; ++kind) {
    writer.open_object()
        .choice("kind", static_cast<media::DeviceKind>(kind))
        .text("deviceId", effect.chosen[kind])
        .close_object();
  }
  writer.close_array().choice("outputControl", effect.output_control).close_object();
}

void write(JsonWriter& writer, const effect::SetOutput& effect, const Writing&) {
  begin(writer, "set-output").text("deviceId", effect.device_id).close_object();
}

void write(JsonWriter& writer, const effect::AddScreen& effect, const Writing&) {
  begin(writer, "add-screen").text("linkId", effect.link_id).close_object();
}

void write(JsonWriter& writer, const effect::MuteRemote& effect, const Writing&) {
  begin(writer, "mute-remote").text("callId", effect.call_id);
  writer.flag("muted", effect.muted).close_object();
}

void write(JsonWriter& writer, const effect::IceServers&, const Writing& writing) {
  begin(writer, "ice-servers").raw("iceServers", writing.ice_servers).close_object();
}

void write(JsonWriter& writer, const effect::ClosePeer& effect, const Writing&) {
  begin(writer, "close-peer").text("linkId", effect.link_id).close_object();
}

void write(JsonWriter& writer, const effect::Report& effect, const Writing&) {
  begin(writer, "error");
  write_error(writer, effect.error);
  writer.close_object();
}

void write(JsonWriter& writer, const effect::Forget& effect, const Writing&) {
  begin(writer, "forget").text("callId", effect.call_id).close_object();
}

void write(JsonWriter&, const Command&, const Writing&) {}            // the session has taken it
void write(JsonWriter&, const effect::TakeFocus&, const Writing&) {}  // this one, too

}  // namespace

void write_effect(JsonWriter& writer, const Effect& effect, const Writing& writing) {
  std::visit([&](const auto& one) { write(writer, one, writing); }, effect);
}

}  // namespace ringline::wire
