// The whole world of a simulation as one copyable value: pages with real client sessions, nodes
// that run the real switchboard over one engine, the sockets between them, time. Nothing in it
// happens by itself: events.h says what may happen next and makes it happen. Must not know: chance,
// what users want, invariants.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/session.h"
#include "switchboard/command.h"
#include "switchboard/effect.h"
#include "switchboard/seal_claims.h"
#include "tests/sim/engine.h"
#include "tests/sim/fake_peer.h"
#include "tests/sim/ledger.h"
#include "tests/sim/random.h"

namespace ringline::sim {

struct Journal;

/// What a history is about. In all but the first nothing else is done, so that their end is known.
enum class Story : std::uint8_t {
  Life,    ///< anything
  Glare,   ///< two dial each other, and wait
  Recall,  ///< a call, a lost page, and the same call dialled anew
  Mend,    ///< a call whose paths break again and again while video is added, or a page reloads
};

struct Setup {
  std::uint64_t seed = 1;
  Story story = Story::Life;
  int users = 2;
  int devices = 1;  ///< of each user
  int nodes = 1;
  Policy policy;
  bool loses_writes = false;
  bool second_tabs = false;  ///< each device has a further page, closed at first
  bool codec = false;        ///< every frame goes through src/wire, too
  bool timeless = false;     ///< explorers: no latency, no clock; what can happen may happen now
  bool seals = true;
  bool own_rules = false;   ///< pages bring their own `callWhileInCall`
  bool own_hands = false;   ///< and their own `muteRequests` and `maxSubscribedPixels`
  Millis clocks_apart = 0;  ///< added to every page's clock (inv. 20)
};

// --- the network

/// A frame on its way to a node.
struct UpFrame {
  sb::Command command;
  std::string seal;  ///< of a `reassert`, by its name in World::seals
  std::string text;  ///< as the page wrote it, where a journal is kept
  Millis ready_at = 0;
};

/// A frame on its way to a page.
struct DownFrame {
  Frame frame;
  Millis ready_at = 0;
};

struct Socket {
  ConnectionId id;
  int page = 0;
  std::int64_t generation = 0;
  int node = 0;
  sb::Address address;  ///< of the device behind it
  std::optional<Millis> opens_at;
  bool client_open = false;
  bool server_open = false;
  bool dead_up = false;  ///< half-open: what is sent vanishes
  bool dead_down = false;
  std::deque<UpFrame> up;
  std::deque<DownFrame> down;
  std::optional<Millis> client_hears_at;  ///< of the close, once `down` is empty
  std::int64_t close_code = 1006;
  std::optional<Millis> server_hears_at;  ///< once `up` is empty
  bool greeted = false;                   ///< the hello came in
  bool admitted = false;
  bool holding = false;  ///< a snapshot is being made: events wait behind it
  std::vector<DownFrame> held;
  bool probed = false;
  Millis heard_at = 0;
  std::optional<Millis> ping_at;
  std::int64_t last_seq = 0;  ///< sent on it; what comes next is one higher (inv. 22)
  std::int64_t sent = 0;      ///< frames, both ways: names the next one's latency
};

// --- a page

enum class HostWork : std::uint8_t { Token, SocketClosed, Capture, Data, Want, List, Floor };

/// Something that the browser works on and will report.
struct HostOperation {
  HostWork work = HostWork::Token;
  Millis ready_at = 0;
  std::int64_t generation = 0;
  std::int64_t code = 0;
  CallId call_id;      ///< as the core will be told
  CallId now_call_id;  ///< the call that it belongs to by now, if it goes on under another id
  TrackKind kind = TrackKind::Audio;
  bool denied = false;
  std::string device_id;  ///< to be opened; empty: the system's default
  std::string link_id;
  std::int64_t version = 0;
  std::int64_t pixels = 0;
  UserId user_id;  ///< who has the floor
};

struct Track {
  CallId call_id;
  TrackKind kind = TrackKind::Audio;
  std::int64_t generation = 0;
  std::string device_id = {};  ///< of the machine; empty: a screen
  /// Need not be of what is chosen: nobody could say which device the default is, or the user has
  /// not let it be changed.
  bool excused = false;

