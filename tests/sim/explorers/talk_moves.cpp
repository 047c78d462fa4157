// What may happen next in a talk.
#include "tests/sim/explorers/talk_model.h"

namespace ringline::sim::explorers {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }
std::uint8_t byte(int value) { return static_cast<std::uint8_t>(value); }
unsigned bit(int index) { return 1U << static_cast<unsigned>(index); }

bool may_come_online(const Session& session) {
  switch (session.connection) {
    case ConnectionState::Offline:
    case ConnectionState::Waiting: return true;
    case ConnectionState::Connecting:
    case ConnectionState::Online:
    case ConnectionState::InUse:
    case ConnectionState::Fenced:
    case ConnectionState::Refused: return false;
  }
  return false;
}

constexpr int kDrainDeadline = 1;

}  // namespace

bool TalkModel::may(const State& state, Fault fault) const {
  return (state.faults & bit(static_cast<int>(fault))) != 0;
}

// What is under way already.
void TalkModel::internal_moves(const State& state, std::vector<Move>& moves) {
  for (int page = 0; page < pages(); ++page) {
    const std::uint32_t phone = state.phones[at(page)];
    if (state.down[at(page)].size > 0) moves.push_back({kDeliver, byte(page), 0});
    if ((state.goodbyes & bit(page)) != 0) moves.push_back({kData, byte(page), 0});
    if ((state.dead_up & bit(page)) != 0 && state.generation[at(page)] != 0) {
      moves.push_back({kCut, byte(page), 0});
    }
    if (state.lost[at(page)] != 0) moves.push_back({kGone, byte(page), 0});
    const bool offline = state.generation[at(page)] == 0;
    if (offline && may_come_online(phones_[phone].session)) {
      moves.push_back({kOnline, byte(page), 0});
    }
    const Abilities& able = phones_.abilities(phone);
    for (std::size_t i = 0; i < able.work.size(); ++i) {
      moves.push_back({kEvent, byte(page), static_cast<std::uint16_t>(3U << 8U | i)});
    }
    if (!scope_.opaque) path_moves(state, page, moves);
  }
  for (int record = 0; record < scope_.cast.records(); ++record) {
    for (int which : office_.armed_deadlines(state.records[at(record)])) {
      if (which == kDrainDeadline) moves.push_back({kDeadline, byte(record), kDrainDeadline});
    }
  }
}

void TalkModel::path_moves(const State& state, int page, std::vector<Move>& moves) {
  const Phone& phone = phones_[state.phones[at(page)]];
  if (phone.wires.empty()) return;
  const std::uint16_t path = path_between(state);
  const bool up = path != 0 && path != state.broken;
  const bool other_is_gone = phones_[state.phones[at(1 - page)]].wires.empty();
  const bool lost = !up && (state.broken != 0 || other_is_gone);
  const bool agreed = phones_.abilities(state.phones[at(page)]).agreed != 0;  // failing takes long
  const auto index = static_cast<unsigned>(phone.wires.size() - 1);
  const auto add = [&](PeerState next) {
    const auto which = index << 8U | static_cast<unsigned>(next);
    moves.push_back({kPath, byte(page), static_cast<std::uint16_t>(which)});
  };
  switch (phone.wires.back().peer.state) {
    case PeerState::New:
    case PeerState::Connecting:
      if (up) add(PeerState::Connected);
      if (state.broken != 0 && !up && agreed) add(PeerState::Failed);
      break;
    case PeerState::Connected:
      if (lost) add(PeerState::Disconnected);
      break;
    case PeerState::Disconnected:
      if (up) add(PeerState::Connected);
      if (lost) add(PeerState::Failed);
      break;
    case PeerState::Failed:
      if (up) add(PeerState::Connected);
      break;
  }
}

