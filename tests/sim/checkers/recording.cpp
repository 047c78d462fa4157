// Inv. 13: a recording is begun by its own user, after whoever is asked has answered or their time
// is up; it ends with the recorder's leg. A word about being recorded is the user's, and stays. At
// rest everybody knows who records.
#include <set>

#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

bool is_silent(const Call& call) {
  for (const ParticipantView& one : call.view.participants) {
    for (const LegView& leg : one.legs) {
      if (one.user_id != call.user_id && leg.report.consent == Consent::None) return true;
    }
  }
  return false;
}

void on_client(Ledger&, const ClientTurn& turn, const Report& report) {
  for (const Call& call : page_of(turn).session.calls) {
    if (!records(call.recording)) continue;
    if (!is_agreed(call.state)) {
      report.fail(call.call_id + " is recorded while " + std::string(name_of(call.state)));
    }
    const CallBrief* before = brief_of(turn, call.call_id);
    const bool went_on = before != nullptr && records(before->recording);
    const auto* said = said_of<input::SetRecording>(turn.input, call);
    if (!went_on && (said == nullptr || !said->on)) {
      report.fail(call.call_id + " is recorded by nobody's hand");
    }
    const bool was_on = before != nullptr && before->recording == DeviceState::On;
    const bool begins = call.recording == DeviceState::On && !was_on;
    const bool time_is_up = std::holds_alternative<input::TimePassed>(turn.input);
    const bool asks =
        call.asks_consent || call.view.policy.recording_consent == RecordingConsent::Required;
    if (begins && asks && is_silent(call) && !time_is_up) {
      report.fail(call.call_id + " is recorded before all have answered");
    }
  }
}

void on_commit(Ledger& ledger, const CommitTurn& turn, const Report& report) {
  for (const sb::Participant& one : turn.after.participants) {
    const sb::Participant* before =
        turn.before == nullptr ? nullptr : person_in(*turn.before, one.user_id);
    for (const sb::Leg& leg : one.legs) {
      const Consent word = leg.report.consent;
      if (word != Consent::None && !ledger.words.contains({leg.device_id, word})) {
        report.fail(turn.after.call_id + ": " + one.user_id + " never said " +
                    std::string(name_of(word)));
      }
      if (before == nullptr || ledger.data_lost) continue;
      for (const sb::Leg& old : before->legs) {
        const bool taken_back = old.leg_id == leg.leg_id && old.report.consent != Consent::None &&
                                word == Consent::None;
        if (taken_back) {
          report.fail(turn.after.call_id + ": what " + one.user_id + " said is forgotten");
        }
      }
    }
  }
}

using People = std::set<UserId>;

People seen_by(const Call& call) {
  People people;
  if (records(call.recording)) people.insert(call.user_id);
  for (const ParticipantView& one : call.view.participants) {
    for (const LegView& leg : one.legs) {
      if (one.user_id != call.user_id && records(leg.report.recording)) people.insert(one.user_id);
    }
  }
  return people;
}

People who_record(const World& world, const CallId& call_id) {
  People people;
  for (const Page& page : world.pages) {
    const Call* call = page.alive ? find_call(page.session, call_id) : nullptr;
    const bool here = call != nullptr && is_agreed(call->state) && records(call->recording);
    if (here) people.insert(user_name(page.user));
  }
  return people;
}

void at_rest(const World& world, const Report& report) {
  for (const Page& page : world.pages) {
    if (!page.alive || page.session.connection != ConnectionState::Online) continue;
    for (const Call& call : page.session.calls) {
      if (!is_agreed(call.state)) continue;
      const std::string who = call.call_id + " on " + page_label(page) + ": ";
      if (call.recording == DeviceState::Starting) report.fail(who + "asks for consent for ever");
      if (seen_by(call) != who_record(world, call.call_id)) {
        report.fail(who + "it does not know who records");
      }
    }
  }
}

}  // namespace

const Checker recording{13, "recording", on_client, on_commit, at_rest};

}  // namespace ringline::sim::checker
