// Performs what the core asks for: turns each effect of docs/CORE.md into frames on sockets, with
// what only the host has (sequence numbers, seals, ICE servers). One branch an effect, no `if` on
// what a call is doing. What is meant for a connection of another node is sent there. Must not know how
// records are stored.

import type { Clock } from "./clock.ts";
import { nodeOf } from "./connection.ts";
import type { Connection } from "./connection.ts";
import type { Devices } from "./devices.ts";
import type { CoreEntry, Effect } from "./effects.ts";
import type { Address, Delivery, Engine, LogEntry, NodeMessage } from "./engine.ts";
import type { IceServer } from "./ice.ts";
import type { Log } from "./log.ts";
import type { PolicyFields } from "./options.ts";
import type { Relay } from "./relay.ts";
import type { Sealer } from "./seal.ts";

type HostEffect = Exclude<Effect, { type: "input" }>;
type Of<T extends Effect["type"]> = Extract<Effect, { type: T }>;
/** Effects for one connection, wherever it is. */
type ConnectionEffect = Of<"welcome" | "snapshot" | "probe" | "refuse" | "fence">;
type View = (address: Address, callId: string) => Promise<CoreEntry | null>;

export interface PerformerOptions {
  /** The name of this node, as it is now. */
  node: () => string;
  engine: Engine;
  clock: Clock;
  devices: Devices;
  relay: Relay;
  sealer: Sealer;
  log: Log;
  /** ICE servers for a device; never rejects. */
  ice: (address: Address) => Promise<readonly IceServer[]>;
  /** A call as a device may see it. */
  view: View;
  /** The policy in force, as the core says it; for `welcome`. */
  policy: () => PolicyFields;
  /** A connection was admitted. */
  onAdmitted: (connection: Connection) => void;
  /** A connection of a node that is no more was to be admitted. */
  onLost: (address: Address, connection: string) => void;
  /** A user's entry of the call log was written for the first time. */
  onLogged: (entry: LogEntry) => Promise<void>;
}

/** What is added to a reply, an event or an entry. */
interface Extras {
  seal?: string;
  ice?: boolean;
}

export class Performer {
  readonly #options: PerformerOptions;

  constructor(options: PerformerOptions) {
    this.#options = options;
  }

  /** Performs one effect of a record of that `version`. What takes long (snapshots) goes on by itself. */
  async perform(effect: HostEffect, version: number): Promise<void> {
    const { engine } = this.#options;
    switch (effect.type) {
      case "reply":
        return this.#reply(effect);
      case "event": {
        const extras = await this.#extras(effect, effect);
        return engine.deliver(effect, { type: "event", call: effect.call, ...extras }, "event");
      }
      case "signal":
        return engine.deliver(effect, effect.frame, "signal");
      case "welcome":
      case "snapshot":
      case "probe":
      case "refuse":
      case "fence":
        return this.#onConnection(effect);
      case "grant":
      case "revoke":
        this.#setRelay(effect, version);
        // Any node may have one of the two devices.
        return engine.shared ? engine.tellOthers({ type: "effect", effect, version }) : undefined;
      case "log":
        if (await engine.log(effect)) await this.#options.onLogged(effect);
    }
  }

  /** What the performer of another node asks of this one. */
  async told(message: NodeMessage): Promise<void> {
    const { effect, version } = message as { effect: HostEffect; version?: number };
    switch (effect.type) {
      case "welcome":
      case "snapshot":
      case "probe":
      case "refuse":
      case "fence":
        return this.#here(effect);
      case "grant":
      case "revoke":
        return this.#setRelay(effect, version ?? 0);
      case "reply":
      case "event":
      case "signal":
      case "log":
        this.#options.log.error("not for another node", { effect: effect.type });
    }
  }

  /** From the engine: a frame for a device that may be on a connection of this process. */
  delivered({ address, frame, kind, seq }: Delivery): void {
    const connection = this.#options.devices.current(address);
    if (kind === "signal") connection?.sendIfRoom(frame);
    else connection?.sendInOrder(seq === undefined ? frame : { ...frame, seq });
  }

  /** Sends a `ping` with the number of the device's last event. */
  async ping(connection: Connection): Promise<void> {
    const { engine, clock } = this.#options;
    const { address } = connection;
    if (address === undefined) return;
    const seq = await engine.sequence(address);
    const at = Math.floor(clock.now());
    connection.sendInOrder({ type: "ping", at, serverTime: engine.now(), seq });
  }

