// The model behind the explorer `claims`: call records and user records on two nodes, without
// pages. Devices act on what is committed. A commit's inputs for other records travel as a batch,
// and batches of different records overtake each other as those of two nodes do; a conflict of two
// commits is one that was decided anew. Must not know: how a model is searched.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/explorers/interned.h"
#include "tests/sim/explorers/numbers.h"
#include "tests/sim/explorers/post_office.h"
#include "tests/sim/explorers/search.h"

namespace ringline::sim::explorers {

enum class ClaimsFault : std::uint8_t { Duplicate, ClientCrash, NodeCrash };

struct Plan {
  enum class Kind : std::uint8_t { Invite, Add, Accept, Leave };
  Kind kind = Kind::Invite;
  int user = 0;
  int call = 0;
  std::vector<int> to;
};

struct ClaimsScope {
  Cast cast{.users = 3, .devices = 1, .calls = 3};
  Policy policy;
  std::vector<Plan> plans;  ///< each at most once
  bool deadlines = false;
  bool reduced = true;  ///< see `make`
  /// Planted, so that a search can be seen to fail: inputs of this type change nothing.
  std::optional<sb::InputType> swallowed;
  unsigned victims = ~0U;           ///< bits: users whose device may be restarted
  std::vector<ClaimsFault> faults;  ///< each once
};

/// Inputs on their way, in order; then their source is told that they were taken.
struct Batch {
  std::uint8_t source = 0;
  std::uint32_t list = 0;
  std::int64_t version = 0;

  bool operator==(const Batch&) const = default;
};

struct ClaimsState {
  static constexpr std::size_t kMostBatches = 10;
  std::array<std::uint32_t, 6> records{};
  std::array<Batch, kMostBatches> batches{};
  std::uint8_t batch_count = 0;
  std::uint32_t plans = 0;  ///< bits: still to be done
  std::uint8_t faults = 0;  ///< bits: still to come
  std::uint8_t away = 0;    ///< bits: users whose device is being restarted
};

class ClaimsModel {
 public:
  using State = ClaimsState;

  explicit ClaimsModel(ClaimsScope scope);

  State first();
  void moves(const State& state, std::vector<Move>& moves);
  std::string make(State& state, const Move& move);
  std::string check(const State& state, bool is_last);
  Fingerprint fingerprint(const State& state) const;
  /// As of TalkModel.
  Fingerprint ends() const { return {ends_.size(), ends_sum_}; }
  /// For another search, to be compared by its ends.
  void start_anew(bool reduced);
  std::string describe(const State& state, const Move& move);
  std::string summary(const State& state);
  std::string sizes() const;

 private:
  struct Item {
    std::uint8_t to = 0;
    std::uint32_t letter = 0;

    bool operator==(const Item&) const = default;
  };
  using Items = std::vector<Item>;

  bool is_open(const State& state, const Plan& plan) const;
  std::uint32_t letter_of(const Plan& plan);
  std::uint32_t hello_of(int user, int load);
  std::string leave(State& state, int user);
  std::string come_back(State& state, int user);
  std::uint32_t list_id(Items items);
  std::string take(State& state, int record, std::uint32_t letter, Items* answers);
  void put_batch(State& state, int source, std::int64_t version, Items items);
  void finish(State& state, std::size_t batch);
  std::string deliver(State& state, std::size_t batch);
  bool is_idle(const State& state, const Batch& batch);
  bool is_travelling(const State& state, int record) const;
  bool make_first(State& state, std::string& wrong);
  std::string make_one(State& state, const Move& move);
  void tidy(State& state);
  std::uint32_t without_replies(std::uint32_t record);
  std::string check_rest(const State& state) const;

  ClaimsScope scope_;
  PostOffice office_;
  Interned<Items> lists_;
  Numbers numbers_;
  Remembered<std::uint32_t> without_replies_;
  KnownStates ends_;
  std::uint64_t ends_sum_ = 0;
};

}  // namespace ringline::sim::explorers
