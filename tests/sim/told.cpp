#include "tests/sim/told.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "wire/json.h"
#include "wire/json_writer.h"

namespace ringline::sim {
namespace {

using wire::Json;
using wire::JsonWriter;

constexpr wire::ParseLimits kAnswerLimits{1U << 24U, 32, 1U << 20U};

constexpr const char* kAbout[] = {"callId",    "previousCallId", "linkId", "legId",      "key",
                                  "to",        "user",           "device", "userId",     "state",
                                  "status",    "name",           "code",   "microphone", "camera",
                                  "endReason", "confirmed",      "kind"};

/// One item of the list: what is said later counts, and may be that there is nothing to say.
class Told {
 public:
  void set(wire::Key name, const Json* value) {
    for (auto& [known, old] : fields_) {
      if (std::string_view(known) == name) {
        old = value;
        return;
      }
    }
    fields_.emplace_back(name, value);
  }
  void set_from(wire::Key name, const Json& from) { set(name, from.find(name)); }

  void write(JsonWriter& writer, std::string_view type) const {
    writer.open_object().text("type", type);
    for (const auto& [name, value] : fields_) {
      if (value == nullptr) continue;
      if (value->kind == Json::Kind::String) writer.text(name, value->string);
      if (value->kind == Json::Kind::Integer) writer.number(name, value->integer);
      if (value->kind == Json::Kind::Bool) writer.flag(name, value->boolean);
    }
    writer.close_object();
  }

 private:
  std::vector<std::pair<wire::Key, const Json*>> fields_;
};

const Json* object_in(const Json* json, std::string_view key) {
  const Json* found = json == nullptr ? nullptr : json->find(key);
  return found != nullptr && found->kind == Json::Kind::Object ? found : nullptr;
}

// A call as the app sees it, or a view of it for a device.
void tell_call(Told& told, const Json& call) {
  for (const char* name : {"callId", "kind", "version", "state", "confirmed"}) {
    told.set_from(name, call);
  }
  const Json* you = object_in(&call, "you");
  if (you != nullptr) told.set("you", you->find("state"));
  told.set_from("endReason", you == nullptr ? call : *you);
}

void tell_effect(JsonWriter& writer, const Json& effect) {
  const Json* type = effect.find("type");
  if (type == nullptr) return;
  Told told;
  for (const char* name : kAbout) told.set_from(name, effect);
  if (const Json* entry = object_in(&effect, "entry")) {
    told.set_from("status", *entry);
    told.set_from("endReason", *entry);
  }
  if (const Json* call = object_in(&effect, "call")) tell_call(told, *call);
  wire::Parsed text;
  const Json* sent = object_in(&effect, "frame");
  if (type->string == "send") {
    text = wire::parse(effect.find("text")->string, kAnswerLimits);
    sent = &text.value;
  }
  if (sent != nullptr) {
    told.set("frame", sent->find("type"));
    told.set_from("callId", *sent);
  }
  if (const Json* call = object_in(sent, "call")) tell_call(told, *call);
  if (type->string == "settle") told.set_from("ok", effect);
  if (type->string == "reply" && sent != nullptr) told.set_from("ok", *sent);
  if (const Json* error = object_in(&effect, "error")) told.set_from("code", *error);
  if (const Json* error = object_in(sent, "error")) told.set_from("code", *error);
  told.write(writer, type->string);
}

void tell_commit(JsonWriter& writer, const Json& answer, const Json& commit) {
  const wire::Parsed record = wire::parse(commit.find("text")->string, kAnswerLimits);
  Told told;
  told.set_from("key", answer);
  told.set_from("version", commit);
  for (const char* name : {"state", "answeredAt", "endedAt"}) told.set_from(name, record.value);
  told.write(writer, "commit");
}

}  // namespace

std::string digest_of(std::string_view answer) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char byte : answer) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  }
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; hash >>= 4U) text[i] = "0123456789abcdef"[hash & 15U];
  return text;
}

std::string told_by(const std::string& answer) {
  const wire::Parsed parsed = wire::parse(answer, kAnswerLimits);
  JsonWriter writer;
  writer.open_array();
  if (const Json* commit = object_in(&parsed.value, "commit")) {
    tell_commit(writer, parsed.value, *commit);
  }
  if (const Json* effects = parsed.value.find("effects")) {
    for (const Json& effect : effects->items) tell_effect(writer, effect);
  }
  if (const Json* refused = object_in(&parsed.value, "refused")) {
    Told told;
    told.set_from("code", *refused);
    told.write(writer, "refused");
  }
  if (const Json* fault = parsed.value.find("fault")) {
    Told told;
    told.set("fault", fault);
    told.write(writer, "fault");
  }
  return writer.close_array().take();
}

}  // namespace ringline::sim
