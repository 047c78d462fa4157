/** A whole world for a client in a test: real core, fake everything else. */

import type {
  Host,
  HostAudio,
  HostDevice,
  HostFeatures,
  HostSocket,
  HostStorage,
  LevelMeter,
  PageEvent,
  Permission,
  SocketHandlers,
} from "../host.ts";
import { FakeAudio } from "./fake_audio.ts";
import { FakeClock } from "./fake_clock.ts";
import { FakeDevices, FakeMeter, FakeStream } from "./fake_media.ts";
import type { FakeTrack } from "./fake_media.ts";
import { FakeNetwork } from "./fake_network.ts";
import { FakePeer } from "./fake_peer.ts";
import { FakeRandom } from "./fake_random.ts";
import { FakeSocket } from "./fake_socket.ts";
import type { FakeServer } from "./fake_socket.ts";

/** What the pages of one browser profile share. */
export class FakeProfile {
  readonly local = new Map<string, string>();
  readonly locks = new Set<string>();
}

/** Options of `new FakeHost()`. */
export interface FakeHostOptions {
  /** Same seed, same ids. Default 1. */
  readonly seed?: number;
  /** Share one between hosts that talk to each other. */
  readonly clock?: FakeClock;
  /** Share one between hosts that talk to each other. */
  readonly network?: FakeNetwork;
  /** Answers sockets; the default refuses them. */
  readonly server?: FakeServer;
  /** Instead of `server`: real sockets, for a real server. */
  readonly openSocket?: Host["openSocket"];
  /** Share one between pages of the same browser; null: storage is forbidden. */
  readonly profile?: FakeProfile | null;
  /** sessionStorage: hand the same one on for a reload, a copy for a duplicated tab. */
  readonly session?: Map<string, string>;
}

/** A `Host` for tests: virtual clock, seeded ids, devices and network with switches. Node and browsers. */
export class FakeHost implements Host {
  readonly clock: FakeClock;
  readonly network: FakeNetwork;
  readonly devices = new FakeDevices();
  readonly profile: FakeProfile | null;
  readonly session: Map<string, string>;
  /** Where `announce` goes: the page's window. */
  readonly window = new EventTarget();
  /** Peer connections made, the throwaway one of the warm-up included. */
  readonly peers: FakePeer[] = [];
  /** Audio elements made. */
  readonly audios: FakeAudio[] = [];
  /** Whether a page may make sound before `gesture()`. */
  autoplay = true;
  /** What the browser can do. */
  abilities: HostFeatures = {
    setSinkId: true,
    screenShare: false,
    pictureInPicture: false,
    recording: false,
  };
  readonly #options: FakeHostOptions;
  readonly #random: FakeRandom;
  readonly #sockets = new Set<HostSocket>();
  readonly #listeners = new Set<(event: PageEvent) => void>();
  readonly #heldLocks = new Set<string>();
  readonly #gestures = new Set<() => void>();

  constructor(options: FakeHostOptions = {}) {
    this.#options = options;
    this.#random = new FakeRandom(options.seed ?? 1);
    this.clock = options.clock ?? new FakeClock();
    this.network = options.network ?? new FakeNetwork();
    this.profile = options.profile === undefined ? new FakeProfile() : options.profile;
    this.session = options.session ?? new Map();
  }

  /** Microphone, camera and screen tracks that are on. */
  get liveTracks(): number {
    return this.devices.live;
  }
  /** Peer connections that are not closed. */
  get openPeers(): number {
    return this.peers.filter((peer) => peer.connectionState !== "closed").length;
  }
  /** Sockets that are not closed. */
  get openSockets(): number {
    return this.#sockets.size;
  }
  /** Who listens to the page. */
  get pageListeners(): number {
    return this.#listeners.size + this.#gestures.size;
  }
  /** Audio elements that somebody hears. */
  get heard(): number {
    return this.audios.filter(({ heard }) => heard).length;
  }

