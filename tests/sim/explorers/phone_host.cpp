#include "tests/sim/explorers/phone_host.h"

#include <algorithm>
#include <utility>

#include "wire/client_encode.h"
#include "wire/json.h"
#include "wire/switchboard_frames.h"

namespace ringline::sim::explorers {
namespace {

CallInput call_input(const auto& input) { return CallInput{input}; }

input::ForLink for_link(const std::string& link_id, CallInput input) {
  return {link_id, std::move(input)};
}

sb::Sender sender_for(const PostOffice& office, const Phone& phone) {
  return {.app = kTenant,
          .user_id = user_id_of(office.cast().user_of(phone.page)),
          .device_id = device_id_of(office.cast(), phone.page),
          .connection = connection_of(phone.page, phone.session.generation),
          .may_place = true,
          .may_invite = true};
}

std::string text_sent(const Effect& effect, const Session& session) {
  wire::JsonWriter writer;
  const std::string no_servers = "[]";
  wire::write_effect(writer, effect, {session, no_servers});
  const wire::Parsed parsed = wire::parse(writer.take(), wire::kRecordLimits);
  const wire::Json* text = parsed.value.find("text");
  return text == nullptr ? std::string() : text->string;
}

const Call* call_named(const Session& session, const CallId& id) { return find_call(session, id); }

}  // namespace

void PhoneHost::wrong(const std::string& text) {
  if (step_.violation.empty()) step_.violation = text;
}

Wire* PhoneHost::wire_of(const std::string& link_id) {
  for (Wire& wire : phone_.wires) {
    if (wire.peer.link_id == link_id) return &wire;
  }
  return nullptr;
}

void PhoneHost::feed(Input input) {
  answers_.push_back(std::move(input));
  while (!answers_.empty()) {
    const Input next = std::move(answers_.front());
    answers_.pop_front();
    feed_one(next);
    if (kind_.opaque && answers_.empty()) connect_opaquely();
  }
}

void PhoneHost::feed_one(const Input& input) {
  const Session before = phone_.session;
  SessionStep stepped = ringline::step(phone_.session, input, kNow);
  phone_.session = std::move(stepped.session);
  for (const Effect& effect : stepped.effects) perform(effect);
  check(before, stepped.effects);
}

// Media flows as soon as both have agreed.
void PhoneHost::connect_opaquely() {
  for (const Call& call : phone_.session.calls) {
    if (!is_agreed(call.state)) continue;
    for (const Link& link : call.links) {
      if (link.peer_leg.empty() || link.peer == PeerState::Connected) continue;
      answers_.push_back(
          for_link(link.link_id, input::PeerStateChanged{link.link_id, PeerState::Connected}));
      return;
    }
  }
}

void PhoneHost::post(const Effect& effect) {
  const std::string text = text_sent(effect, phone_.session);
  const wire::ReadFrame read = wire::read_frame(text);
  if (!read.command) return wrong("inv. 39: the switchboard cannot read " + text);
  Letter letter{.sender = sender_for(office_, phone_), .command = *read.command};
  if (!kind_.devices_told && read.command->type == sb::CommandType::State) {
    std::erase_if(phone_.session.pending,
                  [&](const Pending& pending) { return pending.id == read.command->id; });
    return;
  }
  const bool of_user =
      read.command->type == sb::CommandType::Hello || read.command->type == sb::CommandType::Sync;
  const Cast& cast = office_.cast();
  const int record =
      of_user ? cast.calls + cast.user_of(phone_.page) : call_of(cast, read.command->call_id);
  step_.posted.push_back({record, office_.letter_id(std::move(letter))});
}

void PhoneHost::perform(const Effect& effect) {
  if (const auto* token = std::get_if<effect::GetToken>(&effect)) {
    answers_.push_back(input::Token{token->generation, "t"});
  } else if (const auto* socket = std::get_if<effect::OpenSocket>(&effect)) {
    answers_.push_back(input::SocketOpened{socket->generation});
  } else if (std::holds_alternative<effect::SendHello>(effect) ||
             std::holds_alternative<effect::SendCommand>(effect)) {
    post(effect);
  } else if (const auto* capture = std::get_if<effect::Capture>(&effect)) {
    const Call* call = call_named(phone_.session, capture->call_id);
    if (call == nullptr || (!has_consent(call->state) && call->state != CallState::Ended)) {
      wrong("inv. 11: captures for " + capture->call_id + " without consent");
    }
    answers_.push_back(input::ForCall{
        capture->call_id, call_input(input::Captured{capture->kind, capture->generation})});
  } else if (kind_.opaque) {
    answer_opaquely(effect);
  } else {
    perform_for_peer(effect);
  }
}

void PhoneHost::answer_opaquely(const Effect& effect) {
  const auto answer = [this](const std::string& link, const auto& input) {
    answers_.push_back(for_link(link, call_input(input)));
  };
  if (const auto* offer = std::get_if<effect::CreateOffer>(&effect)) {
    answer(offer->link_id, input::OfferCreated{offer->link_id, offer->operation, "o"});
  } else if (const auto* creating = std::get_if<effect::CreateAnswer>(&effect)) {
    answer(creating->link_id, input::AnswerCreated{creating->link_id, creating->operation, "a"});
  } else if (const auto* applying = std::get_if<effect::ApplyAnswer>(&effect)) {
    answer(applying->link_id, input::DescriptionSet{applying->link_id, applying->operation});
  }
}

void PhoneHost::perform_for_peer(const Effect& effect) {
  const auto chain = [this](const std::string& link, PeerOperation operation) {
    Wire* wire = wire_of(link);
    if (wire == nullptr) return wrong("inv. 33: works on the closed link " + link);
    wire->peer.work.push_back(std::move(operation));
  };
  if (std::holds_alternative<effect::SendSignal>(effect) ||
      std::holds_alternative<effect::SendAck>(effect)) {
    post(effect);
  } else if (const auto* open = std::get_if<effect::OpenPeer>(&effect)) {
    Wire wire;
    wire.peer.link_id = open->link_id;
    wire.peer.call_id = open->call_id;
    phone_.wires.push_back(std::move(wire));
  } else if (const auto* close = std::get_if<effect::ClosePeer>(&effect)) {
    std::erase_if(phone_.wires,
                  [&](const Wire& wire) { return wire.peer.link_id == close->link_id; });
  } else if (const auto* offer = std::get_if<effect::CreateOffer>(&effect)) {
    chain(offer->link_id, {.work = PeerWork::CreateOffer,
                           .operation = offer->operation,
                           .ice_restart = offer->ice_restart});
  } else if (const auto* creating = std::get_if<effect::CreateAnswer>(&effect)) {
    chain(creating->link_id,
          {.work = PeerWork::CreateAnswer, .operation = creating->operation, .sdp = creating->sdp});
  } else if (const auto* applying = std::get_if<effect::ApplyAnswer>(&effect)) {
    chain(applying->link_id,
          {.work = PeerWork::ApplyAnswer, .operation = applying->operation, .sdp = applying->sdp});
  } else if (const auto* adding = std::get_if<effect::AddCandidates>(&effect)) {
    chain(adding->link_id, {.work = PeerWork::AddCandidates, .candidates = adding->candidates});
  } else if (std::holds_alternative<effect::SendData>(effect)) {
    step_.goodbye = true;
  }
}

void PhoneHost::run_work(std::size_t wire) {
  const std::string link_id = phone_.wires[wire].peer.link_id;
  const std::string fresh = "f" + std::to_string(phone_.page) + "." + phone_.session.incarnation +
                            "." + std::to_string(phone_.ufrags + 1);
  PeerOutcome outcome = run_operation(phone_.wires[wire].peer, fresh);
  if (outcome.ufrag == fresh) phone_.ufrags += 1;
  if (!outcome.violation.empty()) wrong("inv. 33: " + link_id + " " + outcome.violation);
  if (outcome.gathered) phone_.wires[wire].gathers = {outcome.ufrag};
  if (outcome.report) feed(for_link(link_id, std::move(*outcome.report)));
}

void PhoneHost::report_candidate(std::size_t at) {
  Wire& wire = phone_.wires[at];
  const std::string ufrag = wire.gathers.front();
  wire.gathers.erase(wire.gathers.begin());
  const Candidate candidate{"c", "0", 0, ufrag};
  const std::string link_id = wire.peer.link_id;
  feed(for_link(link_id, call_input(input::LocalCandidate{link_id, candidate})));
}

// What holds of every step of a page (inv. 2, 11, 13; design 3.9).
void PhoneHost::check(const Session& before, const Effects& effects) {
  for (const Call& was : before.calls) {
    const Call* now = find_call(phone_.session, was.call_id);
    if (now == nullptr) continue;
    const bool over = was.state == CallState::Ended && now->state == CallState::Ended;
    if (over && was.confirmed && (now->end_reason != was.end_reason || !now->confirmed)) {
      wrong("inv. 2: the confirmed end of " + was.call_id + " changes");
    }
    const bool unanswered = is_unanswered_here(was.state) && was.direction == Direction::Incoming;
    const bool merged = !now->former_id.empty();  // the dial was the consent
    if (unanswered && !merged && is_agreed(now->state))
      wrong("inv. 13: " + was.call_id + " answers itself");
  }
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const auto* ended = std::get_if<effect::Ended>(&effects[i]);
    if (ended == nullptr) continue;
    const auto* release =
        i + 1 < effects.size() ? std::get_if<effect::ReleaseMedia>(&effects[i + 1]) : nullptr;
    if (release == nullptr || release->call_id != ended->call_id) {
      wrong("3.9: the end of " + ended->call_id + " releases nothing");
    }
    const Call* was = find_call(before, ended->call_id);
    if (was != nullptr && was->state == CallState::Ended) {
      wrong("inv. 2: " + ended->call_id + " ends twice");
    }
  }
}

}  // namespace ringline::sim::explorers
