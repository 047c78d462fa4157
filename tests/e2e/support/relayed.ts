// People who reach each other through a TURN server, with a network between them and it that the test holds.

import type { TestContext } from "node:test";
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { Coturn } from "./coturn.ts";
import type { Person } from "./person.ts";
import { startServer } from "./server.ts";
import type { Server, ServerOptions } from "./server.ts";
import { Site } from "./site.ts";
import { UdpPath } from "./udp_path.ts";
import { endsWith, SecretWorld } from "./world.ts";

export interface RelayedOptions {
  /** For `serve --policy`; without more: `icePolicy` `relay`. */
  readonly policy?: object;
  /** Life of credentials. */
  readonly ttlSeconds?: number;
  /** The server mints with another secret than the TURN server's. */
  readonly wrongSecret?: boolean;
}

/** A world with a server of ours, coturn, and a path to it. */
export class RelayedWorld extends SecretWorld {
  readonly coturn: Coturn;
  readonly path: UdpPath;
  /** What the pages sent to the signalling server. */
  readonly sent: string[] = [];

  constructor(
    browser: Browser,
    parts: { site: Site; server: Server; coturn: Coturn; path: UdpPath; more: Partial<ServerOptions> },
  ) {
    super(browser, parts.site, parts.server, parts.more);
    this.coturn = parts.coturn;
    this.path = parts.path;
  }

  static async begin(t: TestContext, browser: Browser, options: RelayedOptions = {}): Promise<RelayedWorld> {
    const { policy = {}, ttlSeconds = 600, wrongSecret = false } = options;
    const coturn = await Coturn.start();
    const path = await UdpPath.open(coturn.port);
    const site = await Site.start();
    const more = {
      turnSecret: wrongSecret ? "not the secret of that server" : coturn.secret,
      args: [
        ...["--policy", JSON.stringify({ icePolicy: "relay", ...policy })],
        ...["--turn", path.url, "--turn-ttl", String(ttlSeconds)],
      ],
    };
    const args = ["--origin", site.url.origin, ...more.args];
    const server = await startServer({ ...more, args, secret: site.secret });
    site.signalling = server.url.href;
    return endsWith(t, new RelayedWorld(browser, { site, server, coturn, path, more }));
  }

  override async profile(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await super.profile(options);
    context.on("page", (page) =>
      page.on("websocket", (socket) =>
        socket.on("framesent", ({ payload }) => this.sent.push(String(payload))),
      ),
    );
    return context;
  }

  override async tell(t: TestContext): Promise<void> {
    await super.tell(t);
    t.diagnostic(this.coturn.log);
  }

  override async close(): Promise<void> {
    this.server.resume();
    await super.close();
    this.path.close();
    await this.coturn.stop();
  }
}

/** One end of the path that media takes (W3C webrtc-stats, RTCIceCandidateStats). */
export interface PairEnd {
  readonly type: string;
  readonly address: string;
}

/** Which candidates the open peer connection of a page uses: its own and the other side's. */
export function selectedPair(person: Person): Promise<{ local: PairEnd; remote: PairEnd } | null> {
  return person.page.evaluate(async () => {
    const peer = window.spies.peers.find(({ connectionState }) => connectionState === "connected");
    const all = new Map<string, Record<string, unknown>>();
    for (const one of (await peer?.getStats())?.values() ?? []) all.set(one.id, one);
    const transport = [...all.values()].find(({ type }) => type === "transport");
    const pair = all.get(String(transport?.["selectedCandidatePairId"]));
    const end = (id: unknown) => {
      const found = all.get(String(id));
      return { type: String(found?.["candidateType"]), address: `${found?.["address"]}:${found?.["port"]}` };
    };
    return pair ? { local: end(pair["localCandidateId"]), remote: end(pair["remoteCandidateId"]) } : null;
  });
}

/** Under which name and until when the page may use the TURN server, by its open peer connection. */
export function turnUser(person: Person): Promise<string> {
  return person.page.evaluate(() => {
    const peer = window.spies.peers.find(({ connectionState }) => connectionState !== "closed");
    const servers = peer?.getConfiguration().iceServers ?? [];
    return servers.find(({ username }) => username)?.username ?? "";
  });
}

/** What the call on this page says of its path. */
export interface Interruptions {
  readonly reconnecting: number;
  readonly reconnected: number;
}

/** Counts the interruptions of the call that is on, from now on. */
export async function interruptions({ page }: Person): Promise<() => Promise<Interruptions>> {
  await page.evaluate(() => {
    const counts = { reconnecting: 0, reconnected: 0 };
    Object.assign(window, { interruptions: counts });
    const [call] = window.ringlineDemo.client?.calls ?? [];
    call?.addEventListener("reconnecting", () => (counts.reconnecting += 1));
    call?.addEventListener("reconnected", () => (counts.reconnected += 1));
  });
  return () => page.evaluate(() => (window as unknown as { interruptions: Interruptions }).interruptions);
}
