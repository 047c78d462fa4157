#include "wire/ice_json.h"

#include "limits.h"
#include "wire/json_writer.h"

namespace ringline::wire {
namespace {

bool is_short_text(const Json& json) {
  return json.kind == Json::Kind::String && json.string.size() <= limits::kIceTextBytes;
}

void write_urls(JsonWriter& writer, const Json& urls) {
  writer.open_array("urls");
  if (is_short_text(urls)) writer.text_item(urls.string);
  std::size_t count = 0;
  for (const Json& url : urls.items) {
    if (count == limits::kIceUrls) break;
    if (!is_short_text(url)) continue;
    writer.text_item(url.string);
    ++count;
  }
  writer.close_array();
}

}  // namespace

std::string ice_servers_text(const Json& json) {
  JsonWriter writer;
  writer.open_array();
  std::size_t count = 0;
  for (const Json& server : json.items) {
    const Json* urls = server.find("urls");
    if (urls == nullptr) continue;
    if (count++ == limits::kIceServers) break;
    writer.open_object();
    write_urls(writer, *urls);
    for (const char* key : {"username", "credential"}) {
      const Json* value = server.find(key);
      if (value != nullptr && is_short_text(*value)) writer.text(key, value->string);
    }
    writer.close_object();
  }
  writer.close_array();
  return writer.take();
}

}  // namespace ringline::wire
