// The switchboard of the explorers: records, what they take and what they send, each kept once and
// named by a number; the real route functions decide. Must not know: when anything arrives.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "client/inputs.h"
#include "switchboard/call_record.h"
#include "switchboard/command.h"
#include "switchboard/effect.h"
#include "switchboard/user_record.h"
#include "tests/sim/explorers/interned.h"

namespace ringline::sim::explorers {

namespace sb = ringline::switchboard;

inline constexpr const char* kTenant = "a";
/// Time stands still: a deadline that is fired is set to this instant, all others lie later.
inline constexpr Millis kNow = 1'000'000;

/// Who takes part. Page p is device p % devices of user p / devices; record r is call r, or user
/// r - calls.
struct Cast {
  int users = 2;
  int devices = 1;
  int calls = 1;

  int pages() const { return users * devices; }
  int records() const { return calls + users; }
  int user_of(int page) const { return page / devices; }
};

UserId user_id_of(int user);
DeviceId device_id_of(const Cast& cast, int page);
CallId call_id_of(int call);
ConnectionId connection_of(int page, std::int64_t generation);
/// Of every ended record: that it is the highest is all that counts.
inline constexpr std::int64_t kLastVersion = 1'000;
/// The record of that key, or -1.
int record_of(const Cast& cast, const RecordKey& key);
int call_of(const Cast& cast, const CallId& id);
int page_of(const Cast& cast, const DeviceId& device);

/// A frame on its way to a page.
struct Message {
  enum class Kind : std::uint8_t { Welcome, Reply, Event, Signal };
  Kind kind = Kind::Event;
  CommandId id;
  std::optional<Error> error;
  bool snapshot = false;
  std::vector<CallView> calls;
  std::vector<CallId> unknown;
  Signal signal;

  bool operator==(const Message&) const = default;
};

/// What a record takes.
struct Letter {
  enum class Kind : std::uint8_t { Frame, Input, Deadline, Drain, Drained, Gone };
  Kind kind = Kind::Frame;
  sb::Sender sender;
  sb::Command command;
  sb::Origin origin;
  sb::RecordInput input;
  std::int64_t up_to = 0;
  int which = 0;  ///< deadline, by `armed_deadlines`

  bool operator==(const Letter&) const = default;
};

/// What a turn sends, in order.
struct Mail {
  enum class Kind : std::uint8_t { ToPage, ToRecord, Snapshot, Close };
  Kind kind = Kind::ToPage;
  int to = 0;
  std::int64_t generation = 0;  ///< of the page's connection; 0: whichever is there
  std::uint32_t what = 0;       ///< message, letter, or question for a snapshot
};

/// A snapshot is made of other records than the one that asks for it.
struct Question {
  CommandId id;  ///< empty: a welcome
  std::vector<CallId> calls;

  bool operator==(const Question&) const = default;
};

using AnyRecord = std::variant<sb::CallRecord, sb::UserRecord>;

struct Turn {
  std::uint32_t record = 0;
  bool changed = false;
  bool owes = false;  ///< its outbox is not empty
  std::int64_t version = 0;
  std::vector<Mail> mail;
  std::string violation;
};

class PostOffice {
 public:
  /// `forgets_replies`: no command comes twice. `pageless`: what is for devices is not kept.
  PostOffice(Cast cast, Policy policy, bool forgets_replies, bool pageless = false);

  const Cast& cast() const { return cast_; }
  const Policy& policy() const { return policy_; }
  bool forgets_replies() const { return forgets_replies_; }
  std::uint32_t absent(int record);
  const sb::CallRecord& call(std::uint32_t id) const;
  const sb::UserRecord& user(std::uint32_t id) const;
  const AnyRecord& record(std::uint32_t id) const { return records_[id]; }
  std::uint32_t record_id(AnyRecord record);
  /// Whether its outbox holds something.
  bool owes(std::uint32_t record) const;
  const Letter& letter(std::uint32_t id) const { return letters_[id]; }
  const Message& message(std::uint32_t id) const { return messages_[id]; }
  const Question& question(std::uint32_t id) const { return questions_[id]; }
  std::uint32_t letter_id(Letter letter);
  std::uint32_t message_id(Message message);

  const Turn& turn(std::uint32_t record, std::uint32_t letter);
  /// The deadlines that the record has armed, for `Letter::which`.
  const std::vector<int>& armed_deadlines(std::uint32_t record);
  std::size_t distinct_records() const { return records_.size(); }
  std::size_t distinct_turns() const { return turns_.size(); }

 private:
  Turn make_turn(const AnyRecord& record, const Letter& letter);
  std::vector<Mail> mail_of(const sb::Effects& effects);

  Cast cast_;
  Policy policy_;
  bool forgets_replies_;
  bool pageless_;
  Interned<AnyRecord> records_;
  Interned<Letter> letters_;
  Interned<Message> messages_;
  Interned<Question> questions_;
  Remembered<Turn> turns_;
  Remembered<std::vector<int>> armed_;
};

}  // namespace ringline::sim::explorers
