// Any sequence of messages to a client core, from a state that the first byte chooses (inv. 39).
// Messages are separated by the byte 0x1e. Each answer must be JSON; the state must survive being
// saved and restored; a fault must change nothing.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "wire/json.h"
#include "wire/session_snapshot.h"

using namespace ringline;

namespace {

constexpr char kSeparator = '\x1e';

// Each is the way to one more state: configured, connecting, online, ringing, accepting.
constexpr std::array<std::string_view, 7> kLadder = {
    R"({"type":"configure","deviceId":"dev-m","pageId":"p","incarnation":"inc-m"})",
    R"({"type":"connect","request":1})",
    R"({"type":"socket-opened","generation":1})",
    R"({"type":"token","generation":1,"token":"t"})",
    "{\"type\":\"frame\",\"generation\":1}\n"
    R"({"type":"welcome","epoch":"e","serverTime":1000000,"userId":"me","policy":{},"seq":0,)"
    R"("snapshot":{"calls":[],"unknown":[]}})",
    "{\"type\":\"frame\",\"generation\":1}\n"
    R"({"type":"event","seq":1,"call":{"callId":"c1","version":1,"kind":"direct","media":"video",)"
    R"("state":"ringing","inviter":"peer","createdAt":1000000,"ringDeadline":1030000,"policy":{},)"
    R"("you":{"role":"invitee","state":"invited","status":"initiated"},"participants":[],)"
    R"("offer":{"legId":"leg-p","incarnation":"inc-p","negotiation":1,"sdp":"v=0"}}})",
    R"({"type":"accept","request":2,"callId":"c1","legId":"leg-m"})",
};

void dispatch(wire::ClientCore& core, std::string_view message, Millis now) {
  const Session before = core.session();
  const std::string answer = core.dispatch(message, now);
  const wire::Parsed parsed = wire::parse(answer, {64 * 1024 * 1024, 64, 1'000'000});
  if (parsed.problem != wire::ParseProblem::None) std::abort();
  if (parsed.value.find("effects") == nullptr) std::abort();
  if (parsed.value.find("fault") != nullptr && !(core.session() == before)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  wire::ClientCore core;
  Millis now = 1'000;
  const std::size_t rungs = data[0] % (kLadder.size() + 1);
  for (std::size_t i = 0; i < rungs; ++i) dispatch(core, kLadder[i], now);
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (int messages = 0; messages < 64 && !rest.empty(); ++messages) {
    const std::size_t end = rest.find(kSeparator);
    const std::string_view message = rest.substr(0, end);
    now += message.empty() ? 60'000 : 100;
    dispatch(core, message, now);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  const std::string saved = wire::snapshot(core);
  const std::optional<wire::ClientCore> restored = wire::restore(saved);
  if (!restored || !(restored->session() == core.session())) std::abort();
  return 0;
}
