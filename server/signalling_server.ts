/// <reference lib="esnext.disposable" />
// Puts the parts together: HTTP server, sockets, the switchboard with its engine, deadlines, and
// the way down. Must not know what any frame means.

import { randomBytes } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { Admissions } from "./admission.ts";
import { clientAddress, PendingSockets } from "./client_address.ts";
import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { Connection } from "./connection.ts";
import type { ConnectionOwner, ConnectionSetup } from "./connection.ts";
import { loadSwitchboardCore } from "./core_loader.ts";
import { newCounts } from "./counts.ts";
import type { Counts } from "./counts.ts";
import { Deadlines } from "./deadlines.ts";
import { Departures } from "./departures.ts";
import { Devices } from "./devices.ts";
import { EngineError } from "./engine.ts";
import type { Engine, NodeMessage } from "./engine.ts";
import { Frames } from "./frames.ts";
import { ownServer } from "./http_server.ts";
import { answerHealth } from "./health.ts";
import { HookCaller } from "./hooks.ts";
import { IceServers } from "./ice.ts";
import { Invitations } from "./invitations.ts";
import { defaultLimits, ratesOf } from "./limits.ts";
import type { HostLimits } from "./limits.ts";
import { ServerJournals } from "./journal.ts";
import { Log, stderrLogger } from "./log.ts";
import { memoryEngine } from "./memory_engine.ts";
import { checkOptions } from "./check_options.ts";
import { NodeWatch } from "./node_watch.ts";
import type { SignallingServerOptions } from "./options.ts";
import { Performer } from "./performer.ts";
import { Presences } from "./presences.ts";
import { Relay } from "./relay.ts";
import { Retries } from "./retries.ts";
import { Revocations } from "./revocations.ts";
import type { Revocation } from "./revocations.ts";
import { sealKey, Sealer } from "./seal.ts";
import { Switchboard } from "./switchboard.ts";
import { pathOf, refusalOf, refuseUpgrade, subprotocol } from "./upgrade.ts";
import { UserRates } from "./user_rates.ts";

/** For sockets that were cut, and work behind them, when closing. */
const cutMs = 1_000;

/** What `stats()` answers: counts since the start, and how much there is now. */
export type Stats = Counts & Switchboard["counts"] & { open: number; grantedCalls: number; epoch: string };

/**
 * A signalling server that is not listening yet.
 * Throws an Error with a sentence for people when an option does not make sense.
 */
export function createSignallingServer(options: SignallingServerOptions): SignallingServer {
  return new SignallingServer(options);
}

export class SignallingServer {
  readonly #options: SignallingServerOptions;
  /** The name of this process among those that share the engine; another one after that lost data. */
  #node = nodeName();
  readonly #limits: HostLimits;
  readonly #path: string;
  readonly #log: Log;
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #devices = new Devices();
  readonly #pendingSockets = new PendingSockets();
  readonly #relay = new Relay();
  readonly #counts = newCounts();
  readonly #setup: ConnectionSetup;
  readonly #admissions: Admissions;
  readonly #journals: ServerJournals;
  readonly #switchboard: Switchboard;
  readonly #deadlines: Deadlines;
  readonly #invitations: Invitations;
  readonly #ice: IceServers;
  readonly #performer: Performer;
  readonly #frames: Frames;
  readonly #retries: Retries;
  readonly #departures: Departures;
  readonly #revocations: Revocations;
  readonly #nodeWatch: NodeWatch;
  #phase: "new" | "running" | "stopping" = "new";
  #begun: Promise<void> | undefined;
  #closed: Promise<void> | undefined;
  /** Unless another server has it. */
  #ownsEngine = true;
  /** Work that outlives the frame that began it; waited for when closing. */
  readonly #pending = new Set<Promise<void>>();

