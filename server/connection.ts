// One WebSocket of a device: the first frame in time, sizes and rates, what may wait to be sent,
// and whether anybody is still there. Must not know calls, tokens or the core.

import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import type { Clock } from "./clock.ts";
import type { Counts } from "./counts.ts";
import type { Address } from "./engine.ts";
import { addressKey } from "./engine.ts";
import { closeCodeOf, closeHelloTimeout, wireError } from "./errors.ts";
import type { HostErrorCode, WireError } from "./errors.ts";
import { commandId, readFrame } from "./frame.ts";
import type { Frame } from "./frame.ts";
import type { Identity } from "./identity.ts";
import type { HostLimits, Rates } from "./limits.ts";
import { TokenBucket } from "./rate_limit.ts";
import type { UserBuckets } from "./user_rates.ts";

/** What a connection tells its owner. None of these may throw. */
export interface ConnectionOwner {
  /** The first frame, of type `hello`. */
  hello(connection: Connection, frame: Frame): void;
  /** A later frame, within its rate. `text` is the frame as received. */
  frame(connection: Connection, frame: Frame, text: string): void;
  /** It is time to send a `ping`. */
  pingDue(connection: Connection): void;
  /** The token ends soon. */
  tokenExpiring(connection: Connection): void;
  /** The socket is gone; nothing can be sent any more. */
  closed(connection: Connection, code: number): void;
}

/** Frames that are not commands. */
const signalTypes: ReadonlySet<string> = new Set(["signal", "ack", "pong"]);

/** Frames that wait behind a snapshot, as the texts that will be sent. */
interface Held {
  texts: string[];
  bytes: number;
}

/** What all connections of a server have in common. */
export interface ConnectionSetup {
  limits: HostLimits;
  rates: Rates;
  owner: ConnectionOwner;
  counts: Counts;
  clock: Clock;
  /** Name of this process among those that share the engine; stands in the id of every new connection. */
  node: () => string;
}

/** The node that a connection is of, by its id. */
export function nodeOf(connectionId: string): string {
  return connectionId.split(".", 1)[0] ?? "";
}

export class Connection {
  readonly id: string;
  /** Set when the token was checked. */
  identity: Identity | undefined;
  /** Set when the hello was read. */
  address: Address | undefined;
  /** The rates of its user; set with the address. */
  userRates: UserBuckets | undefined;
  /** The core asked whether anybody is there; the next `pong` answers it. */
  probed = false;
  readonly #socket: WebSocket;
  readonly #setup: ConnectionSetup;
  readonly #commands: TokenBucket;
  readonly #signals: TokenBucket;
  // Most connections never need these.
  #limited: TokenBucket | undefined;
  #invalid: TokenBucket | undefined;
  #phase: "new" | "greeting" | "admitted" | "closing" | "closed" = "new";
  /** For the hello first, then for the pings, then for the client to finish closing. */
  #timer: unknown;
  #heardAt: number;
  /** When to say that the token ends, on the host's clock. */
  #tokenWarningAt = Infinity;
  #holds = 0;
  /** Most connections hold nothing back. */
  #held: Held | undefined;

