// A session as text and back, by the lists of its fields (session_fields.h).
#include "wire/session_snapshot.h"

#include <bit>
#include <charconv>
#include <climits>
#include <type_traits>

#include "wire/fields.h"
#include "wire/json_writer.h"
#include "wire/session_fields.h"

namespace ringline::wire {
namespace session_fields {

// Raised when a field comes to mean something else. A new one needs no other number: what is
// optional was not known to an older core, and without any other its snapshot is refused.
constexpr std::int64_t kSnapshotVersion = 1;
constexpr std::int64_t kMostInteger = 9'007'199'254'740'992;

void list(auto& a, Is<Link> auto& v) {
  a("linkId", v.link_id);
  a("callId", v.call_id);
  a("ownLeg", v.own_leg);
  a("ownIncarnation", v.own_incarnation);
  a("peerLeg", v.peer_leg);
  a("peerIncarnation", v.peer_incarnation);
  a("peerUser", v.peer_user);
  a("signalling", v.signalling);
  a("negotiation", v.negotiation);
  a("operation", v.operation);
  a("nextOperation", v.next_operation);
  a("offerer", v.offerer);
  a("makingOffer", v.making_offer);
  a("restartWanted", v.restart_wanted);
  a("restartOpen", v.restart_open);
  a("localOffer", v.local_offer);
  a("localAnswer", v.local_answer);
  a("remoteKnown", v.remote_known);
  a("remoteUfrag", v.remote_ufrag);
  a("remoteFingerprints", v.remote_fingerprints);
  a("remoteWaiting", v.remote_waiting);
  a("localWaiting", v.local_waiting);
  a("peer", v.peer);
  a("peerUp", v.peer_up);
  a("wasConnected", v.was_connected);
  a("lines", v.lines);
  a("paths", v.paths);
  a("linesOpen", v.lines_open);
  a("offerWanted", v.offer_wanted);
  a("sends", v.sends);
  a("leaving", v.leaving);
  a("restartAt", v.restart_at);
  a("traffic", v.traffic);
}

void list(auto& a, Is<Signal> auto& v) {
  a("callId", v.call_id);
  a("fromUser", v.from_user);
  a("fromDevice", v.from_device);
  a("fromLeg", v.from_leg);
  a("toLeg", v.to_leg);
  a("link", v.link);
  a("negotiation", v.negotiation);
  a("type", v.type);
  a("sdp", v.sdp);
  a("candidates", v.candidates);
}

void list(auto& a, Is<Timeline> auto& v) {
  a("dialled", v.dialled);
  a("rung", v.rung);
  a("accepted", v.accepted);
  a("connected", v.connected);
  a("firstFrame", v.first_frame);
}

void list(auto& a, Is<Call> auto& v) {
  a("callId", v.call_id);
  a("formerId", v.former_id);
  a("userId", v.user_id);
  a("deviceId", v.device_id);
  a("legId", v.leg_id);
  a("incarnation", v.incarnation);
  a("direction", v.direction);
  a("state", v.state);
  a("media", v.media);
  a("view", v.view);
  a("hasView", v.has_view);
  a("seal", v.seal);
  a("endReason", v.end_reason);
  a("failure", v.failure);
  a("confirmed", v.confirmed);
  a("endedAt", v.ended_at);
  a("placedTold", v.placed_told);
  a("hushed", v.hushed);
  a("wasConnected", v.was_connected);
  a("microphone", v.microphone);
  a("camera", v.camera);
  a("screen", v.screen);
  a("reported", v.reported);
  a("recording", v.recording);
  a("asksConsent", v.asks_consent);
  a("recordingRequest", v.recording_request);
  a("consent", v.consent);
  a("mutedBy", v.muted_by);
  a("muteRequestSeen", v.mute_request_seen);
  a("held", v.held);
  a("endOthers", v.end_others);
  a("asked", v.asked);
  a("links", v.links);
  a("linksMade", v.links_made);
  a("earlySignals", v.early_signals);
  a("timeline", v.timeline);
  a("speaker", v.speaker);
  for (std::size_t i = 0; i < kTimers; ++i) a(("timer" + std::to_string(i)).c_str(), v.timers[i]);
  a("ignored", v.ignored);
}

void list(auto& a, Is<Command> auto& v) {
  a("kind", v.kind);
  a("callId", v.call_id);
  a("request", v.request);
  a("to", v.to);
  a("group", v.group);
  a("groupId", v.group_id);
  a("policy", v.policy);
  a("media", v.media);
  a("legId", v.leg_id);
  a("incarnation", v.incarnation);
  a("negotiation", v.negotiation);
  a("sdp", v.sdp);
  a("ext", v.ext);
  a("reason", v.reason);
  a("because", v.because);
  a("report", v.report);
  a("seal", v.seal);
  a("token", v.token);
  a("calls", v.calls);
}

void list(auto& a, Is<Pending> auto& v) {
  a("id", v.id);
  a("command", v.command);
  a("deadline", v.deadline);
  a("sent", v.sent);
  a("retryAt", v.retry_at);
}

void list(auto& a, Is<media::Voice> auto& v) {
  a("who", v.who);
  a("level", v.level);
  a("floor", v.floor);
  a("speaks", v.speaks);
  a("loudSince", v.loud_since);
  a("quietSince", v.quiet_since);
}

void list(auto& a, Is<media::Speech> auto& v) {
  a("voices", v.voices);
  a("speaker", v.speaker);
  a("rival", v.rival);
  a("rivalSince", v.rival_since);
  a("hint", v.hint);
  a("ownLoudSince", v.own_loud_since);
  a("ownSilentSince", v.own_silent_since);
  a("hintedAt", v.hinted_at);
}

void list(auto& a, Is<Hearing> auto& v) {
  a("callId", v.call_id);
  a("speech", v.speech);
}

void list(auto& a, Is<Session> auto& v) {
  a("deviceId", v.device_id);
  a("pageId", v.page_id);
  a("incarnation", v.incarnation);
  a("userId", v.user_id);
  a("autoRejoin", v.auto_rejoin);
  a("icePolicy", v.ice_policy);
  a("callWhileInCall", v.call_while_in_call);
  a("muteRequests", v.mute_requests);
  a("maxSubscribedPixels", v.max_subscribed_pixels);
  a("connection", v.connection);
  a("wanted", v.wanted);
  a("takeOver", v.take_over);
  a("connectRequests", v.connect_requests);
  a("connectDeadline", v.connect_deadline);
  a("generation", v.generation);
  a("socketOpen", v.socket_open);
  a("token", v.token);
  a("attempt", v.attempt);
  a("retryAt", v.retry_at);
  a("silentAt", v.silent_at);
  a("goodbye", v.goodbye);
  a("epoch", v.epoch);
  a("serverOffset", v.server_offset);
  a("reassertedAt", v.reasserted_at);
  a("policy", v.policy);
  a("seq", v.seq);
  a("rack", v.rack);
  a("hasSetSinkId", v.has_set_sink_id);
  a("toldDevices", v.told_devices);
  a("calls", v.calls);
  a("suppressed", v.suppressed);
  a("hearings", v.hearings);
  a("pending", v.pending);
  a("nextCommand", v.next_command);
  a("now", v.now);
  a("ignored", v.ignored);
}

class Saver {
 public:
  explicit Saver(JsonWriter& out) : out_(out) {}

