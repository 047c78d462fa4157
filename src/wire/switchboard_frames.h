// Frames of devices, decoded (docs/PROTOCOL.md, "Device to server"). Any byte string yields a
// command or an error (inv. 39). Must not know: records, rights.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "error_code.h"
#include "switchboard/command.h"

namespace ringline::wire {

struct ReadFrame {
  std::optional<switchboard::Command> command;
  ErrorCode problem = ErrorCode::InvalidFrame;  ///< when there is no command
  CommandId id;  ///< of a faulty command, where it could be read: it gets an error reply
};

/// `members`: whom the host found in the group that the frame names, if it names one.
ReadFrame read_frame(std::string_view text, const std::vector<UserId>& members = {});

}  // namespace ringline::wire