  constructor(socket: WebSocket, setup: ConnectionSetup) {
    this.id = `${setup.node()}.${randomUUID()}`;
    this.#socket = socket;
    this.#setup = setup;
    const now = setup.clock.now();
    this.#heardAt = now;
    this.#commands = new TokenBucket(setup.rates.commands, now);
    this.#signals = new TokenBucket(setup.rates.signals, now);
    this.#timer = setup.clock.setTimer(() => this.#noHello(), setup.limits.helloTimeoutMs);
    socket.on("message", (data, isBinary) => this.#received(data as Buffer, isBinary));
    socket.on("ping", () => this.#pinged());
    socket.on("close", (code) => this.#closed(code));
    socket.on("error", () => (setup.counts.socketErrors += 1));
  }

  /** False until the core admitted it, and once it is closing. */
  get admitted(): boolean {
    return this.#phase === "admitted";
  }

  get open(): boolean {
    return this.#phase !== "closing" && this.#phase !== "closed";
  }

  /** True if it is a connection of that device of that user. */
  isOf(address: Address): boolean {
    return this.address !== undefined && addressKey(this.address) === addressKey(address);
  }

  /** The core lets it in: commands are taken from now on, and pings sent. */
  admit(): void {
    if (this.#phase !== "greeting") return;
    this.#phase = "admitted";
    this.#heardAt = this.#setup.clock.now();
    this.#armBeat();
    this.#warnOfToken();
  }

  /** The token ends in `remainingMs`: `token-expiring` is due some time before. */
  watchToken(remainingMs: number): void {
    this.#tokenWarningAt = this.#setup.clock.now() + remainingMs - this.#setup.limits.tokenExpiringMs;
    if (this.admitted) this.#warnOfToken();
  }

  /** Sends now, whatever is held back. */
  send(frame: Record<string, unknown>): void {
    this.#sendText(JSON.stringify(frame));
  }

  /** Sends in order behind a snapshot that is being made. */
  sendInOrder(frame: Record<string, unknown>): void {
    const text = JSON.stringify(frame);
    if (this.#holds === 0) this.#sendText(text);
    else this.#holdBack(text);
  }

  /** The same, if the device keeps up: who floods it must not be able to have it cut off. */
  sendIfRoom(frame: Record<string, unknown>): void {
    const { limits, counts } = this.#setup;
    const { texts, bytes } = this.#held ?? { texts: [], bytes: 0 };
    const waiting = this.#socket.bufferedAmount + bytes;
    const isFull = waiting > limits.signalQueueBytes || 4 * texts.length >= limits.heldFrames;
    if (isFull) counts.signalsDropped += 1;
    else this.sendInOrder(frame);
  }

  /** From now on `sendInOrder` waits for `release`. */
  hold(): void {
    this.#holds += 1;
  }

  /** Sends the frame for which others were held back, then those. */
  release(frame: Record<string, unknown>): void {
    this.send(frame);
    this.#holds -= 1;
    if (this.#holds > 0) return;
    const held = this.#held?.texts ?? [];
    this.#held = undefined;
    for (const text of held) this.#sendText(text);
  }

  replyError(id: string, error: WireError): void {
    this.send({ type: "reply", id, ok: false, error });
  }

  /** Counts a frame that makes no sense; answers it if it can be answered. */
  refuseInvalid(id: string | undefined, code: "invalid-frame" | "too-large"): void {
    this.#setup.counts.invalidFrames += 1;
    if (this.#phase !== "admitted" || this.#tooManyInvalid()) {
      this.goodbye(code);
    } else if (id !== undefined) {
      this.replyError(id, wireError(code));
    }
  }

  /** Says why, and closes; a client that does not finish closing is cut off. */
  goodbye(code: HostErrorCode | (string & {}), close: number = closeCodeOf(code)): void {
    if (!this.open) return;
    if (this.#phase === "greeting") this.#setup.counts.refusedHellos += 1;
    this.send({ type: "goodbye", code });
    this.#phase = "closing";
    this.#stopTimer();
    this.#socket.close(close, code);
    const { clock, limits } = this.#setup;
    this.#timer = clock.setTimer(() => this.#socket.terminate(), limits.closeTimeoutMs);
  }

  /** Cuts the connection without a word. */
  terminate(): void {
    this.#socket.terminate();
  }

  #sendText(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount + text.length > this.#setup.limits.sendQueueBytes) {
      this.#setup.counts.sendQueueOverflows += 1;
      this.#socket.terminate();
      return;
    }
    this.#setup.counts.framesOut += 1;
    this.#socket.send(text);
  }

  /** Puts a text behind those that wait; a connection that has too much waiting is cut off. */
  #holdBack(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const { limits, counts } = this.#setup;
    const held = (this.#held ??= { texts: [], bytes: 0 });
    held.texts.push(text);
    held.bytes += Buffer.byteLength(text);
    if (held.texts.length <= limits.heldFrames && held.bytes <= limits.sendQueueBytes) return;
    counts.sendQueueOverflows += 1;
    this.#held = undefined;
    this.#socket.terminate();
  }

  #received(data: Buffer, isBinary: boolean): void {
    if (!this.open) return;
    this.#heardAt = this.#setup.clock.now();
    this.#setup.counts.framesIn += 1;
    if (isBinary) return this.goodbye("invalid-frame");
    if (data.length > this.#setup.limits.frameBytes) {
      this.#setup.counts.invalidFrames += 1;
      return this.goodbye("too-large");
    }
    const text = data.toString("utf8");
    const check = readFrame(text, this.#setup.limits.frameDepth);
    const type = check.ok ? check.frame.type : "";
    if (this.admitted && !this.#takeToken(signalTypes.has(type))) {
      return this.#refuseRate(check.ok ? commandId(check.frame) : check.id);
    }
    if (!check.ok) return this.refuseInvalid(check.id, check.code);
    this.#pass(check.frame, text);
  }

  #pass(frame: Frame, text: string): void {
    if (this.#phase === "admitted") {
      this.#setup.owner.frame(this, frame, text);
    } else if (this.#phase === "new" && frame.type === "hello") {
      this.#phase = "greeting";
      this.#stopTimer();
      this.#setup.owner.hello(this, frame);
    } else {
      this.goodbye("unauthenticated");
    }
  }

  /** The user's rate counts what the connection's let through, so that no connection starves the others. */
  #takeToken(isSignal: boolean): boolean {
    const own = isSignal ? this.#signals : this.#commands;
    const shared = isSignal ? this.userRates?.signals : this.userRates?.commands;
    return own.take(this.#heardAt) && (shared?.take(this.#heardAt) ?? true);
  }

  #refuseRate(id: string | undefined): void {
    this.#setup.counts.limitedFrames += 1;
    const now = this.#setup.clock.now();
    this.#limited ??= new TokenBucket(this.#setup.rates.limited, now);
    if (!this.#limited.take(now)) this.goodbye("rate-limited");
    else if (id !== undefined) this.replyError(id, wireError("rate-limited"));
  }

  #tooManyInvalid(): boolean {
    const now = this.#setup.clock.now();
    this.#invalid ??= new TokenBucket(this.#setup.rates.invalid, now);
    return !this.#invalid.take(now);
  }

  #warnOfToken(): void {
    if (this.#setup.clock.now() < this.#tokenWarningAt) return;
    this.#tokenWarningAt = Infinity;
    this.#setup.owner.tokenExpiring(this);
  }

  /** A ping of the WebSocket protocol; `ws` answers it, we only count. */
  #pinged(): void {
    this.#heardAt = this.#setup.clock.now();
    if (!this.#takeToken(true)) this.#refuseRate(undefined);
  }

  #noHello(): void {
    this.#setup.counts.helloTimeouts += 1;
    this.goodbye("unauthenticated", closeHelloTimeout);
  }

  #armBeat(): void {
    const { clock, limits } = this.#setup;
    this.#timer = clock.setTimer(() => this.#beat(), limits.pingIntervalMs);
  }

  #beat(): void {
    this.#armBeat();
    const silentFor = this.#setup.clock.now() - this.#heardAt;
    if (silentFor > 2.5 * this.#setup.limits.pingIntervalMs) {
      this.#setup.counts.silentConnections += 1;
      this.#socket.terminate();
    } else {
      this.#warnOfToken();
      this.#setup.owner.pingDue(this);
    }
  }

  #stopTimer(): void {
    this.#setup.clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  #closed(code: number): void {
    this.#phase = "closed";
    this.#stopTimer();
    this.#held = undefined;
    this.#setup.owner.closed(this, code);
  }
}