  void operator()(Key key, const std::string& value) { out_.text(key, value); }
  void operator()(Key key, bool value) { out_.flag(key, value); }
  void operator()(Key key, std::int64_t value) { out_.number(key, value); }
  void operator()(Key key, int value) { out_.number(key, value); }
  // To the last bit, which no decimal of ours would be.
  void operator()(Key key, double value) {
    out_.text(key, std::to_string(std::bit_cast<std::uint64_t>(value)));
  }
  template <typename T>
  void operator()(Key key, const std::optional<T>& value) {
    if (value) (*this)(key, *value);
  }
  template <typename T>
  void operator()(Key key, const std::vector<T>& values) {
    out_.open_array(key);
    for (const T& value : values) {
      JsonWriter item;
      Saver saver(item);
      item.open_object();
      saver("v", value);
      out_.raw_item(item.close_object().take());
    }
    out_.close_array();
  }
  template <typename T>
  void operator()(Key key, const T& value) {
    if constexpr (std::is_enum_v<T>) {
      out_.choice(key, value);
    } else {
      out_.open_object(key);
      list(*this, value);
      out_.close_object();
    }
  }

 private:
  JsonWriter& out_;
};

class Restorer {
 public:
  explicit Restorer(Fields& in) : in_(in) {}

  void operator()(Key key, std::string& value) { value = in_.text(key, limits::kRecordBytes); }
  void operator()(Key key, bool& value) {
    if (!in_.has(key)) in_.fail(ErrorCode::InvalidFrame);
    value = in_.flag(key);
  }
  void operator()(Key key, std::int64_t& value) {
    value = in_.integer(key, -kMostInteger, kMostInteger);
  }
  void operator()(Key key, int& value) {
    value = static_cast<int>(in_.integer(key, INT_MIN, INT_MAX));
  }
  void operator()(Key key, double& value) {
    const std::string text = in_.text(key, limits::kIdBytes);
    std::uint64_t bits = 0;
    const char* end = text.data() + text.size();
    if (std::from_chars(text.data(), end, bits).ptr != end) in_.fail(ErrorCode::InvalidFrame);
    value = std::bit_cast<double>(bits);
  }
  template <typename T>
  void operator()(Key key, std::optional<T>& value) {
    value.reset();
    if (in_.has(key)) (*this)(key, value.emplace());
  }
  template <typename T>
  void operator()(Key key, std::vector<T>& values) {
    for (const Json& json : in_.array(key, limits::kRecordJsonValues).items) {
      Fields fields(json);
      Restorer restorer(fields);
      restorer("v", values.emplace_back());
      if (!fields.ok()) in_.fail(fields.problem());
    }
  }
  template <typename T>
  void operator()(Key key, T& value) {
    if constexpr (std::is_enum_v<T>) {
      value = in_.choice<T>(key);
    } else {
      Fields fields(in_.object(key));
      Restorer restorer(fields);
      list(restorer, value);
      if (!fields.ok()) in_.fail(fields.problem());
    }
  }

 private:
  Fields& in_;
};

}  // namespace session_fields

using namespace session_fields;

std::string snapshot(const ClientCore& core) {
  JsonWriter writer;
  Saver saver(writer);
  writer.open_object();
  saver("snapshot", kSnapshotVersion);
  saver("session", core.session());
  saver("iceServers", core.ice_servers());
  return writer.close_object().take();
}

std::optional<ClientCore> restore(std::string_view text) {
  const Parsed parsed = parse(text, kRecordLimits);
  Fields fields(parsed.value);
  Restorer restorer(fields);
  std::int64_t version = 0;
  Session session;
  std::string ice_servers;
  restorer("snapshot", version);
  restorer("session", session);
  restorer("iceServers", ice_servers);
  if (!fields.ok() || version != kSnapshotVersion) return std::nullopt;
  return ClientCore(std::move(session), std::move(ice_servers));
}

}  // namespace ringline::wire
