// The model behind the explorers `agreement` and `link`: pages with real sessions around one
// switchboard with the real routes. A command is decided when it is sent; what comes back waits in
// one queue a page. Must not know: how a model is searched.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/explorers/numbers.h"
#include "tests/sim/explorers/phones.h"
#include "tests/sim/explorers/post_office.h"
#include "tests/sim/explorers/search.h"

namespace ringline::sim::explorers {

enum class Fault : std::uint8_t { Loss, Duplicate, ClientCrash, NodeCrash, PathBreak };
inline constexpr std::size_t kFaults = 5;

inline constexpr std::size_t kMostPages = 4;
inline constexpr std::size_t kMostRecords = 6;
inline constexpr std::size_t kMostQueued = 14;

struct TalkScope {
  Cast cast;
  Policy policy;
  bool opaque = true;
  bool legs_reversed = false;
  bool reduced = true;                           ///< see talk_reduction.cpp
  bool ring_timers = true;                       ///< on the pages
  bool deadlines = true;                         ///< of the records
  std::array<std::uint8_t, kMostPages> deeds{};  ///< bits of Deed: what each user may do, once
  std::vector<Fault> faults;                     ///< each once
  unsigned victims = ~0U;                        ///< bits: pages that may be hit
  bool devices_told = false;                     ///< pages say whether their microphones are open
  /// Planted, so that a search can be seen to fail: messages of this kind never arrive.
  std::optional<Message::Kind> swallowed;
  int early_restarts = 0;  ///< ICE restarts that come while something is on its way
};

/// The kinds of `Move`.
enum TalkMove : std::uint8_t {
  kDeliver,   ///< the first message of a page's queue
  kEvent,     ///< one of a phone's abilities: list << 8 | index
  kPath,      ///< a peer connection changes its state
  kData,      ///< a goodbye arrives over the data channel
  kDeadline,  ///< of a record
  kDial,
  kDeadUp,  ///< what the page sends is lost from now on
  kCut,     ///< its socket closes, what is on its way to it is lost
  kGone,    ///< the node notices that
  kOnline,
  kLoad,
  kNodeCrash,
  kBreak,  ///< the path of the media
};
/// Added to a kind: the node crashes right after the first commit that the move leads to.
inline constexpr std::uint8_t kThenCrash = 0x80;

struct Queue {
  std::uint8_t size = 0;
  std::array<std::uint32_t, kMostQueued> messages{};
};

struct TalkState {
  std::array<std::uint32_t, kMostPages> phones{};
  std::array<std::uint32_t, kMostRecords> records{};
  std::array<Queue, kMostPages> down{};
  std::array<std::uint8_t, kMostPages> generation{};  ///< of the live connection; 0: none
  std::array<std::uint8_t, kMostPages> lost{};        ///< of one that the node must still notice
  std::array<std::uint8_t, kMostPages> loads{};
  std::array<std::uint8_t, kMostPages> deeds{};  ///< still to be done
  std::uint8_t dead_up = 0;                      ///< bits: what these pages send vanishes
  std::uint8_t goodbyes = 0;                     ///< bits: on their way to these pages
  std::uint8_t faults = 0;                       ///< bits: still to come
  std::uint8_t early_restarts = 0;
  bool spoiled = false;      ///< somebody did not want to talk, or time ran out
  std::uint16_t broken = 0;  ///< the path that broke, by its ufrags; 0: none
};

class TalkModel {
 public:
  using State = TalkState;

  explicit TalkModel(TalkScope scope);

  State first();
  void moves(const State& state, std::vector<Move>& moves);
  std::string make(State& state, const Move& move);
  std::string check(const State& state, bool is_last);
  Fingerprint fingerprint(const State& state) const;
  /// The states at rest that were checked: how many there are, and the same for the same ones.
  Fingerprint ends() const { return {ends_.size(), ends_sum_}; }
  /// For another search, to be compared by its ends.
  void start_anew(bool reduced);
  std::string describe(const State& state, const Move& move);
  std::string summary(const State& state);
  std::string sizes() const;

 private:
  struct Under {  // one transition under way
    State& state;
    std::string wrong;
    bool crashes = false;  ///< the node, right after the next commit
  };

  /// What one page or its host does by itself; `which` names it among its abilities.
  void make_event(Under& under, int who, std::uint32_t which);

  int pages() const { return scope_.cast.pages(); }
  void go_online(Under& under, int page);
  void ring(Under& under, int page, Event32 event);
  void post(Under& under, const Posted& posted);
  void turn(Under& under, int record, std::uint32_t letter);
  void deliver(Under& under, const Mail& mail);
  void send(Under& under, int page, std::uint32_t message);
  void cut(Under& under, int page);
  void crash(Under& under);
  void tidy(State& state);
  void drop_for_the_dead(State& state);
  void drop_the_unnoticed(State& state);
  void count_anew(State& state);
  std::string make_one(State& state, const Move& move);
  void make_fault(Under& under, const Move& move);
  std::uint32_t snapshot(const State& state, int page, std::uint32_t question);

  void internal_moves(const State& state, std::vector<Move>& moves);
  void path_moves(const State& state, int page, std::vector<Move>& moves);
  void timer_moves(const State& state, bool quiet, std::vector<Move>& moves);
  void user_moves(const State& state, std::vector<Move>& moves);
  void fault_moves(const State& state, std::vector<Move>& moves);
  bool may(const State& state, Fault fault) const;
  /// Whether a message may as well come before all that its page could do without it; `Idly`: it
  /// would also change nothing.
  enum class Commuting : std::uint8_t { No, Yes, Idly };
  std::optional<Move> move_to_make_first(const State& state);
  bool adds_candidates(const State& state, int page) const;
  Commuting commuting(const State& state, int page);
  bool commutes_once(std::uint32_t phone, std::uint32_t message, Event32 event);
  std::vector<Event32> doings(std::uint32_t phone, int page, std::uint8_t deeds);
  bool is_unseen(std::uint32_t phone, const PhoneStep& heard);
  std::uint16_t path_between(const State& state) const;

  /// Without a fault, and before a restart came too early, the timers of last resort (connect, ICE
  /// restart, another offer) help nobody: who waits for one of them is at rest.
  bool must_work_at_once(const State& state) const {
    return scope_.faults.empty() && state.early_restarts == scope_.early_restarts;
  }
  void note_end(const State& state);
  std::string check_rest(const State& state);
  std::string check_page_at_rest(const State& state, int page);
  std::string check_record_at_rest(const State& state, int call);
  std::string check_claims(const State& state);
  std::string check_glare(const State& state);
  std::string check_links(const State& state);

  TalkScope scope_;
  PostOffice office_;
  Phones phones_;
  Numbers numbers_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> snapshots_;
  std::map<std::vector<std::uint32_t>, Commuting> commuting_;
  std::vector<Move> internal_;
  KnownStates ends_;
  std::uint64_t ends_sum_ = 0;
};

}  // namespace ringline::sim::explorers
