#include "tests/sim/explorers/claims_model.h"

#include <algorithm>
#include <span>
#include <utility>

#include "switchboard/call_transitions.h"
#include "switchboard/call_view.h"
#include "tests/sim/random.h"

namespace ringline::sim::explorers {
namespace {

enum ClaimsMove : std::uint8_t { kBatch, kPlan, kDue, kDrop, kRepeat, kAway, kBack, kReload };

constexpr int kDrainDeadline = 1;

std::size_t at(int index) { return static_cast<std::size_t>(index); }
std::uint8_t byte(std::size_t value) { return static_cast<std::uint8_t>(value); }
unsigned bit(std::size_t index) { return 1U << index; }
unsigned bit(ClaimsFault fault) { return 1U << static_cast<unsigned>(fault); }

const char* word_for(Plan::Kind kind) {
  switch (kind) {
    case Plan::Kind::Invite: return "invites into";
    case Plan::Kind::Add: return "adds to";
    case Plan::Kind::Accept: return "accepts";
    case Plan::Kind::Leave: return "leaves";
  }
  return "";
}

}  // namespace

ClaimsModel::ClaimsModel(ClaimsScope scope)
    : scope_(std::move(scope)),
      office_(scope_.cast, scope_.policy,
              std::find(scope_.faults.begin(), scope_.faults.end(), ClaimsFault::Duplicate) ==
                  scope_.faults.end(),
              true),
      numbers_(office_, nullptr) {}

void ClaimsModel::start_anew(bool reduced) {
  scope_.reduced = reduced;
  ends_ = {};
  ends_sum_ = 0;
}

ClaimsState ClaimsModel::first() {
  ClaimsState state;
  for (int record = 0; record < scope_.cast.records(); ++record) {
    state.records[at(record)] = office_.absent(record);
  }
  for (int user = 0; user < scope_.cast.users; ++user) {
    take(state, scope_.cast.calls + user, hello_of(user, 1), nullptr);
  }
  state.plans = static_cast<std::uint32_t>((1ULL << scope_.plans.size()) - 1);
  for (ClaimsFault fault : scope_.faults) state.faults |= static_cast<std::uint8_t>(bit(fault));
  return state;
}

std::uint32_t ClaimsModel::hello_of(int user, int load) {
  Letter letter;
  letter.sender = {.app = kTenant,
                   .user_id = user_id_of(user),
                   .device_id = device_id_of(scope_.cast, user),
                   .connection = connection_of(user, load)};
  letter.command.type = sb::CommandType::Hello;
  letter.command.protocol = 1;
  letter.command.device_id = letter.sender.device_id;
  letter.command.page_id = "p" + std::to_string(user);
  letter.command.incarnation = "i" + std::to_string(user) + "." + std::to_string(load);
  return office_.letter_id(std::move(letter));
}

std::uint32_t ClaimsModel::letter_of(const Plan& plan) {
  Letter letter;
  letter.sender = {.app = kTenant,
                   .user_id = user_id_of(plan.user),
                   .device_id = device_id_of(scope_.cast, plan.user),
                   .connection = connection_of(plan.user, 1),
                   .may_place = true,
                   .may_invite = true};
  sb::Command& command = letter.command;
  const std::string name = std::to_string(plan.user) + "." + std::to_string(plan.call);
  command.id = std::to_string(static_cast<int>(plan.kind)) + "." + name;
  command.call_id = call_id_of(plan.call);
  command.leg_id = "l" + name;
  command.incarnation = "i" + std::to_string(plan.user) + ".1";
  for (int user : plan.to) command.to.push_back(user_id_of(user));
  switch (plan.kind) {
    case Plan::Kind::Invite:
      command.type = sb::CommandType::Invite;
      command.kind = plan.to.size() > 1 ? CallKind::Group : CallKind::Direct;
      break;
    case Plan::Kind::Add: command.type = sb::CommandType::Add; break;
    case Plan::Kind::Accept: command.type = sb::CommandType::Accept; break;
    case Plan::Kind::Leave: command.type = sb::CommandType::Leave; break;
  }
  return office_.letter_id(std::move(letter));
}

std::string ClaimsModel::leave(State& state, int user) {
  state.faults &= static_cast<std::uint8_t>(~bit(ClaimsFault::ClientCrash));
  state.away |= byte(bit(at(user)));
  Letter letter{.kind = Letter::Kind::Gone};
  letter.sender = {.app = kTenant,
                   .user_id = user_id_of(user),
                   .device_id = device_id_of(scope_.cast, user),
                   .connection = connection_of(user, 1)};
  return take(state, scope_.cast.calls + user, office_.letter_id(std::move(letter)), nullptr);
}

std::string ClaimsModel::come_back(State& state, int user) {
  state.away &= byte(~bit(at(user)));
  return take(state, scope_.cast.calls + user, hello_of(user, 2), nullptr);
}

// What a device can know of: it acts on the committed record.
bool ClaimsModel::is_open(const State& state, const Plan& plan) const {
  const sb::CallRecord& record = office_.call(state.records[at(plan.call)]);
  if ((state.away & bit(at(plan.user))) != 0) return false;
  if (plan.kind == Plan::Kind::Invite) return record.version == 0;
  if (record.version == 0 || record.state == RecordState::Ended) return false;
  const sb::Participant* one = participant_of(record, user_id_of(plan.user));
  if (one == nullptr || one->left_at) return false;
  const bool rung = one->state == ParticipantState::Rung || one->state == ParticipantState::Ringing;
  const bool joined = one->state == ParticipantState::Joined;
  switch (plan.kind) {
    case Plan::Kind::Invite: return false;
    case Plan::Kind::Add: return joined && record.state != RecordState::Placing;
    case Plan::Kind::Accept: return rung;
    case Plan::Kind::Leave: return rung || joined;
  }
  return false;
}

std::uint32_t ClaimsModel::list_id(Items items) {
  std::uint64_t hash = items.size();
  for (const Item& item : items) hash = mixed(hash, item.letter * 8U + item.to);
  return lists_.id(std::move(items), hash);
}

void ClaimsModel::put_batch(State& state, int source, std::int64_t version, Items items) {
  State& s = state;
  if (version > 0) {  // the outbox holds what the older batch has not brought yet
    for (std::size_t i = 0; i < s.batch_count; ++i) {
      if (s.batches[i].source != source || s.batches[i].version == 0) continue;
      for (const Item& old : lists_[s.batches[i].list]) {
        if (office_.letter(old.letter).origin.version == 0) items.push_back(old);
      }
      s.batches[i] = s.batches[--s.batch_count];
      break;
    }
  }
  s.batches[s.batch_count++] = {byte(at(source)), list_id(std::move(items)), version};
}

// One turn. Its answers to questions go back with the batch that asked, before that one is done.
std::string ClaimsModel::take(State& state, int record, std::uint32_t letter, Items* answers) {
  std::uint32_t& slot = state.records[at(record)];
  const Turn turn = office_.turn(slot, letter);
  slot = turn.record;
  if (!turn.violation.empty()) return turn.violation;
  Items owed;
  Items replies;
  for (const Mail& mail : turn.mail) {
    if (mail.kind != Mail::Kind::ToRecord) continue;
    if (mail.to < 0) return "an input for an unknown record";
    const bool reply = office_.letter(mail.what).origin.version == 0;
    if (office_.letter(mail.what).input.type == scope_.swallowed) continue;
    (reply ? replies : owed).push_back({byte(at(mail.to)), mail.what});
  }
  if (answers != nullptr) {
    *answers = std::move(replies);
  } else if (!replies.empty()) {
    return "an answer to nobody's question";
  }
  if (!turn.changed || !turn.owes) return {};
  if (state.batch_count >= State::kMostBatches - 1) return "inv. 36: too many batches";
  if (!owed.empty()) {
    put_batch(state, record, turn.version, std::move(owed));
    return {};
  }
  const auto drained = office_.letter_id({.kind = Letter::Kind::Drained, .up_to = turn.version});
  slot = office_.turn(slot, drained).record;
  return {};
}

void ClaimsModel::finish(State& state, std::size_t batch) {
  const Batch done = state.batches[batch];
  state.batches[batch] = state.batches[--state.batch_count];
  const auto drained = office_.letter_id({.kind = Letter::Kind::Drained, .up_to = done.version});
  std::uint32_t& slot = state.records[done.source];
  slot = office_.turn(slot, drained).record;
}

std::string ClaimsModel::deliver(State& state, std::size_t batch) {
  const Batch before = state.batches[batch];
  Items items = lists_[before.list];
  const Item first = items.front();
  items.erase(items.begin());
  Items answers;
  const auto same = [&](const Batch& one) {
    return one.source == before.source && one.version == before.version;
  };
  state.batches[batch].list = list_id(items);
  std::string wrong = take(state, first.to, first.letter, &answers);
  const auto end = state.batches.begin() + state.batch_count;
  const auto found = std::find_if(state.batches.begin(), end, same);
  if (found == end) return wrong;
  items.insert(items.end(), answers.begin(), answers.end());
  found->list = list_id(items);
  if (items.empty()) finish(state, static_cast<std::size_t>(found - state.batches.begin()));
  return wrong;
}

bool ClaimsModel::is_travelling(const State& state, int record) const {
  return std::any_of(state.batches.begin(), state.batches.begin() + state.batch_count,
                     [&](const Batch& batch) { return batch.source == record; });
}

// An input that was taken before, or comes to a call that is over, changes nothing now or later.
bool ClaimsModel::is_idle(const State& state, const Batch& batch) {
  const Item& item = lists_[batch.list].front();
  const std::uint32_t record = state.records[item.to];
  const sb::Origin& origin = office_.letter(item.letter).origin;
  const Turn& turn = office_.turn(record, item.letter);
  if (turn.changed || !turn.mail.empty()) return false;
  if (item.to >= scope_.cast.calls) return was_seen(office_.user(record).seen, origin);
  const sb::CallRecord& call = office_.call(record);
  return call.state == RecordState::Ended || was_seen(call.seen, origin);
}

void ClaimsModel::moves(const State& state, std::vector<Move>& moves) {
  for (std::size_t i = 0; i < state.batch_count; ++i) moves.push_back({kBatch, byte(i), 0});
  for (int record = 0; record < scope_.cast.records(); ++record) {
    for (int which : office_.armed_deadlines(state.records[at(record)])) {
      const bool drain = which == kDrainDeadline && !is_travelling(state, record);
      const bool grace = which >= 2 && which % 3 == 1;
      if (!drain && !grace && (!scope_.deadlines || which == kDrainDeadline)) continue;
      moves.push_back({kDue, byte(at(record)), static_cast<std::uint16_t>(which)});
    }
  }
  for (std::size_t i = 0; i < scope_.plans.size(); ++i) {
    const bool open = (state.plans & bit(i)) != 0 && is_open(state, scope_.plans[i]);
    if (open) moves.push_back({kPlan, byte(i), 0});
    const bool again = (state.plans & bit(i)) == 0 && (state.faults & bit(ClaimsFault::Duplicate));
    if (again) moves.push_back({kRepeat, byte(i), 0});
  }
  for (std::size_t i = 0; i < state.batch_count; ++i) {
    if ((state.faults & bit(ClaimsFault::NodeCrash)) != 0) moves.push_back({kDrop, byte(i), 0});
  }
  for (int user = 0; user < scope_.cast.users; ++user) {
    const bool away = (state.away & bit(at(user))) != 0;
    if (away && state.batch_count == 0) moves.push_back({kBack, byte(at(user)), 0});
    const bool crash = !away && (scope_.victims & bit(at(user))) != 0 &&
                       (state.faults & bit(ClaimsFault::ClientCrash)) != 0;
    if (!crash) continue;
    moves.push_back({kAway, byte(at(user)), 0});
    moves.push_back({kReload, byte(at(user)), 0});
  }
}

// An input that changes nothing now or later comes at once: that state is none of its own.
std::string ClaimsModel::make(State& state, const Move& move) {
  std::string wrong = make_one(state, move);
  if (!scope_.reduced) return wrong;
  while (wrong.empty() && make_first(state, wrong)) continue;
  tidy(state);
  return wrong;
}

bool ClaimsModel::make_first(State& state, std::string& wrong) {
  if ((state.faults & bit(ClaimsFault::NodeCrash)) != 0) return false;
  for (std::size_t i = 0; i < state.batch_count; ++i) {
    if (!is_idle(state, state.batches[i])) continue;
    wrong = make_one(state, {kBatch, byte(i), 0});
    return true;
  }
  return false;
}

// Versions are counted anew (numbers.h). Replies are forgotten once no command can come again.
void ClaimsModel::tidy(State& state) {
  const std::size_t records = at(scope_.cast.records());
  if (!office_.forgets_replies() && (state.faults & bit(ClaimsFault::Duplicate)) == 0) {
    for (std::uint32_t& record : std::span(state.records).first(at(scope_.cast.calls))) {
      record = without_replies(record);
    }
  }
  Parts parts{.records = std::span(state.records).first(records)};
  std::array<Items, State::kMostBatches> lists;
  for (std::size_t i = 0; i < state.batch_count; ++i) {
    Batch& batch = state.batches[i];
    parts.versions.emplace_back(batch.source, &batch.version);
    lists[i] = lists_[batch.list];
    for (Item& item : lists[i]) parts.letters.push_back(&item.letter);
  }
  numbers_.count_anew(parts);
  for (std::size_t i = 0; i < state.batch_count; ++i) {
    state.batches[i].list = list_id(std::move(lists[i]));
  }
}

std::uint32_t ClaimsModel::without_replies(std::uint32_t record) {
  return without_replies_.get(record, 0, [&] {
    sb::CallRecord bare = office_.call(record);
    bare.replies.clear();
    return office_.record_id(std::move(bare));
  });
}

std::string ClaimsModel::make_one(State& state, const Move& move) {
  const int who = move.who;
  const auto spend = [&](ClaimsFault fault) {
    state.faults &= static_cast<std::uint8_t>(~bit(fault));
  };
  std::string wrong;
  switch (move.kind) {
    case kBatch: wrong = deliver(state, at(who)); break;
    case kRepeat: spend(ClaimsFault::Duplicate); [[fallthrough]];
    case kPlan: {
      const Plan& plan = scope_.plans[at(who)];
      state.plans &= ~bit(at(who));
      wrong = take(state, plan.call, letter_of(plan), nullptr);
      break;
    }
    case kDue:
      wrong =
          take(state, who, office_.letter_id({.kind = Letter::Kind::Deadline, .which = move.which}),
               nullptr);
      break;
    case kDrop:
      spend(ClaimsFault::NodeCrash);
      state.batches[at(who)] = state.batches[--state.batch_count];
      break;
    case kAway: wrong = leave(state, who); break;
    case kBack: wrong = come_back(state, who); break;
    case kReload:
      wrong = leave(state, who);
      if (wrong.empty()) wrong = come_back(state, who);
      break;
    default: break;
  }
  const auto end = state.batches.begin() + state.batch_count;
  std::sort(state.batches.begin(), end, [](const Batch& a, const Batch& b) {
    return a.source != b.source ? a.source < b.source : a.version < b.version;
  });
  std::fill(end, state.batches.end(), Batch{});
  return wrong;
}

std::string ClaimsModel::check(const State& state, bool) {
  bool quiet = state.batch_count == 0 && state.away == 0;
  for (int record = 0; record < scope_.cast.records() && quiet; ++record) {
    for (int which : office_.armed_deadlines(state.records[at(record)])) {
      quiet = quiet && which != kDrainDeadline;
    }
  }
  if (!quiet) return {};
  State named = state;
  tidy(named);
  const Fingerprint end = fingerprint(named);
  if (ends_.add(end)) ends_sum_ += end.high ^ end.low;
  return check_rest(state);
}

std::string ClaimsModel::check_rest(const State& state) const {
  for (int user = 0; user < scope_.cast.users; ++user) {
    const sb::UserRecord& record = office_.user(state.records[at(scope_.cast.calls + user)]);
    const UserId& name = record.user_id;
    if (!record.waiting.empty()) return "claims: a claim on " + name + " waits for ever";
    int joined = 0;
    for (int call = 0; call < scope_.cast.calls; ++call) {
      const sb::CallRecord& held = office_.call(state.records[at(call)]);
      const sb::Participant* one = participant_of(held, name);
      const bool in =
          held.version > 0 && held.state != RecordState::Ended && one != nullptr && !one->left_at;
      joined += in && one->state == ParticipantState::Joined ? 1 : 0;
      const bool claimed =
          std::any_of(record.claims.begin(), record.claims.end(),
                      [&](const sb::Claim& claim) { return claim.call_id == held.call_id; });
      if (in == claimed) continue;
      return "claims: " + name + (in ? " is not held by " : " is held by ") + held.call_id;
    }
    if (joined > 1) return "claims: " + name + " is in two calls";
    if (record.claims.size() > 1) return "claims: " + name + " is rung while busy";
  }
  for (int call = 0; call < scope_.cast.calls; ++call) {
    const sb::CallRecord& record = office_.call(state.records[at(call)]);
    if (record.version == 0) continue;
    if (!record.invite_command.empty()) return "inv. 30: an invite is never answered";
    if (record.state == RecordState::Ended) continue;
    if (record.state == RecordState::Placing) return "deadlock: " + record.call_id + " is placing";
    int joined = 0;
    int pending = 0;
    for (const sb::Participant& one : record.participants) {
      joined += one.state == ParticipantState::Joined ? 1 : 0;
      pending += is_pending(one.state) ? 1 : 0;
      if (one.state == ParticipantState::Invited) return "deadlock: " + one.user_id + " is invited";
    }
    if (joined == 0) return "inv. 32: " + record.call_id + " lives without anybody in it";
    if (joined == 1 && pending == 0) return "inv. 32: somebody is alone in " + record.call_id;
  }
  return {};
}

Fingerprint ClaimsModel::fingerprint(const State& state) const {
  Packing packing;
  for (std::uint32_t record : state.records) packing.put(record);
  for (std::size_t i = 0; i < state.batch_count; ++i) {
    const Batch& batch = state.batches[i];
    packing.put(static_cast<std::uint64_t>(batch.source) << 32U | batch.list);
    packing.put(static_cast<std::uint64_t>(batch.version));
  }
  packing.put(static_cast<std::uint64_t>(state.plans) << 16U |
              static_cast<std::uint64_t>(state.faults) << 8U | state.away);
  return packing.take();
}

std::string ClaimsModel::describe(const State& state, const Move& move) {
  const auto record_name = [&](int record) {
    return record < scope_.cast.calls ? call_id_of(record) : user_id_of(record - scope_.cast.calls);
  };
  const auto plan_words = [&] {
    const Plan& plan = scope_.plans[move.who];
    std::string text =
        user_id_of(plan.user) + " " + word_for(plan.kind) + " " + call_id_of(plan.call);
    for (int user : plan.to) text += " " + user_id_of(user);
    return text;
  };
  switch (move.kind) {
    case kBatch: {
      const Batch& batch = state.batches[move.who];
      const Item& item = lists_[batch.list].front();
      const sb::RecordInput& input = office_.letter(item.letter).input;
      return record_name(batch.source) + " tells " + record_name(item.to) + ": " +
             std::string(name_of(input.type)) +
             (input.type == sb::InputType::Refused ? " " + std::string(name_of(input.refusal))
                                                   : "");
    }
    case kPlan: return plan_words();
    case kRepeat: return plan_words() + " (the same command again)";
    case kDue: return "deadline " + std::to_string(move.which) + " of " + record_name(move.who);
    case kDrop:
      return "a node dies with what it had to tell for " +
             record_name(state.batches[move.who].source);
    case kAway: return user_id_of(move.who) + " is gone";
    case kBack: return user_id_of(move.who) + " is back, loaded anew";
    case kReload: return user_id_of(move.who) + " is loaded anew";
    default: return "?";
  }
}

std::string ClaimsModel::summary(const State& state) {
  std::string text = "   [";
  for (int call = 0; call < scope_.cast.calls; ++call) {
    const sb::CallRecord& record = office_.call(state.records[at(call)]);
    if (record.version == 0) continue;
    text += " " + record.call_id + " " + std::string(name_of(record.state));
    for (const sb::Participant& one : record.participants) {
      text += " " + one.user_id + "=" + std::string(name_of(one.state));
    }
  }
  for (int user = 0; user < scope_.cast.users; ++user) {
    const sb::UserRecord& record = office_.user(state.records[at(scope_.cast.calls + user)]);
    text += " | " + record.user_id + " held by";
    for (const sb::Claim& claim : record.claims) text += " " + claim.call_id;
  }
  return text + " ]";
}

std::string ClaimsModel::sizes() const {
  return std::to_string(office_.distinct_records()) + " records, " +
         std::to_string(office_.distinct_turns()) + " turns of the core";
}

}  // namespace ringline::sim::explorers
