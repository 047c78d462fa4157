// What stands in a journal beside a message (docs/journal.md): the digest of an answer, and in
// short what it was about. The same as js/shared/journal/{digest,told}.ts. Must not know: cores.
#pragma once

#include <string>
#include <string_view>

namespace ringline::sim {

/// 64 bits of FNV-1a as 16 characters.
std::string digest_of(std::string_view answer);

/// The JSON list `out` of an entry.
std::string told_by(const std::string& answer);

}  // namespace ringline::sim
