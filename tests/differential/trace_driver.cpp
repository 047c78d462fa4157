// Plays a trace through the native cores: one JSON line in, one answer a line out (inv. 38). The
// Node test plays the same lines through the WebAssembly modules and compares bytes.
// `{"core":"client"|"switchboard","now":n,"message":"..."}`; `{"reset":true}` starts anew.
#include <cstdio>
#include <iostream>
#include <string>

#include "switchboard/switchboard.h"
#include "wire/client_core.h"
#include "wire/fields.h"

namespace {

using namespace ringline;

struct Cores {
  wire::ClientCore client;
  switchboard::Switchboard switchboard;
};

std::string play(Cores& cores, const std::string& line) {
  const wire::Parsed parsed = wire::parse(line, {2 * limits::kRecordBytes, 4, 16});
  wire::Fields fields(parsed.value);
  if (fields.flag("reset")) {
    cores = Cores();
    return "reset";
  }
  const std::string core = fields.text("core", limits::kIdBytes);
  const std::string message = fields.text("message", limits::kRecordBytes);
  const Millis now = fields.millis("now");
  if (!fields.ok()) return "not a line of a trace";
  if (core == "client") return cores.client.dispatch(message, now);
  return switchboard::dispatch(cores.switchboard, message, now);
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  Cores cores;
  for (std::string line; std::getline(std::cin, line);) std::cout << play(cores, line) << '\n';
  return 0;
}
