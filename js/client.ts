/// <reference lib="esnext.disposable" />
/** The library's front door: one user on one device, connected to one signalling server. */

import { checkDeviceOptions, extOf, groupIdOf, mediaOf, policyOf, ringOf, sessionIdOf } from "./arguments.ts";
import { browserHost } from "./browser_host.ts";
import { Call, control } from "./call.ts";
import type { CallOwner, Invitees } from "./call.ts";
import type { CallClientOptions, ClientEvents, JoinOptions, PlaceOptions } from "./client_options.ts";
import { ClientCore } from "./core/core.ts";
import { loadClientCore } from "./core/load.ts";
import type { Devices } from "./devices.ts";
import { CallError, invalidArgument, invalidState, toCallError } from "./errors.ts";
import { Emitter, emitter, KeyedListeners } from "./events.ts";
import type { Handlers } from "./events.ts";
import { newId } from "./host.ts";
import type { Host } from "./host.ts";
import { identify } from "./identity.ts";
import type { ClientPresence } from "./presence.ts";
import { Session } from "./session.ts";
import type { PublicEffect } from "./session.ts";
import { drop, identityOf, release, retain, share } from "./shared.ts";
import type { Share } from "./shared.ts";
import type { ConnectionState, CoreEffect, CoreInput, Logger } from "./types.ts";
import { Users } from "./users.ts";
import type { Profile } from "./users.ts";
import { warmUp } from "./warmup.ts";

export type { CallClientOptions, ClientEvents, JoinOptions, PlaceOptions } from "./client_options.ts";

const SILENT: Logger = {};
const dispatch = emitter<ClientEvents>();

/** A client. Make one with `CallClient.create()`. Events: see `ClientEvents`. */
export class CallClient extends Emitter<ClientEvents> {
  /** How people are shown: `get()` one, or `query()` the app's provider. */
  readonly users: Users;
  readonly #options: CallClientOptions;
  readonly #share: Share<CallClient>;
  readonly #host: Host;
  readonly #session: Session;
  readonly #owner: CallOwner;
  readonly #byId = new Map<string, Call>();
  readonly #live = new Set<Call>();
  readonly #subscribers = new Set<() => void>();
  readonly #keyed = new KeyedListeners(this);
  #calls: readonly Call[] = Object.freeze([]);
  #connection: ConnectionState = "offline";
  #userId: string | null;
  #deviceId: string | null;
  #configured: Promise<void> | null = null;
  #dirty = false;

