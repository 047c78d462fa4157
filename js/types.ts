/**
 * The words of the core/host boundary and of the wire that the host needs, as `docs/CORE.md` and
 * `docs/PROTOCOL.md` define them. Types only: nothing here exists at run time. Times ending in `At` or
 * `Deadline` are server time in integer milliseconds.
 */

/** `audio` or `video`: what a call is about. */
export type MediaKind = "audio" | "video";

/** What a device can send: of microphone, camera and screen. A screen is its picture and its sound. */
export type TrackKind = MediaKind | "screen";

/** State of a microphone, camera or shared screen as others see it (R4). */
export type DeviceState = "unknown" | "starting" | "on" | "off" | "failed";

/** Why a microphone, camera or screen could not be used. */
export type CaptureError = "denied" | "not-found" | "in-use" | "overconstrained" | "failed";

/** How sound comes out (R71). `default`: wherever the system sends it. */
export type OutputRoute = "default" | "speaker" | "earpiece" | "bluetooth" | "headphones";

/** How a page can choose where sound comes out: not at all, with the microphone, or any output (setSinkId). */
export type OutputControl = "none" | "input" | "sink";

/** Where a call stands on this device: agreement and media in one word. */
export type CallStateName =
  | "placing"
  | "calling"
  | "ringing"
  | "silenced"
  | "accepting"
  | "accepting-connected"
  | "connecting"
  | "connected"
  | "reconnecting"
  | "rejoinable"
  | "rejoining"
  | "ended";

/** Call status while it lasts and in the log (design, section 5). */
export type CallStatus =
  "initiated" | "ongoing" | "busy" | "rejected" | "cancelled" | "ended" | "missed" | "unanswered" | "failed";

/** Why a call is over for this device (design, section 5). */
export type EndReason =
  | "hangup"
  | "remote-hangup"
  | "cancelled"
  | "remote-cancelled"
  | "declined"
  | "remote-declined"
  | "busy"
  | "remote-busy"
  | "no-response"
  | "missed"
  | "answered-elsewhere"
  | "declined-elsewhere"
  | "unreachable"
  | "replaced"
  | "connection-lost"
  | "failed"
  | "removed"
  | "ended-by-host"
  | "everyone-left";

/**
 * Where one invited or joined user stands in the record (R47). `invited`: to be rung; `rung`: the devices were
 * told; `ringing`: one of them said that it rings.
 */
export type ParticipantStateName =
  | "invited"
  | "rung"
  | "ringing"
  | "joined"
  | "left"
  | "declined"
  | "busy"
  | "timed-out"
  | "unreachable"
  | "cancelled";

/** How somebody came into a call: dialled it, was invited, or joined a session. */
export type ParticipantRole = "inviter" | "invitee" | "joiner";

/** What an inviter may set for one call, as far as the server allows it (design, 11.8). */
export interface CallPolicy {
  /** How long invitees are rung, 1000 to 600000; never longer than the server's own. */
  readonly ringTimeoutMs?: number;
  /** When a group call is over: when nobody else is in or rung, or for each only by hanging up (R33, R49). */
  readonly groupEnd?: "no-one-left" | "local-hangup";
  /** Who may invite more people (R36). */
  readonly whoCanInvite?: "anyone" | "inviter";
  /** Who may end the call for all (R50). */
  readonly whoCanEnd?: "inviter" | "anyone" | "nobody";
}

/** The last request to turn the call into a video call (R73). */
export interface VideoRequest {
  /** Counts the requests of a call. */
  readonly id: number;
  /** User id of who asked. */
  readonly by: string;
  readonly state: "none" | "requested" | "accepted" | "declined" | "cancelled" | "timed-out";
  /** While `requested`: server time at which it runs out. */
  readonly deadline?: number;
}

/** Somebody asked this user to mute the microphone (R77). */
export interface MuteRequest {
  /** Counts the requests to this user in this call. */
  readonly id: number;
  /** User id of who asked. */
  readonly by: string;
}

/** A recording that is being made of the call, by any of those who are in it (R86). */
export interface RecordingState {
  /** `starting`: the others are being asked for their consent. */
  readonly state: "starting" | "on";
  /** User ids of those who record. */
  readonly by: readonly string[];
}

/** The media path to a participant. */
export type ParticipantConnection = "none" | "connecting" | "connected" | "reconnecting";

/** The connection of this page to the signalling server. */
export type ConnectionState =
  "offline" | "connecting" | "online" | "waiting" | "in-use" | "fenced" | "refused";

/** One other participant, as the core reports it. */
export interface ParticipantState {
  readonly userId: string;
  readonly role: ParticipantRole;
  readonly state: ParticipantStateName;
  readonly name?: string;
  readonly avatar?: string;
  /** A JSON text. */
  readonly ext?: string;
  readonly endReason?: EndReason;
  readonly deviceIds: readonly string[];
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  readonly screen: DeviceState;
  readonly connection: ParticipantConnection;
  readonly hold?: boolean;
  readonly mutedBy?: string;
  readonly recordable: boolean;
  readonly ringDeadline?: number;
  readonly invitedBy?: string;
  readonly linkId?: string;
  readonly quality?: number;
}