  async #reply(effect: Of<"reply">): Promise<void> {
    const { devices, engine } = this.#options;
    const extras = await this.#extras(effect, effect);
    const frame = { type: "reply", ...effect.frame, ...extras };
    const asked = devices.byId(effect.connection);
    if (asked?.open === true) asked.send(frame);
    else await engine.deliver(effect, frame, "reply");
  }

  async #onConnection(effect: ConnectionEffect): Promise<void> {
    const node = nodeOf(effect.connection);
    if (node === this.#options.node()) return this.#here(effect);
    const isThere = await this.#options.engine.tell(node, { type: "effect", effect });
    if (!isThere && effect.type === "welcome") this.#options.onLost(addressOf(effect), effect.connection);
  }

  async #here(effect: ConnectionEffect): Promise<void> {
    const connection = this.#options.devices.byId(effect.connection);
    switch (effect.type) {
      case "welcome":
        return this.#welcome(effect);
      case "snapshot":
        return this.#snapshot(effect);
      case "probe":
        return this.#probe(connection);
      case "refuse":
        return connection?.goodbye(effect.code, effect.close);
      case "fence":
        return connection?.goodbye(fenceCodes.get(effect.close) ?? "device-in-use", effect.close);
    }
  }

  #setRelay(effect: Of<"grant" | "revoke">, version: number): void {
    const { relay } = this.#options;
    if (effect.type === "grant") relay.grant(effect.app, effect.callId, effect.ends, version);
    else relay.revoke(effect.app, effect.callId, version);
  }

  async #welcome(effect: Of<"welcome">): Promise<void> {
    const { engine, devices, onAdmitted } = this.#options;
    const connection = devices.byId(effect.connection);
    if (connection?.open !== true || !connection.isOf(effect)) return;
    const address = addressOf(effect);
    try {
      await engine.attach(address, connection.id);
    } catch (error) {
      connection.goodbye("try-later"); // nothing else would ever end this hello
      throw error;
    }
    if (!connection.open) return;
    connection.hold();
    devices.setCurrent(address, connection);
    // Who may call makes an offer, and gathers for it, before the server hears of a call.
    const mayPlace = connection.identity?.grants.includes("place") === true;
    const ice = this.#extras({ ice: mayPlace }, address);
    this.#goOn(connection, address, effect.calls, ice, (seq, snapshot, more) => {
      connection.admit();
      onAdmitted(connection);
      return {
        type: "welcome",
        v: 1,
        connection: connection.id,
        epoch: engine.epoch,
        serverTime: engine.now(),
        userId: address.user,
        deviceId: address.device,
        policy: this.#options.policy(),
        seq,
        snapshot,
        ...more,
      };
    });
  }

  #snapshot(effect: Of<"snapshot">): void {
    const { engine, devices } = this.#options;
    const connection = devices.byId(effect.connection);
    if (connection?.address === undefined) return;
    connection.hold();
    const nothing = Promise.resolve({});
    this.#goOn(connection, connection.address, effect.calls, nothing, (seq, snapshot) => {
      const serverTime = engine.now();
      return { type: "reply", id: effect.id, ok: true, snapshot, serverTime, seq };
    });
  }

  /**
   * Makes a snapshot beside everything else: the sequence's head first, then the calls. Events
   * that come in between wait behind the frame and carry higher numbers.
   */
  #goOn(
    connection: Connection,
    address: Address,
    calls: readonly string[],
    extras: Promise<object>,
    frame: (seq: number, snapshot: object, extras: object) => Record<string, unknown>,
  ): void {
    const make = async (): Promise<void> => {
      const seq = await this.#options.engine.sequence(address);
      const snapshot = await this.#entries(address, calls);
      const more = await extras;
      if (connection.open) connection.release(frame(seq, snapshot, more));
    };
    make().catch(() => {
      this.#options.log.error("snapshot failed", { connection: connection.id });
      connection.goodbye("try-later");
    });
  }

  async #entries(address: Address, callIds: readonly string[]): Promise<object> {
    const calls: object[] = [];
    const unknown: string[] = [];
    for (const callId of callIds) {
      const entry = await this.#options.view(address, callId);
      if (entry === null) unknown.push(callId);
      else calls.push({ call: entry.call, ...(await this.#extras(entry, address)) });
    }
    return { calls, unknown };
  }

  async #probe(connection: Connection | undefined): Promise<void> {
    if (connection === undefined) return;
    connection.probed = true;
    await this.ping(connection);
  }

  async #extras({ seal, ice }: Extras, address: Address): Promise<Record<string, unknown>> {
    return {
      ...(seal === undefined ? {} : { seal: this.#options.sealer.seal(seal) }),
      ...(ice === true ? { iceServers: await this.#options.ice(address) } : {}),
    };
  }
}

/** What a fenced connection is told, by its close code. */
const fenceCodes: ReadonlyMap<number, string> = new Map([
  [4401, "token-invalid"],
  [4410, "device-in-use"],
]);

function addressOf({ app, user, device }: Address): Address {
  return { app, user, device };
}