  /** Made by `create()`. */
  private constructor(options: CallClientOptions, core: ClientCore, shared: Share<CallClient>) {
    super();
    this.#options = options;
    this.#share = shared;
    this.#host = options.host ?? browserHost();
    this.#userId = options.userId ?? null;
    this.#deviceId = options.deviceId ?? null;
    const session = new Session({
      host: this.#host,
      core,
      url: String(options.url),
      tokenProvider: options.tokenProvider,
      logger: options.logger ?? SILENT,
      iceServers: options.iceServers,
      constraints: options.capture,
      codecs: options.codecs,
      stats: options.stats,
      manualPlayback: options.playback === "manual",
      listener: {
        performed: (effect) => this.#performed(effect),
        turnEnded: () => this.#turnEnded(),
        playbackBlocked: (callId, blocked) => this.#playbackBlocked(callId, blocked),
        died: (error) => this.#died(error),
      },
    });
    this.#session = session;
    this.users = new Users({
      users: options.users,
      userProvider: options.userProvider,
      changed: (userIds) => this.#usersChanged(userIds),
      failed: (error) => options.logger?.warn?.("userProvider failed", error),
    });
    this.#owner = {
      pictureInPicture: options.pictureInPicture,
      recorder: options.recorder,
      userId: () => this.#userId,
      request: (header) => session.request(header),
      newId: () => newId(this.#host),
      localStream: (callId) => session.media.stream(callId),
      localScreen: (callId) => session.media.screen(callId),
      remoteStreams: (callId, userId) => session.peers.streams(callId, userId),
      canShareScreen: () => this.#host.canShareScreen(),
      setScreenAudio: (callId, audio) => session.media.setScreenAudio(callId, audio),
      sound: (callId, userId) => session.playback.sound(callId, userId),
      playbackBlocked: (callId) => session.playback.blocked(callId),
      resumePlayback: () => session.playback.resume(),
      devices: async (header) => {
        await session.devices.start();
        await session.request(header);
      },
      now: () => this.#host.now(),
      tell: (header) => session.post(header),
      level: (callId, userId) => session.sampler.level(callId, userId),
      stats: (callId) => session.sampler.stats(callId),
      begin: (header) => this.#begin(header),
      profile: (state) => this.users.of(state),
    };
    options.pictureInPicture?.watch(this);
    options.presence?.attach(this, this.#host, session.signalling);
  }

  /**
   * Loads the core and makes a client; or hands out the one that exists for the same url, user and device,
   * counted: each `create()` wants one `disconnect()`. Touches no signalling, token, storage or device.
   * Rejects with `invalid-argument`.
   */
  static async create(options: CallClientOptions): Promise<CallClient> {
    const url = socketUrl(options?.url);
    if (typeof options.tokenProvider !== "function") throw invalidArgument("tokenProvider is missing");
    checkDeviceOptions(options);
    const host = identityOf(options.host ?? browserHost());
    const user = options.userId ?? identityOf(options.tokenProvider);
    const key = JSON.stringify([url, user, options.deviceId, host]);
    return share<CallClient>(key, async (shared) => {
      const raw = await loadClientCore(options);
      const core = new ClientCore(options.journal?.watch(raw) ?? raw);
      return new CallClient({ ...options, url }, core, shared);
    }).value;
  }

  /** Who we are, once the server said so (or `options.userId`). */
  get userId(): string | null {
    return this.#userId;
  }
  /** This device, once `connect()` or `call()` has read it (or `options.deviceId`). */
  get deviceId(): string | null {
    return this.#deviceId;
  }
  get connection(): ConnectionState {
    return this.#connection;
  }
  /** Calls that are not over; frozen, and a new array whenever one of them changed. */
  get calls(): readonly Call[] {
    return this.#calls;
  }
  /** Microphones, cameras and speakers: what there is, what is used, and the choice of others. */
  get devices(): Devices {
    return this.#session.devices;
  }
  /** Who could be reached now, where the app allows it; made with the option `presence`. */
  get presence(): ClientPresence | undefined {
    return this.#options.presence;
  }
  /** Which optional parts this client was made with: whether a button for them would do anything. */
  get extras(): Readonly<Record<"recorder" | "pictureInPicture" | "stats", boolean>> {
    const { recorder, pictureInPicture, stats } = this.#options;
    return { recorder: !!recorder, pictureInPicture: !!pictureInPicture, stats: !!stats };
  }
  /** Local tracks that are on: 0 whenever no call is. */
  get liveTracks(): number {
    return this.#session.media.liveTracks;
  }
  /** Peer connections that are open: 0 whenever no call is on. */
  get openPeers(): number {
    return this.#session.peers.open;
  }

  /**
   * Connects, and stays connected until `disconnect()`. Settles when online; rejects when refused, or when
   * `disconnect()` comes first.
   */
  async connect(): Promise<void> {
    if (!this.#session.ended) retain(this.#share);
    const configured = this.#configure();
    void this.#session.media.prepare();
    warmUp(this.#host, this.#options.logger ?? SILENT, () => loadClientCore(this.#options));
    await configured;
    await this.#session.request({ type: "connect" });
  }

  /** Gives this user of the client up; the last one disconnects. Never rejects. */
  async disconnect(): Promise<void> {
    if (release(this.#share)) await this.#disconnect();
  }

  /** Disconnects; as the last user, ends the client for good. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!release(this.#share)) return;
    await this.#disconnect();
    this.#session.close();
    this.#keyed.clear();
  }

  /**
   * Answers "use here" when `connection` is `in-use` or `fenced`: this page takes the device over from the
   * other one.
   */
  async takeOver(): Promise<void> {
    await this.#configure();
    await this.#session.request({ type: "take-over" });
  }

  /**
   * Calls somebody, several people or a group (R13, R28, R30). Resolves as soon as the call exists here, before
   * any network; `call.placed` says whom it rings. While a call is on, `policy.callWhileInCall` decides: rejects
   * with `already-in-call` (`refuse`), invites into the call that is on and resolves with that (`add`, R35), or
   * puts it on hold (`hold`). Rejects with `invalid-argument`, `offline`, `limit-reached`.
   */
  async call(to: Invitees, options: PlaceOptions): Promise<Call> {
    return this.#begin({
      type: "call",
      ...ringOf(to),
      media: mediaOf(options?.media),
      ext: extOf(options.ext),
      groupId: groupIdOf(options.groupId),
      policy: policyOf(options.policy, options.ringTimeoutMs),
    });
  }

  /**
   * Enters the session `sessionId`, where nobody rings (R9); its `call.id` is `session:` and that id. Resolves as
   * soon as the call exists here; it ends with `forbidden` unless the token has the grant `join:<sessionId>` or
   * the server's hook `authorizeJoin` agrees. Rejects with `invalid-argument`, `offline`, `already-in-call`.
   */
  async join(sessionId: string, options: JoinOptions): Promise<Call> {
    const callId = sessionIdOf(sessionId);
    return this.#begin({ type: "join", callId, media: mediaOf(options?.media), ext: extOf(options.ext) });
  }

  /** How a user is shown from now on, in calls that are on as well; oneself, too (R108). */
  setUser(userId: string, profile: Profile): void {
    this.users.set({ [userId]: profile });
  }

  /** Which users other ids mean, as the numbers of a media service do; an id means the same in all calls (R109). */
  setUsers(aliases: Readonly<Record<string, string>>): void {
    this.users.setAliases(aliases);
  }

  /**
   * Calls `listener` after anything here changed, once per turn; answers the way to stop. For external stores
   * (React).
   */
  subscribe(listener: () => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  /** Listeners under a name: the same `id` again replaces them. */
  addListener(id: string, handlers: Handlers<ClientEvents>): void {
    this.#keyed.add(id, handlers);
  }

  /** Removes what `addListener(id)` added. */
  removeListener(id: string): void {
    this.#keyed.remove(id);
  }

  async #begin(header: CoreInput): Promise<Call> {
    await this.#configure();
    const input = { callId: newId(this.#host), legId: newId(this.#host), ...header };
    const { callId = input.callId } = await this.#session.request(input);
    const call = this.#byId.get(callId);
    if (!call) throw new CallError("internal", { callId });
    return call;
  }

  /**
   * What the core was told and answered, as JSON lines without names, addresses or tokens (docs/journal.md);
   * `callId`: whose journals it shall meet, by default the last call's. Throws `invalid-state` without a journal.
   */
  exportJournal(callId?: string): string {
    const { journal } = this.#options;
    if (!journal) throw invalidState("there is no journal");
    return journal.export(callId);
  }

  async #disconnect(): Promise<void> {
    await this.#configured;
    await this.#session.request({ type: "disconnect" }).catch(() => {});
  }

  /** The core wants to know who this page is before anything else; found out on first use. */
  #configure(): Promise<void> {
    return (this.#configured ??= identify(this.#host, this.#options.deviceId).then((identity) => {
      this.#deviceId = identity.deviceId;
      const { policy, resumeAfterReload, maxSubscribedPixels, iceTransportPolicy } = this.#options;
      const random = this.#host.random();
      const ours = { policy, resumeAfterReload, maxSubscribedPixels, iceTransportPolicy };
      this.#session.post({ type: "configure", ...identity, random, ...ours });
    }));
  }

  /** An event of this client; `window` hears of it, too, by its name with `ringline:` in front (R64). */
  #emit<K extends keyof ClientEvents>(type: K, detail: ClientEvents[K]): void {
    dispatch(this, type, detail);
    this.#host.announce(new CustomEvent(`ringline:${type}`, { detail }));
  }

