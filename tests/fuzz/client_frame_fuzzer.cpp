// Any bytes as a frame of the switchboard: a frame or `Invalid`, never a trap (inv. 39). What was
// read is written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "wire/client_decode.h"
#include "wire/common_json.h"

using namespace ringline;

namespace {

std::string text_of(const CallView& view) {
  wire::JsonWriter writer;
  writer.open_object();
  wire::write_view(writer, view);
  return writer.close_object().take();
}

void check_round_trip(const CallView& view) {
  const wire::Parsed parsed = wire::parse(text_of(view), wire::kRecordLimits);
  wire::Fields fields(parsed.value);
  if (parsed.problem != wire::ParseProblem::None) std::abort();
  if (wire::read_view(fields, parsed.value) != view || !fields.ok()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string ice_servers;
  const Frame frame = wire::read_frame(text, ice_servers);
  if (const auto* event = std::get_if<frame::Event>(&frame)) check_round_trip(event->call.view);
  if (!ice_servers.empty() &&
      wire::parse(ice_servers, wire::kRecordLimits).problem != wire::ParseProblem::None) {
    std::abort();
  }
  return 0;
}
