/**
 * The real server with the real switchboard, in this process: only its sockets and its clock are those of the
 * test. No rule of a call stands here; what a frame means is the switchboard's business.
 */

import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import type { FakeClock, FakeConnection, FakeServer } from "../js/testing.ts";
import { createSignallingServer, memoryEngine } from "../server/index.ts";
import type { SignallingServer } from "../server/index.ts";

/** A frame from a page, as the tests read it. */
export interface Frame {
  type?: string;
  token?: string;
  deviceId?: string;
  [other: string]: unknown;
}

type ServerOptions = Parameters<typeof createSignallingServer>[0];
type WebSocket = Parameters<SignallingServer["acceptSocket"]>[0];

const OFTEN = 1_000_000;
const TOKEN_LIFE_MS = 365 * 86_400_000;
const GRANTS: readonly string[] = ["place", "receive"];

/** The server's end of a fake socket, with what the server uses of a WebSocket. */
class ServerSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  readonly bufferedAmount = 0;
  readonly #connection: FakeConnection;

  constructor(connection: FakeConnection) {
    super();
    this.#connection = connection;
    connection.onclose = (code) => {
      this.readyState = 3;
      this.emit("close", code);
    };
  }

  send(text: string): void {
    this.#connection.send(text);
  }
  close(code: number): void {
    this.readyState = 2;
    this.#connection.close(code);
  }
  terminate(): void {
    this.close(1006);
  }
}

/** The clock of the test for the server, and how many of its timers are the server's. */
class ServerClock {
  readonly #clock: FakeClock;
  readonly #timers = new Set<unknown>();

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  get timers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#clock.now();
  }
  setTimer(fire: () => void, delayMs: number): unknown {
    const timer = this.#clock.setTimer(() => {
      this.#timers.delete(timer);
      fire();
    }, delayMs);
    this.#timers.add(timer);
    return timer;
  }
  clearTimer(timer: unknown): void {
    this.#timers.delete(timer);
    this.#clock.clearTimer(timer);
  }
}

/** What an app sets on its server. */
export interface ExchangeOptions {
  readonly journal?: NonNullable<ServerOptions["journal"]>;
  readonly loadCore?: NonNullable<ServerOptions["loadCore"]>;
  readonly policy?: ServerOptions["policy"];
  readonly hooks?: NonNullable<ServerOptions["hooks"]>;
}

/** Joins the fake sockets of pages to the server, and can cut, delay and count what passes. */
export class Exchange {
  /** Refuses new connections. */
  closed = false;
  /** Every frame from a page, in order. */
  readonly received: Frame[] = [];
  /** Names by user, as their tokens carry them. */
  readonly names = new Map<string, string>();
  /** Grants by user, as their tokens carry them; others may place and receive calls. */
  readonly grants = new Map<string, readonly string[]>();
  /** Frames of these types are held back until `deliver()`. */
  readonly held = new Set<string>();
  /** The last connection of each device. */
  readonly connections = new Map<string, FakeConnection>();
  readonly #waiting: (() => void)[] = [];
  readonly #clock: ServerClock;
  readonly #server: SignallingServer;
  #started: Promise<void> | undefined;

  constructor(clock: FakeClock, options: ExchangeOptions = {}) {
    // The machines of the pages may sleep; the server does not.
    const epoch = clock.wallClock() - clock.now();
    const now = (): number => epoch + clock.now();
    this.#clock = new ServerClock(clock);
    this.#server = createSignallingServer({
      server: createServer(), // listens nowhere: sockets are handed over
      engine: memoryEngine({ now }),
      clock: this.#clock,
      auth: { verify: async (token) => this.#identity(token, now()) },
      // A test may call more often in no time than people in a minute.
      limits: {
        commandBurst: OFTEN,
        signalBurst: OFTEN,
        userHelloBurst: OFTEN,
        inviteBurst: OFTEN,
        unansweredBurst: OFTEN,
      },
      ...options,
      sealSecret: "the same in every test, 32 bytes at least",
      logger: { debug() {}, info() {}, warn() {}, error: failed },
    });
  }

  /** Starts the switchboard; once it is started, nothing that it does needs time. */
  start(): Promise<void> {
    return (this.#started ??= this.#server.listen());
  }

  /** Ends the server. */
  close(): Promise<void> {
    return this.#server.close({ graceMs: 0 });
  }

  /** How many of the clock's timers are the server's. */
  get timers(): number {
    return this.#clock.timers;
  }

  /** For `new FakeHost({ server })`. The token is the user id. */
  readonly server: FakeServer = (connection) => {
    if (this.closed) return connection.close(1006);
    const socket = new ServerSocket(connection);
    this.#server.acceptSocket(socket as unknown as WebSocket);
    connection.onmessage = (text) => {
      const frame = JSON.parse(text) as Frame;
      this.received.push(frame);
      if (frame.type === "hello") this.connections.set(frame.deviceId ?? "", connection);
      const deliver = (): void => void socket.emit("message", Buffer.from(text), false);
      if (this.held.has(frame.type ?? "")) this.#waiting.push(deliver);
      else deliver();
    };
  };

  /** Hands over what was held back. */
  deliver(): void {
    for (const deliver of this.#waiting.splice(0)) deliver();
  }

  /** Throws a user out, as an app may. */
  async revoke(userId: string): Promise<void> {
    await this.#server.revoke(userId);
  }

  #identity(userId: string, now: number) {
    const name = this.names.get(userId);
    const grants = this.grants.get(userId) ?? GRANTS;
    const expiresAt = now + TOKEN_LIFE_MS;
    return {
      app: "default",
      userId,
      grants,
      expiresAt,
      issuedAt: now,
      ...(name === undefined ? {} : { name }),
    };
  }
}

/** An error in the server's log is a bug: of the server, or of the test. */
function failed(fields: object, message: string): never {
  throw new Error(`the server says: ${message} ${JSON.stringify(fields)}`);
}