  #performed(effect: PublicEffect): void {
    this.#dirty = true;
    switch (effect.type) {
      case "connection":
        return this.#connectionChanged(effect);
      case "call":
        return this.#callChanged(effect);
      case "event":
        return this.#callEvent(effect);
      case "error":
        return this.#emit("error", { error: toCallError(effect.error) });
      case "incoming":
      case "speech":
      case "placed":
      case "ended":
      case "forget": {
        const call = this.#byId.get(effect.callId);
        if (call) this.#callTold(call, effect);
      }
    }
  }

  #connectionChanged(effect: Extract<CoreEffect, { type: "connection" }>): void {
    this.#connection = effect.state;
    this.#userId = effect.userId ?? this.#userId;
    const error = effect.error && toCallError(effect.error);
    this.#emit("connectionchange", { state: effect.state, ...(error && { error }) });
  }

  #callChanged({ call: state }: Extract<CoreEffect, { type: "call" }>): void {
    const known = this.#byId.get(state.callId);
    if (known) {
      this.#changeCalls();
      control.apply(known, state);
      return;
    }
    const call = new Call(state, this.#owner);
    this.#byId.set(state.callId, call);
    this.#live.add(call);
    this.#changeCalls();
  }

  /** Event `replaced` with a `previousCallId`: the call object and its streams go on under the new id. */
  #callEvent(effect: Extract<CoreEffect, { type: "event" }>): void {
    const previousId = effect.previousCallId ?? effect.callId;
    const call = this.#byId.get(previousId);
    if (!call) return;
    this.#byId.delete(previousId);
    this.#byId.set(effect.callId, call);
    control.event(call, effect.name, effect.callId);
  }

  #callTold(
    call: Call,
    effect: Extract<PublicEffect, { type: "incoming" | "speech" | "placed" | "ended" | "forget" }>,
  ): void {
    switch (effect.type) {
      case "incoming":
        return this.#emit("incoming", { call });
      case "speech":
        return control.speech(call, effect);
      case "placed": {
        const { ok, failed, error } = effect;
        return control.placed(call, { ok, failed, ...(error && { error: toCallError(error) }) });
      }
      case "ended":
        return this.#callEnded(call, () => control.ended(call));
      case "forget":
        this.#byId.delete(effect.callId);
    }
  }

  #usersChanged(userIds: readonly string[]): void {
    for (const call of this.#byId.values()) control.profilesChanged(call, userIds);
    this.#emit("userschanged", { userIds });
    this.#dirty = true;
    this.#turnEnded();
  }

  #playbackBlocked(callId: string, blocked: boolean): void {
    const call = this.#byId.get(callId);
    if (!call) return;
    control.playbackBlocked(call, blocked);
    this.#dirty = true;
    this.#turnEnded();
  }

  #callEnded(call: Call, tell: () => void): void {
    this.#live.delete(call);
    this.#changeCalls();
    tell();
    this.#emit("callended", { call });
  }

  #changeCalls(): void {
    this.#calls = Object.freeze([...this.#live]);
  }

  #turnEnded(): void {
    if (!this.#dirty) return;
    this.#dirty = false;
    for (const listener of [...this.#subscribers]) {
      try {
        listener();
      } catch (error) {
        this.#options.logger?.error?.("a subscriber threw", error);
      }
    }
  }

  #died(error: CallError): void {
    drop(this.#share);
    this.#connection = "offline";
    for (const call of [...this.#live]) this.#callEnded(call, () => control.died(call, error));
    this.#emit("connectionchange", { state: "offline", error });
    this.#emit("error", { error });
    this.#dirty = true;
    this.#turnEnded();
  }
}

/** A WebSocket address: http becomes ws; relative ones are taken from the page. */
function socketUrl(value: unknown): string {
  if (typeof value !== "string" && !(value instanceof URL)) throw invalidArgument("url is no address");
  let url: URL;
  try {
    url = new URL(value, globalThis.location?.href);
  } catch (cause) {
    throw invalidArgument("url is no address", cause);
  }
  url.protocol = url.protocol.replace(/^http/, "ws");
  if (!/^wss?:$/.test(url.protocol)) throw invalidArgument("url must be ws:, wss:, http: or https:");
  url.hash = "";
  return url.href;
}
