// The one place that knows both vocabularies: what a client sends as the switchboard reads it, what
// the switchboard answers as the client reads it. Struct to struct; with Setup::codec the same goes
// through the real text and must come out the same. Must not know: sockets, order, time.
#pragma once

#include <string>

#include "client/effects.h"
#include "client/inputs.h"
#include "client/session.h"
#include "switchboard/command.h"
#include "switchboard/effect.h"

namespace ringline::sim {

namespace sb = ringline::switchboard;

sb::Command to_command(const effect::SendHello& hello, const Session& session);
sb::Command to_command(const effect::SendCommand& sent);
sb::Command to_command(const effect::SendSignal& sent);
sb::Command to_command(const effect::SendAck& sent);

/// As the page writes it, but for the token of a `hello`, which no node sees.
std::string text_sent(const Effect& effect, const Session& session);

/// `seal` is the name under which the claims were kept; empty: none.
frame::SnapshotEntry to_entry(const sb::Page& page, const std::string& seal);
frame::Reply to_reply(const sb::ReplyEffect& effect, const std::string& seal);
Signal to_signal(const sb::SignalEffect& effect);

/// The same through src/wire; empty when it comes out the same, else what differs.
std::string codec_difference(const effect::SendHello& hello, const Session& session);
std::string codec_difference(const effect::SendCommand& sent);
std::string codec_difference(const effect::SendSignal& sent);
std::string codec_difference(const frame::SnapshotEntry& entry);
std::string codec_difference(const frame::Reply& reply);
std::string codec_difference(const sb::SignalEffect& effect);

}  // namespace ringline::sim
