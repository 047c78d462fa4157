// Every limit of the core, named, with its unit, in one place (inv. 36). A test stands at each
// limit and one above it. Must not know: anything else of the core.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ringline {

/// Milliseconds: an instant on the host's clock or a duration. Integers, so that replays are exact.
using Millis = std::int64_t;

namespace limits {

inline constexpr std::size_t kFrameBytes = 65'536;
inline constexpr std::size_t kRecordBytes = 1'048'576;  // a stored record, written by ourselves
inline constexpr std::size_t kJsonDepth = 16;
inline constexpr std::size_t kJsonValues = 4'096;         // values in one frame
inline constexpr std::size_t kRecordJsonValues = 65'536;  // values in one stored record

inline constexpr std::size_t kIdBytes = 64;       // ids minted by hosts
inline constexpr std::size_t kUserIdBytes = 128;  // ids chosen by the app
inline constexpr std::size_t kNameBytes = 128;
inline constexpr std::size_t kAvatarBytes = 2'048;
inline constexpr std::size_t kReasonBytes = 64;  // the app's own word for a decline
inline constexpr std::size_t kTokenBytes = 8'192;
inline constexpr std::size_t kExtBytes = 4'096;
inline constexpr std::size_t kSdpBytes = 32'768;
inline constexpr std::size_t kMediaLines = 16;  // of one SDP
inline constexpr std::size_t kCandidateBytes = 1'024;
inline constexpr std::size_t kSealBytes = 16'384;
inline constexpr std::size_t kMacBytes = 128;
inline constexpr std::size_t kDataBytes = 1'024;  // one message of the data channel

inline constexpr std::size_t kIceServers = 16;       // of one frame; more are left out
inline constexpr std::size_t kIceUrls = 8;           // of one of them
inline constexpr std::size_t kIceTextBytes = 1'024;  // a URL, a username, a credential

inline constexpr std::size_t kInvitees = 25;        // of one command
inline constexpr std::size_t kParticipants = 26;    // of one call, those who are out included
inline constexpr std::size_t kJoiners = 8;          // of one session, while their claims are out
inline constexpr std::size_t kEarlySignals = 8;     // of one call, from legs no view told of yet
inline constexpr std::size_t kLegsPerUser = 16;     // of one participant
inline constexpr std::size_t kDevicesPerUser = 16;  // of one user record
inline constexpr std::size_t kCallsPerUser = 8;     // claims of one user record
inline constexpr std::size_t kCallsPerSession =
    8;  // calls that one client holds, ended ones not counted
inline constexpr std::size_t kSnapshotCalls = 16;    // calls named in `hello` or `sync`
inline constexpr std::size_t kCandidates = 32;       // parked in a record, or in one `signal`
inline constexpr std::size_t kPendingCommands = 64;  // of one client, waiting for a reply
inline constexpr std::size_t kRememberedReplies =
    64;  // of one record: each of a large group may repeat one
inline constexpr std::size_t kRememberedSources = 64;  // of one record, for repeated inputs
inline constexpr std::size_t kWaitingClaims =
    8;  // of one user record, while a standing claim is checked
inline constexpr std::size_t kDevices = 64;      // microphones, cameras, speakers of a page
inline constexpr std::size_t kDeviceWishes = 8;  // remembered choices of one kind of device
inline constexpr std::size_t kPaths = 64;        // links that one message of a host measures
inline constexpr std::int64_t kMostPixels = 33'177'600;  // of one picture: 7680 x 4320
inline constexpr std::size_t kCachedRecords = 4'096;     // decoded records that a switchboard keeps
inline constexpr std::size_t kDeviceTextBytes = 512;     // an id or label of such a device
inline constexpr std::int64_t kTrackLosses = 3;          // of a source, before it is not reopened
inline constexpr std::size_t kTiles = 256;               // of one screen; more have no place on it
inline constexpr std::size_t kTilesOnPage = 49;          // more than that are on further pages
inline constexpr int kSideLeast = 16;                    // pixels of a container that shows tiles
inline constexpr int kSideMost = 32'767;                 // of which a larger one uses so many

inline constexpr Millis kPlacingMs = 3'000;   // claims before a call rings or fails
inline constexpr Millis kProbeMs = 2'000;     // an old connection answers, or is fenced
inline constexpr Millis kDrainMs = 5'000;     // an outbox that nobody drained is drained again
inline constexpr Millis kBuriedMs = 600'000;  // a call id that was left before it was used
inline constexpr Millis kTombstoneMs = 86'400'000;      // an ended call is remembered
inline constexpr Millis kUserRecordMs = 2'592'000'000;  // an idle user record is remembered
inline constexpr Millis kSilenceMs = 25'000;   // no frame from the server: the socket is dead
inline constexpr Millis kWakeProbeMs = 2'000;  // the same, right after sleep
inline constexpr Millis kReassertMs = 5'000;  // calls wait for their re-assertion under a new epoch
inline constexpr Millis kRestartAfterDisconnectMs = 2'000;  // ICE restart after `disconnected`
inline constexpr Millis kCandidateBatchMs = 10;             // parked candidates travel together
inline constexpr Millis kWantEveryMs = 500;  // a peer's wish for pixels is heeded at most so often
inline constexpr Millis kBackoffFirstMs = 500;
inline constexpr Millis kBackoffMostMs = 10'000;
inline constexpr Millis kMinimumRingMs = 500;  // a ring with less life left is not begun

}  // namespace limits
}  // namespace ringline