  constructor(options: SignallingServerOptions) {
    checkOptions(options);
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#path = options.path ?? "/ringline";
    this.#log = new Log(options.logger ?? stderrLogger("warn"));
    this.#engine = options.engine ?? memoryEngine();
    this.#clock = options.clock ?? systemClock;
    this.#http =
      options.server ??
      ownServer((request, response) => this.#answer(request, response), this.#limits.helloTimeoutMs);
    this.#sockets = new WebSocketServer({
      noServer: true,
      // Twice our own limit, which is checked by hand so that it can be answered (4413).
      maxPayload: 2 * this.#limits.frameBytes,
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols: () => subprotocol,
    });
    this.#setup = {
      limits: this.#limits,
      rates: ratesOf(this.#limits),
      owner: this.#owner,
      counts: this.#counts,
      clock: this.#clock,
      node: () => this.#node,
    };
    const engine = this.#engine;
    this.#revocations = new Revocations(engine);
    this.#admissions = new Admissions(options.auth, engine, this.#revocations);
    this.#journals = new ServerJournals(options.journal, this.#log);
    this.#switchboard = new Switchboard({
      engine,
      clock: this.#clock,
      load: this.#journals.watch(
        options.loadCore ?? (() => loadSwitchboardCore((line) => this.#coreSaid(line))),
      ),
      policy: options.policy ?? {},
      log: this.#log,
      perform: (effect, version) => this.#performer.perform(effect, version),
      onDeadline: (at) => this.#deadlines.notice(at),
    });
    this.#deadlines = new Deadlines(engine, this.#clock, (key) =>
      this.#switchboard.run({ key, header: { type: "deadline", key } }),
    );
    const sealer = this.#makeSealer();
    const hooks = new HookCaller(options.hooks ?? {}, this.#limits.hookTimeoutMs, this.#log);
    this.#invitations = this.#makeInvitations(hooks);
    this.#ice = new IceServers(options, {
      timeoutMs: this.#limits.iceTimeoutMs,
      ...{ clock: this.#clock, engine, devices: this.#devices, log: this.#log },
    });
    this.#performer = this.#makePerformer(sealer);
    this.#frames = this.#makeFrames(sealer, hooks);
    this.#retries = new Retries(this.#clock, this.#limits);
    this.#departures = this.#makeDepartures();
    this.#nodeWatch = new NodeWatch(engine, this.#clock, this.#limits.keepAliveMs, {
      orphaned: ({ address, connection }) => this.#frames.lost(address, connection),
      givenUp: () => this.#givenUp(),
    });
  }

  /**
   * Starts the core and listens. Rejects when the core is missing, refuses the policy, or the
   * port is taken; then everything is released, as by `close`, and it takes a new server to try again.
   */
  async listen(): Promise<void> {
    if (this.#closed !== undefined) throw new Error("The server is closed.");
    try {
      await (this.#begun ??= this.#begin());
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async #begin(): Promise<void> {
    await this.#switchboard.start();
    this.#ownsEngine = false;
    await this.#join();
    this.#ownsEngine = true;
    this.#http.on("upgrade", this.#upgrade);
    if (this.#options.server === undefined) await this.#listenOwn();
    this.#phase = "running";
    this.#deadlines.start();
    this.#nodeWatch.start();
  }

  /** Where the server listens; null before `listen`, and for a server of the app that does not. */
  get address(): { host: string; port: number; path: string } | null {
    const bound = this.#http.address() as AddressInfo | string | null;
    if (bound === null || typeof bound === "string") return null;
    return { host: bound.address, port: bound.port, path: this.#path };
  }

  /** Counts since the start. No names, no ids. */
  stats(): Stats {
    return {
      ...this.#counts,
      ...this.#switchboard.counts,
      open: this.#devices.size,
      grantedCalls: this.#relay.size,
      epoch: this.#engine.epoch,
    };
  }

  /** For an app with its own HTTP server: answers `/healthz`; false for any other path. */
  answerHealth(request: IncomingMessage, response: ServerResponse): boolean {
    return answerHealth(request, response, this.#phase === "running");
  }

  /** Takes a WebSocket that is open already, and was let in by whoever opened it; for tests. */
  acceptSocket(webSocket: WebSocket, from = ""): void {
    this.#counts.connections += 1;
    const connection = new Connection(webSocket, this.#setup);
    this.#devices.add(connection);
    this.#pendingSockets.enter(connection, from);
  }

  /**
   * Throws a user out at once, on every node: connections are closed, calls left, and every token made
   * until now is void. With `deviceId` that device only (a token that names no device is still good for
   * another one). Rejects with an EngineError when the engine fails: then do it again.
   */
  async revoke(userId: string, about: { app?: string; deviceId?: string } = {}): Promise<void> {
    const { app = "default", deviceId } = about;
    const at = this.#engine.now();
    const revocation = { app, userId, ...(deviceId === undefined ? {} : { deviceId }), at };
    const noted = this.#revocations.note(revocation);
    this.#throwOut(revocation);
    await noted;
    await this.#engine.tellOthers({ type: "revoked", ...revocation });
    if (!(await this.#frames.revoked(app, userId, deviceId))) {
      throw new EngineError("the calls of the user could not be reached");
    }
  }

  /**
   * Says goodbye to every device (4503: reconnect), waits up to `graceMs` (default 2 000) for
   * them to close, and releases everything. Closing twice is closing once.
   */
  close({ graceMs = 2_000 }: { graceMs?: number } = {}): Promise<void> {
    return (this.#closed ??= this.#close(graceMs));
  }

  async #close(graceMs: number): Promise<void> {
    await this.#begun?.catch(() => {});
    this.#phase = "stopping";
    this.#http.off("upgrade", this.#upgrade);
    this.#deadlines.stop();
    this.#nodeWatch.stop();
    this.#retries.close();
    this.#ice.close();
    const closed = this.#options.server === undefined ? this.#closeOwn() : Promise.resolve();
    for (const connection of this.#devices.all()) connection.goodbye("try-later");
    await this.#emptied(graceMs);
    for (const connection of this.#devices.all()) connection.terminate();
    await this.#emptied(cutMs);
    await this.#switchboard.close();
    await this.#journals.close();
    if (this.#ownsEngine) await this.#engine.close();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Resolves when no socket is open and no work is under way, and after `mostMs` at the latest. */
  async #emptied(mostMs: number): Promise<void> {
    const end = performance.now() + mostMs;
    while (this.#devices.size + this.#pending.size > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  readonly #owner: ConnectionOwner = {
    hello: (connection, frame) => this.#start(this.#frames.hello(connection, frame)),
    frame: (connection, frame, text) => this.#start(this.#frames.frame(connection, frame, text)),
    pingDue: (connection) => this.#start(this.#performer.ping(connection)),
    tokenExpiring: (connection) => {
      const expiresAt = connection.identity?.expiresAt;
      connection.sendInOrder({ type: "token-expiring", expiresAt });
    },
    closed: (connection, code) => {
      this.#devices.remove(connection);
      this.#pendingSockets.leave(connection);
      this.#log.debug("connection closed", { connection: connection.id, close: code });
      const { address, id } = connection;
      if (address === undefined) return;
      if (this.#devices.current(address) === undefined) this.#ice.forget(address);
      this.#start(this.#departures.gone(address, id));
    },
  };

  readonly #upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Other paths of the app's own server belong to the app.
    if (this.#options.server !== undefined && pathOf(request) !== this.#path) return;
    const refusal = refusalOf(request, {
      path: this.#path,
      origins: this.#options.origins,
      hosts: this.#options.hosts,
      roomLeft: (from) => this.#roomLeft(this.#addressOf(from)),
    });
    if (refusal !== undefined) {
      this.#counts.refusedUpgrades += 1;
      const { origin } = request.headers;
      this.#log.info("upgrade refused", {
        count: refusal.status,
        ...(origin === undefined ? {} : { origin }),
      });
      refuseUpgrade(socket, refusal);
      return;
    }
    const from = this.#addressOf(request);
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.acceptSocket(webSocket, from));
  };

  #addressOf(request: IncomingMessage): string {
    return clientAddress(request, this.#options.trustedProxies ?? 0);
  }

  #throwOut({ app, userId, deviceId }: Revocation): void {
    for (const connection of this.#devices.ofUser(app, userId, deviceId)) {
      this.#counts.revoked += 1;
      connection.goodbye("token-invalid");
    }
  }

  /** The devices of this node were told to be gone, and deliveries for them went nowhere: they come again. */
  #givenUp(): void {
    this.#log.warn("given up by the other nodes", { count: this.#devices.size });
    this.#relay.clear();
    for (const connection of this.#devices.all()) connection.goodbye("try-later");
  }

  #join(): Promise<void> {
    return this.#engine.join(this.#node, {
      delivered: (delivery) => this.#performer.delivered(delivery),
      told: (message) => this.#told(message),
      missed: () => this.#relay.clear(),
      lostData: () => this.#start(this.#lostData()),
    });
  }

  /**
   * The engine is not what it was: the core begins anew under the new epoch, the devices come again and
   * re-assert their calls. This node begins anew under another name, so that whatever the engine still has on
   * connections of the old one is an orphan, and says again what only it may know.
   */
  async #lostData(): Promise<void> {
    this.#counts.dataLosses += 1;
    this.#log.warn("the engine lost data", { count: this.#devices.size });
    this.#node = nodeName();
    this.#switchboard.lostData();
    this.#relay.clear();
    this.#nodeWatch.rest(this.#limits.reassertMs);
    const departures = this.#departures.sayAgain();
    for (const connection of this.#devices.all()) connection.goodbye("try-later");
    await this.#retries.run(async () => {
      await this.#join();
      await this.#revocations.sayAgain();
      return true;
    });
    for (const { app, userId, deviceId } of this.#revocations.recent()) {
      await this.#retries.run(() => this.#frames.revoked(app, userId, deviceId));
    }
    await departures;
  }

  /** Another node's word. */
  #told(message: NodeMessage): void {
    if (message["type"] === "effect") return this.#start(this.#performer.told(message));
    const revocation = message as unknown as Revocation;
    this.#revocations.hear(revocation);
    this.#throwOut(revocation);
  }

  #coreSaid(line: string): void {
    this.#log.error("the core's run-time says", { reason: line });
  }

  #roomLeft(address: string): boolean {
    const { connections, pendingConnections, pendingPerAddress } = this.#limits;
    return (
      this.#phase === "running" &&
      this.#devices.size < connections &&
      this.#pendingSockets.size < pendingConnections &&
      this.#pendingSockets.of(address) < pendingPerAddress
    );
  }

  /** Follows work to its end; whatever goes wrong in it is logged, and stops nothing else. */
  #start(work: Promise<void>): void {
    const followed = work
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : "unknown";
        this.#log.error("work failed", { reason });
      })
      .finally(() => this.#pending.delete(followed));
    this.#pending.add(followed);
  }

  #makeSealer(): Sealer {
    const { sealSecret, auth } = this.#options;
    const { key, ephemeral } = sealKey(sealSecret, auth.secret);
    if (ephemeral) {
      this.#log.warn("no sealSecret: calls cannot be re-asserted after a restart of the server");
    }
    return new Sealer(key);
  }

  #makeInvitations(hooks: HookCaller): Invitations {
    return new Invitations({
      engine: this.#engine,
      hooks,
      limits: this.#limits,
      rates: this.#setup.rates,
      counts: this.#counts,
    });
  }

  #makeFrames(sealer: Sealer, hooks: HookCaller): Frames {
    return new Frames({
      engine: this.#engine,
      switchboard: this.#switchboard,
      admissions: this.#admissions,
      invitations: this.#invitations,
      presences: new Presences(hooks, this.#switchboard, this.#limits.presenceUsers),
      userRates: new UserRates(this.#setup.rates, this.#clock),
      relay: this.#relay,
      sealer,
      counts: this.#counts,
      log: this.#log,
      clock: this.#clock,
      maxDepth: this.#limits.frameDepth,
    });
  }

  #makePerformer(sealer: Sealer): Performer {
    return new Performer({
      node: () => this.#node,
      engine: this.#engine,
      clock: this.#clock,
      devices: this.#devices,
      relay: this.#relay,
      sealer,
      log: this.#log,
      policy: () => this.#switchboard.policy,
      ice: (address) => this.#ice.of(address),
      view: ({ app, user, device }, callId) => this.#switchboard.view(app, user, device, callId),
      onAdmitted: (connection) => {
        const { id, address } = connection;
        if (address !== undefined) this.#departures.back(address);
        this.#pendingSockets.leave(connection);
        this.#counts.admitted += 1;
        this.#log.info("admitted", { connection: id, ...address });
      },
      onLost: (address, connection) => this.#start(this.#departures.gone(address, connection)),
      onLogged: (entry) => this.#invitations.logged(entry),
    });
  }

  #makeDepartures(): Departures {
    return new Departures({
      clock: this.#clock,
      limits: this.#limits,
      counts: this.#counts,
      retries: this.#retries,
      tell: (address, connection) => this.#frames.lost(address, connection),
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.answerHealth(request, response)) return;
    response.writeHead(404, { "content-length": 0 }).end();
  }

  async #listenOwn(): Promise<void> {
    const { port = 0, host = "127.0.0.1" } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#http.once("error", reject);
      this.#http.listen(port, host, () => {
        this.#http.off("error", reject);
        resolve();
      });
    });
  }

  async #closeOwn(): Promise<void> {
    if (!this.#http.listening) return;
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
      this.#http.closeIdleConnections();
    });
  }
}

function nodeName(): string {
  return randomBytes(9).toString("base64url");
}
