// Any bytes as a frame of a device, or as a stored record, input or seal: something or nothing,
// never a trap (inv. 39). The first byte chooses the decoder. A record that was read is written and
// read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "wire/switchboard_frames.h"
#include "wire/switchboard_records.h"

using namespace ringline;

namespace {

// Written once, a record is in its own form: from then on nothing may change.
template <typename Read, typename Write>
void check_stable(std::string_view text, Read read, Write write) {
  const auto value = read(text);
  if (!value) return;
  const std::string once = write(*value);
  const auto again = read(once);
  if (!again || write(*again) != once) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0: wire::read_frame(text, {"member"}); break;
    case 1: check_stable(text, wire::read_call_record, wire::write_call_record); break;
    case 2: check_stable(text, wire::read_user_record, wire::write_user_record); break;
    default: wire::read_sent_input(text); wire::read_seal_claims(text);
  }
  return 0;
}
