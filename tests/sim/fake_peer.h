// A peer connection that minds JSEP (RFC 8829) and ICE (RFC 8445) as far as the core can get them
// wrong: signalling states, which answer belongs to which offer, ufrags, whether two ends know each
// other. Must not know: calls, the core, time.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "client/effects.h"
#include "client/inputs.h"
#include "client/negotiation.h"
#include "limits.h"

namespace ringline::sim {

/// A description as text: `a=ice-ufrag:U7` and, in an answer, `a=answers:U3`; an `m=video` for each
/// picture that there is a line for.
std::string description_text(const std::string& ufrag, const std::string& answers,
                             Lines lines = Lines::Sound);
std::string ufrag_in(const std::string& sdp);
std::string answered_in(const std::string& sdp);

enum class PeerWork : std::uint8_t { CreateOffer, CreateAnswer, ApplyAnswer, AddCandidates };

/// One operation of the peer's chain: they run one after the other.
struct PeerOperation {
  PeerWork work = PeerWork::CreateOffer;
  std::int64_t operation = 0;
  bool ice_restart = false;
  std::string sdp;
  std::vector<Candidate> candidates;
  Millis ready_at = 0;

  bool operator==(const PeerOperation&) const = default;
};

struct FakePeer {
  std::string link_id;
  CallId call_id;
  std::deque<PeerOperation> work;
  bool have_local_offer = false;
  std::string pending_ufrag;  ///< of the local offer that is open
  std::string local_ufrag;    ///< of the descriptions in force
  std::string remote_ufrag;
  std::vector<std::string> remote_candidates;  ///< ufrags of those that were added
  PeerState state = PeerState::New;
  std::optional<Millis> change_at;  ///< when `state` will follow what the network says
  Lines lines = Lines::Sound;       ///< it has transceivers for them
  Lines opened = Lines::Sound;      ///< those that its own page has asked for
  Lines offered = Lines::Sound;     ///< the local offer that is open tells of those
  Lines agreed = Lines::Sound;      ///< by the descriptions in force both sides have them
  std::array<std::int64_t, kTrackKinds> sent{};  ///< the generation of each kind; 0: nothing

  bool operator==(const FakePeer&) const = default;
};

/// What an operation came to: what the browser reports, or what was wrong about it.
struct PeerOutcome {
  std::optional<CallInput> report;
  std::string violation;  ///< an application that no browser takes, or that JSEP forbids
  bool gathered = false;  ///< new local candidates of `ufrag` follow
  std::string ufrag;
};

/// Runs the first operation of the chain. `fresh_ufrag` is used where a new description needs one.
PeerOutcome run_operation(FakePeer& peer, const std::string& fresh_ufrag);

/// Whether two ends have each other's descriptions in force, and at least one knows how to reach
/// the other.
bool is_path(const FakePeer& a, const FakePeer& b);

}  // namespace ringline::sim
