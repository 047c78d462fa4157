// The host of one explored page during one event: feeds the session, performs its effects, answers
// at once what a browser answers by itself. Must not know: other pages.
#pragma once

#include <deque>
#include <string>

#include "tests/sim/explorers/phones.h"

namespace ringline::sim::explorers {

struct HostKind {
  bool opaque = false;
  bool devices_told = false;
};

class PhoneHost {
 public:
  PhoneHost(PostOffice& office, Phone& phone, HostKind kind, PhoneStep& step)
      : office_(office), phone_(phone), kind_(kind), step_(step) {}

  /// Feeds `input` and everything that the host answers to it.
  void feed(Input input);
  void run_work(std::size_t wire);
  void report_candidate(std::size_t wire);
  Wire* wire_of(const std::string& link_id);

 private:
  void feed_one(const Input& input);
  void perform(const Effect& effect);
  void perform_for_peer(const Effect& effect);
  void answer_opaquely(const Effect& effect);
  void post(const Effect& effect);
  void connect_opaquely();
  void check(const Session& before, const Effects& effects);
  void wrong(const std::string& text);

  PostOffice& office_;
  Phone& phone_;
  HostKind kind_;
  PhoneStep& step_;
  std::deque<Input> answers_;
};

}  // namespace ringline::sim::explorers
