// The pieces that several messages share, both ways: policy, error, candidate, view.
// Must not know: who sends them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "error_code.h"
#include "policy.h"
#include "view.h"
#include "wire/fields.h"
#include "wire/json_writer.h"

namespace ringline::wire {

void write_policy(JsonWriter& writer, Key key, const Policy& policy);
/// Reads what is there over `base`; faults are noted in `outer`.
Policy read_policy(Fields& outer, const Json& json, const Policy& base);

/// What a dial may ask of the policy. An object that says nothing is not written.
void write_inviter_policy(JsonWriter& writer, Key key, const InviterPolicy& policy);
InviterPolicy read_inviter_policy(Fields& fields);

/// `"videoRequest":{id,by,state,deadline?}`, when there was one.
void write_video_request(JsonWriter& writer, const VideoRequest& request);
VideoRequest read_video_request(Fields& outer);

/// `"error":{code,category,retryable,callId?,endReason?}`
/// As member `muteRequest`; nothing when there was none.
void write_mute_request(JsonWriter& writer, const MuteRequest& request);
MuteRequest read_mute_request(Fields& outer);

/// The members of a leg's own report; the caller opens and closes the object.
void write_leg_report(JsonWriter& writer, const LegReport& report);
LegReport read_leg_report(Fields& fields);

void write_error(JsonWriter& writer, const Error& error);
Error read_error(Fields& outer, const Json& json);

void write_candidates(JsonWriter& writer, Key key, const std::vector<Candidate>& candidates);
std::vector<Candidate> read_candidates(Fields& outer, Key key);  ///< none when absent
Candidate read_candidate(Fields& outer, const Json& json);

void write_stored_description(JsonWriter& writer, Key key, const StoredDescription& description);
std::optional<StoredDescription> read_stored_description(Fields& outer, Key key);

void write_view(JsonWriter& writer,
                const CallView& view);  ///< the members; the caller opens the object
CallView read_view(Fields& outer, const Json& json);

}  // namespace ringline::wire
