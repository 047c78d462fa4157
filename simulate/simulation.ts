// People who call each other at random, in one process and on one virtual clock: the real clients with the real
// core, the real server with the real switchboard, and a network that breaks. Everything that happens follows from
// the seed. What must hold is looked at when all is over.

import { CallClient } from "../js/index.ts";
import type { Call } from "../js/index.ts";
import { FakeClock, FakeHost, FakeNetwork, settled } from "../js/testing.ts";
import type { FakeServer } from "../js/testing.ts";
import { FakeRandom } from "../js/testing/fake_random.ts";
import { loadSwitchboardCore } from "../server/core_loader.ts";
import { clientModule } from "./cores.ts";
import { Exchange } from "./exchange.ts";
import { lossy } from "./loss.ts";
import { agree } from "./outcome.ts";
import type { Recorder } from "./recorder.ts";

/** What is simulated. */
export interface SimulationOptions {
  readonly users: number;
  /** Of each user. */
  readonly devices: number;
  /** The chance of each message to take its connection with it. */
  readonly loss: number;
  readonly seed: number;
  readonly calls: number;
  readonly recorder?: Recorder | undefined;
}

/** One call as it went. */
export interface SimulatedCall {
  readonly number: number;
  readonly atMs: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly media: "audio" | "video";
  /** How it ended, by device. */
  readonly reasons: Map<string, string>;
  talkedMs: number;
}

/** What came of it. */
export interface SimulationResult {
  readonly calls: readonly SimulatedCall[];
  /** What the library refused people, by code. */
  readonly refused: ReadonlyMap<string, number>;
  readonly lostConnections: number;
  readonly frames: number;
  readonly virtualMs: number;
  /** Sentences; none unless something is wrong. */
  readonly violations: readonly string[];
}

/** From one thing that somebody does to the next. */
const STEP_MS = [20, 1_500] as const;
/** Longer than any deadline of a call: then everything must be over. */
const REST_MS = 120_000;
/** Steps for each call at most, so that a fault cannot keep the simulation going for ever. */
const MAX_STEPS_A_CALL = 2_000;

interface Device {
  readonly id: string;
  readonly user: string;
  readonly host: FakeHost;
  readonly client: CallClient;
}

