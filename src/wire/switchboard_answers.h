// The switchboard's answers to its host, written (docs/CORE.md, "Switchboard core").
// Must not know: how they came about.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "error_code.h"
#include "ids.h"
#include "limits.h"
#include "switchboard/effect.h"
#include "switchboard/route_user.h"

namespace ringline::wire {

/// A record as it shall be stored.
struct Commit {
  std::int64_t version = 0;
  std::string text;
  std::optional<Millis> deadline;
  std::optional<Millis> expires_at;
};

struct Answer {
  RecordKey key;
  std::int64_t expect = 0;  ///< the version that the commit builds on; 0: absent
  std::optional<Commit> commit;
  switchboard::Effects effects;
  std::optional<std::int64_t> drain;
  std::optional<Error> refused;
};

std::string write_answer(const Answer& answer);
std::string write_need(const RecordKey& key);
std::string write_refused(const Error& error, const switchboard::Effects& effects);
std::string write_entry(const RecordKey& key, const std::optional<switchboard::Page>& page);
std::string write_presence(const RecordKey& key, switchboard::Presence presence);

/// The answer to `configure`: the policy in force, for `welcome`.
std::string write_configured(const Policy& policy);

}  // namespace ringline::wire
