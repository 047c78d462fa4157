#include "wire/json.h"

#include <nlohmann/json.hpp>

#include "limits.h"

namespace ringline::wire {
namespace {

using Sax = nlohmann::json_sax<nlohmann::json>;

// Builds the tree and stops at the first limit. `open_` points into the tree: a container grows
// only while it is the innermost open one, so no pointer outlives a reallocation.
class TreeBuilder {
 public:
  TreeBuilder(Json& root, const ParseLimits& limits) : root_(root), limits_(limits) {}

  bool too_large() const { return too_large_; }

  bool null() { return add({}) != nullptr; }
  bool boolean(bool value) {
    Json json;
    json.kind = Json::Kind::Bool;
    json.boolean = value;
    return add(std::move(json)) != nullptr;
  }
  bool number_integer(std::int64_t value) {
    Json json;
    json.kind = Json::Kind::Integer;
    json.integer = value;
    return add(std::move(json)) != nullptr;
  }
  bool number_unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(INT64_MAX)) {
      return number_float(static_cast<double>(value), {});
    }
    return number_integer(static_cast<std::int64_t>(value));
  }
  bool number_float(double value, const std::string&) {
    Json json;
    json.kind = Json::Kind::Real;
    json.real = value;
    return add(std::move(json)) != nullptr;
  }
  bool string(std::string& value) {
    Json json;
    json.kind = Json::Kind::String;
    json.string = std::move(value);
    return add(std::move(json)) != nullptr;
  }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Json::Kind::Object); }
  bool start_array(std::size_t) { return open(Json::Kind::Array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& value) {
    open_.back()->keys.push_back(std::move(value));
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) {
    return false;
  }

 private:
  Json* add(Json value) {
    if (++values_ > limits_.values) {
      too_large_ = true;
      return nullptr;
    }
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    open_.back()->items.push_back(std::move(value));
    return &open_.back()->items.back();
  }

  bool open(Json::Kind kind) {
    if (open_.size() >= limits_.depth) {
      too_large_ = true;
      return false;
    }
    Json json;
    json.kind = kind;
    Json* added = add(std::move(json));
    if (added == nullptr) return false;
    open_.push_back(added);
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  Json& root_;
  const ParseLimits& limits_;
  std::vector<Json*> open_;
  std::size_t values_ = 0;
  bool too_large_ = false;
};

}  // namespace

const ParseLimits kFrameLimits{limits::kFrameBytes, limits::kJsonDepth, limits::kJsonValues};
const ParseLimits kRecordLimits{limits::kRecordBytes, limits::kJsonDepth,
                                limits::kRecordJsonValues};

const Json* Json::find(std::string_view key) const {
  if (kind != Kind::Object) return nullptr;
  for (std::size_t i = keys.size(); i-- > 0;) {
    if (keys[i] == key) return &items[i];
  }
  return nullptr;
}

Parsed parse(std::string_view text, const ParseLimits& limits) {
  Parsed parsed;
  if (text.size() > limits.bytes) {
    parsed.problem = ParseProblem::TooLarge;
    return parsed;
  }
  TreeBuilder builder(parsed.value, limits);
  if (!nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &builder)) {
    parsed.problem = builder.too_large() ? ParseProblem::TooLarge : ParseProblem::Invalid;
    parsed.value = {};
  }
  return parsed;
}

}  // namespace ringline::wire
