// One name for states that differ only in numbers: versions of records and numbers of commands are
// counted anew, in their order, among those that somebody still holds. A distance of more than one
// stays more than one, since a page may make up the version after the one that it knows. What a
// record remembers and nobody can ask for any more is forgotten: the reply to a command that is not
// pending, the last input of a source whose outbox is empty. Must not know: what may happen.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "tests/sim/explorers/phones.h"
#include "tests/sim/explorers/post_office.h"

namespace ringline::sim::explorers {

/// What a state is made of, by numbers.
struct Parts {
  std::span<std::uint32_t> phones;
  std::span<std::uint32_t> records;
  std::vector<std::uint32_t*> messages;
  std::vector<std::uint32_t*> letters;
  std::vector<std::pair<int, std::int64_t*>> versions;  ///< of records, held by the state itself
};

class Numbers {
 public:
  /// `phones` may be null: then there are none.
  Numbers(PostOffice& office, Phones* phones) : office_(office), phones_(phones) {}

  void count_anew(const Parts& parts);
  std::size_t distinct_names() const { return renamed_.size(); }

 private:
  enum class Part : std::uint8_t { Phone, Record, Message, Letter };
  /// A number in a part: `space` is a record, or behind them the page load that made a command.
  struct Held {
    int space = 0;
    std::int64_t number = 0;
    bool weak = false;  ///< forgotten when nobody else holds what it answers
  };
  using Facts = std::vector<Held>;
  struct Space {
    std::vector<std::pair<std::int64_t, std::int64_t>> names;
    bool asked = false;  ///< an outbox of this record, or something on its way from it, is left

    void count();
  };

  const Facts& facts(Part part, std::uint32_t id);
  void note(Part part, std::uint32_t id);
  std::int64_t name_of(const Held& held) const;
  std::uint32_t renamed(Part part, std::uint32_t id);
  std::uint32_t make_renamed(Part part, std::uint32_t id, const std::vector<std::int64_t>& names);

  PostOffice& office_;
  Phones* phones_;
  std::vector<Space> spaces_;
  std::unordered_map<std::uint64_t, Facts> facts_;
  std::map<std::vector<std::int64_t>, std::uint32_t> renamed_;
};

}  // namespace ringline::sim::explorers
