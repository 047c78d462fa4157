/**
 * The server that `ringline simulate` runs as well, with what only tests want: frames seen and held back,
 * connections refused and cut, names and grants, timers counted.
 */

import type { FakeClock, FakeConnection, FakeServer } from "../../../js/testing.ts";
import { Exchange as Server, identityOf } from "../../../simulate/exchange.ts";
import type { ExchangeOptions } from "../../../simulate/exchange.ts";

export type { ExchangeOptions } from "../../../simulate/exchange.ts";

/** A frame from a page, as the tests read it. */
export interface Frame {
  type?: string;
  token?: string;
  deviceId?: string;
  [other: string]: unknown;
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
  readonly #server: Server;

  constructor(clock: FakeClock, options: ExchangeOptions = {}) {
    this.#clock = new ServerClock(clock);
    const auth: ExchangeOptions["auth"] = {
      verify: async (userId, now) => {
        const name = this.names.get(userId);
        const grants = this.grants.get(userId);
        return { ...identityOf(userId, now), ...(name && { name }), ...(grants && { grants }) };
      },
    };
    this.#server = new Server(clock, { clock: this.#clock, auth, ...options });
  }

  /** Starts the switchboard; once it is started, nothing that it does needs time. */
  start(): Promise<void> {
    return this.#server.start();
  }

  /** Ends the server. */
  close(): Promise<void> {
    return this.#server.close();
  }

  /** How many of the clock's timers are the server's. */
  get timers(): number {
    return this.#clock.timers;
  }

  /** For `new FakeHost({ server })`. The token is the user id. */
  readonly server: FakeServer = (connection) => {
    if (this.closed) return connection.close(1006);
    this.#server.server(connection);
    const arrived = connection.onmessage;
    connection.onmessage = (text) => {
      const frame = JSON.parse(text) as Frame;
      this.received.push(frame);
      if (frame.type === "hello") this.connections.set(frame.deviceId ?? "", connection);
      const deliver = (): void => arrived?.(text);
      if (this.held.has(frame.type ?? "")) this.#waiting.push(deliver);
      else deliver();
    };
  };

  /** Hands over what was held back. */
  deliver(): void {
    for (const deliver of this.#waiting.splice(0)) deliver();
  }

  /** What was held back never comes, and nothing is held back any more. */
  lose(): void {
    this.held.clear();
    this.#waiting.length = 0;
  }

  /** Throws a user out, as an app may. */
  async revoke(userId: string): Promise<void> {
    await this.#server.signalling.revoke(userId);
  }
}
