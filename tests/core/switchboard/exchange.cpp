#include "exchange.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "wire/json_writer.h"

namespace ringline::switchboard::testing {
namespace {

std::string written(const Json& json) {
  switch (json.kind) {
    case Json::Kind::Null: return "null";
    case Json::Kind::Bool: return json.boolean ? "true" : "false";
    case Json::Kind::Integer: return std::to_string(json.integer);
    case Json::Kind::Real: return std::to_string(json.real);
    case Json::Kind::String: return json_text(json.string);
    case Json::Kind::Array:
    case Json::Kind::Object: break;
  }
  const bool object = json.kind == Json::Kind::Object;
  std::string text = object ? "{" : "[";
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    if (i > 0) text += ',';
    if (object) text += json_text(json.keys[i]) + ":";
    text += written(json.items[i]);
  }
  return text + (object ? "}" : "]");
}

std::optional<std::int64_t> instant(const Json& json, const std::string& key) {
  const Json* value = json.find(key);
  if (value == nullptr || value->kind != Json::Kind::Integer) return std::nullopt;
  return value->integer;
}

std::string sender(const Device& device) {
  return R"("app":"app","user":)" + json_text(device.user) + R"(,"device":)" +
         json_text(device.name) + R"(,"connection":")" + device.connection() + "\"";
}

}  // namespace

std::string json_text(const std::string& text) {
  wire::JsonWriter writer;
  writer.open_array().text_item(text);
  std::string array = writer.take();
  return array.substr(1);
}

Json parsed(const std::string& text) {
  return wire::parse(text, {16'000'000, 64, 1'000'000}).value;
}

const Json* at(const Json& json, const std::string& path) {
  const Json* here = &json;
  std::size_t start = 0;
  while (here != nullptr && start <= path.size()) {
    const std::size_t end = std::min(path.find('.', start), path.size());
    const std::string step = path.substr(start, end - start);
    if (here->kind == Json::Kind::Array) {
      const auto index = static_cast<std::size_t>(std::stoul(step));
      here = index < here->items.size() ? &here->items[index] : nullptr;
    } else {
      here = here->find(step);
    }
    start = end + 1;
  }
  return here;
}

std::string text_at(const Json& json, const std::string& path) {
  const Json* value = at(json, path);
  if (value == nullptr) return "";
  return value->kind == Json::Kind::String ? value->string : written(*value);
}

Exchange::Exchange(const std::string& policy, const std::string& epoch) : policy_(policy) {
  restart(epoch);
}

void Exchange::restart(const std::string& epoch) {
  core_ = Switchboard{};
  queue_.clear();
  crashed_ = false;
  commits_left_ = -1;
  const std::string answer = switchboard::dispatch(
      core_, R"({"type":"configure","epoch":")" + epoch + R"(","policy":)" + policy_ + "}", now);
  EXPECT_EQ(answer.find("refused"), std::string::npos);
}

std::string Exchange::dispatch(const std::string& header, const std::string& body) {
  std::string answer = switchboard::dispatch(core_, header + "\n\n" + body, now);
  for (int loads = 0; loads < 3; ++loads) {
    const Json json = parsed(answer);
    const std::string need = text_at(json, "need");
    if (need.empty()) return answer;
    const auto found = store_.find(need);
    // As the host does it: what is said of the record comes last in the header.
    const std::string described =
        found == store_.end()
            ? R"(,"record":"absent","version":0})"
            : R"(,"record":"attached","version":)" + std::to_string(found->second.version) + "}";
    const std::string text = found == store_.end() ? "" : found->second.text;
    answer = switchboard::dispatch(
        core_, header.substr(0, header.size() - 1) + described + "\n" + text + "\n" + body, now);
  }
  ADD_FAILURE() << "the core keeps asking for records";
  return answer;
}

void Exchange::commit(const std::string& key, const Json& commit) {
  Stored& stored = store_[key];
  const std::int64_t version = at(commit, "version")->integer;
  EXPECT_GT(version, stored.version) << "versions grow strictly";
  stored.version = version;
  stored.text = text_at(commit, "text");
  EXPECT_EQ(stored.text.find('\n'), std::string::npos);
  stored.deadline = instant(commit, "deadline");
  stored.expires_at = instant(commit, "expiresAt");
  ++commits;
}

bool Exchange::is_kept_away(const Job& job) {
  const Json header = parsed(job.header);
  const std::string type = text_at(header, "type");
  const std::string key = text_at(header, "key");
  if (!mute.empty() && (type == "drained" || (type == "input" && key == mute))) return true;
  if (hold_inputs_to.empty() || type != "input" || key != hold_inputs_to) return false;
  held_.push_back(job);
  return true;
}

