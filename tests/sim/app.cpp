#include "tests/sim/app.h"

#include <algorithm>

#include "client/call_abilities.h"
#include "tests/sim/hand.h"
#include "tests/sim/network.h"
#include "tests/sim/node.h"
#include "tests/sim/page.h"

namespace ringline::sim {
namespace {

constexpr std::string_view kNames[] = {
    "dials",           "dials many",     "redials",       "joins",
    "accepts",         "accepts, ends",  "accepts audio", "declines",
    "ignores",         "hangs up",       "rejoins",       "microphone",
    "camera",          "adds",           "cancels some",  "removes",
    "ends for all",    "holds",          "resumes",       "requests video",
    "accepts video",   "declines video", "cancels video", "downgrades",
    "shares",          "stops sharing",  "requests mute", "records",
    "records no more", "says a word",    "picks device",  "prefers output",
    "switches camera", "measures",       "speaks",        "wishes",
    "disconnects",     "connects",       "opens",         "closes",
    "reloads",         "second tab",     "takes over",    "crashes",
    "network cut",     "half-open",      "freezes",       "sleeps",
    "node crash",      "node cut off",   "engine loses",  "clock jumps",
    "media broken",    "denies",         "slow capture",  "drain again",
    "fire deadlines",  "revoked",        "other network", "pulls out",
    "plugs in",        "devices in use"};
static_assert(std::size(kNames) == kDeeds);

bool fits(const Call& call, Deed deed) {
  switch (deed) {
    case Deed::Accept:
    case Deed::AcceptAndEnd:
    case Deed::AcceptAudio:
    case Deed::Ignore:
    case Deed::Decline: return can_accept(call.state);
    case Deed::Rejoin: return call.state == CallState::Rejoinable;
    case Deed::Hold: return can_hold(call.state) && !call.held;
    case Deed::Resume: return can_hold(call.state) && call.held;
    case Deed::ShareScreen: return can_share_screen(call);
    case Deed::StopScreen: return call.screen.wanted;
    case Deed::StopRecording: return records(call.recording);
    case Deed::Consent: return can_consent(call);
    case Deed::RequestMute:
    case Deed::Record: return is_agreed(call.state);
    case Deed::Add:
    case Deed::CancelSome:
    case Deed::Remove:
    case Deed::EndForAll: return can_hold(call.state);
    case Deed::AcceptVideo:
    case Deed::DeclineVideo:
    case Deed::CancelVideo: return call.view.video_request.state == VideoRequestState::Requested;
    default: return call.state != CallState::Ended;
  }
}

// The newest call that can take the deed, or null. Rude users do it to any call.
const Call* call_for(const Page& page, Deed deed, std::uint64_t salt) {
  const bool rude = salt % 16 == 0;
  const Call* found = nullptr;
  for (const Call& call : page.session.calls) {
    if (fits(call, deed) || rude) found = &call;
  }
  return found;
}

std::vector<UserId> users_of(const World& world, int bits) {
  std::vector<UserId> users;
  for (int user = 0; user < world.setup.users; ++user) {
    if ((bits >> user & 1) != 0) users.push_back(user_name(user));
  }
  return users;
}

// What is asked of the others in the call.
CallInput request_to_others(World& world, const Act& act) {
  const Request request = ask(world, act.page);
  switch (act.deed) {
    case Deed::Add: return input::AddUsers{request, users_of(world, act.with), {}};
    case Deed::CancelSome: return input::CancelUsers{request, users_of(world, act.with)};
    case Deed::Remove: return input::RemoveUsers{request, users_of(world, act.with)};
    case Deed::EndForAll: return input::EndForAll{request, {}};
    case Deed::RequestVideo: return input::RequestVideo{request};
    case Deed::AcceptVideo: return input::AcceptVideo{request};
    case Deed::DeclineVideo: return input::DeclineVideo{request};
    case Deed::CancelVideo: return input::CancelVideo{request};
    case Deed::Downgrade: return input::Downgrade{request};
    case Deed::ShareScreen: return input::StartScreenShare{request};
    case Deed::StopScreen: return input::StopScreenShare{request};
    case Deed::RequestMute: return input::RequestMute{request, users_of(world, act.with)};
    case Deed::Record: return input::SetRecording{request, true, act.amount % 2 == 1};
    case Deed::StopRecording: return input::SetRecording{request, false, false};
    case Deed::Consent: return input::ConsentToRecording{request, act.amount % 2 == 0};
    case Deed::Hold: return input::Hold{request};
    case Deed::Resume: return input::Resume{request};
    default: return input::HangUp{request, {}};
  }
}

CallInput request_for(World& world, const Act& act) {
  const bool on = act.amount % 2 == 0;
  const int page = act.page;
  switch (act.deed) {
    case Deed::Accept:
      return input::Accept{ask(world, page), minted(world, page, "l"), std::nullopt, {}};
    case Deed::AcceptAndEnd:
      return input::Accept{ask(world, page), minted(world, page, "l"), std::nullopt, {}, true};
    case Deed::AcceptAudio:
      return input::Accept{ask(world, page), minted(world, page, "l"), Media::Audio, {}};
    case Deed::Decline: return input::Decline{ask(world, page), {}, {}};
    case Deed::Ignore: return input::Ignore{ask(world, page)};
    case Deed::Rejoin: return input::Rejoin{ask(world, page)};
    case Deed::Microphone: return input::SetMicrophone{ask(world, page), on};
    case Deed::Camera: return input::SetCamera{ask(world, page), on};
    default: return request_to_others(world, act);
  }
}

bool act_on_call(World& world, const Act& act) {
  Page& page = world.pages[static_cast<std::size_t>(act.page)];
  const Call* call = call_for(page, act.deed, act.salt);
  if (call == nullptr) return false;
  const CallId id = call->call_id;
  const bool by_the_bar = act.deed == Deed::StopScreen && act.amount % 2 == 1;
  if (by_the_bar && call->screen.track != 0) {
    const input::CaptureEnded ended{TrackKind::Screen, call->screen.generation};
    feed(world, act.page, input::ForCall{id, ended});
    return true;
  }
  feed(world, act.page, input::ForCall{id, request_for(world, act)});
  return true;
}

// Whom a redial would ring: those of the newest call that is over.
std::vector<UserId> redialled(const Page& page, CallId& before) {
  std::vector<UserId> to;
  for (const Call& call : page.session.calls) {
    if (call.state != CallState::Ended || call.view.kind == CallKind::Session) continue;
    before = call.call_id;
    to.clear();
    for (const ParticipantView& one : call.view.participants) {
      if (one.user_id != user_name(page.user)) to.push_back(one.user_id);
    }
  }
  return to;
}

InviterPolicy asked_policy(std::uint64_t salt) {
  InviterPolicy asked;
  if (salt % 5 == 0) asked.ring_timeout_ms = 5'000;
  if (salt % 7 == 0) asked.who_can_end = static_cast<WhoCanEnd>(salt / 7 % 3);
  if (salt % 11 == 0) asked.who_can_invite = WhoCanInvite::Inviter;
  if (salt % 13 == 0) asked.group_end = GroupEnd::LocalHangup;
  return asked;
}

bool dial(World& world, const Act& act) {
  Page& page = world.pages[static_cast<std::size_t>(act.page)];
  input::Dial dialling;
  dialling.to = act.deed == Deed::DialMany ? users_of(world, act.with)
                                           : users_of(world, 1 << act.with % world.setup.users);
  if (act.deed == Deed::Redial) dialling.to = redialled(page, dialling.redial_of);
  if (dialling.to.empty()) return false;
  dialling.request = ask(world, act.page);
  dialling.call_id = minted(world, act.page, "c");
  dialling.leg_id = minted(world, act.page, "l");
  dialling.media = act.salt % 2 == 0 ? Media::Video : Media::Audio;
  dialling.policy = asked_policy(act.salt);
  feed(world, act.page, dialling);
  world.ledger.calls += find_call(page.session, dialling.call_id) != nullptr ? 1 : 0;
  return true;
}

bool join(World& world, const Act& act) {
  Page& page = world.pages[static_cast<std::size_t>(act.page)];
  input::Join joining;
  joining.request = ask(world, act.page);
  joining.call_id = "session:s" + std::to_string(act.with % 2);
  joining.leg_id = minted(world, act.page, "l");
  joining.media = act.salt % 2 == 0 ? Media::Video : Media::Audio;
  feed(world, act.page, joining);
  const Call* call = find_call(page.session, joining.call_id);
  world.ledger.calls += call != nullptr && call->leg_id == joining.leg_id ? 1 : 0;
  return true;
}

bool reload(World& world, const Act& act) {
  if (!world.pages[static_cast<std::size_t>(act.page)].alive) return false;
  close_page(world, act.page, act.salt % 3 == 0);
  open_page(world, act.page);
  return true;
}

// The other page of the same device, if the world has one.
int twin_of(const World& world, int page) {
  const Page& own = world.pages[static_cast<std::size_t>(page)];
  for (std::size_t i = 0; i < world.pages.size(); ++i) {
    const Page& other = world.pages[i];
    if (other.user == own.user && other.device == own.device && static_cast<int>(i) != page) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

bool act_on_page(World& world, const Act& act) {
  Page& page = world.pages[static_cast<std::size_t>(act.page)];
  switch (act.deed) {
    case Deed::OpenPage: {
      if (page.alive) return false;
      open_page(world, act.page);
      return true;
    }
    case Deed::SecondTab: {
      const int twin = twin_of(world, act.page);
      if (twin < 0 || world.pages[static_cast<std::size_t>(twin)].alive) return false;
      open_page(world, twin);
      return true;
    }
    case Deed::ClosePage: close_page(world, act.page, false); return true;
    case Deed::CrashPage: close_page(world, act.page, true); return true;
    case Deed::Reload: return reload(world, act);
    case Deed::Disconnect:
      page.wants_online = false;
      feed(world, act.page, input::Disconnect{ask(world, act.page)});
      return true;
    case Deed::Connect:
      page.wants_online = true;
      feed(world, act.page, input::Connect{ask(world, act.page)});
      return true;
    case Deed::TakeOver:
      page.wants_online = true;
      feed(world, act.page, input::TakeOver{ask(world, act.page)});
      return true;
    default: return false;
  }
}

// The page has another address: nothing that its peers know of each other is of use any more.
void change_network(World& world, Page& page) {
  for (FakePeer& own : page.peers) {
    for (Page& far : world.pages) {
      for (FakePeer& other : far.peers) {
        if (is_path(own, other)) other.remote_candidates.clear();
      }
    }
    own.remote_candidates.clear();
  }
  world.peers_changed = true;
  watch_paths(world);
}

bool disturb_page(World& world, const Act& act) {
  Page& page = world.pages[static_cast<std::size_t>(act.page)];
  const Millis until = world.now + act.amount;
  switch (act.deed) {
    case Deed::CutNetwork:
      cut_sockets(world, act.page,
                  {act.salt % 4, (act.salt >> 8U) % 4, act.salt % 3 != 0, act.salt % 5 != 0});
      return true;
    case Deed::HalfOpen: cut_sockets(world, act.page, {0, 0, false, false}); return true;
    case Deed::Freeze: page.frozen_until = std::max(page.frozen_until, until); return true;
    case Deed::Sleep:
      page.frozen_until = std::max(page.frozen_until, until);
      if (!page.asleep_since) page.asleep_since = world.now;
      return true;
    case Deed::BreakMedia:
      page.ice_broken_until = std::max(page.ice_broken_until, until);
      world.peers_changed = true;
      watch_paths(world);
      return true;
    case Deed::ChangeNetwork: change_network(world, page); return true;
    case Deed::DenyCapture: page.denies_until = until; return true;
    case Deed::SlowCapture: page.slow_capture_until = until; return true;
    default: return false;
  }
}

bool disturb_nodes(World& world, const Act& act) {
  const int node = static_cast<int>(act.salt % world.nodes.size());
  switch (act.deed) {
    case Deed::CrashNode:
      crash_node(world, node, world.now + act.amount, act.with % 2 == 0);
      return true;
    case Deed::CutOffNode:
      world.nodes[static_cast<std::size_t>(node)].cut_off_until = world.now + act.amount;
      return true;
    case Deed::LoseWrites:
      if (!world.setup.loses_writes) return false;
      note(world, "the engine loses its last writes");
      lose_writes(world.engine, 1 + static_cast<std::size_t>(act.amount) % 12);
      world.ledger.data_lost = true;
      for (std::size_t i = 0; i < world.nodes.size(); ++i) {
        crash_node(world, static_cast<int>(i), world.now + 50, true);
      }
      reconcile_presence(world);
      return true;
    case Deed::JumpClock: {
      const Millis leap = act.amount % 5'000;
      world.engine.clock_offset += act.with % 2 == 0 ? leap : -leap;
      return true;
    }
    case Deed::Revoke: {
      const Page& page = world.pages[static_cast<std::size_t>(act.page)];
      revoke(world, user_name(page.user), device_name(page.user, page.device));
      return true;
    }
    case Deed::DrainAgain:
    case Deed::FireDeadlines:
      for (const auto& [key, stored] : world.engine.records) {
        const int living = living_node(world, act.salt);
        if (living < 0) return false;
        if (act.deed == Deed::DrainAgain) drain_again(world, living, key);
        if (act.deed == Deed::FireDeadlines) fire_deadline(world, living, key);
      }
      return true;
    default: return false;
  }
}

}  // namespace

bool is_fault(Deed deed) { return static_cast<int>(deed) >= kFirstFault; }

bool perform_act(World& world, const Act& act) {
  const Page& page = world.pages[static_cast<std::size_t>(act.page)];
  const bool awake = page.alive && !is_frozen(world, page);
  switch (act.deed) {
    case Deed::CrashNode:
    case Deed::CutOffNode:
    case Deed::LoseWrites:
    case Deed::JumpClock:
    case Deed::DrainAgain:
    case Deed::Revoke:
    case Deed::FireDeadlines: return disturb_nodes(world, act);
    case Deed::CutNetwork:
    case Deed::HalfOpen:
    case Deed::Freeze:
    case Deed::Sleep:
    case Deed::BreakMedia:
    case Deed::ChangeNetwork:
    case Deed::DenyCapture:
    case Deed::SlowCapture: return page.alive && disturb_page(world, act);
    case Deed::OpenPage:
    case Deed::ClosePage:
    case Deed::CrashPage:
    case Deed::Reload:
    case Deed::SecondTab: return act_on_page(world, act);
    case Deed::Disconnect:
    case Deed::Connect:
    case Deed::TakeOver: return awake && act_on_page(world, act);
    case Deed::Dial:
    case Deed::DialMany:
    case Deed::Redial: return awake && dial(world, act);
    case Deed::Join: return awake && join(world, act);
    case Deed::PickDevice:
    case Deed::PreferOutput:
    case Deed::SwitchCamera:
    case Deed::Measure:
    case Deed::Speak:
    case Deed::Wish:
    case Deed::PullOut:
    case Deed::PlugIn:
    case Deed::UseDevices: return awake && act_by_hand(world, act);
    default: return awake && act_on_call(world, act);
  }
}

std::string text_of(const Act& act) {
  std::string text = std::string(kNames[static_cast<std::size_t>(act.deed)]);
  if (act.deed == Deed::Dial) text += " u" + std::to_string(act.with);
  const bool many = act.deed == Deed::DialMany || act.deed == Deed::Add ||
                    act.deed == Deed::CancelSome || act.deed == Deed::Remove ||
                    act.deed == Deed::RequestMute;
  for (int user = 0; many && user < 8; ++user) {
    if ((act.with >> user & 1) != 0) text += " u" + std::to_string(user);
  }
  if (act.deed == Deed::Join) text += " s" + std::to_string(act.with % 2);
  if (is_fault(act.deed)) text += " for " + std::to_string(act.amount) + " ms";
  return "page " + std::to_string(act.page) + " " + text;
}

}  // namespace ringline::sim
