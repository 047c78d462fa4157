#include "wire/ice_json.h"

#include "wire/json_writer.h"

namespace ringline::wire {
namespace {

void write_urls(JsonWriter& writer, const Json& urls) {
  writer.open_array("urls");
  if (urls.kind == Json::Kind::String) writer.text_item(urls.string);
  for (const Json& url : urls.items) {
    if (url.kind == Json::Kind::String) writer.text_item(url.string);
  }
  writer.close_array();
}

}  // namespace

std::string ice_servers_text(const Json& json) {
  JsonWriter writer;
  writer.open_array();
  for (const Json& server : json.items) {
    const Json* urls = server.find("urls");
    if (urls == nullptr) continue;
    writer.open_object();
    write_urls(writer, *urls);
    for (const char* key : {"username", "credential"}) {
      const Json* value = server.find(key);
      if (value != nullptr) writer.text(key, value->string);
    }
    writer.close_object();
  }
  writer.close_array();
  return writer.take();
}

}  // namespace ringline::wire