void Exchange::release_held() {
  hold_inputs_to.clear();
  for (Job& job : held_) queue_.push_back(std::move(job));
  held_.clear();
  settle();
}

void Exchange::run_drain(const std::string& key) {
  queue_.push_back({R"({"type":"drain","key":)" + json_text(key) + "}", ""});
  settle();
}

void Exchange::input(const std::string& key, const std::string& text) {
  queue_.push_back({R"({"type":"input","key":)" + json_text(key) + "}", text});
  settle();
}

void Exchange::run(const Job& job) {
  if (crashed_ || is_kept_away(job)) return;
  const Json answer = parsed(dispatch(job.header, job.body));
  const std::string key = text_at(answer, "key");
  if (const Json* record = at(answer, "commit"); record && record->kind == Json::Kind::Object) {
    EXPECT_EQ(at(answer, "expect")->integer, store_.count(key) ? store_[key].version : 0);
    commit(key, *record);
    if (commits_left_ > 0 && --commits_left_ == 0) {
      crashed_ = true;
      queue_.clear();
      return;
    }
  }
  perform(answer, key);
}

void Exchange::perform(const Json& answer, const std::string& key) {
  if (const Json* refused = at(answer, "refused")) {
    Json effect = parsed(R"({"type":"refused"})");
    effect.keys.push_back("error");
    effect.items.push_back(*refused);
    performed_.push_back(effect);
  }
  std::vector<Job> inputs;
  const Json* effects = at(answer, "effects");
  for (const Json& effect : effects == nullptr ? std::vector<Json>{} : effects->items) {
    performed_.push_back(effect);
    if (text_at(effect, "type") != "input") continue;
    inputs.push_back({R"({"type":"input","key":)" + json_text(text_at(effect, "to")) + "}",
                      written(*at(effect, "input"))});
    if (duplicate_inputs) inputs.push_back(inputs.back());
  }
  for (Job& job : inputs) queue_.push_back(std::move(job));
  if (const Json* drain = at(answer, "drain")) {
    queue_.push_back({R"({"type":"drained","key":)" + json_text(key) + R"(,"upTo":)" +
                          std::to_string(drain->integer) + "}",
                      ""});
  }
}

void Exchange::settle() {
  for (int steps = 0; !queue_.empty() && steps < 10'000; ++steps) {
    const Job job = std::move(queue_.front());
    queue_.pop_front();
    run(job);
  }
  EXPECT_TRUE(queue_.empty()) << "the records talk for ever";
}

void Exchange::connect(const Device& device, const std::string& more) {
  send(device, R"({"type":"hello","v":1,"deviceId":)" + json_text(device.name) + R"(,"pageId":")" +
                   device.page_id() + R"(","incarnation":")" + device.incarnation() + "\"" + more +
                   "}");
}

void Exchange::disconnect(const Device& device) {
  run({R"({"type":"gone",)" + sender(device) + "}", ""});
  settle();
}

void Exchange::revoke(const Device& device) {
  run({R"({"type":"gone","revoked":true,)" + sender(device) + "}", ""});
  settle();
}

void Exchange::pong(const Device& device) {
  run({R"({"type":"pong",)" + sender(device) + "}", ""});
  settle();
}

void Exchange::post(const Device& device, const std::string& frame, const std::string& header) {
  std::string grants = device.may_place ? R"("place")" : "";
  if (!device.grants.empty()) grants += (grants.empty() ? "" : ",") + json_text(device.grants);
  run({R"({"type":"frame",)" + sender(device) + R"(,"name":"Name of )" + device.name +
           R"(","grants":[)" + grants + "]" + header + "}",
       frame});
}

void Exchange::send(const Device& device, const std::string& frame, const std::string& header) {
  post(device, frame, header);
  settle();
}

Json Exchange::ask(const Device& device, const std::string& id, const std::string& frame,
                   const std::string& header) {
  const std::size_t before = replies_to(id).size();
  send(device, frame, header);
  const std::vector<Json> replies = replies_to(id);
  if (replies.size() == before) return {};
  EXPECT_EQ(replies.size(), before + 1) << "one reply a command";
  return replies.back();
}

