#include "tests/sim/journal.h"

#include <fstream>

#include "switchboard/route_call.h"
#include "switchboard/route_user.h"
#include "tests/sim/checkers.h"
#include "tests/sim/host_text.h"
#include "tests/sim/node.h"
#include "tests/sim/told.h"
#include "wire/common_json.h"
#include "wire/json_writer.h"
#include "wire/switchboard_answers.h"
#include "wire/switchboard_records.h"

namespace ringline::sim {
namespace {

using wire::JsonWriter;

constexpr const char* kVersion = "0.1.0";  // of the library; a test compares it with package.json
constexpr const char* kAttached = "attached";

// A core that was not there before. Further ones of the same page or node are named by number.
template <typename Core>
Twin<Core>& core_of(Journal& journal, std::map<int, Twin<Core>>& cores, int which,
                    const std::string& name, const std::string& file, const char* kind) {
  const auto found = cores.find(which);
  if (found != cores.end()) return found->second;
  const int life = ++journal.lives[file];
  Twin<Core>& twin = cores[which];
  twin.file = file;
  twin.node = name + (life == 1 ? "" : "@" + std::to_string(life));
  journal.files[file].core = kind;
  journal.files[file].nodes.push_back(twin.node);
  return twin;
}

template <typename Core>
void bury(Journal& journal, std::map<int, Twin<Core>>& cores, int which) {
  const auto found = cores.find(which);
  if (found == cores.end()) return;
  journal.files[found->second.file].gone.push_back(found->second.node);
  cores.erase(found);
}

template <typename Core>
void write_down(Journal& journal, const Twin<Core>& twin, const Lines& lines, Millis at,
                const std::string& answer) {
  JsonWriter writer;
  writer.open_object().number("at", at).text("node", twin.node).number("step", ++journal.steps);
  writer.open_array("in");
  for (const std::string& line : lines) {
    if (line.empty()) {
      writer.text_item(line);
    } else {
      writer.raw_item(line);
    }
  }
  writer.close_array().raw("out", told_by(answer)).text("digest", digest_of(answer));
  journal.files[twin.file].entries += writer.close_object().take() + "\n";
}

void differs(World& world, const std::string& who, const Lines& lines, const std::string& answer) {
  report(world, 39, "journal",
         who + " decides otherwise in text: " + joined(lines) + " => " + answer);
}

Twin<sb::Switchboard>& node_core(World& world, int index) {
  Journal& journal = *world.journal;
  const bool fresh = !journal.nodes.contains(index);
  const std::string name = "node-" + std::to_string(index);
  Twin<sb::Switchboard>& twin = core_of(journal, journal.nodes, index, name, name, "switchboard");
  if (!fresh) return twin;
  JsonWriter writer;
  writer.open_object().word("type", "configure").text("epoch", epoch_of(world.engine));
  wire::write_policy(writer, "policy", world.setup.policy);
  const Lines lines{writer.close_object().take(), "", ""};
  const Millis now = engine_now(world);
  write_down(journal, twin, lines, now, sb::dispatch(twin.core, joined(lines), now));
  return twin;
}

// What line 2 says: nothing, where the core has the record itself.
struct Attachment {
  std::string_view word;
  std::string text;
};

Attachment attachment_for(const sb::RecordCache& cache, const RecordKey& key,
                          const StoredPtr& stored) {
  if (!stored) return {"absent", {}};
  const auto cached = cache.index.find(key);
  if (cached != cache.index.end() && cached->second->second == stored->record) return {};
  if (const auto* call = std::get_if<sb::CallRecord>(&stored->record)) {
    return {kAttached, wire::write_call_record(*call)};
  }
  return {kAttached, wire::write_user_record(std::get<sb::UserRecord>(stored->record))};
}

// What the switchboard says of an outcome.
std::string answer_for(const RecordKey& key, const Job& job, const Routed& routed, Millis now) {
  wire::Answer answer{.key = key, .expect = routed.expect, .effects = routed.effects};
  const std::int64_t version =
      std::visit([](const auto& one) { return one.version; }, routed.record);
  if (hands_over_outbox(job, routed)) answer.drain = version;
  if (!routed.changed) {
    answer.refused = routed.refused;
    return wire::write_answer(answer);
  }
  wire::Commit commit{.version = version};
  if (const auto* call = std::get_if<sb::CallRecord>(&routed.record)) {
    commit.text = wire::write_call_record(*call);
    commit.deadline = next_deadline(*call);
    commit.expires_at = expires_at(*call);
  } else {
    const auto& user = std::get<sb::UserRecord>(routed.record);
    commit.text = wire::write_user_record(user);
    commit.deadline = next_deadline(user);
    commit.expires_at = expires_at(user, now);
  }
  answer.commit = std::move(commit);
  return wire::write_answer(answer);
}

void write_names(JsonWriter& writer, const char* key, const std::vector<std::string>& names) {
  if (!names.empty()) writer.texts(key, names);
}

std::string header_of(const JournalFile& file, std::uint64_t seed) {
  JsonWriter writer;
  writer.open_object().number("journal", 1).word("side", "simulation").text("version", kVersion);
  writer.number("seed", static_cast<std::int64_t>(seed)).open_object("nodes");
  for (const std::string& node : file.nodes) writer.text(node.c_str(), file.core);
  writer.close_object();
  write_names(writer, "gone", file.gone);
  return writer.close_object().take() + "\n";
}

bool is_ours(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  return file.extension() == ".jsonl" && (name.starts_with("page-") || name.starts_with("node-"));
}

}  // namespace

void journal_input(World& world, int page, const Input& input, Millis now) {
  if (world.journal == nullptr) return;
  Journal& journal = *world.journal;
  const Page& own = world.pages[static_cast<std::size_t>(page)];
  const std::string name = device_name(own.user, own.device) + (own.second_tab ? "@tab" : "");
  Twin<wire::ClientCore>& twin =
      core_of(journal, journal.pages, page, name, "page-" + name, "client");
  const Lines lines = text_of(input);
  const std::string answer = twin.core.dispatch(joined(lines), now);
  write_down(journal, twin, lines, now, answer);
  if (twin.core.session() != own.session) differs(world, twin.node, lines, answer);
}

void journal_job(World& world, int node, const RecordKey& key, const Job& job,
                 const StoredPtr& stored, const Routed& routed) {
  if (world.journal == nullptr) return;
  Twin<sb::Switchboard>& twin = node_core(world, node);
  const Attachment attachment = attachment_for(twin.core.cache, key, stored);
  const Lines lines{sim::header_of(key, job, attachment.word), attachment.text, body_of(job)};
  const Millis now = std::max(engine_now(world), job.at);
  const std::string answer = sb::dispatch(twin.core, joined(lines), now);
  write_down(*world.journal, twin, lines, now, answer);
  if (answer != answer_for(key, job, routed, now)) differs(world, twin.node, lines, answer);
}

void journal_view(World& world, int node, const CallId& call_id, const sb::Address& viewer,
                  const std::optional<sb::Page>& page) {
  if (world.journal == nullptr) return;
  Twin<sb::Switchboard>& twin = node_core(world, node);
  const RecordKey key = call_key(kApp, call_id);
  const Millis now = engine_now(world);
  const Attachment attachment = attachment_for(twin.core.cache, key, get(world.engine, key, now));
  JsonWriter writer;
  writer.open_object().word("type", "view").text("key", key).text("user", viewer.user_id);
  writer.text("device", viewer.device_id).optional_text("record", attachment.word);
  const Lines lines{writer.close_object().take(), attachment.text, ""};
  const std::string answer = sb::dispatch(twin.core, joined(lines), now);
  write_down(*world.journal, twin, lines, now, answer);
  if (answer != wire::write_entry(key, page)) differs(world, twin.node, lines, answer);
}

void journal_page_gone(World& world, int page) {
  if (world.journal != nullptr) bury(*world.journal, world.journal->pages, page);
}

void journal_node_gone(World& world, int node) {
  if (world.journal != nullptr) bury(*world.journal, world.journal->nodes, node);
}

bool write_journal(const Journal& journal, std::uint64_t seed,
                   const std::filesystem::path& directory) {
  std::error_code problem;
  std::filesystem::create_directories(directory, problem);
  for (const auto& old : std::filesystem::directory_iterator(directory, problem)) {
    if (is_ours(old.path())) std::filesystem::remove(old.path(), problem);
  }
  for (const auto& [name, file] : journal.files) {
    std::ofstream out(directory / (name + ".jsonl"), std::ios::binary);
    out << header_of(file, seed) << file.entries;
    if (!out.flush()) return false;
  }
  return true;
}

}  // namespace ringline::sim
