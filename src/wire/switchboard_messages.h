// Messages of the host, split and their headers decoded (docs/CORE.md, "Switchboard core").
// Must not know: what a frame, a record or an input says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "enum_names.h"
#include "ids.h"
#include "policy.h"
#include "switchboard/command.h"

namespace ringline::wire {

enum class MessageType : std::uint8_t {
  Configure,
  Frame,
  Gone,
  Pong,
  Input,
  Deadline,
  Drain,
  Drained,
  View,
  Forget,
};

/// What line 2 of a message is.
enum class Attached : std::uint8_t {
  Cached,  ///< nothing: use the cache
  Record,
  Absent,  ///< there is no such record
};

struct Message {
  MessageType type = MessageType::Forget;
  Attached attached = Attached::Cached;
  std::string_view record_text;  ///< into the message
  std::string_view body;         ///< into the message
  switchboard::Sender sender;    ///< frame, gone, pong, view
  RecordKey key;                 ///< input, deadline, drain, drained, view, forget
  std::vector<UserId> members;   ///< frame: of the group that it names, without the sender
  bool revoked = false;          ///< gone: its identity is no longer good (inv. 34)
  std::int64_t up_to = 0;        ///< drained
  std::string epoch;             ///< configure
  Policy policy;                 ///< configure
};

std::optional<Message> read_message(std::string_view text);

/// `c:APP:CALL` or `u:APP:USER`, taken apart. An app's id has no colon.
struct KeyParts {
  bool is_call = false;
  AppId app;
  std::string id;
};
std::optional<KeyParts> read_key(std::string_view key);

}  // namespace ringline::wire

namespace ringline {
template <>
struct EnumNames<wire::MessageType> {
  static constexpr auto names = names_table("configure", "frame", "gone", "pong", "input",
                                            "deadline", "drain", "drained", "view", "forget");
};
template <>
struct EnumNames<wire::Attached> {
  static constexpr auto names = names_table("", "attached", "absent");
};
}  // namespace ringline
