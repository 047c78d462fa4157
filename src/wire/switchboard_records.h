// Stored records and the seal's claims, to text and back. One line of JSON each: the host puts them
// between newlines. Must not know: what the fields mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "switchboard/call_record.h"
#include "switchboard/record_input.h"
#include "switchboard/seal_claims.h"
#include "switchboard/user_record.h"
#include "wire/fields.h"
#include "wire/json_writer.h"

namespace ringline::wire {

std::string write_call_record(const switchboard::CallRecord& record);
std::optional<switchboard::CallRecord> read_call_record(std::string_view text);

std::string write_user_record(const switchboard::UserRecord& record);
std::optional<switchboard::UserRecord> read_user_record(std::string_view text);

/// At most `limits::kSealBytes`; longer rosters would have no seal (empty text).
std::string write_seal_claims(const switchboard::SealClaims& claims);
std::optional<switchboard::SealClaims> read_seal_claims(std::string_view text);

/// An input on its way to another record, with where it comes from.
struct SentInput {
  switchboard::Origin origin;
  switchboard::RecordInput input;
};
void write_sent_input(JsonWriter& writer, Key key, const switchboard::Origin& origin,
                      const switchboard::RecordInput& input);
std::optional<SentInput> read_sent_input(std::string_view text);

// The pieces that both kinds of record share.
void write_outbox(JsonWriter& writer, const std::vector<switchboard::OutboxItem>& outbox);
std::vector<switchboard::OutboxItem> read_outbox(Fields& fields);
void write_seen(JsonWriter& writer, const switchboard::SeenInputs& seen);
switchboard::SeenInputs read_seen(Fields& fields);
void write_input_fields(JsonWriter& writer, const switchboard::RecordInput& input);
switchboard::RecordInput read_input_fields(Fields& outer, const Json& json);

}  // namespace ringline::wire