/**
 * When what happened in the set-up of a call: milliseconds on the page's clock (`performance.now()`). What has not
 * happened is missing.
 */
export interface Timeline {
  /** This user placed the call, or entered the session. */
  readonly dialled?: number;
  /** It rang here, or we heard that it rings there. */
  readonly rung?: number;
  /** Accepted here, or we heard that it was. */
  readonly accepted?: number;
  /** The first path of media was there. */
  readonly connected?: number;
  /** The first picture of somebody else was there. */
  readonly firstFrame?: number;
}

/** The public state of a call, as the core reports it (effect `call`). */
export interface CallState {
  readonly callId: string;
  readonly legId?: string;
  readonly kind: "direct" | "group" | "session";
  readonly media: MediaKind;
  readonly direction: "outgoing" | "incoming";
  readonly state: CallStateName;
  readonly status: CallStatus;
  readonly inviter: string;
  /** A JSON text. */
  readonly ext?: string;
  readonly ringing: boolean;
  readonly ringback: boolean;
  readonly canAccept: boolean;
  readonly canDecline: boolean;
  readonly canHangUp: boolean;
  readonly canRejoin: boolean;
  readonly canInvite: boolean;
  readonly canCancel: boolean;
  readonly canEnd: boolean;
  readonly canRemove: boolean;
  readonly canHold: boolean;
  readonly canResume: boolean;
  readonly canRequestVideo: boolean;
  readonly canAnswerVideo: boolean;
  readonly canCancelVideo: boolean;
  readonly canConsent: boolean;
  readonly consent?: "given" | "refused";
  readonly recording?: RecordingState;
  readonly muteRequest?: MuteRequest;
  readonly mutedBy?: string;
  readonly canShareScreen: boolean;
  readonly held: boolean;
  readonly invitedBy?: string;
  readonly groupId?: string;
  readonly replacedBy?: string;
  readonly videoRequest?: VideoRequest;
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly endedAt?: number;
  readonly endReason?: EndReason;
  readonly endCategory?: string;
  readonly confirmed: boolean;
  readonly timeline: Timeline;
  readonly ringDeadline?: number;
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  readonly screen: DeviceState;
  readonly microphoneError?: CaptureError;
  readonly cameraError?: CaptureError;
  readonly participants: readonly ParticipantState[];
}

/** An error as the wire and the core write it. */
export interface ErrorRecord {
  readonly code: string;
  readonly category: ErrorCategory;
  readonly retryable: boolean;
  readonly callId?: string;
  readonly endReason?: EndReason;
}

/** The part of the system an error comes from (R113). */
export type ErrorCategory = "process" | "media" | "signalling" | "auth" | "device";

/** An ICE candidate on the wire (W3C webrtc, RTCIceCandidateInit); what is null there is missing here. */
export interface CandidateRecord {
  readonly candidate: string;
  readonly sdpMid?: string;
  readonly sdpMLineIndex?: number;
  readonly usernameFragment?: string;
}

/** A STUN or TURN server, as sent by the signalling server (RTCIceServer). */
export interface IceServerRecord {
  readonly urls: string | string[];
  readonly username?: string;
  readonly credential?: string;
}

/** A user of an invite who could not be rung. */
export interface PlacementFailure {
  readonly userId: string;
  readonly reason: string;
}

