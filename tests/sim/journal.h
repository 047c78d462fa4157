// The journals of a history (docs/journal.md), one for each page and each node. Beside every
// simulated core stands one that is told the same as text and must come to the same (inv. 38, 39);
// what it was told and what it answered is written down. Must not know: what any of it means.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "switchboard/switchboard.h"
#include "tests/sim/world.h"
#include "wire/client_core.h"

namespace ringline::sim {

/// One file: the cores of a page or a node, one after the other.
struct JournalFile {
  std::string core;                ///< `client` or `switchboard`
  std::vector<std::string> nodes;  ///< as the format calls cores
  std::vector<std::string> gone;   ///< those that did not live to the end
  std::string entries;
};

/// A core beside a simulated one. Stays where it is: the cache of a switchboard points into itself.
template <typename Core>
struct Twin {
  std::string node;
  std::string file;
  Core core;
};

struct Journal {
  std::map<std::string, JournalFile> files;  ///< by name, without its ending
  std::map<int, Twin<wire::ClientCore>> pages;
  std::map<int, Twin<sb::Switchboard>> nodes;
  std::map<std::string, int> lives;  ///< cores that a file has had
  std::int64_t steps = 0;            ///< entries of all files
};

// Each does nothing in a world without a journal.

/// After the step of a page's session.
void journal_input(World& world, int page, const Input& input, Millis now);
/// What a node decided about the record `stored`, which may be absent.
void journal_job(World& world, int node, const RecordKey& key, const Job& job,
                 const StoredPtr& stored, const Routed& routed);
/// What a node read for a snapshot.
void journal_view(World& world, int node, const CallId& call_id, const sb::Address& viewer,
                  const std::optional<sb::Page>& page);
void journal_page_gone(World& world, int page);
void journal_node_gone(World& world, int node);

/// Writes the files, over those of another history. Whether it could.
bool write_journal(const Journal& journal, std::uint64_t seed,
                   const std::filesystem::path& directory);

}  // namespace ringline::sim
