// The native half of bench/core.bench.mjs: plays the messages that it gets, one JSON line
// `{"now":n,"message":"..."}` each, and measures the last one. Prints microseconds a dispatch.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>

#include "switchboard/switchboard.h"
#include "wire/fields.h"

namespace {

using namespace ringline;
using Clock = std::chrono::steady_clock;

constexpr int kBatch = 400;
constexpr int kBatches = 101;

double microseconds(switchboard::Switchboard& core, const std::string& message, Millis now) {
  const auto start = Clock::now();
  for (int i = 0; i < kBatch; ++i) switchboard::dispatch(core, message, now);
  const std::chrono::duration<double, std::micro> taken = Clock::now() - start;
  return taken.count() / kBatch;
}

}  // namespace

int main() {
  switchboard::Switchboard core;
  std::string message;
  Millis now = 0;
  for (std::string line; std::getline(std::cin, line);) {
    const wire::Parsed parsed = wire::parse(line, {2 * limits::kRecordBytes, 4, 16});
    wire::Fields fields(parsed.value);
    message = fields.text("message", limits::kRecordBytes);
    now = fields.millis("now");
    if (!fields.ok()) return 1;
    switchboard::dispatch(core, message, now);
  }
  std::array<double, kBatches> batches{};
  for (double& batch : batches) batch = microseconds(core, message, now);
  std::sort(batches.begin(), batches.end());
  std::printf("%.2f\n", batches[kBatches / 2]);
  return 0;
}
