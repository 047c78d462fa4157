// What becomes of a frame of an admitted connection: a few types are the host's own (renewing a
// token, the heartbeat, signals that were granted, who is reachable), all others go to the core. Must not
// know what a command does.

import type { Admissions } from "./admission.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type { Counts } from "./counts.ts";
import type { Effect } from "./effects.ts";
import type { Address, Engine } from "./engine.ts";
import { wireError } from "./errors.ts";
import { commandId, shapeFault } from "./frame.ts";
import type { Frame } from "./frame.ts";
import { isMintedId } from "./identity.ts";
import type { Identity } from "./identity.ts";
import { isPrepared } from "./invitations.ts";
import type { Invitations, Prepared } from "./invitations.ts";
import type { Log } from "./log.ts";
import type { Presences } from "./presences.ts";
import type { Relay } from "./relay.ts";
import type { Sealer } from "./seal.ts";
import { callKey, userKey } from "./switchboard.ts";
import type { Outcome, Switchboard } from "./switchboard.ts";
import type { UserRates } from "./user_rates.ts";

export interface FramesOptions {
  engine: Engine;
  switchboard: Switchboard;
  admissions: Admissions;
  invitations: Invitations;
  presences: Presences;
  userRates: UserRates;
  relay: Relay;
  sealer: Sealer;
  counts: Counts;
  log: Log;
  clock: Clock;
  /** How deep objects and arrays may nest in a frame. */
  maxDepth: number;
}

/** What a device may still do after its token ended: keep and leave the calls that it is in. */
const withoutToken: ReadonlySet<string> = new Set([
  "renew",
  "leave",
  "state",
  "ack",
  "signal",
  "pong",
  "sync",
]);

/** Most frames go to the core as they are. */
const unprepared: Prepared = { ok: true, header: {} };

/** Frames about the user's record; all others name a call. */
const userFrames: ReadonlySet<string> = new Set(["hello", "sync"]);

export class Frames {
  readonly #options: FramesOptions;

  constructor(options: FramesOptions) {
    this.#options = options;
  }

