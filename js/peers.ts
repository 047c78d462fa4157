/** The peer connections by link, and the streams of the other participants, which outlive them. */

import type { CodecPreferences } from "./encoder.ts";
import type { Host } from "./host.ts";
import type { MediaRegistry } from "./media.ts";
import { Peer } from "./peer.ts";
import type { Playback } from "./playback.ts";
import type { IceServerRecord, Logger, OpenPeerEffect, PeerEffect, Post } from "./types.ts";

/** What `Peers` needs from its owner. */
export interface PeersOptions {
  readonly host: Host;
  readonly media: MediaRegistry;
  readonly playback: Playback;
  readonly logger: Logger;
  readonly post: Post;
  /** Used beside those that the server sends. */
  readonly iceServers?: readonly IceServerRecord[] | undefined;
  readonly codecs?: CodecPreferences | undefined;
  /** A path came or went. */
  readonly changed?: () => void;
}

/** What the others in a call send us. */
interface RemoteMedia {
  /** By user: what is said and shown, and the screen. */
  readonly streams: Map<string, readonly [MediaStream, MediaStream]>;
  muted: boolean;
}

/** Performs the effects that address a link. */
export class Peers {
  readonly #options: PeersOptions;
  readonly #peers = new Map<string, Peer>();
  /** Links without a connection, and why. */
  readonly #broken = new Map<string, string>();
  readonly #calls = new Map<string, RemoteMedia>();

  constructor(options: PeersOptions) {
    this.#options = options;
  }

  /** How many peer connections are open. 0 whenever no call is on. */
  get open(): number {
    return this.#peers.size;
  }

  /** Every link. */
  get all(): Peer[] {
    return [...this.#peers.values()];
  }

  /**
   * What a participant sends us, and the screen that it shares: the same objects for the call's whole life, whatever
   * happens to the link.
   */
  streams(callId: string, userId: string): readonly [MediaStream, MediaStream] {
    const { streams } = this.#call(callId);
    const { host } = this.#options;
    let both = streams.get(userId);
    if (!both) streams.set(userId, (both = [host.createStream(), host.createStream()]));
    return both;
  }

  /** Performs one effect. */
  perform(effect: PeerEffect): void {
    if (effect.type === "open-peer") return this.#openPeer(effect);
    const peer = this.#peers.get(effect.linkId);
    if (!peer) return this.#cannot(effect);
    switch (effect.type) {
      case "create-offer":
        return peer.createOffer(effect.operation, effect.iceRestart, effect.allPaths);
      case "create-answer":
        return peer.createAnswer(effect.operation, effect.sdp);
      case "apply-answer":
        return peer.applyAnswer(effect.operation, effect.sdp);
      case "add-candidates":
        return peer.addCandidates(effect.candidates);
      case "set-track": {
        const tracks = this.#options.media.tracks(peer.callId, effect.kind, effect.generation);
        return peer.setTracks(effect.kind, tracks);
      }
      case "encode":
        return peer.encode(effect);
      case "add-video":
        return peer.addVideo();
      case "add-screen":
        return peer.addScreen();
      case "send-data":
        return peer.sendData(effect.text);
      case "close-peer":
        return this.#closePeer(peer);
    }
  }

  /** Effect `ice-servers`: for whatever is gathered from now on. */
  setIceServers(iceServers: readonly IceServerRecord[]): void {
    for (const peer of this.#peers.values()) peer.setIceServers(this.#withOwn(iceServers));
  }

  /** Effect `mute-remote`: whether what the others send, now and later, is neither heard nor seen (hold). */
  mute(callId: string, muted: boolean): void {
    const call = this.#call(callId);
    call.muted = muted;
    for (const stream of [...call.streams.values()].flat()) {
      for (const track of stream.getTracks()) track.enabled = !muted;
    }
  }

  /** Event `replaced`: the streams and links of a call go on under another id. */
  rename(from: string, to: string): void {
    this.#calls.set(to, this.#call(from));
    this.#calls.delete(from);
    for (const peer of this.#peers.values()) if (peer.callId === from) peer.callId = to;
  }

  /** Effect `forget`: the streams of the call may go. */
  forget(callId: string): void {
    for (const peer of [...this.#peers.values()]) if (peer.callId === callId) this.#closePeer(peer);
    this.#calls.delete(callId);
  }

  /** Closes every connection. */
  close(): void {
    for (const peer of [...this.#peers.values()]) this.#closePeer(peer);
    this.#calls.clear();
  }

  #openPeer(effect: OpenPeerEffect): void {
    const { host, media, post, logger, codecs, changed } = this.#options;
    const { linkId, callId } = effect;
    const iceServers = this.#withOwn(effect.iceServers ?? []);
    if (effect.relayOnly && !iceServers.some(isRelay)) {
      logger.error?.("the ICE policy is relay, and there is no TURN server"); // it would wait for ever
      this.#broken.set(linkId, "no-relay");
      return;
    }
    try {
      const peer: Peer = new Peer(effect, iceServers, {
        host,
        post,
        logger,
        sendStreams: [media.stream(callId), media.screen(callId)],
        received: (track, ofScreen) => this.#received(peer, track, ofScreen),
        changed,
        codecs,
      });
      this.#peers.set(linkId, peer);
    } catch (error) {
      logger.error?.("cannot make a peer connection", error);
      this.#broken.set(linkId, "no peer connection");
    }
  }

  #withOwn(iceServers: readonly IceServerRecord[]): IceServerRecord[] {
    return [...(this.#options.iceServers ?? []), ...iceServers];
  }

  #call(callId: string): RemoteMedia {
    let call = this.#calls.get(callId);
    if (!call) this.#calls.set(callId, (call = { streams: new Map(), muted: false }));
    return call;
  }

  /** There is no such connection: it could not be made. Whoever waits for an operation on it is told. */
  #cannot(effect: PeerEffect): void {
    const { linkId } = effect;
    if ("operation" in effect) {
      const { operation } = effect;
      this.#options.post({ type: "operation-failed", linkId, operation, error: this.#broken.get(linkId) });
    } else if (effect.type === "close-peer") {
      this.#broken.delete(linkId);
    }
  }

  /** A new link's track takes the place of the old one's of the same kind. */
  #received({ callId, userId }: Peer, track: MediaStreamTrack, ofScreen: boolean): void {
    const stream = this.streams(callId, userId)[ofScreen ? 1 : 0];
    track.enabled = !this.#call(callId).muted;
    for (const old of stream.getTracks()) {
      if (old.kind !== track.kind || old === track) continue;
      stream.removeTrack(old);
      this.#options.playback.stop(callId, userId, old);
    }
    stream.addTrack(track);
    this.#options.playback.play(callId, userId, track);
  }

  #closePeer(peer: Peer): void {
    this.#peers.delete(peer.linkId);
    const { callId, userId } = peer;
    for (const stream of this.#calls.get(callId)?.streams.get(userId) ?? []) {
      for (const track of peer.remoteTracks) stream.removeTrack(track);
    }
    for (const track of peer.remoteTracks) {
      this.#options.playback.stop(callId, userId, track);
    }
    peer.close();
    this.#options.changed?.();
  }
}

function isRelay({ urls }: IceServerRecord): boolean {
  return [urls].flat().some((url) => /^turns?:/i.test(url));
}
