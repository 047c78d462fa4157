#include "tests/sim/explorers/numbers.h"

#include <algorithm>
#include <utility>

namespace ringline::sim::explorers {
namespace {

constexpr std::int64_t kForgotten = 0;
constexpr std::int64_t kFurthest = 2;
constexpr std::int64_t kAfterAll = 1'000;  // behind each input of one commit

std::size_t at(int index) { return static_cast<std::size_t>(index); }

constexpr int kLoads = 4;  // of one page, at most

// Of commands of one page load, `i<page>.<load>.<number>`; those of other models are left alone.
int load_of(const std::string& id) {
  if (id.size() < 4 || id[0] != 'i') return -1;
  return (id[1] - '0') * kLoads + std::atoi(id.c_str() + 3) - 1;
}

int number_at(const CommandId& id) { return std::atoi(id.c_str() + id.rfind('.') + 1); }

// Calls `visit(space, number, weak)` for every number that a part holds; what it returns takes its
// place.
template <class Visit>
struct Walk {
  const Cast& cast;
  Visit visit;

  void command(CommandId& id, bool weak) {
    const int load = load_of(id);
    if (load < 0) return;
    const std::int64_t old = number_at(id);
    const std::int64_t now = visit(cast.records() + load, old, weak);
    if (now == old) return;
    id = now == kForgotten ? "" : id.substr(0, id.rfind('.') + 1) + std::to_string(now);
  }
  void version(int record, std::int64_t& version) {
    if (record >= 0 && version != 0) version = visit(record, version, false);
  }
  void version(const RecordKey& key, std::int64_t& of) { version(record_of(cast, key), of); }
  void view(CallView& view) { version(call_of(cast, view.call_id), view.version); }
  void seen(sb::SeenInputs& seen, bool keeps_calls) {
    for (sb::Origin& origin : seen) {
      const int source = record_of(cast, origin.source);
      if (origin.version == 0) continue;
      const std::int64_t now = visit(source, origin.version, true);
      if (now == kForgotten) origin.index = 0;
      if (now < 0) origin.index = kAfterAll;
      origin.version = std::abs(now);
    }
    std::erase_if(seen, [&](const sb::Origin& origin) {
      const bool call = record_of(cast, origin.source) < cast.calls;
      return origin.version == kForgotten && !(keeps_calls && call);
    });
    std::sort(seen.begin(), seen.end(),
              [](const auto& a, const auto& b) { return a.source < b.source; });
  }
  void outbox(int record, std::vector<sb::OutboxItem>& outbox) {
    for (sb::OutboxItem& item : outbox) {
      version(record, item.version);
      command(item.command_id, false);
    }
  }
  void part(sb::CallRecord& record) {
    const int self = call_of(cast, record.call_id);
    version(self, record.version);
    version(self, record.answer_version);
    outbox(self, record.outbox);
    seen(record.seen, true);
    command(record.invite_command, false);
    for (sb::RememberedReply& reply : record.replies) command(reply.command_id, true);
    std::erase_if(record.replies, [](const auto& reply) { return reply.command_id.empty(); });
  }
  void part(sb::UserRecord& record) {
    const int self = record_of(cast, "u" + record.user_id);
    version(self, record.version);
    outbox(self, record.outbox);
    seen(record.seen, false);
  }
  void part(Phone& phone) {
    Session& session = phone.session;
    for (Call& call : session.calls) view(call.view);
    for (Pending& pending : session.pending) command(pending.id, false);
    session.next_command =
        visit(cast.records() + load_of(session.incarnation), session.next_command, false);
  }
  void part(Message& message) {
    for (CallView& one : message.calls) view(one);
    command(message.id, false);
  }
  void part(Letter& letter) { version(letter.origin.source, letter.origin.version); }
};

template <class Visit>
Walk<Visit> walk(const Cast& cast, Visit visit) {
  return {cast, std::move(visit)};
}

}  // namespace

const Numbers::Facts& Numbers::facts(Part part, std::uint32_t id) {
  const std::uint64_t key = std::uint64_t{static_cast<std::uint8_t>(part)} << 32U | id;
  const auto found = facts_.find(key);
  if (found != facts_.end()) return found->second;
  Facts facts;
  auto reader = walk(office_.cast(), [&](int space, std::int64_t number, bool weak) {
    facts.push_back({space, number, weak});
    return number;
  });
  switch (part) {
    case Part::Phone: {
      Phone phone = (*phones_)[id];
      reader.part(phone);
      break;
    }
    case Part::Record: {
      AnyRecord record = office_.record(id);
      std::visit([&](auto& one) { reader.part(one); }, record);
      break;
    }
    case Part::Message: {
      Message message = office_.message(id);
      reader.part(message);
      break;
    }
    case Part::Letter: {
      Letter letter = office_.letter(id);
      reader.part(letter);
      break;
    }
  }
  return facts_.emplace(key, std::move(facts)).first->second;
}

void Numbers::note(Part part, std::uint32_t id) {
  for (const Held& held : facts(part, id)) {
    if (!held.weak) spaces_[at(held.space)].names.emplace_back(held.number, 0);
  }
}

// Below zero: what was seen lies behind that version, and before the next one that is left.
std::int64_t Numbers::name_of(const Held& held) const {
  const Space& space = spaces_[at(held.space)];
  const bool of_record = held.space < office_.cast().records();
  if (held.weak && of_record && !space.asked) return kForgotten;
  const auto& names = space.names;
  const auto found =
      std::lower_bound(names.begin(), names.end(), std::pair{held.number, INT64_MIN});
  if (found != names.end() && found->first == held.number) return found->second;
  if (!of_record || found == names.begin()) return kForgotten;
  return -std::prev(found)->second;
}

std::uint32_t Numbers::make_renamed(Part part, std::uint32_t id,
                                    const std::vector<std::int64_t>& names) {
  std::size_t next = 0;
  auto writer = walk(office_.cast(), [&](int, std::int64_t, bool) { return names[next++]; });
  switch (part) {
    case Part::Phone: {
      Phone phone = (*phones_)[id];
      writer.part(phone);
      return phones_->phone_id(std::move(phone));
    }
    case Part::Record: {
      AnyRecord record = office_.record(id);
      std::visit([&](auto& one) { writer.part(one); }, record);
      return office_.record_id(std::move(record));
    }
    case Part::Message: {
      Message message = office_.message(id);
      writer.part(message);
      return office_.message_id(std::move(message));
    }
    case Part::Letter: {
      Letter letter = office_.letter(id);
      writer.part(letter);
      return office_.letter_id(std::move(letter));
    }
  }
  return id;
}

std::uint32_t Numbers::renamed(Part part, std::uint32_t id) {
  const Facts& held = facts(part, id);
  if (std::all_of(held.begin(), held.end(),
                  [this](const Held& one) { return name_of(one) == one.number; })) {
    return id;
  }
  std::vector<std::int64_t> key{static_cast<std::int64_t>(part), id};
  for (const Held& one : held) key.push_back(name_of(one));
  const auto found = renamed_.find(key);
  if (found != renamed_.end()) return found->second;
  const std::vector<std::int64_t> names(key.begin() + 2, key.end());
  return renamed_[key] = make_renamed(part, id, names);
}

void Numbers::Space::count() {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::int64_t before = 0;
  std::int64_t name = 0;
  for (auto& [number, named] : names) {
    name += std::min(number - std::exchange(before, number), kFurthest);
    named = number >= kLastVersion ? number : name;
  }
}

void Numbers::count_anew(const Parts& parts) {
  const Cast& cast = office_.cast();
  spaces_.resize(at(cast.records() + cast.pages() * kLoads));
  for (Space& space : spaces_) space = {std::move(space.names), false};
  for (Space& space : spaces_) space.names.clear();
  for (std::uint32_t id : parts.phones) note(Part::Phone, id);
  for (std::uint32_t id : parts.records) note(Part::Record, id);
  for (const std::uint32_t* id : parts.messages) note(Part::Message, *id);
  for (const std::uint32_t* id : parts.letters) note(Part::Letter, *id);
  for (std::size_t i = 0; i < parts.records.size(); ++i) {
    spaces_[i].asked = office_.owes(parts.records[i]);
  }
  for (const auto& [record, version] : parts.versions) {
    if (*version == 0) continue;
    spaces_[at(record)].names.emplace_back(*version, 0);
    spaces_[at(record)].asked = true;
  }
  for (Space& space : spaces_) space.count();
  for (const auto& [record, version] : parts.versions) {
    if (*version != 0) *version = name_of({record, *version});
  }
  for (std::uint32_t& id : parts.phones) id = renamed(Part::Phone, id);
  for (std::uint32_t& id : parts.records) id = renamed(Part::Record, id);
  for (std::uint32_t* id : parts.messages) *id = renamed(Part::Message, *id);
  for (std::uint32_t* id : parts.letters) *id = renamed(Part::Letter, *id);
}

}  // namespace ringline::sim::explorers