  /** The first frame: token first, then the core. */
  async hello(connection: Connection, frame: Frame): Promise<void> {
    const { admissions, engine, log, userRates } = this.#options;
    const admission = await admissions.greet(frame);
    if (!admission.ok) {
      const { code, reason } = admission;
      log.info("hello refused", { connection: connection.id, code, reason });
      connection.goodbye(code);
      return;
    }
    if (!connection.open) return;
    const { identity, deviceId } = admission;
    connection.userRates = userRates.of(identity.app, identity.userId);
    if (!connection.userRates.hellos.take(this.#options.clock.now())) {
      return connection.goodbye("rate-limited");
    }
    connection.identity = identity;
    connection.address = { app: identity.app, user: identity.userId, device: deviceId };
    connection.watchToken(identity.expiresAt - engine.now());
    const withoutItsToken: Record<string, unknown> = { ...frame };
    delete withoutItsToken["token"];
    const outcome = await this.#ask(connection, frame, JSON.stringify(withoutItsToken));
    if (outcome?.error !== undefined) connection.goodbye(outcome.error.code);
  }

  /** Any later frame. */
  async frame(connection: Connection, frame: Frame, text: string): Promise<void> {
    const { engine, counts, relay } = this.#options;
    const { identity, address } = connection;
    if (identity === undefined || address === undefined) return;
    const id = commandId(frame);
    if (frame.type === "hello") return connection.refuseInvalid(id, "invalid-frame");
    if (engine.now() >= identity.expiresAt && !withoutToken.has(frame.type)) {
      counts.expiredCommands += 1;
      if (id !== undefined) connection.replyError(id, wireError("token-expired"));
      return;
    }
    if (frame.type === "pong") return this.#pong(connection, address);
    if (frame.type === "renew") return this.#renew(connection, frame, identity);
    if (frame.type === "presence") return this.#presence(connection, frame, address);
    const relayed = frame.type === "signal" ? relay.pass(address, frame) : undefined;
    if (relayed !== undefined) {
      counts.signalsRelayed += 1;
      return engine.deliver(relayed.to, relayed.frame, "signal");
    }
    if (frame.type === "signal") {
      counts.signalsAsked += 1;
      const fault = shapeFault(text, this.#options.maxDepth);
      if (fault !== undefined) return connection.refuseInvalid(undefined, fault);
    }
    const prepared = isPrepared(frame.type) ? await this.#prepare(identity, frame) : unprepared;
    // The app may have taken its time: who was thrown out, fenced or lost meanwhile begins nothing (inv. 25, 34).
    if (!connection.open) return;
    if (!prepared.ok) {
      if (id === undefined) connection.refuseInvalid(undefined, "invalid-frame");
      else connection.replyError(id, wireError(prepared.code));
      return;
    }
    const outcome = await this.#ask(connection, frame, text, prepared.header);
    if (outcome !== undefined) this.#answer(connection, id, outcome);
  }

  async #prepare(identity: Identity, frame: Frame): Promise<Prepared> {
    try {
      return await this.#options.invitations.prepare(identity, frame);
    } catch {
      return { ok: false, code: "try-later" };
    }
  }

  /**
   * A connection is gone, of this node or of one that is no more. Answers whether the core took it; until
   * then the device stays attached. Rejects with an EngineError.
   */
  async lost(address: Address, connection: string): Promise<boolean> {
    const { engine, switchboard } = this.#options;
    const header = { type: "gone", ...address, connection };
    const { error } = await switchboard.run({ key: userKey(address.app, address.user), header });
    if (error?.retryable === true) return false;
    await engine.detach(address, connection);
    return true;
  }

  /** A user (with a device: that device) is out of every call. Answers whether the core took it. */
  async revoked(app: string, user: string, device?: string): Promise<boolean> {
    const who = device === undefined ? { app, user } : { app, user, device };
    const header = { type: "gone", ...who, revoked: true };
    const { error } = await this.#options.switchboard.run({ key: userKey(app, user), header });
    return error?.retryable !== true;
  }

  async #ask(
    connection: Connection,
    frame: Frame,
    body: string,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<Outcome | undefined> {
    const { identity, address } = connection;
    if (identity === undefined || address === undefined) return undefined;
    const { callId } = frame;
    const ofCall = isMintedId(callId) && !userFrames.has(frame.type);
    const key = ofCall ? callKey(address.app, callId) : userKey(address.app, address.user);
    const { name, avatar, grants } = identity;
    const header = {
      type: "frame",
      ...address,
      connection: connection.id,
      ...(name === undefined ? {} : { name }),
      ...(avatar === undefined ? {} : { avatar }),
      grants,
      ...(frame["seal"] === undefined ? {} : { sealValid: this.#sealValid(frame) }),
      ...more,
    };
    return this.#options.switchboard.run({ key, header, body });
  }

  #sealValid(frame: Frame): boolean {
    const { sealer, counts, log } = this.#options;
    const valid = sealer.verify(frame["seal"]);
    if (!valid) {
      counts.forgedSeals += 1;
      log.warn("seal not ours", { frame: frame.type });
    }
    return valid;
  }

  /** Answers a command that the core refused without a reply of its own. */
  #answer(connection: Connection, id: string | undefined, { error, effects }: Outcome): void {
    if (error === undefined) return;
    const answered = effects.some((effect) => isReplyTo(effect, id));
    if (error.code === "invalid-frame" || error.code === "too-large") {
      connection.refuseInvalid(answered ? undefined : id, error.code);
    } else if (id !== undefined && !answered) {
      connection.replyError(id, error);
    }
  }

  async #pong(connection: Connection, address: Address): Promise<void> {
    if (!connection.probed) return;
    connection.probed = false;
    const header = { type: "pong", ...address, connection: connection.id };
    await this.#options.switchboard.run({ key: userKey(address.app, address.user), header });
  }

  async #renew(connection: Connection, frame: Frame, before: Identity): Promise<void> {
    const { admissions, engine } = this.#options;
    const id = commandId(frame);
    if (id === undefined) return connection.refuseInvalid(undefined, "invalid-frame");
    const admission = await admissions.renew(frame, before, connection.address?.device ?? "");
    if (!connection.open) return;
    if (!admission.ok) return connection.replyError(id, wireError(admission.code));
    connection.identity = admission.identity;
    connection.watchToken(admission.identity.expiresAt - engine.now());
    connection.send({ type: "reply", id, ok: true, serverTime: engine.now() });
  }

  async #presence(connection: Connection, frame: Frame, viewer: Address): Promise<void> {
    const { presences, clock, counts } = this.#options;
    const id = commandId(frame);
    if (id === undefined) return connection.refuseInvalid(undefined, "invalid-frame");
    if (connection.userRates?.presences.take(clock.now()) === false) {
      counts.limitedFrames += 1;
      return connection.replyError(id, wireError("rate-limited"));
    }
    const answer = await presences.of(viewer, frame["users"]);
    if (!connection.open) return;
    if (!answer.ok) return connection.replyError(id, wireError(answer.code));
    connection.send({ type: "reply", id, ok: true, presence: answer.presence });
  }
}

function isReplyTo(effect: Effect, id: string | undefined): boolean {
  return effect.type === "reply" && id !== undefined && effect.frame["id"] === id;
}