// Timers of pages: the ring's own; those of lost connections only when there is a loss. An ICE
// restart waits until nothing is on its way, but for a few.
void TalkModel::timer_moves(const State& state, bool quiet, std::vector<Move>& moves) {
  for (int page = 0; page < pages(); ++page) {
    const Abilities& able = phones_.abilities(state.phones[at(page)]);
    for (std::size_t i = 0; i < able.timers.size(); ++i) {
      const auto timer = static_cast<Timer>(argument_of(able.timers[i]) & 0xffU);
      const bool offline = state.generation[at(page)] == 0;
      const bool ring = timer == Timer::Ring && scope_.ring_timers;
      const bool silenced = timer == Timer::Grace && scope_.ring_timers && scope_.opaque;
      const bool alone = (offline && timer == Timer::Grace) ||
                         (timer == Timer::Connect && (offline || (quiet && scope_.opaque)));
      const bool soon = timer == Timer::Leaving || timer == Timer::Candidates;
      if (!ring && !silenced && !alone && !soon) continue;
      moves.push_back({kEvent, byte(page), static_cast<std::uint16_t>(1U << 8U | i)});
    }
    const bool alone = !scope_.opaque && phones_[state.phones[at(1 - page)]].wires.empty();
    if ((!quiet || alone) && state.early_restarts == 0) continue;
    for (std::size_t i = 0; i < able.restarts.size(); ++i) {
      moves.push_back({kEvent, byte(page), static_cast<std::uint16_t>(2U << 8U | i)});
    }
  }
  for (int record = 0; record < scope_.cast.calls; ++record) {
    for (int which : office_.armed_deadlines(state.records[at(record)])) {
      const bool grace = which >= 2 && which % 3 == 1;
      if (which == kDrainDeadline || (!scope_.deadlines && !grace)) continue;
      moves.push_back({kDeadline, byte(record), static_cast<std::uint16_t>(which)});
    }
  }
}

void TalkModel::user_moves(const State& state, std::vector<Move>& moves) {
  for (int page = 0; page < pages(); ++page) {
    const std::uint8_t left = state.deeds[at(page)];
    const Phone& phone = phones_[state.phones[at(page)]];
    if ((left & bit(static_cast<int>(Deed::Dial))) != 0 && phone.session.wanted) {
      moves.push_back({kDial, byte(page), 0});
    }
    const Abilities& able = phones_.abilities(state.phones[at(page)]);
    for (std::size_t i = 0; i < able.acts.size(); ++i) {
      const bool allowed = (left & bit(static_cast<int>(deed_of(able.acts[i])))) != 0;
      if (allowed) moves.push_back({kEvent, byte(page), static_cast<std::uint16_t>(i)});
    }
  }
}

void TalkModel::fault_moves(const State& state, std::vector<Move>& moves) {
  if (state.faults == 0) return;
  for (int page = 0; page < pages(); ++page) {
    const bool live = state.generation[at(page)] != 0 && (scope_.victims & bit(page)) != 0;
    if (live && may(state, Fault::Loss)) moves.push_back({kDeadUp, byte(page), 0});
    if (live && may(state, Fault::Duplicate)) moves.push_back({kCut, byte(page), 1});
    if (live && may(state, Fault::ClientCrash)) moves.push_back({kLoad, byte(page), 0});
  }
  if (may(state, Fault::NodeCrash)) {
    const std::size_t plain = moves.size();
    for (std::size_t i = 0; i < plain; ++i) {
      Move move = moves[i];
      if (move.kind == kDeadUp || move.kind == kCut || move.kind == kLoad) continue;
      move.kind |= kThenCrash;
      moves.push_back(move);
    }
    moves.push_back({kNodeCrash, 0, 0});
  }
  const bool breakable = state.broken == 0 && path_between(state) != 0;
  if (breakable && may(state, Fault::PathBreak)) moves.push_back({kBreak, 0, 0});
}

void TalkModel::moves(const State& state, std::vector<Move>& moves) {
  internal_moves(state, moves);
  const bool quiet = moves.empty();
  timer_moves(state, quiet, moves);
  user_moves(state, moves);
  fault_moves(state, moves);
}

}  // namespace ringline::sim::explorers
