// Histories from seeds: what people do in calls, rude ones, and faults; and stories whose end is
// known. Must not know: how a history is run.
#include <algorithm>

#include "tests/sim/scenario.h"

namespace ringline::sim {
namespace {

constexpr Millis kStartMs = 3'000;
constexpr int kCalls = 8;

Policy random_policy(Random& random) {
  static constexpr const char* kPresets[] = {"agora", "cometchat", "zego", "stream"};
  Policy policy;
  if (random.chance(40)) policy = preset(kPresets[random.below(4)]).value_or(policy);
  if (random.chance(40)) {
    policy.ring_timeout_ms = random.between(2'000, 40'000);
    policy.connect_timeout_ms = random.between(5'000, 25'000);
    policy.command_timeout_ms = random.between(3'000, 12'000);
    policy.ack_timeout_ms = random.between(2'000, 8'000);
    policy.reconnect_grace_ms = random.between(2'000, 30'000);
    policy.video_request_timeout_ms = random.between(2'000, 20'000);
  }
  if (random.chance(25)) policy.busy = BusyRule::CallWaiting;
  if (random.chance(15)) policy.busy_scope = BusyScope::Device;
  if (random.chance(15)) policy.glare = GlareRule::Busy;
  if (random.chance(20)) policy.early_offer = false;
  if (random.chance(25)) policy.group_end = static_cast<GroupEnd>(random.below(2));
  if (random.chance(15)) policy.who_can_invite = WhoCanInvite::Inviter;
  if (random.chance(40)) policy.who_can_end = static_cast<WhoCanEnd>(random.below(3));
  if (random.chance(40)) {
    policy.call_while_in_call = static_cast<CallWhileInCall>(random.below(3));
  }
  return policy;
}

Setup random_setup(Random& random, std::uint64_t seed, Weather weather) {
  Setup setup;
  setup.seed = seed;
  setup.users = static_cast<int>(random.between(2, random.chance(40) ? 5 : 3));
  setup.devices = random.chance(35) ? 2 : 1;
  setup.nodes = random.chance(30) ? 2 : 1;
  setup.policy = random_policy(random);
  setup.second_tabs = random.chance(10);
  setup.own_rules = random.chance(30);
  setup.loses_writes = weather != Weather::Calm && random.chance(12);
  setup.codec = seed % 64 == 0;
  return setup;
}

struct Writer {
  Random& random;
  Scenario& scenario;
  int pages;

  std::uint64_t users() const { return static_cast<std::uint64_t>(scenario.setup.users); }

  void add(Deed deed, Millis at, int page, int with = 0, Millis amount = 0) {
    scenario.acts.push_back({deed, at, page, with, amount, random.next()});
  }

  int page_of(int user) {
    const int device =
        static_cast<int>(random.below(static_cast<std::uint64_t>(scenario.setup.devices)));
    return user * scenario.setup.devices + device;
  }
  int any_page() { return static_cast<int>(random.below(static_cast<std::uint64_t>(pages))); }
  int any_user() { return static_cast<int>(random.below(users())); }
  int some_users() { return static_cast<int>(1 + random.below((1U << users()) - 1)); }

  void answer(Millis at, int user, int inviting_page) {
    const int page = page_of(user);
    const auto what = random.below(100);
    if (what < 62) {
      const Deed deed = random.chance(15)   ? Deed::AcceptAudio
                        : random.chance(15) ? Deed::AcceptAndEnd
                                            : Deed::Accept;
      add(deed, at, page);
    } else if (what < 74) {
      add(Deed::Decline, at, page);
    } else if (what < 80) {
      add(Deed::Ignore, at, page);
    } else if (what < 92) {
      add(Deed::HangUp, at + random.between(-60, 60), inviting_page);
    }
    if (random.chance(15)) {  // another device, or a rude one
      add(random.chance(60) ? Deed::Accept : Deed::Decline, at + random.between(-30, 30),
          page_of(user));
    }
  }

