// Offer, answer and candidates of one link, in the order that JSEP allows (RFC 8829; "perfect
// negotiation", W3C WebRTC 10.7).
//
//   Stable --offer created--> HaveLocalOffer --answer applied--> Stable
//   Stable --remote offer---> HaveRemoteOffer --answer created--> Stable
//   HaveLocalOffer + remote offer: the polite side (lower leg id) gives its own up, the impolite
//   one ignores the other's; whoever opened the link makes its first offer anew, above the other's
//
// At most one offer is outstanding a side; answers and candidates carry the negotiation id and the
// ufrag, and stale ones are dropped (inv. 33), and so is a description that names another DTLS
// certificate without an ICE restart (reliability T9). Must not know: calls, records, why a link
// exists.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/effects.h"
#include "client/inputs.h"
#include "client/traffic.h"

namespace ringline {

enum class SignallingState : std::uint8_t { Stable, HaveLocalOffer, HaveRemoteOffer };
template <>
struct EnumNames<SignallingState> {
  static constexpr auto names = names_table("stable", "have-local-offer", "have-remote-offer");
};

/// What a link has media lines for, in the order in which they are added: each with those before
/// it.
enum class Lines : std::uint8_t { Sound, Video, Screen };
template <>
struct EnumNames<Lines> {
  static constexpr auto names = names_table("sound", "video", "screen");
};

/// Which addresses of this device a link uses.
enum class Paths : std::uint8_t {
  All,
  RelayFirst,  ///< of relays while it rings (`preconnect`); the first ICE restart opens all
  RelayOnly,   ///< of relays, whatever happens
};
template <>
struct EnumNames<Paths> {
  static constexpr auto names = names_table("all", "relay-first", "relay-only");
};

/// One path of media between this leg and another. `peer_*` is empty while an early offer waits for
/// its winner.
struct Link {
  std::string link_id;  ///< the host's handle: new for each peer connection
  CallId call_id;
  LegId own_leg;
  Incarnation own_incarnation;
  LegId peer_leg;
  Incarnation peer_incarnation;
  UserId peer_user;

  SignallingState signalling = SignallingState::Stable;
  std::int64_t negotiation = 0;  ///< id of the present or last exchange
  std::int64_t operation = 0;    ///< the host's outstanding operation; 0: none
  std::int64_t next_operation = 1;
  bool offerer = false;         ///< opened with transceivers, for its first offer
  bool making_offer = false;    ///< asked the host for an offer, which is not here yet
  bool restart_wanted = false;  ///< an ICE restart waits for `Stable`
  bool restart_open = false;    ///< our last offer restarts ICE
  std::string local_offer;      ///< kept until it is answered
  std::string local_answer;   ///< ours to the last offer, until media flows; the accept may take it
  bool remote_known = false;  ///< a remote description is being applied or in force
  std::string remote_ufrag;   ///< of that description
  std::string remote_fingerprints;        ///< and of the certificate that it names
  std::vector<Candidate> remote_waiting;  ///< until the remote description is applied
  std::vector<Candidate> local_waiting;   ///< until somebody can take them
  PeerState peer = PeerState::New;
  bool peer_up = true;         ///< the peer's device is connected to the switchboard
  bool was_connected = false;  ///< media came through once, over this link or its ancestor
  Paths paths = Paths::All;
  Lines lines = Lines::Sound;        ///< it has transceivers for them, or will be offered them
  bool lines_open = false;           ///< some are ours, and no answered offer has told of them yet
  bool offer_wanted = false;         ///< that offer waits for `Stable`
  bool sends = true;                 ///< nobody holds: our tracks are on the senders
  bool leaving = false;              ///< its peer said goodbye (design 11.7)
  std::optional<Millis> restart_at;  ///< ICE restart
  Traffic traffic{};

  bool operator==(const Link&) const = default;
};

/// The wire name of the link; empty while the peer is not known.
std::string name_of_link(const Link& link);

/// Asks the host for an offer, or notes that one is wanted when the link is not stable.
void start_offer(Link& link, bool ice_restart, Effects& effects);

/// The link shall carry more: transceivers are added, an offer tells the other side.
void add_lines(Link& link, Lines lines, Effects& effects);

/// The peer of an early offer is known: what waited for it goes out.
void bind_peer(Link& link, const UserId& user, const LegId& leg, const Incarnation& incarnation,
               Effects& effects);

/// Sends the offer again that is still unanswered (the other side has not got it).
void resend_offer(const Link& link, Effects& effects);

/// Sends our answer again, unless media flows: the other side may not have got it. Who has ignores
/// it.
void resend_answer(const Link& link, Effects& effects);

/// Frames may have been lost while an offer of ours was open: gives it up and makes another, one id
/// further.
void renew_open_offer(Link& link, Effects& effects);

/// Frames may have been lost: an open offer is renewed, an answer sent again.
void tell_again(Link& link, Effects& effects);

/// Whether an offer of ours that restarts ICE is being made or not answered yet.
bool is_restarting(const Link& link);

/// Restarts ICE. An offer that is still open has had its time: it is renewed.
void restart(Link& link, Effects& effects);

void on_offer_created(Link& link, const input::OfferCreated& created, Effects& effects);
/// Returns whether the answer is current. It is sent, or waits here until the peer is known.
bool on_answer_created(Link& link, const input::AnswerCreated& created, Effects& effects);
/// The remote answer is in force. Returns false when the operation is stale.
bool on_description_set(Link& link, std::int64_t operation, Effects& effects);
void on_local_candidate(Link& link, const Candidate& candidate, Effects& effects);

/// A description or candidates from the peer; `signal` is already known to be of this link.
void on_signal(Link& link, const Signal& signal, Effects& effects);
void take_offer(Link& link, std::int64_t negotiation, const std::string& sdp, Effects& effects);
void take_answer(Link& link, std::int64_t negotiation, const std::string& sdp, Effects& effects);
void take_candidates(Link& link, const std::vector<Candidate>& candidates, Effects& effects);

/// The first `a=ice-ufrag` of an SDP (RFC 8839 5.4), or empty.
std::string_view ufrag_of(std::string_view sdp);

/// What its `a=fingerprint` lines say (RFC 8122), each once, or empty.
std::string fingerprints_of(std::string_view sdp);

}  // namespace ringline