void Exchange::advance(Millis by) {
  const Millis end = now + by;
  while (true) {
    std::string key;
    Millis next = end + 1;
    for (const auto& [candidate, stored] : store_) {
      if (!stored.deadline || *stored.deadline >= next) continue;
      next = *stored.deadline;
      key = candidate;
    }
    if (key.empty() || next > end) break;
    now = std::max(now, next);
    store_[key].deadline.reset();  // the index gives each out once
    run({R"({"type":"deadline","key":)" + json_text(key) + "}", ""});
    settle();
  }
  now = end;
}

Json Exchange::show(const Device& device, const std::string& key) {
  return parsed(dispatch(R"({"type":"view","key":)" + json_text(key) + R"(,"user":)" +
                             json_text(device.user) + R"(,"device":)" + json_text(device.name) +
                             "}",
                         ""));
}

Json Exchange::view(const Device& device, const std::string& call) {
  const Json answer = show(device, "c:app:" + call);
  const Json* entry = at(answer, "entry");
  return entry == nullptr ? Json{} : *entry;
}

std::string Exchange::presence(const Device& viewer, const std::string& user) {
  return text_at(show(viewer, "u:app:" + user), "presence");
}

std::string Exchange::state(const std::string& call) {
  const auto found = store_.find("c:app:" + call);
  return found == store_.end() ? "absent" : text_at(parsed(found->second.text), "state");
}

std::string Exchange::stored(const std::string& key) const {
  const auto found = store_.find(key);
  return found == store_.end() ? "" : found->second.text;
}

std::vector<Json> Exchange::effects_of(const std::string& type) const {
  std::vector<Json> matching;
  for (const Json& effect : performed_) {
    if (text_at(effect, "type") == type) matching.push_back(effect);
  }
  return matching;
}

std::vector<Json> Exchange::replies_to(const std::string& id) const {
  std::vector<Json> matching;
  for (const Json& effect : effects_of("reply")) {
    if (text_at(effect, "frame.id") != id) continue;
    Json reply = *at(effect, "frame");
    for (const char* extra : {"seal", "ice"}) {
      if (const Json* value = effect.find(extra)) {
        reply.keys.emplace_back(extra);
        reply.items.push_back(*value);
      }
    }
    matching.push_back(std::move(reply));
  }
  return matching;
}

std::vector<Json> Exchange::events_of(const Device& device) const {
  std::vector<Json> matching;
  for (const Json& effect : effects_of("event")) {
    const bool theirs =
        text_at(effect, "user") == device.user && text_at(effect, "device") == device.name;
    if (theirs) matching.push_back(effect);
  }
  return matching;
}

std::optional<Json> Exchange::last_event(const Device& device) const {
  const std::vector<Json> events = events_of(device);
  if (events.empty()) return std::nullopt;
  return events.back();
}

Json Exchange::reply_to(const std::string& id) const {
  const std::vector<Json> replies = replies_to(id);
  return replies.empty() ? Json{} : replies.back();
}

std::vector<Json> Exchange::logs_of(const std::string& user, const std::string& call) const {
  std::vector<Json> entries;
  for (const Json& log : effects_of("log")) {
    if (text_at(log, "user") != user || text_at(log, "callId") != call) continue;
    entries.push_back(*at(log, "entry"));
  }
  return entries;
}

std::string Exchange::claims_of(const std::string& user) const {
  std::string calls;
  const std::string text = stored("u:app:" + user);
  if (text.empty()) return calls;
  const Json record = parsed(text);
  for (const Json& claim : at(record, "claims")->items) calls += text_at(claim, "callId") + " ";
  return calls;
}

std::string Exchange::participant(const Device& viewer, const std::string& call,
                                  const std::string& user, const std::string& field) {
  const Json entry = view(viewer, call);
  const Json* participants = at(entry, "call.participants");
  for (const Json& each : participants == nullptr ? std::vector<Json>{} : participants->items) {
    if (text_at(each, "userId") == user) return text_at(each, field);
  }
  return "";
}

std::string Exchange::reason(const Device& device, const std::string& call) {
  return text_at(view(device, call), "call.you.endReason");
}

void Exchange::expect_at_rest() const {
  for (const auto& [key, record] : store_) {
    const Json json = parsed(record.text);
    EXPECT_EQ(at(json, "outbox"), nullptr) << key;
    if (text_at(json, "state") == "ended") {
      EXPECT_EQ(record.deadline, std::nullopt) << key;
    }
    const Json* claims = at(json, "claims");
    for (const Json& claim : claims == nullptr ? std::vector<Json>{} : claims->items) {
      const auto call = store_.find("c:app:" + text_at(claim, "callId"));
      ASSERT_NE(call, store_.end()) << key;
      EXPECT_NE(text_at(parsed(call->second.text), "state"), "ended") << key;
    }
  }
}

