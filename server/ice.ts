// ICE servers for a device: a fixed list, a function of the app, and the TURN servers for which we mint
// credentials (turn.ts). Whoever is connected gets others before theirs run out. Must not know about calls.

import { DeadlineIndex } from "./deadline_index.ts";
import type { Clock } from "./clock.ts";
import type { Devices } from "./devices.ts";
import type { Address, Engine } from "./engine.ts";
import { addressKey } from "./engine.ts";
import type { Log } from "./log.ts";
import type { SignallingServerOptions } from "./options.ts";
import { expiryOf, mintTurn } from "./turn.ts";

/** As in `RTCIceServer`. */
export interface IceServer {
  urls: string | string[];
  username?: string;
  credential?: string;
}

/** For whom the servers are asked. */
export interface IceUser {
  app: string;
  userId: string;
  deviceId: string;
}

export type IceServersOption =
  readonly IceServer[] | ((user: IceUser) => readonly IceServer[] | Promise<readonly IceServer[]>);

/**
 * The servers for `user`. A function that fails or takes longer than `timeoutMs` gives an empty
 * list and a call of `onFailure`: a call without TURN is better than no call.
 */
export async function iceServersFor(
  option: IceServersOption,
  user: IceUser,
  timeoutMs: number,
  onFailure: (reason: string) => void,
): Promise<readonly IceServer[]> {
  if (typeof option !== "function") return option;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    timer.unref();
  });
  try {
    return await Promise.race([option(user), late]);
  } catch (error) {
    onFailure(error instanceof Error ? error.message : "failed");
    return [];
  } finally {
    clearTimeout(timer);
  }
}

/** What `IceServers` needs from its owner. */
export interface IceServersSetup {
  timeoutMs: number;
  clock: Clock;
  /** Has the time of day by which credentials are minted. */
  engine: Engine;
  devices: Devices;
  log: Log;
}

/** The longest that one timer waits. */
const longestWaitMs = 3_600_000;
/** Credentials that the app made too short are not asked for more often than this. */
const leastLifeMs = 1_000;
const batch = 256;

/** Hands out ICE servers, and hands out others when half of the life of their credentials is over. */
export class IceServers {
  readonly #options: Pick<SignallingServerOptions, "iceServers" | "turn">;
  readonly #setup: IceServersSetup;
  readonly #due = new DeadlineIndex();
  readonly #addresses = new Map<string, Address>();
  #timer: unknown;

  constructor(options: Pick<SignallingServerOptions, "iceServers" | "turn">, setup: IceServersSetup) {
    this.#options = options;
    this.#setup = setup;
  }

  /** The servers for a device; never rejects. */
  async of(address: Address): Promise<readonly IceServer[]> {
    const { iceServers = [], turn } = this.#options;
    const { timeoutMs, engine, log } = this.#setup;
    const user = { app: address.app, userId: address.user, deviceId: address.device };
    const listed = await iceServersFor(iceServers, user, timeoutMs, (reason) =>
      log.warn("iceServers failed", { reason }),
    );
    const given = turn === undefined ? listed : [...listed, ...mintTurn(turn, user, engine.now())];
    this.#watch(address, expiryOf(given));
    return given;
  }

  /** The device is gone: nothing more for it. */
  forget(address: Address): void {
    this.#forgetKey(addressKey(address));
  }

  close(): void {
    this.#setup.clock.clearTimer(this.#timer);
    this.#due.clear();
    this.#addresses.clear();
  }

  #watch(address: Address, expiresAt: number | undefined): void {
    const now = this.#setup.engine.now();
    const lifeMs = (expiresAt ?? 0) - now;
    if (lifeMs <= 0) return this.forget(address);
    const key = addressKey(address);
    this.#addresses.set(key, address);
    this.#due.set(key, now + Math.max(lifeMs / 2, leastLifeMs));
    this.#arm();
  }

  #arm(): void {
    const { clock, engine } = this.#setup;
    clock.clearTimer(this.#timer);
    const earliest = this.#due.earliest();
    if (earliest === null) return;
    const waitMs = Math.min(Math.max(earliest - engine.now(), 1), longestWaitMs);
    this.#timer = clock.setTimer(() => void this.#renew(), waitMs);
  }

  async #renew(): Promise<void> {
    const { engine, devices } = this.#setup;
    const due = this.#due.due(engine.now(), batch);
    const renewed = due.map(async ({ key }) => {
      const address = this.#addresses.get(key);
      const isHere = address !== undefined && devices.current(address) !== undefined;
      if (!isHere) return this.#forgetKey(key); // another process has the device
      const iceServers = await this.of(address);
      devices.current(address)?.sendInOrder({ type: "ice-servers", iceServers });
    });
    await Promise.all(renewed);
    this.#arm();
  }

  #forgetKey(key: string): void {
    this.#due.set(key, null);
    this.#addresses.delete(key);
  }
}
