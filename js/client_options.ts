/** What apps give to a client, and what it tells them. Types only. */

import type { Call } from "./call.ts";
import type { LoadOptions } from "./core/load.ts";
import type { CodecPreferences } from "./encoder.ts";
import type { CallError } from "./errors.ts";
import type { Host } from "./host.ts";
import type { ClientJournal } from "./journal/journal.ts";
import type { CaptureConstraints } from "./media.ts";
import type { ClientPictureInPicture } from "./picture_in_picture.ts";
import type { ClientPresence } from "./presence.ts";
import type { ClientRecorder } from "./recorder.ts";
import type { TokenProvider } from "./signalling.ts";
import type { ClientStats } from "./stats/stats.ts";
import type { CallPolicy, ConnectionState, IceServerRecord, Logger, MediaKind } from "./types.ts";
import type { Profile, UserProvider } from "./users.ts";

/** Options of `CallClient.create()`. */
export interface CallClientOptions extends LoadOptions {
  /** Address of the signalling server: ws:, wss:, http:, https:, or relative to the page. */
  readonly url: string | URL;
  /** Gets a token for this user from the app's own backend. */
  readonly tokenProvider: TokenProvider;
  /** The user that the tokens name. With it, clients of the same url, user and device in one page are one. */
  readonly userId?: string;
  /** Default: minted once per browser profile and kept in localStorage. */
  readonly deviceId?: string;
  /** What this device decides itself (design, 11.8). */
  readonly policy?: {
    readonly callWhileInCall?: "refuse" | "add" | "hold";
    /** When somebody asks this user to mute: mute (`obey`, the default), or only tell (`ask`, R77). */
    readonly muteRequests?: "obey" | "ask";
  };
  /**
   * After a reload: `auto` goes on with the call by itself, in the same tab and with permission granted.
   * Default `ask`.
   */
  readonly resumeAfterReload?: "ask" | "auto";
  /** Used beside the servers that the signalling server names. */
  readonly iceServers?: readonly IceServerRecord[];
  /**
   * `relay`: no address of this device is told to anybody but the TURN server. The server's policy `icePolicy`
   * may ask for it as well; the stricter of both holds. Default `all`.
   */
  readonly iceTransportPolicy?: "all" | "relay";
  /** What is asked of microphone and camera. */
  readonly capture?: CaptureConstraints;
  /** Which codecs are liked best, as in `{ video: ["VP9"] }`; the browsers settle on what both sides can. */
  readonly codecs?: CodecPreferences;
  /** How many pixels of other people's pictures may come at a time, in each call; the others send no more (R67). */
  readonly maxSubscribedPixels?: number;
  /** How users are shown, by user id; `setUser()` changes it at any time (R108). */
  readonly users?: Readonly<Record<string, Profile>>;
  /** Asked once for whoever appears in a call and has no name (R110). */
  readonly userProvider?: UserProvider;
  /** Who plays what the others say: the library, or the app, which attaches audio itself. Default `auto`. */
  readonly playback?: "auto" | "manual";
  readonly logger?: Logger;
  /** Keeps what the core is told, for `exportJournal()`: `createJournal()` of `ringline/journal`. */
  readonly journal?: ClientJournal;
  /** For `call.enterPictureInPicture()`: `createPictureInPicture()` of `ringline/picture-in-picture`. */
  readonly pictureInPicture?: ClientPictureInPicture;
  /** For `client.presence`: `createPresence()` of `ringline/presence`. */
  readonly presence?: ClientPresence;
  /** For `call.startRecording()`: `createRecorder()` of `ringline/recording`. */
  readonly recorder?: ClientRecorder;
  /** Condenses figures for `call.getStats()`: `createStats()` of `ringline/stats`. */
  readonly stats?: ClientStats;
  /** The outside world; default: this page. Tests pass a `FakeHost` from `ringline/testing`. */
  readonly host?: Host;
}

/** Options of `client.call()`. */
export interface PlaceOptions {
  readonly media: MediaKind;
  /** Free JSON for the other side, at most 4 KiB as text. */
  readonly ext?: unknown;
  /** The app's own name of the group that is called; told to everybody in the call (R28). */
  readonly groupId?: string;
  /** Milliseconds, 1 000 to 600 000; the server may ring for less. Short for `policy.ringTimeoutMs`. */
  readonly ringTimeoutMs?: number;
  /** What else the inviter may set (design, 11.8). */
  readonly policy?: CallPolicy;
}

/** Options of `client.join()`. */
export interface JoinOptions {
  readonly media: MediaKind;
  /** Free JSON for the others, at most 4 KiB as text. */
  readonly ext?: unknown;
}

/** Events of a client and their `event.detail`. */
export interface ClientEvents {
  /** Somebody calls this user. */
  incoming: { readonly call: Call };
  /** A call is over for this device. */
  callended: { readonly call: Call };
  connectionchange: { readonly state: ConnectionState; readonly error?: CallError };
  /** These users are shown differently now. */
  userschanged: { readonly userIds: readonly string[] };
  /** Something failed that no promise tells about. */
  error: { readonly error: CallError };
}
