#include "client/call_table.h"

namespace ringline {
namespace {

constexpr Cell H = Cell::Handle;
constexpr Cell I = Cell::Ignore;
constexpr Cell R = Cell::Refuse;

using Row = std::array<Cell, kCallStates>;

// Columns: placing, calling, ringing, silenced, accepting, accepting-connected,
//          connecting, connected, reconnecting, rejoinable, rejoining, ended
struct Rows {
  Row outgoing;
  Row incoming;
};

// clang-format off
constexpr std::array<Rows, kCallInputNames.size()> kTable = {{
    // accept: only who is invited and has not answered
    {{R, R, R, R, R, R, R, R, R, R, R, R}, {R, R, H, H, R, R, R, R, R, R, R, R}},
    // decline: before the accept; after it, it is leaving
    {{R, R, R, R, R, R, R, R, R, R, R, R}, {R, R, H, H, H, H, H, H, H, H, H, R}},
    // ignore: never rejects, so it refuses nothing
    {{I, I, I, I, I, I, I, I, I, I, I, I}, {I, I, H, I, I, I, I, I, I, I, I, I}},
    // hang-up: always works
    {{H, H, I, I, I, I, H, H, H, H, H, I}, {I, I, H, H, H, H, H, H, H, H, H, I}},
    // rejoin
    {{R, R, R, R, R, R, R, R, R, H, R, R}, {R, R, R, R, R, R, R, R, R, H, R, R}},
    // set-microphone: only with consent in this page
    {{H, H, R, R, R, R, H, H, H, R, H, R}, {R, R, R, R, H, H, H, H, H, R, H, R}},
    // set-camera
    {{H, H, R, R, R, R, H, H, H, R, H, R}, {R, R, R, R, H, H, H, H, H, R, H, R}},
    // add: with consent, in a call that others are in or may enter
    {{R, H, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // cancel (of some)
    {{R, H, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // remove
    {{R, R, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // end (for all)
    {{R, H, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // hold
    {{R, H, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // resume
    {{R, H, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // request-video
    {{R, R, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // accept-video
    {{R, R, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // decline-video
    {{R, R, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // cancel-video
    {{R, R, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // downgrade
    {{R, R, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // request-mute
    {{R, R, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // set-recording
    {{R, R, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // consent-to-recording
    {{R, R, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // start-screen-share: once agreed, for there must be somebody to see it
    {{R, R, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // stop-screen-share
    {{R, R, R, R, R, R, H, H, H, R, R, R}, {R, R, R, R, R, R, H, H, H, R, R, R}},
    // view: the record is always heard; an ended call takes its reason from it, once
    {{H, H, I, I, I, I, H, H, H, H, H, H}, {I, I, H, H, H, H, H, H, H, H, H, H}},
    // signal: from an agreed peer only; one that came too early waits (the answer of somebody who
    // yielded to our dial may come before the view that tells of it)
    {{H, H, I, I, I, I, H, H, H, I, H, I}, {I, I, I, I, H, H, H, H, H, I, H, I}},
    // command-refused
    {{H, H, I, I, I, I, H, H, H, H, H, H}, {I, I, H, H, H, H, H, H, H, H, H, H}},
    // record-missing: while placing, the invite is on its way
    {{I, H, I, I, I, I, H, H, H, H, H, I}, {I, I, H, H, H, H, H, H, H, H, H, I}},
    // epoch-changed
    {{I, H, I, I, I, I, H, H, H, H, H, I}, {I, I, H, H, H, H, H, H, H, H, H, I}},
    // taken-over
    {{H, H, I, I, I, I, H, H, H, H, H, I}, {I, I, H, H, H, H, H, H, H, H, H, I}},
    // captured: a late track is always taken, to be released
    {{H, H, H, H, H, H, H, H, H, H, H, H}, {H, H, H, H, H, H, H, H, H, H, H, H}},
    // capture-failed
    {{H, H, I, I, I, I, H, H, H, I, H, I}, {I, I, I, I, H, H, H, H, H, I, H, I}},
    // capture-ended
    {{H, H, I, I, I, I, H, H, H, I, H, I}, {I, I, I, I, H, H, H, H, H, I, H, I}},
    // choice-changed: nothing is opened without consent
    {{H, H, I, I, I, I, H, H, H, I, H, I}, {I, I, I, I, H, H, H, H, H, I, H, I}},
    // offer-created
    {{H, H, I, I, I, I, H, H, H, I, H, I}, {I, I, I, I, I, I, H, H, H, I, H, I}},
    // answer-created: of the early offer while accepting, or ringing (`preconnect`), or of a later
    // one
    {{I, I, I, I, I, I, H, H, H, I, H, I}, {I, I, H, I, H, H, H, H, H, I, H, I}},
    // description-set: of a remote answer
    {{I, I, I, I, I, I, H, H, H, I, H, I}, {I, I, I, I, I, I, H, H, H, I, H, I}},
    // operation-failed
    {{H, H, I, I, I, I, H, H, H, I, H, I}, {I, I, H, I, H, H, H, H, H, I, H, I}},
    // candidate (local): of what is made ready while it rings, kept here until the accept
    {{H, H, I, I, I, I, H, H, H, I, H, I}, {I, I, H, I, H, H, H, H, H, I, H, I}},
    // peer-state
    {{I, I, I, I, I, I, H, H, H, I, H, I}, {I, I, I, I, H, H, H, H, H, I, H, I}},
    // data: the hang-up of the peer on its own link
    {{I, I, I, I, I, I, H, H, H, I, I, I}, {I, I, I, I, I, H, H, H, H, I, I, I}},
    // want: of the peer's, on its own link
    {{I, I, I, I, I, I, H, H, H, I, I, I}, {I, I, I, I, I, H, H, H, H, I, I, I}},
    // figures: of paths that are there
    {{I, I, I, I, I, I, H, H, H, I, I, I}, {I, I, I, I, I, H, H, H, H, I, I, I}},
    // first-frame
    {{I, I, I, I, I, I, H, H, H, I, I, I}, {I, I, I, I, I, H, H, H, H, I, I, I}},
    // speaker
    {{I, I, I, I, I, I, H, H, H, I, I, I}, {I, I, I, I, I, I, H, H, H, I, I, I}},
    // time
    {{H, H, H, H, H, H, H, H, H, H, H, H}, {H, H, H, H, H, H, H, H, H, H, H, H}},
    // woke: rings fall silent until the record confirms them
    {{I, I, I, I, I, I, I, I, I, I, I, I}, {I, I, H, I, I, I, I, I, I, I, I, I}},
    // network-online: the paths are tried anew
    {{I, I, I, I, I, I, H, H, H, I, I, I}, {I, I, I, I, I, I, H, H, H, I, I, I}},
    // welcomed: a dial that came before it makes its offer now
    {{H, I, I, I, I, I, I, I, I, I, I, I}, {I, I, I, I, I, I, I, I, I, I, I, I}},
}};
// clang-format on

}  // namespace

Cell cell(CallState state, Direction direction, std::size_t input) {
  const Rows& rows = kTable[input];
  const Row& row = direction == Direction::Outgoing ? rows.outgoing : rows.incoming;
  return row[static_cast<std::size_t>(state)];
}

}  // namespace ringline
