// A host and engine in memory for tests: keeps records with compare-and-set, performs effects,
// fires deadlines on a virtual clock, and can crash between a commit and its effects. Speaks to the
// core by its text interface alone.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "switchboard/switchboard.h"
#include "wire/json.h"

namespace ringline::switchboard::testing {

using wire::Json;

/// The member at a path such as "call.you.endReason"; a number picks an item. Null when it is not
/// there.
const Json* at(const Json& json, const std::string& path);
/// Its text, or the text of its number or flag; "" when it is not there.
std::string text_at(const Json& json, const std::string& path);
Json parsed(const std::string& text);
std::string json_text(const std::string& text);

struct Device {
  std::string user;
  std::string name;  ///< the device id; connection, page and incarnation derive from it
  int page = 1;
  bool may_place = true;
  std::string grants = "";  ///< more of them, such as "moderate"

  std::string connection() const { return "conn-" + name + "-" + std::to_string(page); }
  std::string page_id() const { return "page-" + name + "-" + std::to_string(page); }
  std::string incarnation() const { return "inc-" + name + "-" + std::to_string(page); }
  std::string leg() const { return "leg-" + name; }
  std::string leg_json() const {
    return R"({"legId":")" + leg() + R"(","incarnation":")" + incarnation() + R"("})";
  }
};

struct Stored {
  std::int64_t version = 0;
  std::string text;
  std::optional<std::int64_t> deadline;
  std::optional<std::int64_t> expires_at;
};

class Exchange {
 public:
  explicit Exchange(const std::string& policy = "{}", const std::string& epoch = "epoch-1");

  void connect(const Device& device, const std::string& more = "");
  void disconnect(const Device& device);
  /// The identity of that device is no longer good.
  void revoke(const Device& device);
  void pong(const Device& device);
  /// Sends a frame and lets everything settle.
  void send(const Device& device, const std::string& frame, const std::string& header = "");
  /// Sends a frame and leaves what follows from it in the queue, so that several go on at once.
  void post(const Device& device, const std::string& frame, const std::string& header = "");
  /// As `send`, and the reply to it.
  Json ask(const Device& device, const std::string& id, const std::string& frame,
           const std::string& header = "");
  void advance(Millis by);
  void settle();

  /// How the device sees the call now; a null value when it must not.
  Json view(const Device& device, const std::string& call);
  std::string state(const std::string& call);
  /// Whether that user is reachable, as far as the device may know.
  std::string presence(const Device& viewer, const std::string& user);

  std::vector<Json> replies_to(const std::string& id) const;
  std::vector<Json> events_of(const Device& device) const;
  std::vector<Json> effects_of(const std::string& type) const;
  std::optional<Json> last_event(const Device& device) const;
  /// The last reply to that command; a null value when there is none.
  Json reply_to(const std::string& id) const;
  /// The entries of the user's call log for that call, in the order in which they were written.
  std::vector<Json> logs_of(const std::string& user, const std::string& call) const;
  /// The ids of the calls that hold the user, each followed by a space.
  std::string claims_of(const std::string& user) const;
  /// What `field` of that participant is, as the device sees it; "" when it is not there.
  std::string participant(const Device& viewer, const std::string& call, const std::string& user,
                          const std::string& field = "state");
  /// Why the call is over for the device; "" while it is not.
  std::string reason(const Device& device, const std::string& call);
  /// No record owes anything or waits for an instant, and no user but those in living calls is
  /// held.
  void expect_at_rest() const;

  /// From the nth commit on (counted from now) nothing is performed any more, until `restart`.
  void crash_after_commits(int count) { commits_left_ = count; }
  bool crashed() const { return crashed_; }
  void restart(const std::string& epoch = "epoch-1");
  /// The engine loses a record.
  void lose(const std::string& key) { store_.erase(key); }
  void lose_all() { store_.clear(); }
  /// Performs each `input` effect twice.
  bool duplicate_inputs = false;

  /// A record that takes no inputs, as if its node were away; nothing is drained meanwhile.
  std::string mute;
  /// Inputs to that record stay on their way until `release_held`.
  std::string hold_inputs_to;
  void release_held();
  /// What the record owes is sent again.
  void run_drain(const std::string& key);
  /// An input that comes to that record from nowhere in this exchange.
  void input(const std::string& key, const std::string& text);

  std::string dispatch(const std::string& header, const std::string& body);
  std::map<std::string, Stored>& store() { return store_; }
  /// The text of a record, "" when there is none.
  std::string stored(const std::string& key) const;
  void clear_log() { performed_.clear(); }
  /// The effects since then, in their order.
  const std::vector<Json>& log() const { return performed_; }
  Millis now = 1'700'000'000'000;
  std::int64_t commits = 0;

 private:
  struct Job {
    std::string header;
    std::string body;
  };
  /// The answer to `view`.
  Json show(const Device& device, const std::string& key);
  void run(const Job& job);
  /// Whether the job is kept from its record now.
  bool is_kept_away(const Job& job);
  void perform(const Json& answer, const std::string& key);
  void commit(const std::string& key, const Json& commit);

  std::string policy_;
  Switchboard core_;
  std::map<std::string, Stored> store_;
  std::deque<Job> queue_;
  std::deque<Job> held_;
  std::vector<Json> performed_;
  int commits_left_ = -1;
  bool crashed_ = false;
};

/// JSON of several user ids.
std::string users_json(const std::vector<std::string>& users);

// Frames, with what a test does not care about filled in.
std::string invite_group(const Device& from, const std::string& call,
                         const std::vector<std::string>& to, const std::string& id,
                         const std::string& more = "");
/// `add`, `cancel` or `remove`.
std::string about_users(const std::string& type, const std::string& call,
                        const std::vector<std::string>& users, const std::string& id);
/// A command that has nothing but its call: `end`, `video-request` and so on.
std::string plain(const std::string& type, const std::string& call, const std::string& id,
                  const std::string& more = "");
std::string join(const Device& from, const std::string& session, const std::string& id,
                 const std::string& more = "");
std::string invite(const Device& from, const std::string& call, const std::string& to,
                   const std::string& id = "invite-1", const std::string& more = "");
std::string ringing(const std::string& call, const std::string& id);
std::string accept(const Device& from, const std::string& call, const std::string& id,
                   const std::string& more = "");
std::string decline(const std::string& call, const std::string& id, const std::string& more = "");
std::string leave(const std::string& call, const std::string& id, const std::string& more = "");
std::string rejoin(const Device& from, const std::string& call, const std::string& id);
std::string set_state(const std::string& call, const std::string& id,
                      const std::string& microphone = "on");
std::string set_hold(const std::string& call, const std::string& id, bool held);
std::string reassert(const std::string& call, const std::string& id, const std::string& claims,
                     const std::string& more = "");
/// A leave that proves what it leaves, for a server that has lost its data.
std::string sealed_leave(const std::string& call, const std::string& id, const std::string& claims);
std::string candidates(const std::string& call, const std::string& to, int count);

}  // namespace ringline::switchboard::testing
