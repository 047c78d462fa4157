#include "ids.h"

#include "limits.h"

namespace ringline {
namespace {

bool is_minted_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == ':' || c == '-';
}

std::string link_end(std::string_view leg, std::string_view incarnation) {
  std::string end(leg);
  end += '/';
  end += incarnation;
  return end;
}

std::string joined(std::string_view prefix, std::string_view app, std::string_view id) {
  std::string key(prefix);
  key += app;
  key += ':';
  key += id;
  return key;
}

}  // namespace

bool is_minted_id(std::string_view id) {
  if (id.empty() || id.size() > limits::kIdBytes) return false;
  for (char c : id) {
    if (!is_minted_character(c)) return false;
  }
  return true;
}

bool is_user_id(std::string_view id) {
  if (id.empty() || id.size() > limits::kUserIdBytes) return false;
  for (char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return false;
  }
  return true;
}

bool is_session_id(std::string_view call_id) {
  static constexpr std::string_view kPrefix = "session:";
  return call_id.size() > kPrefix.size() && call_id.substr(0, kPrefix.size()) == kPrefix;
}

RecordKey call_key(std::string_view app, std::string_view call_id) {
  return joined("c:", app, call_id);
}

RecordKey user_key(std::string_view app, std::string_view user_id) {
  return joined("u:", app, user_id);
}

std::string link_name(std::string_view leg_a, std::string_view incarnation_a,
                      std::string_view leg_b, std::string_view incarnation_b) {
  const std::string a = link_end(leg_a, incarnation_a);
  const std::string b = link_end(leg_b, incarnation_b);
  return leg_a < leg_b ? a + '~' + b : b + '~' + a;
}

}  // namespace ringline