  // While a call lasts.
  void meddle(Millis from, Millis until, int page) {
    static constexpr Deed kDeeds[] = {Deed::Microphone,   Deed::Camera,      Deed::Add,
                                      Deed::Add,          Deed::CancelSome,  Deed::Remove,
                                      Deed::EndForAll,    Deed::Hold,        Deed::Resume,
                                      Deed::Hold,         Deed::Resume,      Deed::RequestVideo,
                                      Deed::RequestVideo, Deed::AcceptVideo, Deed::AcceptVideo,
                                      Deed::DeclineVideo, Deed::CancelVideo, Deed::Downgrade};
    const Deed deed = kDeeds[random.below(std::size(kDeeds))];
    const Millis at = random.between(from, until);
    add(deed, at, page, some_users(), static_cast<Millis>(random.below(2)));
    if (deed == Deed::RequestVideo) {
      add(random.chance(70) ? Deed::AcceptVideo : Deed::DeclineVideo,
          at + random.between(20, 1'500), any_page());
    }
    if (deed == Deed::Hold) add(Deed::Resume, at + random.between(50, 4'000), page);
    if (deed == Deed::Add && random.chance(70)) {
      add(Deed::Accept, at + random.between(60, 2'500), any_page());
    }
  }

  Millis farewell(Millis answered, int from, int to) {
    const Millis end = answered + random.between(500, 8'000);
    for (int i = 0; i < 3; ++i) {
      if (random.chance(40)) meddle(answered, end, random.chance(50) ? from : to);
    }
    if (random.chance(85)) add(Deed::HangUp, end, random.chance(50) ? from : to);
    if (random.chance(40)) {
      add(Deed::HangUp, end + random.between(0, 400), random.chance(50) ? from : to);
    }
    if (random.chance(8)) add(Deed::Redial, end + random.between(50, 900), from);
    return end + random.between(100, 2'500);
  }

  // A call of two, as people make them. Returns when it is over, more or less.
  Millis call(Millis at) {
    const int caller = any_user();
    const int callee =
        (caller + 1 + static_cast<int>(random.below(users() - 1))) % scenario.setup.users;
    const int from = page_of(caller);
    const int to = page_of(callee);
    add(Deed::Dial, at, from, callee);
    if (random.chance(20)) add(Deed::Dial, at + random.between(-40, 60), to, caller);  // glare
    if (random.chance(10)) add(Deed::SlowCapture, at - 1, random.chance(50) ? from : to, 0, 3'000);
    const Millis answered = at + random.between(80, random.chance(20) ? 9'000 : 1'500);
    answer(answered, callee, from);
    if (random.chance(8)) add(Deed::HangUp, answered + random.between(-20, 20), from);
    if (random.chance(15)) {  // somebody else calls one of them meanwhile
      const int third = any_user();
      const Millis then = answered + random.between(300, 3'000);
      add(Deed::Dial, then, page_of(third), random.chance(50) ? caller : callee);
      add(random.chance(50) ? Deed::Accept : Deed::AcceptAndEnd, then + random.between(100, 900),
          random.chance(50) ? from : to);
    }
    return farewell(answered, from, to);
  }

  Millis group(Millis at) {
    const int caller = any_user();
    const int invited = some_users() & ~(1 << caller);
    const int from = page_of(caller);
    add(Deed::DialMany, at, from, invited);
    Millis last = at;
    int to = from;
    for (int user = 0; user < scenario.setup.users; ++user) {
      if ((invited >> user & 1) == 0) continue;
      const Millis answered = at + random.between(80, random.chance(20) ? 9'000 : 2'000);
      to = page_of(user);
      answer(answered, user, from);
      last = std::max(last, answered);
      if (random.chance(50)) add(Deed::HangUp, answered + random.between(500, 9'000), to);
    }
    return farewell(last, from, to);
  }

  Millis session(Millis at) {
    const int place = static_cast<int>(random.below(2));
    Millis last = at;
    for (int i = 0; i < 4; ++i) {
      const int page = page_of(any_user());
      const Millis joined = at + random.between(0, 3'000);
      add(Deed::Join, joined, page, place);
      const Millis left = joined + random.between(30, 6'000);
      if (random.chance(80)) add(Deed::HangUp, left, page);
      if (random.chance(30)) add(Deed::Join, left + random.between(10, 900), page, place);
      if (random.chance(30)) meddle(joined, left, page);
      last = std::max(last, left);
    }
    return last + random.between(100, 1'500);
  }

  Millis any_call(Millis at) {
    const auto what = random.below(100);
    if (what < 62) return call(at);
    return what < 86 ? group(at) : session(at);
  }

  void rudeness(Millis from, Millis until) {
    const Deed deeds[] = {Deed::Reload,    Deed::ClosePage, Deed::OpenPage, Deed::Disconnect,
                          Deed::Connect,   Deed::HangUp,    Deed::Accept,   Deed::Decline,
                          Deed::SecondTab, Deed::TakeOver,  Deed::Dial,     Deed::Rejoin,
                          Deed::Join,      Deed::EndForAll, Deed::Remove,   Deed::DialMany};
    const Deed deed = deeds[random.below(std::size(deeds))];
    const int page = any_page();
    const Millis at = random.between(from, until);
    const bool many = deed == Deed::Remove || deed == Deed::DialMany;
    add(deed, at, page, many ? some_users() : static_cast<int>(random.below(3)));
    if (deed == Deed::Reload && random.chance(15)) {
      add(Deed::Dial, at + random.between(1, 60), page, any_user());
    } else if (deed == Deed::Reload) {
      add(Deed::Rejoin, at + random.between(100, 4'000), page);
    }
    if (deed == Deed::ClosePage) add(Deed::OpenPage, at + random.between(100, 9'000), page);
    if (deed == Deed::Disconnect) add(Deed::Connect, at + random.between(10, 6'000), page);
  }

  void fault(Millis from, Millis until) {
    const auto which =
        static_cast<int>(random.below(static_cast<std::uint64_t>(kCommonDeeds - kFirstFault)));
    auto deed = static_cast<Deed>(kFirstFault + which);
    if (deed == Deed::Revoke && !random.chance(25)) deed = Deed::CutNetwork;
    const int page = any_page();
    const Millis at = random.between(from, until);
    const Millis amount = random.between(5, random.chance(70) ? 4'000 : 40'000);
    add(deed, at, page, static_cast<int>(random.below(4)), amount);
    if (deed == Deed::CrashPage) add(Deed::OpenPage, at + random.between(50, 12'000), page);
    if (deed == Deed::CrashPage) add(Deed::Rejoin, at + random.between(12'000, 16'000), page);
  }

  // Two dial each other within milliseconds; the network may break and the devices may be slow.
  void tell_glare(Weather weather) {
    const int from = page_of(0);
    const int to = page_of(1);
    const Millis at = kStartMs + 1'000;
    add(Deed::Dial, at, from, 1);
    add(Deed::Dial, at + random.between(0, random.chance(60) ? 60 : 700), to, 0);
    if (random.chance(50)) add(Deed::SlowCapture, at - 1, from, 0, 5'000);
    if (random.chance(50)) add(Deed::SlowCapture, at - 1, to, 0, 5'000);
    if (weather == Weather::Calm) return;
    add(Deed::CutNetwork, at + random.between(0, 300), random.chance(50) ? from : to);
    if (weather == Weather::Storm) add(Deed::DrainAgain, at + random.between(0, 400), from);
  }

  // One of two in a call loses the page, opens another one and dials at once.
  void tell_recall(Weather weather) {
    const int from = page_of(0);
    const int to = page_of(1);
    const int loser = random.chance(50) ? from : to;
    const Millis at = kStartMs + 1'000;
    add(Deed::Dial, at, from, 1);
    add(Deed::Accept, at + 1'500, to);
    add(weather == Weather::Storm ? Deed::CrashPage : Deed::ClosePage, at + 7'000, loser);
    const Millis again = at + random.between(7'200, 9'500);
    add(Deed::OpenPage, again, loser);
    add(Deed::Dial, again + 1, loser, loser == from ? 1 : 0);
    add(Deed::Accept, again + 3'500, loser == from ? to : from);
  }

  // Two talk. Paths break so that only an ICE restart mends them, pages sleep for seconds, so that
  // both sides may offer at once, and somebody wants video in the middle of it.
  void tell_mend(Weather weather) {
    const int from = page_of(0);
    const int to = page_of(1);
    const auto either = [&] { return random.chance(50) ? from : to; };
    const Millis at = kStartMs + 1'000;
    add(Deed::Dial, at, from, 1);
    add(Deed::Accept, at + 1'500, to);
    if (random.chance(50)) {
      const int who = either();
      const Millis asked = at + 1'500 + random.between(50, random.chance(50) ? 500 : 9'000);
      add(Deed::RequestVideo, asked, who);
      add(Deed::AcceptVideo, asked + random.between(80, 400), who == from ? to : from);
    }
    if (random.chance(30)) {
      const int who = either();
      const Millis gone = at + random.between(3'000, 9'000);
      add(Deed::Reload, gone, who);
      for (const Millis later : {3'000, 6'000, 9'000}) add(Deed::Rejoin, gone + later, who);
      return;
    }
    Millis broken = at + random.between(10'000, 14'000);
    if (random.chance(50)) {  // while the restart is under way: the other side sleeps over it
      const Millis asked = broken + random.between(6'700, 7'000);
      add(Deed::RequestVideo, asked, from);
      add(Deed::AcceptVideo, asked + random.between(80, 250), to);
      add(Deed::Freeze, asked + random.between(250, 280), to, 0, random.between(500, 3'000));
      add(Deed::ChangeNetwork, broken, either());
      return;
    }
    for (int i = 0; i < 2; ++i) {
      add(Deed::ChangeNetwork, broken, either());
      add(Deed::Freeze, broken + random.between(3'000, 9'000), either(), 0,
          random.between(500, 5'000));
      if (weather == Weather::Storm) {
        add(Deed::CutNetwork, broken + random.between(0, 9'000), either());
      }
      broken += random.between(20'000, 25'000);
    }
  }
};

void write_life(Writer& writer, Random& random, Weather weather) {
  Millis at = kStartMs;
  for (int i = 0; i < kCalls; ++i) {
    const Millis next = writer.any_call(at);
    if (weather != Weather::Calm) {
      const std::uint64_t rude = weather == Weather::Storm ? 60 : 20;
      const std::uint64_t bad = weather == Weather::Storm ? 120 : 45;
      if (random.chance(rude)) writer.rudeness(at, next);
      for (std::uint64_t left = bad; left > 0; left -= std::min<std::uint64_t>(left, 100)) {
        if (random.chance(std::min<std::uint64_t>(left, 100))) writer.fault(at - 50, next);
      }
    }
    at = next;
  }
}

// Nothing but the story may decide how it ends.
void simplify(Setup& setup, Story story) {
  setup.story = story;
  setup.users = 2;
  setup.second_tabs = setup.loses_writes = setup.own_rules = false;
  const Policy plain;
  setup.policy.ring_timeout_ms = plain.ring_timeout_ms;
  setup.policy.connect_timeout_ms = plain.connect_timeout_ms;
  setup.policy.command_timeout_ms = plain.command_timeout_ms;
  setup.policy.ack_timeout_ms = plain.ack_timeout_ms;
  setup.policy.reconnect_grace_ms = plain.reconnect_grace_ms;
}

// The salt of a cut says who hears of it: in the stories both do.
void fix_salts(Scenario& scenario) {
  for (Act& act : scenario.acts) {
    if (act.deed == Deed::CutNetwork) act.salt |= 1;
    while (act.deed == Deed::CutNetwork && (act.salt % 3 == 0 || act.salt % 5 == 0)) ++act.salt;
    if (act.deed == Deed::Dial) act.salt = act.salt % 2;  // asks for no policy of its own
    const bool page_says_so = act.deed == Deed::Accept || act.deed == Deed::AcceptVideo ||
                              act.deed == Deed::RequestVideo || act.deed == Deed::Rejoin ||
                              act.deed == Deed::Reload;
    if (page_says_so) act.salt = 1;  // and nobody is rude
    if (act.deed == Deed::Dial && act.salt == 0) act.salt = 2;
  }
}

// Screens are shared beside whatever else happens, by chances of their own: a history without them
// stays what it was.
void add_shares(Scenario& scenario) {
  Random random{mixed(scenario.setup.seed, 0x5c4e)};
  if (random.chance(30))
    scenario.setup.policy.screen_share = static_cast<ScreenShare>(random.below(3));
  const std::vector<Act> acts = scenario.acts;
  for (const Act& act : acts) {
    const bool enters = act.deed == Deed::Accept || act.deed == Deed::Join ||
                        act.deed == Deed::Rejoin || act.deed == Deed::Dial;
    if (!enters || !random.chance(20)) continue;
    const Millis at = act.at + random.between(100, 6'000);
    const Millis stopped = at + random.between(0, 4'000);
    const auto bar = static_cast<Millis>(random.below(2));
    scenario.acts.push_back({Deed::ShareScreen, at, act.page, 0, 0, random.next()});
    if (random.chance(30)) continue;
    scenario.acts.push_back({Deed::StopScreen, stopped, act.page, 0, bar, random.next()});
  }
}

// What people have in the hand, by chances of its own, too.
struct Hands {
  Random& random;
  Scenario& scenario;

  void add(Deed deed, Millis at, int page, int with = 0, Millis amount = 0) {
    scenario.acts.push_back({deed, at, page, with, amount, random.next()});
  }
  int any_page() {
    const Setup& setup = scenario.setup;
    return static_cast<int>(random.below(static_cast<std::uint64_t>(setup.users * setup.devices)));
  }
  int some_users() {
    return static_cast<int>(1 +
                            random.below((1U << static_cast<unsigned>(scenario.setup.users)) - 1));
  }

  void record(Millis at, int page) {
    add(Deed::Record, at, page, 0, static_cast<Millis>(random.below(2)));
    for (int i = 0; i < 3; ++i) {
      if (!random.chance(50)) continue;
      add(Deed::Consent, at + random.between(50, 9'000), any_page(), 0,
          static_cast<Millis>(random.below(3)));
    }
    if (random.chance(50)) add(Deed::StopRecording, at + random.between(20, 8'000), page);
  }

  void request_mute(Millis at, int page) {
    add(Deed::RequestMute, at, page, some_users());
    if (random.chance(40)) add(Deed::Microphone, at + random.between(0, 900), any_page(), 0, 0);
  }

  // A device goes, and mostly comes back: before or after the list has said so.
  void pull(Millis at, int page) {
    add(Deed::PullOut, at, page);
    const std::uint64_t salt = scenario.acts.back().salt;
    if (random.chance(30)) add(Deed::PickDevice, at + random.between(0, 900), page);
    if (!random.chance(70)) return;
    add(Deed::PlugIn, at + random.between(1, 6'000), page);
    scenario.acts.back().salt = salt;
  }

  void speak(Millis at, int page) {
    for (int i = 0; i < 6; ++i) add(Deed::Speak, at + 150 * i, page);
  }

  // Twice, perhaps before the first page has said anything.
  void reload(Millis at, int page) {
    Millis then = at;
    for (int i = 0; i < 2; ++i) {
      add(Deed::Reload, then, page);
      const Millis back = then + random.between(100, 900);
      add(Deed::Rejoin, back, page);
      then = back + random.between(1, random.chance(50) ? 60 : 3'000);
    }
  }

  void act(Millis at, int page) {
    const auto what = random.below(100);
    if (what < 15) return request_mute(at, page);
    if (what < 35) return record(at, page);
    if (what < 55) return pull(at, page);
    if (what < 65) return add(Deed::PickDevice, at, page);
    if (what < 72) return add(Deed::SwitchCamera, at, page);
    if (what < 76) return add(Deed::PreferOutput, at, page);
    if (what < 82) return speak(at, page);
    if (what < 90) return add(Deed::Measure, at, page);
    if (what < 95) return add(Deed::Wish, at, page);
    if (what < 97) return add(Deed::UseDevices, at, page, 0, random.between(100, 5'000));
    if (scenario.setup.story == Story::Life) reload(at, page);
  }
};

void add_hands(Scenario& scenario) {
  Random random{mixed(scenario.setup.seed, 0x4a2d)};
  if (!random.chance(50)) return;
  scenario.setup.own_hands = true;
  if (random.chance(20)) scenario.setup.policy.recording_consent = RecordingConsent::Required;
  Hands hands{random, scenario};
  const std::vector<Act> acts = scenario.acts;
  for (const Act& act : acts) {
    const bool enters = act.deed == Deed::Accept || act.deed == Deed::Join ||
                        act.deed == Deed::Rejoin || act.deed == Deed::Dial;
    if (!enters || !random.chance(50)) continue;
    for (auto left = 1 + random.below(3); left > 0; --left) {
      hands.act(act.at + random.between(50, 6'000), act.page);
    }
  }
}

Story story_of(std::uint64_t seed) {
  if (seed % 16 == 3) return Story::Glare;
  if (seed % 16 == 11) return Story::Mend;
  return seed % 32 == 9 ? Story::Recall : Story::Life;
}

}  // namespace

Scenario make_story(std::uint64_t seed, Weather weather, Story story) {
  Random random{mixed(seed, 0x5ce0)};
  Scenario scenario;
  scenario.setup = random_setup(random, seed, weather);
  if (story != Story::Life) simplify(scenario.setup, story);
  const int devices = scenario.setup.users * scenario.setup.devices;
  Writer writer{random, scenario, scenario.setup.second_tabs ? 2 * devices : devices};
  for (int page = 0; page < devices; ++page) {
    writer.add(Deed::OpenPage, random.between(1'000, 1'500), page);
  }
  switch (story) {
    case Story::Life: write_life(writer, random, weather); break;
    case Story::Glare: writer.tell_glare(weather); break;
    case Story::Recall: writer.tell_recall(weather); break;
    case Story::Mend: writer.tell_mend(weather); break;
  }
  if (story != Story::Life) fix_salts(scenario);
  add_shares(scenario);
  add_hands(scenario);
  std::sort(scenario.acts.begin(), scenario.acts.end(), [](const Act& a, const Act& b) {
    return a.at != b.at ? a.at < b.at : a.salt < b.salt;
  });
  return scenario;
}

Scenario make_scenario(std::uint64_t seed, Weather weather) {
  return make_story(seed, weather, story_of(seed));
}

}  // namespace ringline::sim
