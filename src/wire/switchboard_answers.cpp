#include "wire/switchboard_answers.h"

#include "wire/common_json.h"
#include "wire/switchboard_records.h"

namespace ringline::wire {
namespace {

using namespace switchboard;

void write_address(JsonWriter& writer, const Address& address) {
  writer.text("app", address.app).text("user", address.user_id).text("device", address.device_id);
}

// What stands beside a view, for the host to finish.
void write_extras(JsonWriter& writer, const Page& page) {
  if (page.seal) writer.optional_text("seal", write_seal_claims(*page.seal));
  writer.set_flag("ice", page.ice);
}

void write_call(JsonWriter& writer, const Page& page) {
  writer.open_object("call");
  write_view(writer, page.view);
  writer.close_object();
}

// One overload an effect: adding one without a writer does not compile.
struct EffectWriter {
  JsonWriter& writer;

  void operator()(const ReplyEffect& effect) const {
    writer.text("type", "reply").optional_text("connection", effect.connection);
    write_address(writer, effect.to);
    writer.open_object("frame").text("type", "reply").text("id", effect.command_id);
    writer.flag("ok", !effect.error);
    if (effect.error) {
      write_error(writer, *effect.error);
    } else if (effect.page) {
      write_call(writer, *effect.page);
    }
    writer.close_object();
    if (!effect.error && effect.page) write_extras(writer, *effect.page);
  }

  void operator()(const EventEffect& effect) const {
    writer.text("type", "event");
    write_address(writer, effect.to);
    write_call(writer, effect.page);
    write_extras(writer, effect.page);
  }

  void operator()(const SignalEffect& effect) const {
    writer.text("type", "signal");
    write_address(writer, effect.to);
    writer.open_object("frame")
        .text("type", "signal")
        .text("callId", effect.call_id)
        .text("link", effect.parts.link)
        .number("negotiation", effect.parts.negotiation);
    if (!effect.parts.description_type.empty()) {
      writer.open_object("description")
          .text("type", effect.parts.description_type)
          .text("sdp", effect.parts.sdp)
          .close_object();
    }
    if (!effect.parts.candidates.empty()) {
      write_candidates(writer, "candidates", effect.parts.candidates);
    }
    writer.open_object("from")
        .text("userId", effect.from.user_id)
        .text("deviceId", effect.from.device_id)
        .text("legId", effect.from_leg)
        .close_object()
        .close_object();
  }

  void operator()(const InputEffect& effect) const {
    writer.text("type", "input")
        .text("to", effect.to)
        .text("source", effect.origin.source)
        .number("version", effect.origin.version)
        .number("index", effect.origin.index);
    write_sent_input(writer, "input", effect.origin, effect.input);
  }

  void operator()(const WelcomeEffect& effect) const {
    writer.text("type", "welcome").text("connection", effect.connection);
    write_address(writer, effect.to);
    writer.texts("calls", effect.calls);
  }

  void operator()(const SnapshotEffect& effect) const {
    writer.text("type", "snapshot")
        .text("connection", effect.connection)
        .text("id", effect.command_id);
    writer.texts("calls", effect.calls);
  }

  void operator()(const ProbeEffect& effect) const {
    writer.text("type", "probe").text("connection", effect.connection);
  }

  void operator()(const RefuseEffect& effect) const {
    writer.text("type", "refuse")
        .text("connection", effect.connection)
        .choice("code", effect.code)
        .number("close", effect.close);
  }

  void operator()(const FenceEffect& effect) const {
    writer.text("type", "fence")
        .text("connection", effect.connection)
        .number("close", effect.close);
  }

  void operator()(const GrantEffect& effect) const {
    writer.text("type", "grant").text("app", effect.app).text("callId", effect.call_id);
    writer.open_array("ends");
    for (const RelayEnd& end : effect.ends) {
      writer.open_object()
          .text("user", end.user_id)
          .text("device", end.device_id)
          .text("legId", end.leg_id)
          .close_object();
    }
    writer.close_array();
  }

  void operator()(const RevokeEffect& effect) const {
    writer.text("type", "revoke").text("app", effect.app).text("callId", effect.call_id);
  }

  void operator()(const LogEffect& effect) const {
    writer.text("type", "log")
        .text("app", effect.app)
        .text("user", effect.user_id)
        .text("callId", effect.call_id)
        .open_object("entry")
        .text("callId", effect.call_id)
        .choice("kind", effect.kind)
        .choice("media", effect.media)
        .choice("role", effect.role);
    writer.texts("others", effect.others);
    writer.choice("status", effect.status)
        .choice("endReason", effect.end_reason)
        .flag("missed", effect.missed)
        .number("createdAt", effect.created_at);
    writer.optional_number("answeredAt", effect.answered_at);
    writer.number("endedAt", effect.ended_at).close_object();
  }
};

void write_effects(JsonWriter& writer, const Effects& effects) {
  writer.open_array("effects");
  for (const Effect& effect : effects) {
    writer.open_object();
    std::visit(EffectWriter{writer}, effect);
    writer.close_object();
  }
  writer.close_array();
}

void write_instant(JsonWriter& writer, Key key, std::optional<Millis> instant) {
  if (instant) {
    writer.number(key, *instant);
  } else {
    writer.null(key);
  }
}

// `"refused"` is the error itself, as in a reply.
void write_refusal(JsonWriter& writer, const Error& error) {
  writer.open_object("refused")
      .choice("code", error.code)
      .choice("category", category_of(error.code))
      .flag("retryable", is_retryable(error.code))
      .close_object();
}

}  // namespace

std::string write_answer(const Answer& answer) {
  JsonWriter writer;
  writer.open_object().text("key", answer.key).number("expect", answer.expect);
  if (answer.commit) {
    writer.open_object("commit")
        .number("version", answer.commit->version)
        .text("text", answer.commit->text);
    write_instant(writer, "deadline", answer.commit->deadline);
    write_instant(writer, "expiresAt", answer.commit->expires_at);
    writer.close_object();
  } else {
    writer.null("commit");
  }
  write_effects(writer, answer.effects);
  writer.optional_number("drain", answer.drain);
  if (answer.refused) write_refusal(writer, *answer.refused);
  writer.close_object();
  return writer.take();
}

std::string write_need(const RecordKey& key) {
  JsonWriter writer;
  writer.open_object().text("need", key).close_object();
  return writer.take();
}

std::string write_refused(const Error& error, const Effects& effects) {
  JsonWriter writer;
  writer.open_object();
  write_refusal(writer, error);
  write_effects(writer, effects);
  writer.close_object();
  return writer.take();
}

std::string write_entry(const RecordKey& key, const std::optional<Page>& page) {
  JsonWriter writer;
  writer.open_object().text("key", key);
  if (page) {
    writer.open_object("entry");
    write_call(writer, *page);
    write_extras(writer, *page);
    writer.close_object();
  } else {
    writer.null("entry");
  }
  writer.close_object();
  return writer.take();
}

std::string write_presence(const RecordKey& key, Presence presence) {
  JsonWriter writer;
  writer.open_object().text("key", key).choice("presence", presence).close_object();
  return writer.take();
}

std::string write_configured(const Policy& policy) {
  JsonWriter writer;
  writer.open_object().open_array("effects").close_array();
  write_policy(writer, "policy", policy);
  return writer.close_object().take();
}

}  // namespace ringline::wire
