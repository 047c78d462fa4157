// Any sequence of messages to a switchboard core, from a configured one (inv. 39). Messages are
// separated by the byte 0x1e.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "switchboard/switchboard.h"
#include "wire/json.h"

using namespace ringline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr char kSeparator = '\x1e';
  switchboard::Switchboard core;
  Millis now = 1'790'000'000'000;
  switchboard::dispatch(core, "{\"type\":\"configure\",\"epoch\":\"e1\"}\n\n", now);
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  for (int messages = 0; messages < 64 && !rest.empty(); ++messages) {
    const std::size_t end = rest.find(kSeparator);
    now += end == 0 ? 60'000 : 10;
    const std::string answer = switchboard::dispatch(core, rest.substr(0, end), now);
    const wire::Parsed parsed = wire::parse(answer, {64 * 1024 * 1024, 64, 1'000'000});
    if (parsed.problem != wire::ParseProblem::None) std::abort();
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return 0;
}