/** Runs it. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const simulation = new Simulation(options);
  await simulation.start();
  await simulation.run();
  return simulation.end();
}

class Simulation {
  readonly #options: SimulationOptions;
  readonly #clock = new FakeClock();
  readonly #network = new FakeNetwork();
  readonly #exchange: Exchange;
  readonly #server: FakeServer;
  readonly #random: FakeRandom;
  readonly #devices: Device[] = [];
  readonly #calls: SimulatedCall[] = [];
  readonly #byId = new Map<string, SimulatedCall>();
  readonly #ends = new Map<string, Map<string, Call>>();
  readonly #refused = new Map<string, number>();
  readonly #violations: string[] = [];
  readonly #began: number;
  #lost = 0;
  #quiet = false;

  constructor(options: SimulationOptions) {
    const { seed, recorder } = options;
    this.#options = options;
    this.#random = new FakeRandom(seed);
    this.#began = this.#clock.now();
    this.#exchange = new Exchange(
      this.#clock,
      recorder && {
        loadCore: async () => recorder.watch("switchboard", "server", await loadSwitchboardCore()),
      },
    );
    const weather = new FakeRandom(seed ^ 0x5eed);
    this.#server = lossy(this.#exchange.server, () => {
      const lost = !this.#quiet && weather.next() < options.loss;
      if (lost) this.#lost += 1;
      return lost;
    });
  }

  async start(): Promise<void> {
    const { users, devices } = this.#options;
    await this.#exchange.start();
    for (let user = 1; user <= users; user += 1) {
      for (let device = 1; device <= devices; device += 1) await this.#join(`user-${user}`, device);
    }
    await this.#pass(1_000);
  }

  async run(): Promise<void> {
    const { calls } = this.#options;
    for (let step = 0; step < calls * MAX_STEPS_A_CALL; step += 1) {
      const done = this.#calls.length >= calls;
      if (done && this.#devices.every(({ client }) => client.calls.length === 0)) return;
      const [least, most] = STEP_MS;
      await this.#pass(least + this.#below(most - least));
      this.#act(this.#pick(this.#devices), done);
    }
    this.#violations.push("it does not come to an end");
  }

  async end(): Promise<SimulationResult> {
    this.#quiet = true;
    for (const { client } of this.#devices) for (const call of client.calls) this.#try(call.hangUp());
    await this.#pass(REST_MS);
    const virtualMs = this.#clock.now() - this.#began;
    for (const device of this.#devices) this.#look(device);
    this.#tell();
    for (const { client } of this.#devices) await client[Symbol.asyncDispose]();
    await this.#exchange.close();
    return {
      calls: this.#calls,
      refused: this.#refused,
      lostConnections: this.#lost,
      frames: this.#exchange.frames,
      virtualMs,
      violations: this.#violations,
    };
  }

  async #join(user: string, number: number): Promise<void> {
    const { seed, recorder } = this.#options;
    const id = `${user}.${number}`;
    const host = new FakeHost({
      seed: Math.imul(seed, 0x9e3779b1) + this.#devices.length + 1,
      clock: this.#clock,
      network: this.#network,
      server: this.#server,
    });
    const client = await CallClient.create({
      url: "ws://simulation.test/ringline",
      tokenProvider: () => user,
      deviceId: id,
      wasmBinary: await clientModule(),
      host,
      ...(recorder === undefined ? {} : { journal: recorder.client(id) }),
    });
    const device = { id, user, host, client };
    this.#devices.push(device);
    client.addEventListener("callended", ({ detail }) => this.#ended(device, detail.call));
    client.addEventListener("error", ({ detail }) => {
      if (detail.error.code === "core-died") this.#violations.push(`the core of ${id} died`);
    });
    this.#try(client.connect());
    await this.#pass(100);
  }

  /** Somebody does something, or nothing. */
  #act(device: Device, done: boolean): void {
    const call = device.client.calls[this.#below(Math.max(1, device.client.calls.length))];
    const chance = this.#random.next();
    if (call === undefined) {
      // Mostly, nobody dials while the user talks on another device.
      if (!done && chance < (this.#talks(device.user) ? 0.01 : 0.12)) this.#place(device);
    } else if (call.state === "ringing") {
      if (chance < 0.55) this.#try(call.accept());
      else if (chance < 0.75) this.#try(call.decline());
      else if (chance < 0.85) this.#try(call.ignore());
    } else if (call.state === "connected") {
      this.#talk(call, chance);
    } else if (chance < 0.06) {
      this.#try(call.hangUp());
    }
  }

  /** What people do while they talk. */
  #talk(call: Call, chance: number): void {
    if (chance < 0.3) this.#try(call.hangUp());
    else if (chance < 0.5) this.#try(call.setMicrophoneEnabled(chance < 0.4));
    else if (call.canResume) this.#try(call.resume());
    else if (call.canHold && chance < 0.55) this.#try(call.hold());
    else if (call.canAnswerVideo) this.#try(chance < 0.8 ? call.acceptVideo() : call.declineVideo());
    else if (call.canRequestVideo && chance < 0.6) this.#try(call.requestVideo());
  }

  #talks(user: string): boolean {
    return this.#devices.some((device) => device.user === user && device.client.calls.length > 0);
  }

  #place(device: Device): void {
    const others = [...new Set(this.#devices.map(({ user }) => user))].filter((user) => user !== device.user);
    const to = [this.#pick(others)];
    // One call in four is for two people.
    const more = this.#pick(others);
    if (this.#random.next() < 0.25 && !to.includes(more)) to.push(more);
    const media = this.#random.next() < 0.5 ? "audio" : "video";
    const call: SimulatedCall = {
      number: this.#calls.length + 1,
      atMs: Math.round(this.#clock.now() - this.#began),
      ...{ from: device.user, to, media },
      reasons: new Map(),
      talkedMs: 0,
    };
    this.#calls.push(call);
    this.#try(
      device.client.call(to, { media }).then((placed) => {
        this.#byId.set(placed.id, call);
        // A dial that the server refuses ends as a call that failed; the code says more.
        void placed.placed.then(({ error }) => error && this.#refuse(error.code));
      }),
    );
  }

  /** A call may be over before the one who dialled knows its id. */
  #ended({ id }: Device, call: Call): void {
    const ends = this.#ends.get(call.id) ?? new Map<string, Call>();
    this.#ends.set(call.id, ends);
    ends.set(id, call);
  }

  /** What each device says in the end: what it thought first may have turned out otherwise (design, 11.9). */
  #tell(): void {
    for (const [id, told] of this.#byId) {
      for (const [device, call] of this.#ends.get(id) ?? []) {
        told.reasons.set(device, call.endReason ?? "no reason");
        told.talkedMs = Math.max(told.talkedMs, call.durationMs ?? 0);
      }
      const reasons = [...told.reasons.values()];
      // In a group, each may leave for a reason of its own.
      if (told.to.length === 1 && !agree(reasons)) {
        this.#violations.push(`call ${told.number}: these do not go together: ${reasons.join(", ")}`);
      }
    }
  }

  /** What must hold when everything is over (docs/PROOFS.md). */
  #look({ id, client, host }: Device): void {
    const { calls, connection, liveTracks, openPeers } = client;
    const live = Math.max(liveTracks, host.liveTracks);
    const open = Math.max(openPeers, host.openPeers);
    if (calls.length > 0) this.#violations.push(`${id} is still in a call: ${calls[0]?.state}`);
    if (live > 0) this.#violations.push(`${id} has a live microphone or camera after all calls`);
    if (open > 0) this.#violations.push(`${id} has an open peer connection after all calls`);
    if (connection !== "online") this.#violations.push(`${id} is ${connection}`);
  }

  #try(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      const code = (error as { code?: string }).code ?? "unknown";
      this.#refuse(code);
      if (code === "unknown")
        this.#violations.push(`an error that is none of the library's: ${String(error)}`);
    });
  }

  #refuse(code: string): void {
    this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1);
  }

  async #pass(ms: number): Promise<void> {
    for (let turn = 0; turn < 4; turn += 1) await settled();
    await this.#clock.advance(ms);
    for (let turn = 0; turn < 4; turn += 1) await settled();
  }

  #below(bound: number): number {
    return Math.floor(this.#random.next() * bound);
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)]!;
  }
}
