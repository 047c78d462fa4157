/** People on one page: me with the kit in front of me, and others who do as they are told. */

import { CallClient } from "ringline";
import type { Call, CallClientOptions, MediaKind } from "ringline";
import { createPictureInPicture } from "ringline/picture-in-picture";
import { createRecorder } from "ringline/recording";
import { createStats } from "ringline/stats";
import { FakeNetwork, FakeProfile } from "ringline/testing";
import { Desk } from "ringline/ui";
import type { CallSettingsInit, RinglineKit } from "ringline/ui";
import { Machine } from "./host.ts";
import { ME, names, others } from "./people.ts";

/** Somebody on the page. */
export interface Someone {
  readonly user: string;
  readonly machine: Machine;
  readonly client: CallClient;
}

const MOST_WAITED_MS = 40_000;

/** Settles when `condition` holds; looks at every frame. */
export async function until(condition: () => unknown, what = String(condition)): Promise<void> {
  const end = performance.now() + MOST_WAITED_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise(requestAnimationFrame);
  }
}

/** What a scene does with the people and the kit. */
export class World {
  readonly network = new FakeNetwork();
  readonly #wasm: Promise<WebAssembly.Module>;
  readonly #others = new Map<string, Someone>();
  readonly #brought: Someone[] = [];
  #me: Someone | null = null;
  #kit: RinglineKit | null = null;

  constructor() {
    this.#wasm = WebAssembly.compileStreaming(fetch("/dist/wasm/client.wasm"));
  }

  get me(): Someone {
    return this.#me!;
  }
  get kit(): RinglineKit {
    return this.#kit!;
  }
  get desk(): Desk {
    return Desk.of(this.me.client);
  }
  /** The call that my screen is about. */
  get call(): Call {
    return this.desk.current!;
  }

  /** A new screen of mine, online. */
  async enter(
    settings: CallSettingsInit = {},
    prepare: (machine: Machine) => void = () => {},
  ): Promise<void> {
    const machine = new Machine(0, this.network, true);
    prepare(machine);
    this.#me = await this.#connected(ME, machine);
    this.show(this.#me.client, settings);
  }

  /** Puts a client on the screen. */
  show(client: CallClient, settings: CallSettingsInit = {}): void {
    this.#kit?.remove();
    this.#kit = Object.assign(document.createElement("ringline-kit"), { client, settings });
    document.querySelector("main")!.append(this.#kit);
  }

  /** Puts a page of mine on the screen that is not connected yet. */
  async open(machine: Machine, user = ME): Promise<Someone> {
    if (this.#me) this.#brought.push(this.#me);
    this.#me = await this.client(user, machine);
    this.show(this.#me.client);
    return this.#me;
  }

  /** Another device of somebody, or somebody new, for this scene only. */
  async bring(user: string, machine: Machine): Promise<Someone> {
    const brought = await this.#connected(user, machine);
    this.#brought.push(brought);
    return brought;
  }

  async client(user: string, machine: Machine, more: Partial<CallClientOptions> = {}): Promise<Someone> {
    const client = await CallClient.create({
      url: new URL("/ringline", location.href),
      tokenProvider: () => user,
      wasmBinary: await this.#wasm,
      host: machine,
      policy: { callWhileInCall: "hold" },
      pictureInPicture: createPictureInPicture(),
      recorder: createRecorder(),
      stats: createStats(),
      users: Object.fromEntries(Object.entries(names).map(([user, name]) => [user, { name }])),
      ...more,
    });
    return { user, machine, client };
  }

  /** The first `count` of the others, connected. */
  async people(count: number): Promise<Someone[]> {
    const missing = others.slice(0, count).filter((user) => !this.#others.has(user));
    await Promise.all(
      missing.map(async (user) => {
        const machine = new Machine(others.indexOf(user) + 1, this.network);
        this.#others.set(user, await this.#connected(user, machine));
      }),
    );
    return others.slice(0, count).map((user) => this.#others.get(user)!);
  }

  /** I call `count` people; it rings at all of them. */
  async place(count: number, media: MediaKind, policy: { ringTimeoutMs?: number } = {}): Promise<Someone[]> {
    const called = await this.people(count);
    const users = called.map(({ user }) => user);
    this.desk.change({ ended: null });
    const call = await this.me.client.call(count === 1 ? users[0]! : users, { media, ...policy });
    await call.placed;
    await until(() => called.every(({ client }) => client.calls.some(({ state }) => state === "ringing")));
    return called;
  }

  /** `count` people in a call, me included; alone, in a session. */
  async talk(count: number, media: MediaKind): Promise<Someone[]> {
    if (count === 1) {
      await this.me.client.join("standup", { media });
      await until(() => this.desk.page === "call");
      return [];
    }
    const called = await this.place(count - 1, media);
    await Promise.all(called.map((one) => this.accept(one)));
    await this.connected(count);
    return called;
  }

  /** Somebody calls me, and others with me. */
  async ring(media: MediaKind, { from = 0, withOthers = 0 } = {}): Promise<Call> {
    const people = await this.people(Math.max(from, withOthers) + 1);
    const caller = people[from]!;
    const also = people.filter((one) => one !== caller).slice(0, withOthers);
    const to = withOthers === 0 ? ME : [ME, ...also.map(({ user }) => user)];
    await caller.client.call(to, { media });
    await until(() => this.desk.ringing);
    return this.desk.ringing!;
  }

  /** Says yes to whatever rings. */
  async accept({ client }: Someone): Promise<void> {
    await client.calls.find(({ state }) => state === "ringing")!.accept();
  }

  /** Everybody of my call is there. */
  async connected(count: number): Promise<void> {
    const isThere = (): boolean =>
      this.call.state === "connected" &&
      this.call.participants.filter(({ connection }) => connection === "connected").length >= count - 1;
    await until(isThere, `${count} people in the call`);
  }

  /** Somebody else's end of the call that I am in. */
  callOf({ client }: Someone): Call {
    return client.calls.find(({ id }) => id === this.call.id)!;
  }

  /** Nobody is in a call any more, and my screen is gone. */
  async leave(): Promise<void> {
    this.network.restore();
    this.#kit?.remove();
    this.#kit = null;
    const mine = [...this.#brought.splice(0), ...(this.#me ? [this.#me] : [])];
    this.#me = null;
    for (const { client, machine } of mine) {
      machine.online = true;
      await hangUp(client);
      await client[Symbol.asyncDispose]();
    }
    await Promise.all([...this.#others.values()].map(({ client }) => hangUp(client)));
  }

  async #connected(user: string, machine: Machine): Promise<Someone> {
    const someone = await this.client(user, machine);
    await someone.client.connect();
    return someone;
  }
}

async function hangUp(client: CallClient): Promise<void> {
  for (const call of client.calls) {
    if (call.state === "ringing" || call.state === "silenced") await call.decline().catch(() => {});
    else await call.hangUp().catch(() => {});
  }
  await until(() => client.calls.every(({ state }) => state === "ended"), `${client.userId} to be free`);
}

/** A browser profile that two pages share. */
export function profile(): FakeProfile {
  return new FakeProfile();
}