  bool operator==(const Track&) const = default;
};

/// What goes on about the pictures of one link, beside its senders' tracks.
struct Pictures {
  std::array<std::optional<media::Encoding>, kTrackKinds> set{};  ///< as the senders were told
  std::optional<effect::SendWant> unsaid;                         ///< waits for a path
  std::optional<std::int64_t> heard;  ///< pixels that the other side has said it wants
};

struct Page {
  int user = 0;
  int device = 0;
  int load = 0;  ///< of the device: reloads and further tabs count on
  bool alive = false;
  bool second_tab = false;
  Session session;
  Millis clock_offset = 0;  ///< its clock minus true time
  Millis frozen_until = 0;
  std::optional<Millis> asleep_since;  ///< performance.now() stands still until it thaws
  Millis ice_broken_until = 0;
  Millis denies_until = 0;
  Millis in_use_until = 0;     ///< another program has the devices that are named
  unsigned plugged = ~0U;      ///< devices of the machine (gear.h), as bits
  bool names_default = false;  ///< the browser lists the default as an entry of its own
  bool lists_gear = false;     ///< the page has looked
  Millis slow_capture_until = 0;
  std::vector<HostOperation> work;
  std::vector<FakePeer> peers;
  std::vector<Track> tracks;
  std::map<std::string, Pictures> pictures;  ///< by link
  std::set<CallId> muted;                    ///< calls whose others are neither heard nor shown
  Request next_request = 1;
  std::map<Request, Millis> asked;  ///< requests that wait, since when
  std::int64_t minted = 0;
  bool wants_online = false;
};

// --- a node

enum class JobKind : std::uint8_t { Frame, Gone, Revoked, Pong, Input, Deadline, Drained, Drain };

struct Job {
  JobKind kind = JobKind::Frame;
  sb::Sender sender;
  sb::Command command;
  std::string text;  ///< of the command, where a journal is kept
  sb::Origin origin;
  sb::RecordInput input;
  std::int64_t up_to = 0;
  Millis at = 0;            ///< the deadline that is fired
  std::int64_t ticket = 0;  ///< the delivery that waits for this input
  int conflicts = 0;
};

struct Routed {
  AnyRecord record;
  std::int64_t expect = 0;
  bool changed = false;
  sb::Effects effects;
  std::optional<Error> refused;
};

/// Everything about one record on one node goes through here, one thing after the other.
struct Lane {
  RecordKey key;
  std::deque<Job> jobs;
  std::optional<Routed> routed;  ///< of the first job: decided, not committed yet
  std::deque<sb::Effect> effects;
  std::int64_t ticket = 0;   ///< that `effects` count for
  std::int64_t version = 0;  ///< of the record that they are made from
  Millis ready_at = 0;
};

/// An outbox on its way; when all of its inputs were taken the record is told (docs/CORE.md).
struct Delivery {
  std::int64_t ticket = 0;
  RecordKey key;
  std::int64_t version = 0;
  int outstanding = 0;
  bool sent = false;  ///< all effects were performed
  bool failed = false;
};

/// A snapshot under way, for `welcome` or the reply to `sync`.
struct SnapshotTask {
  ConnectionId connection;
  CommandId command_id;  ///< empty: welcome
  std::vector<CallId> calls;
  std::int64_t seq = 0;
  Millis ready_at = 0;
};

struct Retry {
  RecordKey key;
  Millis at = 0;
};

struct Node {
  bool alive = true;
  Millis restart_at = 0;
  Millis cut_off_until = 0;  ///< the engine does not answer it
  std::vector<Lane> lanes;
  std::vector<Delivery> deliveries;
  std::vector<SnapshotTask> tasks;
  std::vector<Retry> retries;
  std::map<CallId, sb::GrantEffect> grants;
  std::map<CallId, std::int64_t> grant_versions;  ///< what is older says nothing (server/relay.ts)
  std::map<DeviceId, ConnectionId> current;
  std::int64_t next_ticket = 1;
  std::int64_t worked = 0;
};

/// A connection whose node died: somebody must say that it is gone.
struct Lease {
  sb::Sender sender;
  Millis ends_at = 0;
  bool revoked = false;  ///< instead: that it is to be cut off
};

struct World {
  Setup setup;
  Millis now = 0;
  std::vector<Page> pages;
  std::vector<Socket> sockets;
  std::vector<Node> nodes;
  std::vector<Lease> leases;
  Engine engine;
  std::map<std::string, std::shared_ptr<const sb::SealClaims>> seals;
  std::int64_t ufrags = 0;
  std::int64_t connections = 0;
  bool peers_changed = false;
  Ledger ledger;
  std::vector<std::string>* trace = nullptr;  ///< where a readable history is written, if anywhere
  Journal* journal = nullptr;                 ///< beside all cores, if there is one (journal.h)
};

/// A new world: every user has every device, no page is open yet.
World make_world(const Setup& setup);

inline constexpr const char* kApp = "a";

UserId user_name(int user);
DeviceId device_name(int user, int device);
Millis engine_now(const World& world);
/// A delay that is the same for the same things in the same seed.
Millis latency(const World& world, std::uint64_t what, std::uint64_t which, Millis usual);

Socket* socket_of(World& world, const ConnectionId& id);
const sb::CallRecord* call_record(const World& world, const CallId& call_id);
const sb::UserRecord* user_record(const World& world, const UserId& user_id);
FakePeer* peer_of(Page& page, const std::string& link_id);
bool is_frozen(const World& world, const Page& page);

/// Whether that device records, or is about to.
constexpr bool records(DeviceState recording) {
  return recording == DeviceState::Starting || recording == DeviceState::On;
}

void note(const World& world, const std::string& line);
std::string page_label(const Page& page);

}  // namespace ringline::sim