std::string users_json(const std::vector<std::string>& users) {
  std::string list;
  for (const std::string& user : users) list += (list.empty() ? "" : ",") + json_text(user);
  return "[" + list + "]";
}

std::string invite_group(const Device& from, const std::string& call,
                         const std::vector<std::string>& to, const std::string& id,
                         const std::string& more) {
  return R"({"type":"invite","id":")" + id + R"(","callId":")" + call +
         R"(","kind":"group","media":"audio","to":)" + users_json(to) + R"(,"leg":)" +
         from.leg_json() + more + "}";
}

std::string about_users(const std::string& type, const std::string& call,
                        const std::vector<std::string>& users, const std::string& id) {
  return R"({"type":")" + type + R"(","id":")" + id + R"(","callId":")" + call + R"(","to":)" +
         users_json(users) + "}";
}

std::string plain(const std::string& type, const std::string& call, const std::string& id,
                  const std::string& more) {
  return R"({"type":")" + type + R"(","id":")" + id + R"(","callId":")" + call + "\"" + more + "}";
}

std::string join(const Device& from, const std::string& session, const std::string& id,
                 const std::string& more) {
  return R"({"type":"join","id":")" + id + R"(","callId":")" + session +
         R"(","media":"audio","leg":)" + from.leg_json() + more + "}";
}

std::string invite(const Device& from, const std::string& call, const std::string& to,
                   const std::string& id, const std::string& more) {
  return R"({"type":"invite","id":")" + id + R"(","callId":")" + call +
         R"(","kind":"direct","media":"video","to":[)" + json_text(to) + R"(],"leg":)" +
         from.leg_json() + R"(,"offer":{"negotiation":1,"sdp":"offer-sdp"})" + more + "}";
}

std::string ringing(const std::string& call, const std::string& id) {
  return R"({"type":"ringing","id":")" + id + R"(","callId":")" + call + "\"}";
}

std::string accept(const Device& from, const std::string& call, const std::string& id,
                   const std::string& more) {
  return R"({"type":"accept","id":")" + id + R"(","callId":")" + call + R"(","leg":)" +
         from.leg_json() + R"(,"media":"video","answer":{"negotiation":1,"sdp":"answer-sdp"})" +
         more + "}";
}

std::string decline(const std::string& call, const std::string& id, const std::string& more) {
  return R"({"type":"decline","id":")" + id + R"(","callId":")" + call + "\"" + more + "}";
}

std::string leave(const std::string& call, const std::string& id, const std::string& more) {
  return R"({"type":"leave","id":")" + id + R"(","callId":")" + call + "\"" + more + "}";
}

std::string rejoin(const Device& from, const std::string& call, const std::string& id) {
  return R"({"type":"rejoin","id":")" + id + R"(","callId":")" + call + R"(","leg":)" +
         from.leg_json() + "}";
}

std::string set_state(const std::string& call, const std::string& id,
                      const std::string& microphone) {
  return R"({"type":"state","id":")" + id + R"(","callId":")" + call + R"(","microphone":")" +
         microphone + R"(","camera":"off"})";
}

std::string set_hold(const std::string& call, const std::string& id, bool held) {
  return R"({"type":"state","id":")" + id + R"(","callId":")" + call +
         R"(","microphone":"on","camera":"off","hold":)" + (held ? "true}" : "false}");
}

std::string reassert(const std::string& call, const std::string& id, const std::string& claims,
                     const std::string& more) {
  return R"({"type":"reassert","id":")" + id + R"(","callId":")" + call + R"(","seal":{"claims":)" +
         json_text(claims) + R"(,"mac":"mac"})" + more + "}";
}

std::string sealed_leave(const std::string& call, const std::string& id,
                         const std::string& claims) {
  return R"({"type":"leave","id":")" + id + R"(","callId":")" + call + R"(","seal":{"claims":)" +
         json_text(claims) + R"(,"mac":"mac"}})";
}

std::string candidates(const std::string& call, const std::string& to, int count) {
  std::string list;
  for (int i = 0; i < count; ++i) {
    if (i > 0) list += ',';
    list += R"({"candidate":"candidate:)" + std::to_string(i) + R"(","sdpMid":"0"})";
  }
  return R"({"type":"signal","callId":")" + call + R"(","to":")" + to +
         R"(","link":"","negotiation":1,"candidates":[)" + list + "]}";
}

}  // namespace ringline::switchboard::testing
