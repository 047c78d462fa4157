#include "desk.h"

namespace ringline::testing {

Desk::Desk() { feed(input::Configure{"dev-m", "page-m", "inc-m", std::nullopt, false}); }

Desk& Desk::feed(const Input& input) {
  SessionStep twin = step(session, input, now);
  SessionStep result = step(std::move(session), input, now);
  EXPECT_EQ(twin.session, result.session) << "pure (design 3.1)";
  EXPECT_EQ(twin.effects.size(), result.effects.size());
  session = std::move(result.session);
  effects = std::move(result.effects);
  history.insert(history.end(), effects.begin(), effects.end());
  return *this;
}

Desk& Desk::feed_call(const CallInput& input, const CallId& call_id) {
  return feed(input::ForCall{call_id, input});
}

Desk& Desk::frame(Frame frame) {
  return feed(input::FrameReceived{session.generation, std::move(frame), {}});
}

Desk& Desk::wait(Millis ms) {
  now += ms;
  return feed(input::TimePassed{});
}

Desk& Desk::wake() {
  const std::optional<Millis> deadline = next_deadline(session);
  EXPECT_TRUE(deadline.has_value());
  return wait(std::max<Millis>(0, deadline.value_or(now) - now));
}

Desk& Desk::event(const CallView& view) {
  return frame(frame::Event{session.seq + 1, {view, std::nullopt}});
}

Desk& Desk::reply_error(const CommandId& id, ErrorCode code, std::optional<EndReason> reason) {
  frame::Reply reply;
  reply.id = id;
  reply.error = Error{code, {}, reason};
  return frame(reply);
}

Desk& Desk::close(std::int64_t code, double random) {
  return feed(input::SocketClosed{session.generation, code, random});
}

Desk& Desk::dial(const CallId& call_id) { return dial_users({"peer"}, call_id); }

Desk& Desk::dial_users(std::vector<UserId> users, const CallId& call_id) {
  input::Dial dialling = dial_to(std::move(users), call_id);
  dialling.request = next_request++;
  return feed(dialling);
}

Desk& Desk::welcome(const frame::Snapshot& snapshot, const std::string& epoch) {
  frame::Welcome welcome;
  welcome.epoch = epoch;
  welcome.server_time = kServerTime + now - 1'000;
  welcome.user_id = "me";
  welcome.seq = session.seq;
  welcome.snapshot = snapshot;
  frame(welcome);
  EXPECT_EQ(session.connection, ConnectionState::Online);
  return *this;
}

Desk& Desk::reconnect(const frame::Snapshot& snapshot, const std::string& epoch) {
  if (session.connection == ConnectionState::Waiting) feed(input::NetworkOnline{});
  EXPECT_EQ(session.connection, ConnectionState::Connecting);
  feed(input::SocketOpened{session.generation});
  feed(input::Token{session.generation, "token"});
  EXPECT_EQ(did<effect::SendHello>().size(), 1U);
  return welcome(snapshot, epoch);
}

const Call& Desk::call(const CallId& call_id) const {
  static const Call none;
  const Call* found = find_call(session, call_id);
  EXPECT_NE(found, nullptr);
  return found == nullptr ? none : *found;
}

bool Desk::holds(const CallId& call_id) const { return find_call(session, call_id) != nullptr; }

std::vector<effect::SendCommand> Desk::sent(CommandKind kind) const {
  std::vector<effect::SendCommand> found;
  for (const effect::SendCommand& one : did<effect::SendCommand>()) {
    if (one.command.kind == kind) found.push_back(one);
  }
  return found;
}

std::optional<Error> Desk::settled(Request request) const {
  for (const effect::Settle& one : did<effect::Settle>()) {
    if (one.request == request) return one.error;
  }
  ADD_FAILURE() << "request " << request << " was not settled";
  return std::nullopt;
}

std::size_t Desk::settlements(Request request) const {
  std::size_t count = 0;
  for (const effect::Settle& one : all_of<effect::Settle>(history)) {
    if (one.request == request) count += 1;
  }
  return count;
}

Desk configured() {
  Desk desk;
  EXPECT_EQ(desk.session.connection, ConnectionState::Offline);
  EXPECT_FALSE(next_deadline(desk.session).has_value());
  return desk;
}

Desk connecting_desk() {
  Desk desk = configured();
  desk.feed(input::Connect{desk.next_request++});
  EXPECT_EQ(desk.session.connection, ConnectionState::Connecting);
  EXPECT_EQ(desk.did<effect::GetToken>().size(), 1U);
  EXPECT_EQ(desk.did<effect::OpenSocket>().size(), 1U);
  return desk;
}

Desk online() {
  Desk desk = connecting_desk();
  desk.reconnect();
  EXPECT_FALSE(desk.settled(1).has_value());
  return desk;
}

Desk offline_after_online() {
  Desk desk = online();
  desk.close();
  EXPECT_EQ(desk.session.connection, ConnectionState::Waiting);
  return desk;
}

Desk desk_with(CallState state, Direction direction) {
  Desk desk = online();
  Phone phone = in_state(state, direction);
  desk.now = phone.around.now;
  desk.session.calls.push_back(phone.call);
  EXPECT_EQ(desk.call().state, state);
  desk.effects.clear();
  return desk;
}

}  // namespace ringline::testing