/** Host to core: the header of a message. A `frame` carries the text it received as the body. */
export interface CoreInput {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Core to host: what to do, in order (docs/CORE.md, "Effects"). */
export type CoreEffect =
  | { readonly type: "settle"; readonly request: number; readonly ok: true; readonly callId?: string }
  | {
      readonly type: "settle";
      readonly request: number;
      readonly ok: false;
      readonly error: ErrorRecord;
      /** Of `media-failed`. */
      readonly cause?: CaptureError;
    }
  | {
      readonly type: "connection";
      readonly state: ConnectionState;
      readonly error?: ErrorRecord;
      readonly userId?: string;
    }
  | GetTokenEffect
  | { readonly type: "open-socket"; readonly generation: number }
  | { readonly type: "close-socket"; readonly generation: number; readonly code: number }
  | { readonly type: "send"; readonly text: string }
  | { readonly type: "call"; readonly call: CallState }
  | { readonly type: "incoming"; readonly callId: string }
  | {
      readonly type: "event";
      readonly callId: string;
      readonly name: CallEventName;
      readonly previousCallId?: string;
    }
  | {
      readonly type: "placed";
      readonly callId: string;
      readonly ok: readonly string[];
      readonly failed: readonly PlacementFailure[];
      readonly error?: ErrorRecord;
    }
  | { readonly type: "ended"; readonly callId: string }
  | { readonly type: "release-media"; readonly callId: string }
  | CaptureEffect
  | {
      readonly type: "release";
      readonly callId: string;
      readonly kind: TrackKind;
      readonly generation: number;
    }
  | {
      readonly type: "enable-track";
      readonly callId: string;
      readonly kind: TrackKind;
      readonly generation: number;
      readonly enabled: boolean;
    }
  | PeerEffect
  | SpeechEffect
  | {
      readonly type: "devices";
      readonly chosen: readonly { readonly kind: string; readonly deviceId: string }[];
      readonly outputControl: OutputControl;
    }
  | { readonly type: "set-output"; readonly deviceId: string }
  | { readonly type: "ice-servers"; readonly iceServers: readonly IceServerRecord[] }
  | { readonly type: "mute-remote"; readonly callId: string; readonly muted: boolean }
  | { readonly type: "error"; readonly error: ErrorRecord }
  | { readonly type: "forget"; readonly callId: string };

/** Events of a call that the core names itself. */
export type CallEventName =
  "reconnecting" | "reconnected" | "replaced" | "endreasonchange" | "videorequest" | "muterequest";

/** What a token is asked for: to connect, or, soon before the last one ends, to stay connected. */
export interface TokenRequest {
  readonly purpose: "connect" | "renew";
}

/** Effect `get-token`: ask the app for one. */
export interface GetTokenEffect extends TokenRequest {
  readonly type: "get-token";
  readonly generation: number;
}

/** Effect `capture`: ask for a microphone, camera or screen. */
export interface CaptureEffect {
  readonly type: "capture";
  readonly callId: string;
  readonly kind: TrackKind;
  readonly generation: number;
  /** Missing: the system's default. */
  readonly deviceId?: string;
}

/** What a user should know of the own microphone: spoken into while muted, or on and silent. */
export type MicrophoneHint = "speaking-while-muted" | "no-sound";

/** Effect `speech`: who speaks. */
export interface SpeechEffect {
  readonly type: "speech";
  readonly callId: string;
  /** Who has the floor; absent before anybody spoke. */
  readonly speaker?: string;
  readonly speaking: readonly string[];
  readonly hint?: MicrophoneHint;
}

/** Effect `encode`: what is sent of a kind over a link. */
export type EncodeEffect = {
  readonly type: "encode";
  readonly linkId: string;
  readonly kind: MediaKind;
} & (
  | { readonly active: false }
  | {
      readonly active: true;
      /** Bits a second. */
      readonly maxBitrate: number;
      readonly maxFramerate: number;
      readonly scaleDownBy: number;
    }
);

/** Effect `open-peer`: make the peer connection of a link. */
export interface OpenPeerEffect {
  readonly type: "open-peer";
  readonly linkId: string;
  readonly callId: string;
  readonly legId: string;
  readonly userId: string;
  readonly video: boolean;
  /** With `video`. */
  readonly screen?: boolean;
  readonly offerer: boolean;
  readonly relayOnly?: boolean;
  readonly iceServers?: readonly IceServerRecord[];
}

/** The effects that address a link. */
export type PeerEffect =
  | OpenPeerEffect
  | {
      readonly type: "create-offer";
      readonly linkId: string;
      readonly operation: number;
      readonly iceRestart: boolean;
      readonly allPaths?: boolean;
    }
  | {
      readonly type: "create-answer";
      readonly linkId: string;
      readonly operation: number;
      readonly sdp: string;
    }
  | {
      readonly type: "apply-answer";
      readonly linkId: string;
      readonly operation: number;
      readonly sdp: string;
    }
  | {
      readonly type: "add-candidates";
      readonly linkId: string;
      readonly candidates: readonly CandidateRecord[];
    }
  | {
      readonly type: "set-track";
      readonly linkId: string;
      readonly kind: TrackKind;
      readonly generation: number;
    }
  | EncodeEffect
  | { readonly type: "add-video"; readonly linkId: string }
  | { readonly type: "add-screen"; readonly linkId: string }
  | { readonly type: "send-data"; readonly linkId: string; readonly text: string }
  | { readonly type: "close-peer"; readonly linkId: string };

/** What one `dispatch` answers. */
export interface CoreAnswer {
  readonly effects: readonly CoreEffect[];
  /** When to send `{"type":"time"}`, on the clock of `now`, or null. */
  readonly deadline: number | null;
  /** The host wrote a message that the core refuses: a bug of the host. */
  readonly fault?: string;
}

/** Receives what happened outside, for the core. */
export type Post = (header: CoreInput, body?: string) => void;

/** Where the library writes what an app developer may want to know. Never SDP, addresses or tokens. */
export interface Logger {
  debug?(message: string, detail?: unknown): void;
  warn?(message: string, detail?: unknown): void;
  error?(message: string, detail?: unknown): void;
}
