// Turning an audio call into a video call, by consent (R73): somebody asks, one of the others says
// yes. Two who ask at once have both said it.
//
//   none, or any answer --request--> requested --accept, or the other's request--> accepted
//        requested --all others decline--> declined     --the asker cancels or goes--> cancelled
//        requested --videoRequestTimeoutMs--> timed-out
#include <utility>
#include <vector>

#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

bool is_open(const CallRecord& record) {
  return record.video_request.state == VideoRequestState::Requested;
}

void agree_to_video(CallRecord& record) {
  close_video_request(record, VideoRequestState::Accepted);
  record.media = Media::Video;
}

void answer_all(CallTurn& turn, const Sender& sender, const Command& command) {
  reply_and_remember(turn, sender, command.id);
  notify_all(turn, sender);
}

void refuse_state(CallTurn& turn, const Sender& sender, const Command& command) {
  refuse(turn, sender, command.id, Error{.code = ErrorCode::InvalidState});
}

}  // namespace

void request_video(CallTurn& turn, const Sender& sender, const Command& command) {
  CallRecord& record = turn.record;
  if (record.media == Media::Video) return refuse_state(turn, sender, command);
  if (is_open(record)) {
    if (record.video_request.by == sender.user_id) return reply_only(turn, sender, command.id);
    agree_to_video(record);
  } else {
    record.video_request = {.id = record.video_request.id + 1,
                            .by = sender.user_id,
                            .state = VideoRequestState::Requested,
                            .deadline = turn.now + record.policy.video_request_timeout_ms};
    record.video_declined.clear();
  }
  answer_all(turn, sender, command);
}

void answer_video(CallTurn& turn, const Sender& sender, const Command& command, bool accepted) {
  CallRecord& record = turn.record;
  const bool ours = is_open(record) && record.video_request.by != sender.user_id;
  if (!ours) return refuse_state(turn, sender, command);
  if (accepted) {
    agree_to_video(record);
  } else {
    std::vector<UserId>& declined = record.video_declined;
    std::erase(declined, sender.user_id);  // once each, however often it is said (inv. 36)
    declined.push_back(sender.user_id);
    review_video_request(record);
  }
  answer_all(turn, sender, command);
}

void cancel_video(CallTurn& turn, const Sender& sender, const Command& command) {
  CallRecord& record = turn.record;
  const bool ours = is_open(record) && record.video_request.by == sender.user_id;
  if (!ours) return refuse_state(turn, sender, command);
  close_video_request(record, VideoRequestState::Cancelled);
  answer_all(turn, sender, command);
}

void pass_video_deadline(CallTurn& turn) {
  CallRecord& record = turn.record;
  if (!is_open(record) || turn.now < record.video_request.deadline) return;
  close_video_request(record, VideoRequestState::TimedOut);
  touch(turn);
  notify_all(turn, kNobody);
}

}  // namespace ringline::switchboard
