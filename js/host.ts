/**
 * Everything of the outside world that the library touches. `browser_host.ts` is the real one,
 * `testing/fake_host.ts` the one for tests. A host decides nothing: it has clocks, ids, sockets, peers,
 * devices and storage, and tells what happens to the page.
 */

/** What a host socket tells its owner. `closed` comes once, also when the socket never opened. */
export interface SocketHandlers {
  opened(): unknown;
  message(text: string): unknown;
  closed(code: number): unknown;
}

/** One WebSocket. Both methods are harmless on a closed one. */
export interface HostSocket {
  /** Sends a text frame; dropped unless the socket is open. */
  send(text: string): void;
  /** `code`: 1000 or 3000 to 4999 (W3C WebSockets, close()). */
  close(code: number): void;
}

/**
 * What can happen to the page. `shown`: visible again; `restored`: back from the back/forward cache or from
 * being frozen; `online`: there is a network again, or another one.
 */
export type PageEvent = "shown" | "restored" | "online";

/** The storage of a host: two methods of Web Storage. */
export interface HostStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Hears one microphone. */
export interface LevelMeter {
  /** RMS of the last samples, 0 to 1; null while nothing is measured. */
  level(): number | null;
  /** Stops, and lets go of everything. */
  close(): void;
}

/** A microphone, camera or speaker, as enumerateDevices() lists it (W3C mediacapture-streams). */
export interface HostDevice {
  readonly kind: "audioinput" | "videoinput" | "audiooutput";
  readonly deviceId: string;
  readonly groupId: string;
  /** Empty until the user has granted that kind. */
  readonly label: string;
}

/** What a user has said about a microphone or camera; `unknown` where the browser does not tell. */
export type Permission = "granted" | "denied" | "prompt" | "unknown";

/** The part of an audio element that the library uses. */
export interface HostAudio {
  srcObject: MediaProvider | null;
  volume: number;
  muted: boolean;
  play(): Promise<void>;
  pause(): void;
  /** Missing where a page may not choose the output. */
  setSinkId?(deviceId: string): Promise<void>;
}

/** What this browser can do. */
export interface HostFeatures {
  /** Play on an output of the page's choice (W3C audio-output). */
  readonly setSinkId: boolean;
  readonly screenShare: boolean;
  readonly pictureInPicture: boolean;
  readonly recording: boolean;
}

/**
 * The outside world. Methods that need a browser feature which is missing throw or reject; nothing is touched
 * before it is called.
 */
export interface Host {
  /** Milliseconds of a clock that never goes back; it may stand still in sleep (performance.now). */
  now(): number;
  /** Milliseconds since the Unix epoch by the device's clock; may jump (Date.now). */
  wallClock(): number;
  /** Calls `fire` once after `delayMs`; returns a handle for `clearTimer`. */
  setTimer(fire: () => void, delayMs: number): unknown;
  clearTimer(handle: unknown): void;
  /** `count` unpredictable bytes. */
  randomBytes(count: number): Uint8Array;
  /** A number in [0, 1), for jitter. */
  random(): number;
  /** Opens a WebSocket; throws on an address that is none. */
  openSocket(url: string, protocol: string, handlers: SocketHandlers): HostSocket;
  createPeer(configuration: RTCConfiguration): RTCPeerConnection;
  /** An empty stream. */
  createStream(): MediaStream;
  /** Asks for devices; rejects with the DOMException of getUserMedia (W3C mediacapture-streams). */
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  /** Whether screens can be shared here at all; phones cannot. */
  canShareScreen(): boolean;
  /**
   * Lets the user choose a screen, window or tab; in a gesture, before anything is awaited. Rejects with the
   * DOMException of getDisplayMedia (W3C screen-capture).
   */
  getDisplayMedia(options: DisplayMediaStreamOptions): Promise<MediaStream>;
  /**
   * Measures what a microphone gives, also while its track is disabled; the caller closes the meter when it stops
   * the track. Null where it cannot be measured.
   */
  createMeter(track: MediaStreamTrack): LevelMeter | null;
  /** What can be received of a kind, in the browser's order (W3C webrtc, getCapabilities). */
  codecs(kind: "audio" | "video"): RTCRtpCodec[];
  /**
   * Whether microphone and camera may both be used without a prompt; false where nobody can say (W3C
   * permissions).
   */
  mayCapture(): Promise<boolean>;
  /** Lists microphones, cameras and speakers; rejects where there is no such list. Asks for no permission. */
  enumerateDevices(): Promise<readonly HostDevice[]>;
  /** Tells that the list may be another one, until the returned function is called. */
  onDeviceChange(listener: () => void): () => void;
  /** What the user has said; `changed` is called whenever that changes, until the returned function is called. */
  watchPermission(name: "microphone" | "camera", changed: (permission: Permission) => void): () => void;
  /** Something that plays sound, outside of the document. */
  createAudio(): HostAudio;
  /** Tells that the user did something by which sound may start, until the returned function is called. */
  onGesture(listener: () => void): () => void;
  features(): HostFeatures;
  /** Web Storage, or null where it is missing or forbidden. */
  storage(area: "local" | "session"): HostStorage | null;
  /**
   * Takes the lock `name` for as long as the page lives (Web Locks). `free`: it is ours now; `taken`: another
   * page has it; `unsupported`: there are no locks here.
   */
  holdLock(name: string): Promise<"free" | "taken" | "unsupported">;
  /** Tells code outside of our modules: an event of `window`; nothing where there is none (R64). */
  announce(event: Event): void;
  /** Tells about the page until the returned function is called. */
  onPageEvent(listener: (event: PageEvent) => void): () => void;
}

/** A new id: 128 random bits as 32 characters of 0-9a-f (docs/PROTOCOL.md, "minted ids"). */
export function newId(host: Host): string {
  let id = "";
  for (const byte of host.randomBytes(16)) id += byte.toString(16).padStart(2, "0");
  return id;
}