  /** Lets time pass; see `FakeClock.advance`. */
  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  /** Something happens to the page. */
  pageEvent(event: PageEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** The user clicks somewhere: sound may start. */
  gesture(): void {
    this.autoplay = true;
    for (const listener of [...this.#gestures]) listener();
  }

  /** The network drops every fake socket. */
  dropSockets(code = 1006): void {
    for (const socket of [...this.#sockets]) if (socket instanceof FakeSocket) socket.drop(code);
  }

  /**
   * The page goes without a word (closed, reloaded, crashed): nothing of it is left, and its locks are free
   * again.
   */
  vanish(): void {
    for (const socket of this.#sockets) socket.close(1000);
    for (const peer of this.peers) peer.close();
    for (const track of this.devices.tracks) track.stop();
    for (const audio of this.audios) audio.pause();
    this.#listeners.clear();
    this.#gestures.clear();
    for (const name of this.#heldLocks) this.profile?.locks.delete(name);
    this.#heldLocks.clear();
  }

  now(): number {
    return this.clock.now();
  }
  wallClock(): number {
    return this.clock.wallClock();
  }
  setTimer(fire: () => void, delayMs: number): unknown {
    return this.clock.setTimer(fire, delayMs);
  }
  clearTimer(handle: unknown): void {
    this.clock.clearTimer(handle);
  }
  randomBytes(count: number): Uint8Array {
    return this.#random.bytes(count);
  }
  random(): number {
    return this.#random.next();
  }

  openSocket(url: string, protocol: string, handlers: SocketHandlers): HostSocket {
    const { openSocket, server = (connection) => connection.close(1006) } = this.#options;
    const counted = {
      ...handlers,
      closed: (code: number) => {
        this.#sockets.delete(socket);
        handlers.closed(code);
      },
    };
    const socket = openSocket
      ? openSocket(url, protocol, counted)
      : new FakeSocket(url, protocol, counted, server);
    this.#sockets.add(socket);
    return socket;
  }

  createPeer(configuration: RTCConfiguration): RTCPeerConnection {
    const peer = new FakePeer(configuration, this.network, () => {
      return [...this.#random.bytes(4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    });
    this.peers.push(peer);
    return peer as unknown as RTCPeerConnection;
  }
  createStream(): MediaStream {
    return new FakeStream() as unknown as MediaStream;
  }
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    return this.devices.getUserMedia(constraints) as unknown as Promise<MediaStream>;
  }

  createMeter(track: MediaStreamTrack): LevelMeter {
    return new FakeMeter(this.devices, track as unknown as FakeTrack);
  }
  codecs(kind: "audio" | "video"): RTCRtpCodec[] {
    const names = kind === "audio" ? ["opus", "G722"] : ["VP8", "rtx", "VP9", "H264"];
    return names.map((name) => ({ mimeType: `${kind}/${name}`, clockRate: 90_000 }));
  }
  canShareScreen(): boolean {
    return this.devices.screen !== null;
  }
  getDisplayMedia(options: DisplayMediaStreamOptions): Promise<MediaStream> {
    return this.devices.getDisplayMedia(options) as unknown as Promise<MediaStream>;
  }

  async mayCapture(): Promise<boolean> {
    return this.devices.permitted;
  }

  enumerateDevices(): Promise<readonly HostDevice[]> {
    return this.devices.enumerate();
  }
  onDeviceChange(listener: () => void): () => void {
    return this.devices.onChange(listener);
  }
  watchPermission(name: "microphone" | "camera", changed: (permission: Permission) => void): () => void {
    return this.devices.watchPermission(name, changed);
  }
  createAudio(): HostAudio {
    const audio = new FakeAudio(() => this.autoplay);
    this.audios.push(audio);
    return audio;
  }
  onGesture(listener: () => void): () => void {
    this.#gestures.add(listener);
    return () => this.#gestures.delete(listener);
  }
  features(): HostFeatures {
    return this.abilities;
  }

  storage(area: "local" | "session"): HostStorage | null {
    if (!this.profile) return null;
    const values = area === "local" ? this.profile.local : this.session;
    return {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
    };
  }

  async holdLock(name: string): Promise<"free" | "taken" | "unsupported"> {
    if (!this.profile) return "unsupported";
    if (this.profile.locks.has(name)) return "taken";
    this.profile.locks.add(name);
    this.#heldLocks.add(name);
    return "free";
  }

  announce(event: Event): void {
    this.window.dispatchEvent(event);
  }

  onPageEvent(listener: (event: PageEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
