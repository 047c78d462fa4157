#include "wire/client_core.h"

#include <algorithm>
#include <utility>

#include "wire/client_decode.h"
#include "wire/client_encode.h"

namespace ringline::wire {
namespace {

// How many effects come before the state of the calls is told: those that end what a call id meant
// until now, because a call goes on under another id (design 11.6) or begins anew under the same.
std::size_t before_the_calls(const Effects& effects, const Session& session) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const auto* happened = std::get_if<effect::Happened>(&effects[i]);
    const auto* forgotten = std::get_if<effect::Forget>(&effects[i]);
    const bool renamed = happened != nullptr && happened->event == CallEvent::Replaced;
    const bool anew = forgotten != nullptr && find_call(session, forgotten->call_id) != nullptr;
    if (renamed || anew) count = i + 1;
  }
  return count;
}

bool has_links(const Session& session) {
  return std::any_of(session.calls.begin(), session.calls.end(),
                     [](const Call& call) { return !call.links.empty(); });
}

}  // namespace

ClientCore::ClientCore(Session session, std::string ice_servers)
    : session_(std::move(session)), ice_servers_(std::move(ice_servers)) {
  for (const Call& call : session_.calls) {
    published_.push_back({call.call_id, call_state_text(call)});
  }
}

std::string ClientCore::dispatch(std::string_view message, Millis now) {
  std::optional<Input> input = read_input(message);
  if (!input) return answer({}, "not an input of docs/CORE.md");
  const bool renewed = take_ice_servers(*input) && has_links(session_);
  SessionStep result = step(std::move(session_), *input, now);
  session_ = std::move(result.session);
  if (renewed) result.effects.insert(result.effects.begin(), effect::IceServers{});
  return answer(result.effects, {});
}

// Returns whether they are others than those before.
bool ClientCore::take_ice_servers(Input& input) {
  auto* received = std::get_if<input::FrameReceived>(&input);
  if (received == nullptr || received->ice_servers.empty()) return false;
  std::swap(ice_servers_, received->ice_servers);
  return ice_servers_ != received->ice_servers;
}

std::string ClientCore::answer(const Effects& effects, std::string_view fault) {
  JsonWriter writer;
  writer.open_object().open_array("effects");
  const Writing writing{session_, ice_servers_};
  const std::size_t first = before_the_calls(effects, session_);
  for (std::size_t i = 0; i < first; ++i) write_effect(writer, effects[i], writing);
  publish_changes(writer);
  for (std::size_t i = first; i < effects.size(); ++i) write_effect(writer, effects[i], writing);
  writer.close_array();
  const std::optional<Millis> deadline = next_deadline(session_);
  if (deadline) {
    writer.number("deadline", *deadline);
  } else {
    writer.null("deadline");
  }
  return writer.optional_text("fault", fault).close_object().take();
}

// A changed call is told before anything that happened to it, so that every event finds the new
// state. Ended calls are remembered for a minute: only what has stepped is looked at.
void ClientCore::publish_changes(JsonWriter& writer) {
  for (Call& call : session_.calls) {
    if (!std::exchange(call.untold.yes, false)) continue;
    auto found = std::find_if(
        published_.begin(), published_.end(),
        [&call](const Published& published) { return published.call_id == call.call_id; });
    if (found == published_.end()) found = published_.insert(found, {call.call_id, {}});
    std::string text = call_state_text(call);
    if (text == found->text) continue;
    writer.open_object().text("type", "call").raw("call", text).close_object();
    found->text = std::move(text);
  }
  if (published_.size() == session_.calls.size()) return;
  std::erase_if(published_, [this](const Published& published) {
    return find_call(session_, published.call_id) == nullptr;
  });
}

}  // namespace ringline::wire
