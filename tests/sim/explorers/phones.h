// The pages of the explorers: real sessions with what their hosts do at once, each kept once and
// named by a number. Must not know: records, the order in which things happen.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "client/session.h"
#include "tests/sim/explorers/interned.h"
#include "tests/sim/explorers/post_office.h"
#include "tests/sim/fake_peer.h"

namespace ringline::sim::explorers {

/// What happens to a phone; an argument of 24 bits beside it.
enum class Ring : std::uint8_t {
  Message,  ///< a frame arrives
  Act,      ///< the user does something
  Timer,    ///< a timer of a call comes due
  Restart,  ///< the ICE restart of a link comes due
  Work,     ///< a peer connection finishes its first operation
  Gather,   ///< a peer connection reports a candidate
  Path,     ///< a peer connection changes its state
  Data,     ///< the other's goodbye comes over the data channel
  Cut,      ///< its socket closes
  Online,   ///< it connects
  Load,     ///< the page is loaded anew: the argument counts
};

enum class Deed : std::uint8_t { Dial, Accept, Decline, HangUp, Rejoin, Video, TakeVideo };
inline constexpr std::size_t kDeeds = 7;

using Event32 = std::uint32_t;
constexpr Event32 event_of(Ring ring, std::uint32_t argument) {
  return (static_cast<std::uint32_t>(ring) << 24U) | argument;
}
constexpr Ring ring_of(Event32 event) { return static_cast<Ring>(event >> 24U); }
constexpr std::uint32_t argument_of(Event32 event) { return event & 0xffffffU; }
constexpr Event32 deed_event(Deed deed, std::uint32_t a, std::uint32_t b = 0) {
  return event_of(Ring::Act, (static_cast<std::uint32_t>(deed) << 16U) | (a << 8U) | b);
}
constexpr Deed deed_of(Event32 event) { return static_cast<Deed>((event >> 16U) & 0xffU); }

struct Wire {
  FakePeer peer;
  std::vector<std::string> gathers;  ///< ufrags whose candidate is still to be reported

  bool operator==(const Wire&) const = default;
};

struct Phone {
  int page = 0;
  Session session;
  std::vector<Wire> wires;
  std::int64_t ufrags = 0;

  bool operator==(const Phone&) const = default;
};

struct Posted {
  int record = 0;
  std::uint32_t letter = 0;
};

struct PhoneStep {
  std::uint32_t phone = 0;
  std::vector<Posted> posted;  ///< in order
  bool goodbye = false;        ///< over the data channel
  std::string violation;
};

/// What a phone could do by itself.
struct Abilities {
  std::vector<Event32> acts;
  std::vector<Event32> timers;
  std::vector<Event32> restarts;
  std::vector<Event32> work;
  unsigned agreed = 0;  ///< bits: the calls that it is in
};

class Phones {
 public:
  /// `opaque`: negotiation takes no time and always works. `devices_told`: what microphones and
  /// cameras do is sent, too.
  Phones(PostOffice& office, bool opaque, bool legs_reversed, bool devices_told);

  std::uint32_t fresh(int page, int load);
  std::uint32_t phone_id(Phone phone);
  const Phone& operator[](std::uint32_t id) const { return phones_[id]; }
  const PhoneStep& step(std::uint32_t phone, Event32 event);
  const Abilities& abilities(std::uint32_t phone);
  std::size_t distinct_phones() const { return phones_.size(); }
  std::size_t distinct_steps() const { return steps_.size(); }

 private:
  PhoneStep make_step(Phone phone, Event32 event);
  friend class PhoneHost;

  PostOffice& office_;
  bool opaque_;
  bool legs_reversed_;
  bool devices_told_;
  Interned<Phone> phones_;
  Remembered<PhoneStep> steps_;
  Remembered<Abilities> abilities_;
};

std::string words_for(const PostOffice& office, Event32 event);

}  // namespace ringline::sim::explorers
