// Inputs of the client core, as the host writes them.
#include "wire/client_decode.h"
#include "wire/common_json.h"

namespace ringline::wire {
namespace {

constexpr std::int64_t kMostCounter = 9'007'199'254'740'992;

struct Header {
  std::string type;
  Fields fields;

  Request request() { return fields.integer("request", 1, kMostCounter); }
  std::int64_t generation() { return fields.counter("generation"); }
  std::int64_t operation() { return fields.counter("operation"); }
};

input::Configure read_configure(Header& header) {
  Fields& fields = header.fields;
  input::Configure configure{
      .device_id = fields.id("deviceId"),
      .page_id = fields.id("pageId"),
      .incarnation = fields.id("incarnation"),
      .auto_rejoin = fields.optional_text("resumeAfterReload", limits::kIdBytes) == "auto",
      .max_subscribed_pixels =
          fields.optional_counter("maxSubscribedPixels").value_or(media::kUnlimited),
      .ice_policy =
          fields.optional_choice<IcePolicy>("iceTransportPolicy").value_or(IcePolicy::All)};
  if (const Json* policy = fields.optional_object("policy")) {
    Fields inner(*policy, fields);
    configure.call_while_in_call = inner.optional_choice<CallWhileInCall>("callWhileInCall");
    const auto rule = inner.optional_choice<MuteRequests>("muteRequests");
    configure.mute_requests = rule.value_or(MuteRequests::Obey);
  }
  return configure;
}

input::DevicesListed read_devices(Fields& fields) {
  input::DevicesListed devices;
  devices.has_set_sink_id = fields.flag("setSinkId");
  for (const Json& item : fields.array("list", limits::kDevices).items) {
    Fields inner(item, fields);
    devices.list.push_back({inner.choice<media::DeviceKind>("kind"),
                            inner.text("deviceId", limits::kDeviceTextBytes),
                            inner.text("groupId", limits::kDeviceTextBytes),
                            inner.text("label", limits::kDeviceTextBytes)});
  }
  return devices;
}

std::optional<Input> read_device_input(Header& header) {
  Fields& fields = header.fields;
  const std::string& type = header.type;
  if (type == "devices") return read_devices(fields);
  if (type == "select-device") {
    return input::SelectDevice{header.request(), fields.choice<media::DeviceKind>("kind"),
                               fields.text("deviceId", limits::kDeviceTextBytes)};
  }
  if (type == "prefer-output") {
    return input::PreferOutput{header.request(), fields.choice<media::OutputRoute>("route")};
  }
  if (type == "switch-camera") return input::SwitchCamera{header.request()};
  return std::nullopt;
}

// Some people, or a group.
void read_to(Fields& fields, auto& input) {
  if (fields.has("group")) {
    input.group = fields.user("group");
  } else {
    input.to = fields.users("to", limits::kInvitees);
  }
}

input::Dial read_dial(Header& header) {
  Fields& fields = header.fields;
  input::Dial dial{.request = header.request(),
                   .call_id = fields.id("callId"),
                   .leg_id = fields.id("legId"),
                   .group_id = fields.optional_user("groupId"),
                   .media = fields.choice<Media>("media"),
                   .ext = fields.optional_text("ext", limits::kExtBytes),
                   .redial_of = fields.optional_id("redialOf")};
  read_to(fields, dial);
  if (const Json* policy = fields.optional_object("policy")) {
    Fields inner(*policy, fields);
    dial.policy = read_inviter_policy(inner);
  }
  if (fields.has("ringTimeoutMs")) {
    dial.policy.ring_timeout_ms = fields.integer("ringTimeoutMs", 1'000, 600'000);
  }
  return dial;
}

input::Join read_join(Header& header) {
  Fields& fields = header.fields;
  return {header.request(), fields.id("callId"), fields.id("legId"), fields.choice<Media>("media"),
          fields.optional_text("ext", limits::kExtBytes)};
}

// The inputs that name people.
template <typename People>
CallInput read_people(Header& header) {
  People people;
  people.request = header.request();
  if constexpr (requires { people.group; }) {
    read_to(header.fields, people);
  } else {
    people.to = header.fields.users("to", limits::kInvitees);
  }
  return people;
}

// The inputs that say nothing but who asks.
std::optional<CallInput> read_bare(Header& header) {
  const std::string& type = header.type;
  if (type == "ignore") return input::Ignore{header.request()};
  if (type == "rejoin") return input::Rejoin{header.request()};
  if (type == "hold") return input::Hold{header.request()};
  if (type == "resume") return input::Resume{header.request()};
  if (type == "request-video") return input::RequestVideo{header.request()};
  if (type == "accept-video") return input::AcceptVideo{header.request()};
  if (type == "decline-video") return input::DeclineVideo{header.request()};
  if (type == "cancel-video") return input::CancelVideo{header.request()};
  if (type == "downgrade") return input::Downgrade{header.request()};
  if (type == "start-screen-share") return input::StartScreenShare{header.request()};
  if (type == "stop-screen-share") return input::StopScreenShare{header.request()};
  return std::nullopt;
}

std::optional<CallInput> read_app_input(Header& header) {
  Fields& fields = header.fields;
  const std::string& type = header.type;
  if (type == "accept") {
    return input::Accept{header.request(), fields.id("legId"),
                         fields.optional_choice<Media>("media"),
                         fields.optional_text("ext", limits::kExtBytes), fields.flag("end")};
  }
  if (type == "decline") {
    return input::Decline{header.request(), fields.optional_text("reason", limits::kReasonBytes),
                          fields.optional_text("ext", limits::kExtBytes)};
  }
  if (type == "hang-up") {
    return input::HangUp{header.request(), fields.optional_text("ext", limits::kExtBytes)};
  }
  if (type == "set-microphone") return input::SetMicrophone{header.request(), fields.flag("on")};
  if (type == "set-camera") return input::SetCamera{header.request(), fields.flag("on")};
  if (type == "add") return read_people<input::AddUsers>(header);
  if (type == "cancel") return read_people<input::CancelUsers>(header);
  if (type == "remove") return read_people<input::RemoveUsers>(header);
  if (type == "request-mute") return read_people<input::RequestMute>(header);
  if (type == "set-recording") {
    return input::SetRecording{header.request(), fields.flag("on"), fields.flag("consent")};
  }
  if (type == "consent-to-recording") {
    return input::ConsentToRecording{header.request(), fields.flag("given")};
  }
  if (type == "end") {
    return input::EndForAll{header.request(), fields.optional_text("ext", limits::kExtBytes)};
  }
  return read_bare(header);
}

media::Size read_size(Fields& fields) {
  return {fields.optional_integer("width", 0, limits::kMostPixels).value_or(0),
          fields.optional_integer("height", 0, limits::kMostPixels).value_or(0)};
}

// What a browser does not measure is missing, and counts for nothing.
double measured(Fields& fields, Key key, double most) {
  return fields.has(key) ? fields.real(key, 0, most) : 0;
}

input::Figures read_figures(Fields& fields) {
  constexpr double kMostMs = 1e9;
  input::Figures figures;
  for (const Json& json : fields.array("paths", limits::kPaths).items) {
    Fields inner(json, fields);
    figures.paths.push_back({inner.text("linkId", 2 * limits::kIdBytes),
                             {.round_trip_ms = measured(inner, "roundTripMs", kMostMs),
                              .jitter_ms = measured(inner, "jitterMs", kMostMs),
                              .loss = measured(inner, "loss", 1),
                              .frozen = measured(inner, "frozen", 1)}});
  }
  return figures;
}

input::Levels read_levels(Fields& fields) {
  input::Levels heard;
  heard.call_id = fields.id("callId");
  Fields own(fields.object("own"), fields);
  heard.own = {own.real("level", 0, 1), own.flag("live"), own.flag("muted")};
  for (const Json& json : fields.array("levels", limits::kParticipants).items) {
    Fields inner(json, fields);
    heard.levels.push_back({inner.user("userId"), inner.real("level", 0, 1)});
  }
  return heard;
}

std::optional<CallInput> read_media_input(Header& header) {
  Fields& fields = header.fields;
  const std::string& type = header.type;
  if (type == "captured") {
    return input::Captured{fields.choice<TrackKind>("kind"), header.generation(),
                           read_size(fields)};
  }
  if (type == "figures") return read_figures(fields);
  if (type == "speaker") return input::Speaker{fields.user("userId")};
  if (type == "capture-failed") {
    return input::CaptureFailed{fields.choice<TrackKind>("kind"), header.generation(),
                                fields.choice<CaptureError>("error")};
  }
  if (type == "capture-ended") {
    return input::CaptureEnded{fields.choice<TrackKind>("kind"), header.generation()};
  }
  return std::nullopt;
}

CallInput read_data(Fields& fields, const std::string& link_id) {
  // The peer wrote it, not the host: whatever it is, it is no fault.
  const std::string text = fields.text("text", limits::kFrameBytes);
  const Parsed parsed = text.size() > limits::kDataBytes ? Parsed{} : parse(text, kFrameLimits);
  Fields inner(parsed.value);
  const std::string type = inner.text("type", limits::kIdBytes);
  CallId call_id = inner.optional_id("callId");
  if (type == "want") {
    const std::int64_t pixels = inner.integer("pixels", 0, limits::kMostPixels);
    if (!inner.ok()) call_id.clear();
    return input::Wanted{link_id, std::move(call_id), pixels};
  }
  if (type != "hang-up") call_id.clear();  // what is neither names no call: the call ignores it
  const std::int64_t version = inner.optional_counter("version").value_or(0);
  return input::DataReceived{link_id, std::move(call_id), version};
}

std::optional<CallInput> read_link_input(Header& header, const std::string& link_id) {
  Fields& fields = header.fields;
  const std::string& type = header.type;
  if (type == "offer-created") {
    return input::OfferCreated{link_id, header.operation(), fields.text("sdp", limits::kSdpBytes)};
  }
  if (type == "answer-created") {
    return input::AnswerCreated{link_id, header.operation(), fields.text("sdp", limits::kSdpBytes)};
  }
  if (type == "description-set") return input::DescriptionSet{link_id, header.operation()};
  if (type == "operation-failed") {
    const bool no_relay =
        fields.optional_text("error", limits::kIdBytes) == name_of(ErrorCode::NoRelay);
    return input::OperationFailed{link_id, header.operation(), no_relay};
  }
  if (type == "candidate") {
    return input::LocalCandidate{link_id, read_candidate(fields, fields.object("candidate"))};
  }
  if (type == "peer-state") {
    return input::PeerStateChanged{link_id, fields.choice<PeerState>("state")};
  }
  if (type == "first-frame") return input::FirstFrame{link_id};
  if (type == "data") return read_data(fields, link_id);
  return std::nullopt;
}

std::optional<Input> read_session_input(Header& header, std::string_view body) {
  Fields& fields = header.fields;
  const std::string& type = header.type;
  if (type == "configure") return read_configure(header);
  if (type == "connect") return input::Connect{header.request()};
  if (type == "disconnect") return input::Disconnect{header.request()};
  if (type == "take-over") return input::TakeOver{header.request()};
  if (type == "call") return read_dial(header);
  if (type == "join") return read_join(header);
  if (type == "token") {
    return input::Token{header.generation(), fields.text("token", limits::kTokenBytes)};
  }
  if (type == "token-failed") {
    const auto code = fields.optional_choice<ErrorCode>("code");
    return input::TokenFailed{header.generation(), code.value_or(ErrorCode::TokenInvalid),
                              code && !is_retryable(*code)};
  }
  if (type == "socket-opened") return input::SocketOpened{header.generation()};
  if (type == "socket-closed") {
    return input::SocketClosed{header.generation(), fields.integer("code", 0, 65'535),
                               fields.real("random", 0, 1)};
  }
  if (type == "frame") {
    input::FrameReceived received;
    received.generation = header.generation();
    received.frame = read_frame(body, received.ice_servers);
    return received;
  }
  if (type == "time") return input::TimePassed{};
  if (type == "woke") return input::Woke{};
  if (type == "network-online") return input::NetworkOnline{};
  if (type == "levels") return read_levels(fields);
  return read_device_input(header);
}

std::optional<Input> read_any(Header& header, std::string_view body) {
  if (std::optional<Input> read = read_session_input(header, body)) return read;
  Fields& fields = header.fields;
  if (fields.has("linkId")) {
    const std::string link_id = fields.text("linkId", 2 * limits::kIdBytes);
    if (std::optional<CallInput> read = read_link_input(header, link_id)) {
      return input::ForLink{link_id, std::move(*read)};
    }
    return std::nullopt;
  }
  std::optional<CallInput> read = read_app_input(header);
  if (!read) read = read_media_input(header);
  if (!read) return std::nullopt;
  return input::ForCall{fields.id("callId"), std::move(*read)};
}

}  // namespace

std::optional<Input> read_input(std::string_view message) {
  const std::size_t newline = message.find('\n');
  const std::string_view head = message.substr(0, newline);
  const std::string_view body =
      newline == std::string_view::npos ? std::string_view() : message.substr(newline + 1);
  const Parsed parsed = parse(head, kFrameLimits);
  if (parsed.problem != ParseProblem::None) return std::nullopt;
  Header header{{}, Fields(parsed.value)};
  header.type = header.fields.text("type", limits::kIdBytes);
  std::optional<Input> read = read_any(header, body);
  if (!header.fields.ok()) return std::nullopt;
  return read;
}

}  // namespace ringline::wire
