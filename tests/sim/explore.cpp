// Which small worlds are searched. The abstraction (design 11.20), for all of them: time stands
// still, each deadline is a move of its own; a value of the core (a session, a record, a message)
// is kept once and named by a number, a state is those numbers; what a browser does by itself is
// done at once, but for peer connections in `link`.
#include "tests/sim/explore.h"

#include <algorithm>
#include <utility>

#include "tests/sim/explorers/claims_model.h"
#include "tests/sim/explorers/talk_model.h"

namespace ringline::sim {
namespace {

using explorers::ClaimsModel;
using explorers::ClaimsScope;
using explorers::Deed;
using explorers::Fault;
using explorers::Found;
using explorers::Limits;
using explorers::TalkModel;
using explorers::TalkScope;

template <class... Deeds>
constexpr std::uint8_t deeds(Deeds... which) {
  return static_cast<std::uint8_t>((0U | ... | (1U << static_cast<unsigned>(which))));
}

template <class Model, class Given>
auto searched(Given given) {
  return [given](const Limits& limits, std::string& sizes) {
    Model model(given);
    Found found = explorers::Search<Model>(model, limits).run();
    sizes = std::to_string(found.ends.high) + " ends, " + model.sizes();
    return found;
  };
}

const char* name_of_fault(Fault fault) {
  switch (fault) {
    case Fault::Loss: return "loss";
    case Fault::Duplicate: return "duplicate";
    case Fault::ClientCrash: return "client crash";
    case Fault::NodeCrash: return "node crash";
    case Fault::PathBreak: return "path break";
  }
  return "";
}

std::string names_of(const std::vector<Fault>& faults) {
  std::string names;
  for (Fault fault : faults)
    names += std::string(names.empty() ? "" : " + ") + name_of_fault(fault);
  return names.empty() ? "no fault" : names;
}

enum class Wish : std::uint8_t { HangUp, Video, None };

TalkScope link_scope(bool reversed, Wish wish) {
  TalkScope scope;
  scope.cast = {.users = 2, .devices = 1, .calls = 1};
  scope.opaque = false;
  scope.legs_reversed = reversed;
  scope.ring_timers = false;
  scope.deadlines = false;
  scope.early_restarts = wish == Wish::None ? 0 : 1;
  scope.deeds[0] = deeds(Deed::Dial, Deed::Rejoin);
  scope.deeds[1] = deeds(Deed::Accept, Deed::Rejoin);
  if (wish == Wish::Video) {
    scope.deeds[0] |= deeds(Deed::Video, Deed::TakeVideo);
    scope.deeds[1] |= deeds(Deed::TakeVideo);
  }
  if (wish == Wish::HangUp) scope.deeds[1] |= deeds(Deed::HangUp);
  return scope;
}

/// `calm`: nobody declines, and nobody hangs up.
TalkScope glare_scope(int devices, bool calm = false) {
  TalkScope scope;
  scope.cast = {.users = 2, .devices = devices, .calls = 2};
  scope.policy.ring_timeout_ms = 600'000;
  const std::uint8_t answers =
      calm ? deeds(Deed::Accept, Deed::Rejoin) : deeds(Deed::Accept, Deed::Decline, Deed::Rejoin);
  for (int page = 0; page < scope.cast.pages(); ++page) {
    auto& own = scope.deeds[static_cast<std::size_t>(page)];
    own = answers;
    if (page % devices == 0) own |= calm ? deeds(Deed::Dial) : deeds(Deed::Dial, Deed::HangUp);
  }
  return scope;
}

void add_talk(std::vector<Scope>& scopes, const std::string& explorer, const std::string& name,
              TalkScope talk, const std::vector<Fault>& faults, const std::string& victim,
              bool nightly, bool small) {
  talk.faults = faults;
  const std::string full = name + ", " + names_of(faults) + victim;
  scopes.push_back({explorer, full, nightly, small, searched<TalkModel>(std::move(talk))});
}

const std::vector<Fault> kTalkFaults = {Fault::Loss, Fault::Duplicate, Fault::ClientCrash,
                                        Fault::NodeCrash};

// A fault hits one page; those that hit the node or the path hit all.
bool hits_a_page(Fault fault) { return fault != Fault::NodeCrash && fault != Fault::PathBreak; }

using Add = std::function<void(const std::vector<Fault>& faults, const std::string& victim,
                               unsigned victims, bool nightly)>;

/// Each single fault, and each pair of them at night; `pages`: those that may be hit.
void for_faults(const std::vector<Fault>& faults, const std::vector<int>& pages, const Add& add) {
  const auto add_hits = [&](const std::vector<Fault>& chosen, bool nightly) {
    const bool of_page = std::any_of(chosen.begin(), chosen.end(), hits_a_page);
    if (!of_page) return add(chosen, "", ~0U, nightly);
    for (int page : pages) {
      add(chosen, " at page " + std::to_string(page), 1U << static_cast<unsigned>(page), nightly);
    }
  };
  for (std::size_t i = 0; i < faults.size(); ++i) {
    add_hits({faults[i]}, false);
    for (std::size_t j = i + 1; j < faults.size(); ++j) add_hits({faults[i], faults[j]}, true);
  }
}

void add_links(std::vector<Scope>& scopes) {
  std::vector<Fault> faults = kTalkFaults;
  faults.push_back(Fault::PathBreak);
  for (const bool reversed : {false, true}) {
    const std::string name = reversed ? "caller is polite" : "callee is polite";
    TalkScope plain = link_scope(reversed, Wish::HangUp);
    add_talk(scopes, "link", name, plain, {}, "", false, true);
    plain.devices_told = true;
    add_talk(scopes, "link", name + ", devices are told", plain, {}, "", false, true);
    add_talk(scopes, "link", name + ", video is added", link_scope(reversed, Wish::Video), {}, "",
             false, true);
    TalkScope calm = link_scope(reversed, Wish::None);
    for_faults(faults, {0, 1},
               [&](const std::vector<Fault>& chosen, const std::string& victim, unsigned victims,
                   bool nightly) {
                 calm.victims = victims;
                 add_talk(scopes, "link", name, calm, chosen, victim, nightly, !nightly);
               });
  }
  TalkScope calm = link_scope(false, Wish::None);
  calm.reduced = false;
  add_talk(scopes, "link", "callee is polite, calm, unreduced", calm, {}, "", false, false);
  calm.reduced = true;
  add_talk(scopes, "link", "callee is polite, calm", calm, {}, "", false, false);
}

void add_agreements(std::vector<Scope>& scopes) {
  TalkScope plain = glare_scope(1);
  plain.reduced = false;
  add_talk(scopes, "agreement", "2 x 1", glare_scope(1), {}, "", false, true);
  add_talk(scopes, "agreement", "2 x 1, unreduced", plain, {}, "", false, false);
  for (const int devices : {1, 2}) {
    const std::string name = "2 x " + std::to_string(devices) + ", timeless";
    TalkScope timeless = glare_scope(devices);
    timeless.ring_timers = timeless.deadlines = false;
    add_talk(scopes, "agreement", name, timeless, {}, "", false, true);
    const auto add_faults = [&](const std::string& of, TalkScope hit, bool night) {
      const std::vector<int> victims =
          devices == 1 ? std::vector<int>{0, 1} : std::vector<int>{0, 1, 2, 3};
      for_faults(kTalkFaults, victims,
                 [&](const std::vector<Fault>& chosen, const std::string& victim, unsigned which,
                     bool nightly) {
                   hit.victims = which;
                   const bool large = devices == 2 && chosen.front() == Fault::NodeCrash;
                   nightly = nightly || night || large;
                   add_talk(scopes, "agreement", of, hit, chosen, victim, nightly,
                            !nightly && devices == 1);
                 });
    };
    TalkScope calm = glare_scope(devices, true);
    calm.ring_timers = calm.deadlines = false;
    if (devices == 2) add_faults(name + ", calm", calm, false);
    add_faults(name, timeless, devices == 2);
  }
  add_talk(scopes, "agreement", "2 x 2", glare_scope(2), {}, "", true, false);
}

std::vector<explorers::Plan> answers_to(const std::vector<explorers::Plan>& invites) {
  using explorers::Plan;
  std::vector<Plan> plans = invites;
  for (const Plan& invite : invites) {
    if (invite.kind == Plan::Kind::Invite && invite.call == 0) {
      plans.push_back({Plan::Kind::Leave, invite.user, invite.call, {}});
    }
    for (int user : invite.to) plans.push_back({Plan::Kind::Accept, user, invite.call, {}});
  }
  return plans;
}

void add_claims(std::vector<Scope>& scopes) {
  using explorers::ClaimsFault;
  using explorers::Plan;
  constexpr auto kInvite = Plan::Kind::Invite;
  struct Story {
    const char* name;
    std::vector<Plan> invites;
    bool smaller = false;
  };
  const std::vector<Story> stories = {
      {"three dial in a ring", {{kInvite, 0, 0, {1}}, {kInvite, 1, 1, {2}}, {kInvite, 2, 2, {0}}}},
      {"glare and a third",
       {{kInvite, 0, 0, {1}}, {kInvite, 1, 1, {0}}, {kInvite, 2, 2, {0}}},
       true},
      {"a group and a dial back", {{kInvite, 0, 0, {1, 2}}, {kInvite, 1, 1, {0}}}},
      {"adding somebody who dials",
       {{kInvite, 0, 0, {1}}, {Plan::Kind::Add, 0, 0, {2}}, {kInvite, 2, 1, {1}}}},
  };
  const std::vector<std::pair<ClaimsFault, const char*>> faults = {
      {ClaimsFault::Duplicate, "duplicate"},
      {ClaimsFault::ClientCrash, "client crash"},
      {ClaimsFault::NodeCrash, "node crash"}};
  for (const Story& story : stories) {
    ClaimsScope claims;
    claims.plans = answers_to(story.invites);
    claims.victims = 1;
    if (story.smaller) {  // nobody leaves, and the third is not answered
      std::erase_if(claims.plans, [](const Plan& plan) {
        return plan.kind == Plan::Kind::Leave ||
               (plan.kind == Plan::Kind::Accept && plan.call == 2);
      });
    }
    const auto add = [&](const std::string& what, bool nightly, bool small) {
      scopes.push_back(
          {"claims", story.name + (", " + what), nightly, small, searched<ClaimsModel>(claims)});
    };
    add("no fault", false, true);
    for (std::size_t i = 0; i < faults.size(); ++i) {
      claims.faults = {faults[i].first};
      const bool large = story.smaller && faults[i].first == ClaimsFault::ClientCrash;
      add(faults[i].second, large, !large);
      for (std::size_t j = i + 1; j < faults.size(); ++j) {
        claims.faults = {faults[i].first, faults[j].first};
        add(std::string(faults[i].second) + " + " + faults[j].second, true, false);
      }
    }
    claims.faults.clear();
    claims.deadlines = true;
    add("deadlines, no fault", true, false);
  }
}

}  // namespace

std::vector<Scope> all_scopes() {
  std::vector<Scope> scopes;
  add_links(scopes);
  add_agreements(scopes);
  add_claims(scopes);
  return scopes;
}

std::string abstraction_of(const std::string& explorer) {
  const std::string all =
      " Deadlines are moves; versions and numbers of commands are counted anew; replies and inputs "
      "that cannot come again are forgotten; messages to calls that have ended are dropped; what "
      "commutes with all that its page can do comes at once (reduced = unreduced, by every state "
      "at rest: explorers_test.cpp).";
  const std::string talk =
      " A command is decided, with all turns of other records that follow, when it is sent. A node "
      "that crashes closes every socket, between moves or right after the first commit of one; a "
      "loss takes what its page sends from then on, and what is on its way to it. Grace deadlines "
      "run only for a page that is not up.";
  if (explorer == "link") {
    return "2 sessions, the real record, a fake peer connection with JSEP states and ufrags. One "
           "dials, one accepts; then one hang-up or one upgrade to video, with one ICE restart "
           "that comes too early; with a fault none of these. Left out: ring timers, deadlines of "
           "records but for the grace, the connect timer, what microphones do (but in `devices are "
           "told`), a failed path before both have agreed; other ICE restarts wait for silence." +
           talk + all;
  }
  if (explorer == "agreement") {
    return "2 users dial each other; each page accepts, declines, rejoins at most once, the "
           "diallers hang up once (calm: nobody declines or hangs up). Media at once; what "
           "microphones do is left out. Timeless: no ring timers, no deadlines of records but for "
           "the grace." +
           talk + all;
  }
  return "3 users, records only: devices act on what is committed; each outbox is delivered input "
         "by input, in any order between records; a node that crashes loses one batch, which its "
         "record sends again. The device of u0 crashes: it is loaded anew at once, or comes back "
         "when nothing is on its way. Deadlines: only the grace, but in `deadlines`." +
         all;
}

}  // namespace ringline::sim
