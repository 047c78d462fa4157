// Identifiers. All are strings that somebody else minted: hosts at random, apps for their users.
// Must not know: how they are minted. No decision ever orders by user id (design 11.19); random ids
// may be ordered.
#pragma once

#include <string>
#include <string_view>

namespace ringline {

using AppId = std::string;
using UserId = std::string;
using DeviceId = std::string;
using PageId = std::string;
using ConnectionId = std::string;
using CallId = std::string;
using LegId = std::string;
using Incarnation = std::string;
using CommandId = std::string;
using RecordKey = std::string;

/// Whether `id` is 1 to 64 characters of A-Z a-z 0-9 . _ : - (an id that a host minted).
bool is_minted_id(std::string_view id);

/// Whether `id` is 1 to 128 bytes without control characters (an id that an app chose; already
/// valid UTF-8).
bool is_user_id(std::string_view id);

/// Whether `call_id` lies in the space of sessions, `session:ID`, which a device may join but never
/// place (design 11.10).
bool is_session_id(std::string_view call_id);

/// `c:APP:CALL`, the key of a call record.
RecordKey call_key(std::string_view app, std::string_view call_id);

/// `u:APP:USER`, the key of a user record.
RecordKey user_key(std::string_view app, std::string_view user_id);

/// The name of the link between two legs: `LEG/INCARNATION~LEG/INCARNATION`, the lower leg id
/// first.
std::string link_name(std::string_view leg_a, std::string_view incarnation_a,
                      std::string_view leg_b, std::string_view incarnation_b);

}  // namespace ringline
