// What a simulated host would say in text: an input of a client core, a frame for a page, a message
// for a switchboard (docs/CORE.md). The way back of src/wire, for journals. Must not know: who
// listens.
#pragma once

#include <string>

#include "client/inputs.h"
#include "tests/sim/world.h"

namespace ringline::sim {

/// A host's message as its lines; docs/journal.md keeps them so.
using Lines = std::vector<std::string>;

/// Nothing for an input that no host makes.
Lines text_of(const Input& input);
std::string text_of(const Frame& frame);

/// What stands before the record and the body. `attached`: as docs/CORE.md names it, or empty.
std::string header_of(const RecordKey& key, const Job& job, std::string_view attached);
/// The third line of that message, or an empty one.
std::string body_of(const Job& job);

/// So many thousandths as a core reads them: its decoder may be wrong in the last bit.
double thousandths(int number);

std::string joined(const Lines& lines);

}  // namespace ringline::sim
