#include "tests/sim/explorers/post_office.h"

#include <algorithm>
#include <functional>
#include <type_traits>
#include <utility>

#include "limits.h"
#include "switchboard/call_view.h"
#include "switchboard/route_call.h"
#include "switchboard/route_user.h"
#include "tests/sim/random.h"

namespace ringline::sim::explorers {
namespace {

std::uint64_t hash_of(const std::string& text) { return std::hash<std::string>{}(text); }

std::uint64_t hash_of(const Letter& letter) {
  const auto& [kind, sender, command, origin, input, up_to, which] = letter;
  std::uint64_t hash = mixed(static_cast<std::uint64_t>(kind), static_cast<std::uint64_t>(which));
  const auto add = [&hash](std::uint64_t value) { hash = mixed(hash, value); };
  add(hash_of(sender.connection + "|" + command.id + "|" + command.call_id + "|" + command.sdp +
              "|" + command.signal.link + "|" + command.signal.sdp));
  add(static_cast<std::uint64_t>(command.type));
  add(hash_of(origin.source + "|" + input.call_id + "|" + input.user_id + "|" + input.contender));
  add(static_cast<std::uint64_t>(origin.version * 64 + origin.index));
  add(static_cast<std::uint64_t>(input.type));
  add(static_cast<std::uint64_t>(up_to));
  return hash;
}

void add_view(Hashing& hash, const CallView& view) {
  hash.add(view.call_id);
  hash.add(view.version);
  hash.add(static_cast<int>(view.state) * 64 + static_cast<int>(view.you.state));
  for (const auto& one : view.participants) {
    hash.add(one.user_id);
    hash.add(static_cast<int>(one.state) * 8 + static_cast<int>(one.legs.size()));
  }
}

std::uint64_t hash_of(const Message& message) {
  const Signal& signal = message.signal;
  Hashing hash(message.id, message.kind, signal.sdp, signal.negotiation, signal.candidates.size());
  if (message.error) hash.add(message.error->code);
  for (const CallView& view : message.calls) add_view(hash, view);
  return hash.take();
}

void add_outbox(Hashing& hash, const std::vector<sb::OutboxItem>& outbox) {
  for (const sb::OutboxItem& item : outbox) {
    hash.add(item.version * 1024 + item.index * 32 + static_cast<int>(item.kind) * 16 +
             static_cast<int>(item.input.type));
  }
}

void add_seen(Hashing& hash, const sb::SeenInputs& seen) {
  for (const sb::Origin& origin : seen) {
    hash.add(origin.source);
    hash.add(origin.version * 64 + origin.index);
  }
}

std::uint64_t hash_of(const sb::CallRecord& record) {
  Hashing hash(record.call_id, record.version, record.state, record.answer_version,
               record.invite_command);
  for (const sb::Participant& one : record.participants) {
    hash.add(one.user_id);
    hash.add(static_cast<int>(one.state) * 64 + static_cast<int>(one.devices.size()) * 4 +
             (one.claimed ? 1 : 0) + (one.ring_deadline > 0 ? 2 : 0));
    for (const sb::Leg& leg : one.legs) {
      hash.add(leg.incarnation);
      hash.add(static_cast<int>(leg.state) * 2 + (leg.up ? 1 : 0));
    }
  }
  for (const sb::RememberedReply& reply : record.replies) hash.add(reply.command_id);
  add_outbox(hash, record.outbox);
  add_seen(hash, record.seen);
  return hash.take();
}

std::uint64_t hash_of(const sb::UserRecord& record) {
  Hashing hash(record.user_id, record.version, record.waiting.size());
  for (const sb::Device& device : record.devices) {
    hash.add(device.connection);
    hash.add(device.online);
  }
  for (const sb::Claim& claim : record.claims) {
    hash.add(claim.call_id + "|" + claim.device_id);
    hash.add(claim.role);
  }
  add_outbox(hash, record.outbox);
  add_seen(hash, record.seen);
  return hash.take();
}

int number_after(const std::string& text, char mark) {
  const std::size_t at = text.rfind(mark);
  return at == std::string::npos ? -1 : std::atoi(text.c_str() + at + 1);
}

// Sets one deadline to now. Whatever else it stands for is put back by `restore`.
void bring_due(sb::CallRecord& record, int which) {
  if (which == 0) {
    record.created_at = kNow - limits::kPlacingMs;
    return;
  }
  if (which == 1) {
    record.drain_at = kNow;
    return;
  }
  sb::Participant& participant = record.participants[static_cast<std::size_t>((which - 2) / 3)];
  if (which % 3 == 2) participant.ack_deadline = kNow;
  if (which % 3 == 0) participant.ring_deadline = kNow;
  if (which % 3 != 1) return;
  for (sb::Leg& leg : participant.legs) {
    if (leg.state == sb::LegState::Joined && !leg.up) leg.grace_deadline = kNow;
  }
}

std::vector<int> armed_in(const sb::CallRecord& record) {
  std::vector<int> armed;
  if (record.version == 0) return armed;
  const bool placing = record.state == RecordState::Placing;
  if (placing) armed.push_back(0);
  if (!record.outbox.empty()) armed.push_back(1);
  if (record.state == RecordState::Ended || placing) return armed;
  for (std::size_t i = 0; i < record.participants.size(); ++i) {
    const sb::Participant& participant = record.participants[i];
    const int first = 2 + 3 * static_cast<int>(i);
    if (participant.ack_deadline > 0) armed.push_back(first);
    if (participant.ring_deadline > 0) armed.push_back(first + 1);
    for (const sb::Leg& leg : participant.legs) {
      if (leg.state == sb::LegState::Joined && !leg.up) armed.push_back(first + 2);
    }
  }
  return armed;
}

struct Outcome {
  AnyRecord record;
  bool changed = false;
  sb::Effects effects;
};

template <class Given>
Outcome outcome_of(Given given) {
  return {std::move(given.record), given.changed, std::move(given.effects)};
}

Outcome route(const sb::Context& context, sb::CallRecord record, const Letter& letter) {
  switch (letter.kind) {
    case Letter::Kind::Frame:
      return outcome_of(
          route_command(context, std::move(record), letter.sender, letter.command, kNow));
    case Letter::Kind::Input:
      return outcome_of(route_input(context, std::move(record), letter.origin, letter.input, kNow));
    case Letter::Kind::Deadline: {
      bring_due(record, letter.which);
      Outcome outcome = outcome_of(route_deadline(context, std::move(record), kNow));
      std::get<sb::CallRecord>(outcome.record).created_at = kNow;
      return outcome;
    }
    case Letter::Kind::Drained:
      return outcome_of(route_drained(context, std::move(record), letter.up_to, kNow));
    case Letter::Kind::Drain:
    case Letter::Kind::Gone: break;
  }
  sb::Effects effects = materialised(record);
  return {std::move(record), false, std::move(effects)};
}

Outcome route(const sb::Context&, sb::UserRecord record, const Letter& letter) {
  switch (letter.kind) {
    case Letter::Kind::Frame:
      return outcome_of(route_user_command(std::move(record), letter.sender, letter.command, kNow));
    case Letter::Kind::Input:
      return outcome_of(route_user_input(std::move(record), letter.origin, letter.input, kNow));
    case Letter::Kind::Drained:
      return outcome_of(route_user_drained(std::move(record), letter.up_to, kNow));
    case Letter::Kind::Gone: return outcome_of(route_gone(std::move(record), letter.sender, kNow));
    case Letter::Kind::Deadline:
      record.drain_at = kNow;
      return outcome_of(route_user_deadline(std::move(record), kNow));
    case Letter::Kind::Drain: break;
  }
  sb::Effects effects = materialised(record);
  return {std::move(record), false, std::move(effects)};
}

// Over is over, in the record (inv. 2), and one device answers for a user (inv. 1).
std::string wrong_turn(const sb::CallRecord& before, const sb::CallRecord& after) {
  for (const sb::Participant& one : after.participants) {
    int joined = 0;
    for (const sb::Leg& leg : one.legs) joined += leg.state == sb::LegState::Joined ? 1 : 0;
    if (joined > 1) return "inv. 1: two joined devices of " + one.user_id;
  }
  if (before.version == 0) return {};
  const auto* was = &before;
  if (after.version < was->version) return "inv. 2: version went back in " + after.call_id;
  if (was->state != RecordState::Ended) return {};
  if (after.state != RecordState::Ended) return "inv. 2: " + after.call_id + " ends no more";
  for (const sb::Participant& one : was->participants) {
    const sb::Participant* now = sb::participant_of(after, one.user_id);
    if (now == nullptr || now->end_reason != one.end_reason || now->left_at != one.left_at) {
      return "inv. 2: the end of " + after.call_id + " changes for " + one.user_id;
    }
  }
  return {};
}

}  // namespace

UserId user_id_of(int user) { return "u" + std::to_string(user); }
DeviceId device_id_of(const Cast& cast, int page) {
  return "d" + std::to_string(cast.user_of(page)) + "." + std::to_string(page % cast.devices);
}
CallId call_id_of(int call) { return "c" + std::to_string(call); }
ConnectionId connection_of(int page, std::int64_t generation) {
  return "k" + std::to_string(page) + "." + std::to_string(generation);
}

int call_of(const Cast& cast, const CallId& id) {
  const int call = number_after(id, 'c');
  return call < cast.calls ? call : -1;
}

int record_of(const Cast& cast, const RecordKey& key) {
  if (key.front() == 'c') return call_of(cast, key);
  return cast.calls + number_after(key, 'u');
}

int page_of(const Cast& cast, const DeviceId& device) {
  return number_after(device, 'd') * cast.devices + number_after(device, '.');
}

PostOffice::PostOffice(Cast cast, Policy policy, bool forgets_replies, bool pageless)
    : cast_(cast),
      policy_(std::move(policy)),
      forgets_replies_(forgets_replies),
      pageless_(pageless) {}

std::uint32_t PostOffice::absent(int record) {
  if (record < cast_.calls) {
    sb::CallRecord call;
    call.app = kTenant;
    call.call_id = call_id_of(record);
    return record_id(std::move(call));
  }
  sb::UserRecord user;
  user.app = kTenant;
  user.user_id = user_id_of(record - cast_.calls);
  return record_id(std::move(user));
}

const sb::CallRecord& PostOffice::call(std::uint32_t id) const {
  return std::get<sb::CallRecord>(records_[id]);
}
const sb::UserRecord& PostOffice::user(std::uint32_t id) const {
  return std::get<sb::UserRecord>(records_[id]);
}

bool PostOffice::owes(std::uint32_t record) const {
  return std::visit([](const auto& one) { return !one.outbox.empty(); }, records_[record]);
}

std::uint32_t PostOffice::letter_id(Letter letter) {
  const std::uint64_t hash = hash_of(letter);
  return letters_.id(std::move(letter), hash);
}

std::uint32_t PostOffice::message_id(Message message) {
  for (CallView& view : message.calls) {
    if (view.state == RecordState::Ended) view.version = kLastVersion;
  }
  const std::uint64_t hash = hash_of(message);
  return messages_.id(std::move(message), hash);
}

std::uint32_t PostOffice::record_id(AnyRecord record) {
  if (auto* call = std::get_if<sb::CallRecord>(&record)) {
    for (sb::Participant& one : call->participants) {
      std::sort(one.devices.begin(), one.devices.end());  // each has a queue of its own
    }
    if (call->state == RecordState::Ended && call->outbox.empty()) call->version = kLastVersion;
    if (forgets_replies_) call->replies.clear();
    if (forgets_replies_ && !pageless_) {  // nothing comes twice
      std::erase_if(call->seen, [](const sb::Origin& origin) { return origin.source[0] == 'u'; });
    }
  } else {
    if (forgets_replies_ && !pageless_) std::get<sb::UserRecord>(record).seen.clear();
  }
  const std::uint64_t hash = std::visit([](const auto& one) { return hash_of(one); }, record);
  return records_.id(std::move(record), hash);
}

std::vector<Mail> PostOffice::mail_of(const sb::Effects& effects) {
  std::vector<Mail> mail;
  const auto add = [&](Mail::Kind kind, int to, const ConnectionId& connection,
                       std::uint32_t what) {
    mail.push_back({kind, to, connection.empty() ? 0 : number_after(connection, '.'), what});
  };
  const auto perform = [&](const auto& effect) {
    using Given = std::decay_t<decltype(effect)>;
    if constexpr (std::is_same_v<Given, sb::ReplyEffect>) {
      Message message{.kind = Message::Kind::Reply, .id = effect.command_id, .error = effect.error};
      if (!effect.error && effect.page) message.calls.push_back(effect.page->view);
      add(Mail::Kind::ToPage, page_of(cast_, effect.to.device_id), effect.connection,
          message_id(std::move(message)));
    } else if constexpr (std::is_same_v<Given, sb::EventEffect>) {
      Message message{.kind = Message::Kind::Event, .calls = {effect.page.view}};
      add(Mail::Kind::ToPage, page_of(cast_, effect.to.device_id), {},
          message_id(std::move(message)));
    } else if constexpr (std::is_same_v<Given, sb::SignalEffect>) {
      Message message{.kind = Message::Kind::Signal};
      Signal& signal = message.signal;
      signal.call_id = effect.call_id;
      signal.from_user = effect.from.user_id;
      signal.from_device = effect.from.device_id;
      signal.from_leg = effect.from_leg;
      signal.link = effect.parts.link;
      signal.negotiation = effect.parts.negotiation;
      signal.type = named<DescriptionType>(effect.parts.description_type);
      signal.sdp = effect.parts.sdp;
      signal.candidates = effect.parts.candidates;
      add(Mail::Kind::ToPage, page_of(cast_, effect.to.device_id), {},
          message_id(std::move(message)));
    } else if constexpr (std::is_same_v<Given, sb::InputEffect>) {
      Letter letter{.kind = Letter::Kind::Input, .origin = effect.origin, .input = effect.input};
      add(Mail::Kind::ToRecord, record_of(cast_, effect.to), {}, letter_id(std::move(letter)));
    } else if constexpr (std::is_same_v<Given, sb::WelcomeEffect>) {
      const auto hash = hash_of(effect.connection);
      add(Mail::Kind::Snapshot, number_after(effect.connection.substr(0, 2), 'k'),
          effect.connection, questions_.id({{}, effect.calls}, hash));
    } else if constexpr (std::is_same_v<Given, sb::SnapshotEffect>) {
      const auto hash = hash_of(effect.connection + effect.command_id);
      add(Mail::Kind::Snapshot, number_after(effect.connection.substr(0, 2), 'k'),
          effect.connection, questions_.id({effect.command_id, effect.calls}, hash));
    } else if constexpr (std::is_same_v<Given, sb::FenceEffect> ||
                         std::is_same_v<Given, sb::RefuseEffect>) {
      add(Mail::Kind::Close, number_after(effect.connection.substr(0, 2), 'k'), effect.connection,
          0);
    }  // probes need a second tab; grants only spare a turn; the log is the simulator's
  };
  for (const sb::Effect& effect : effects) std::visit(perform, effect);
  return mail;
}

Turn PostOffice::make_turn(const AnyRecord& record, const Letter& letter) {
  const sb::Context context{"e1", policy_};
  Outcome outcome =
      std::visit([&](const auto& one) { return route(context, one, letter); }, record);
  Turn turn{.changed = outcome.changed};
  std::visit(
      [&turn, this](auto& one) {
        if (pageless_) {
          std::erase_if(one.outbox, [](const sb::OutboxItem& item) {
            return item.kind != sb::OutboxKind::Input;
          });
        }
        turn.version = one.version;
        turn.owes = !one.outbox.empty();
      },
      outcome.record);
  if (const auto* before = std::get_if<sb::CallRecord>(&record)) {
    turn.violation = wrong_turn(*before, std::get<sb::CallRecord>(outcome.record));
  }
  turn.mail = mail_of(outcome.effects);
  turn.record = record_id(outcome.changed ? std::move(outcome.record) : record);
  return turn;
}

const Turn& PostOffice::turn(std::uint32_t record, std::uint32_t letter) {
  return turns_.get(record, letter, [&] {
    const AnyRecord given = records_[record];
    const Letter taken = letters_[letter];
    return make_turn(given, taken);
  });
}

const std::vector<int>& PostOffice::armed_deadlines(std::uint32_t record) {
  return armed_.get(record, 0, [&] {
    const auto* call = std::get_if<sb::CallRecord>(&records_[record]);
    if (call != nullptr) return armed_in(*call);
    return std::get<sb::UserRecord>(records_[record]).outbox.empty() ? std::vector<int>()
                                                                     : std::vector<int>{1};
  });
}

}  // namespace ringline::sim::explorers
