/**
 * Looks at the media of every call that is connected: ten times a second how loud it is, every other second how good
 * the paths are. One timer for all, none while there is no path. What it sees goes to the core, which decides what
 * that means.
 */

import { invalidState } from "./errors.ts";
import { figuresOf } from "./figures.ts";
import type { Host } from "./host.ts";
import { closeMeter, hasPicture, ownSound, RemoteLevel } from "./levels.ts";
import type { MediaRegistry } from "./media.ts";
import type { Peer } from "./peer.ts";
import type { Peers } from "./peers.ts";
import { count, stream } from "./shared/report.ts";
import type { Snapshot } from "./shared/report.ts";
import type { CallStats, ClientStats } from "./stats/stats.ts";
import type { Logger, Post } from "./types.ts";

/** What a `Sampler` needs from its owner. */
export interface SamplerOptions {
  readonly host: Host;
  readonly media: MediaRegistry;
  readonly peers: Peers;
  readonly logger: Logger;
  readonly post: Post;
  readonly stats?: ClientStats | undefined;
}

const LEVELS_EVERY_MS = 100;
const LOOKS_PER_FIGURES = 20;

/** What is remembered of a path between two looks. */
class Path {
  readonly #peer: Peer;
  readonly sound = new RemoteLevel();
  level = 0;
  shown = false;
  /** The last two reports, so that rates never are of a moment. */
  #older: Snapshot | undefined;
  #newer: Snapshot | undefined;

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  async look(now: () => number): Promise<Snapshot> {
    const report = await this.#peer.connection.getStats();
    return { at: now(), report };
  }

  /** Answers what this one is compared with. */
  keep(snapshot: Snapshot): Snapshot | undefined {
    const before = this.#newer;
    [this.#older, this.#newer] = [this.#newer, snapshot];
    return before;
  }

  get before(): Snapshot | undefined {
    return this.#older ?? this.#newer;
  }
}

/** Measures while any path is there. */
export class Sampler {
  readonly #options: SamplerOptions;
  readonly #paths = new WeakMap<Peer, Path>();
  readonly #metered = new Set<MediaStreamTrack>();
  #timer: unknown = null;
  #looks = 0;

  constructor(options: SamplerOptions) {
    this.#options = options;
  }

  /** A path came or went: begins, or ends. */
  follow(): void {
    const { host, peers } = this.#options;
    if (peers.open === 0) return this.close();
    if (this.#timer !== null || !peers.all.some(({ connected }) => connected)) return;
    this.#timer = host.setTimer(() => this.#look(), LEVELS_EVERY_MS);
  }

  /** Nothing is measured from here on, until a path comes. */
  close(): void {
    if (this.#timer !== null) this.#options.host.clearTimer(this.#timer);
    this.#timer = null;
    this.#looks = 0;
    for (const track of this.#metered) closeMeter(track);
    this.#metered.clear();
  }

  /** How loud a participant is, as heard last; 0 to 1. */
  level(callId: string, userId: string): number {
    const peer = this.#of(callId).find((one) => one.userId === userId);
    return peer ? this.#path(peer).level : 0;
  }

  /** The figures of a call as they are now. */
  async stats(callId: string): Promise<CallStats> {
    const { host, stats } = this.#options;
    if (!stats) throw invalidState("import ringline/stats");
    const paths = this.#of(callId).map(async (peer) => {
      const path = this.#path(peer);
      return { userId: peer.userId, now: await path.look(() => host.now()), before: path.before };
    });
    return stats.condense(await Promise.all(paths));
  }

  #of(callId: string): Peer[] {
    return this.#options.peers.all.filter((peer) => peer.callId === callId && peer.connected);
  }

  #path(peer: Peer): Path {
    let path = this.#paths.get(peer);
    if (!path) this.#paths.set(peer, (path = new Path(peer)));
    return path;
  }

  #look(): void {
    const { host, peers } = this.#options;
    this.#timer = host.setTimer(() => this.#look(), LEVELS_EVERY_MS);
    const everyTime = this.#looks % LOOKS_PER_FIGURES === 0;
    this.#looks += 1;
    for (const callId of new Set(peers.all.map((peer) => peer.callId))) {
      this.#listen(callId);
      if (everyTime) void this.#count(callId);
    }
  }

  #listen(callId: string): void {
    const { host, media, post } = this.#options;
    const levels = new Map<string, number>();
    for (const peer of this.#of(callId)) {
      const path = this.#path(peer);
      const receivers = peer.connection.getReceivers();
      path.level = path.sound.read(receivers);
      // Somebody may be in with two devices.
      levels.set(peer.userId, Math.max(path.level, levels.get(peer.userId) ?? 0));
      if (!path.shown && hasPicture(receivers)) this.#shown(peer);
    }
    const stream = media.stream(callId);
    for (const track of stream.getAudioTracks()) this.#metered.add(track);
    post({
      type: "levels",
      callId,
      own: ownSound(host, stream),
      levels: [...levels].map(([userId, level]) => ({ userId, level })),
    });
  }

  #shown(peer: Peer): void {
    this.#path(peer).shown = true;
    this.#options.post({ type: "first-frame", linkId: peer.linkId });
  }

  async #count(callId: string): Promise<void> {
    const { host, logger, post } = this.#options;
    try {
      const looks = this.#of(callId).map(async (peer) => {
        const path = this.#path(peer);
        const now = await path.look(() => host.now());
        const before = path.keep(now);
        const frames = count(stream(now, "inbound-rtp", "video"), "framesDecoded") ?? 0;
        if (!path.shown && frames > 0) this.#shown(peer); // where sources of pictures are not told
        return figuresOf(peer.linkId, now, before);
      });
      const paths = await Promise.all(looks);
      if (paths.length > 0) post({ type: "figures", callId, paths });
    } catch (error) {
      logger.debug?.("no statistics", error); // the connection was closed meanwhile
    }
  }
}
