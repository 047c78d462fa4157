/**
 * One RTCPeerConnection, one link. Offers, answers and candidates go through it one after the other; what
 * comes back carries the link and the operation it belongs to. It must not know calls, and it never starts
 * anything by itself.
 */

import { Encoder, hintContent, sortCodecs } from "./encoder.ts";
import type { CodecPreferences } from "./encoder.ts";
import type { Host } from "./host.ts";
import type {
  CandidateRecord,
  EncodeEffect,
  IceServerRecord,
  Logger,
  MediaKind,
  OpenPeerEffect,
  Post,
} from "./types.ts";

/** What a `Peer` needs from its owner. */
export interface PeerOptions {
  readonly host: Host;
  readonly post: Post;
  readonly logger: Logger;
  /** The stream that our tracks are announced in. */
  readonly sendStream: MediaStream;
  /** A track of the other side appeared. */
  readonly received: (track: MediaStreamTrack) => void;
  /** It is connected, or no longer. */
  readonly changed?: (() => void) | undefined;
  readonly codecs?: CodecPreferences | undefined;
}

/** Candidates that may wait for a remote description (docs/PROTOCOL.md, "Limits"). */
const MAX_HELD_CANDIDATES = 32;

/** Performs the effects of one link until closed. */
export class Peer {
  readonly linkId: string;
  /** Changes when the call goes on under another id. */
  callId: string;
  readonly userId: string;
  readonly #options: PeerOptions;
  readonly #configuration: RTCConfiguration;
  readonly #connection: RTCPeerConnection;
  readonly #encoder: Encoder;
  readonly #channel: RTCDataChannel;
  readonly #stop = new AbortController();
  readonly #tracks = new Map<MediaKind, MediaStreamTrack | null>();
  /** Said before the channel was open: the last word counts. */
  #unsaid: string | null = null;
  #held: CandidateRecord[] = [];
  #work: Promise<void> = Promise.resolve();

  constructor(effect: OpenPeerEffect, iceServers: readonly IceServerRecord[], options: PeerOptions) {
    this.linkId = effect.linkId;
    this.callId = effect.callId;
    this.userId = effect.userId;
    this.#options = options;
    this.#configuration = {
      iceServers: [...iceServers],
      bundlePolicy: "max-bundle",
      iceTransportPolicy: effect.relayOnly === true ? "relay" : "all",
    };
    this.#connection = options.host.createPeer(this.#configuration);
    this.#encoder = new Encoder(this.#connection, "video", (error) => this.#failed("setParameters", error));
    this.#channel = this.#connection.createDataChannel("ringline", { negotiated: true, id: 0 });
    if (effect.offerer) this.#addTransceiver("audio");
    if (effect.offerer && effect.video) this.#addTransceiver("video");
    this.#listen();
  }

  /** For those who look at it: statistics and levels. */
  get connection(): RTCPeerConnection {
    return this.#connection;
  }

  get connected(): boolean {
    return this.#connection.connectionState === "connected";
  }

  /** The tracks of the other side. */
  get remoteTracks(): MediaStreamTrack[] {
    return this.#connection.getReceivers().map((receiver) => receiver.track);
  }

  /**
   * Effect `create-offer`: reported as soon as the text is known; applied to ourselves right after. With
   * `allPaths`, what was gathered through relays only is gathered anew without that bound.
   */
  createOffer(operation: number, iceRestart: boolean, allPaths = false): void {
    this.#run(operation, async () => {
      if (allPaths) this.#connection.setConfiguration({ ...this.#configuration, iceTransportPolicy: "all" });
      const { sdp = "" } = await this.#connection.createOffer({ iceRestart });
      this.#post({ type: "offer-created", operation, sdp });
      await this.#connection.setLocalDescription({ type: "offer", sdp });
    });
  }

  /**
   * Effect `create-answer`: takes the offer, opens every direction, answers without waiting for a track
   * (design, 11.1).
   */
  createAnswer(operation: number, offer: string): void {
    this.#run(operation, async () => {
      await this.#connection.setRemoteDescription({ type: "offer", sdp: offer });
      for (const transceiver of this.#connection.getTransceivers()) {
        transceiver.direction = "sendrecv";
        transceiver.sender.setStreams?.(this.#options.sendStream);
        this.#prefer(transceiver);
      }
      for (const kind of this.#tracks.keys()) this.#replace(kind);
      this.#addHeld();
      const { sdp = "" } = await this.#connection.createAnswer();
      this.#post({ type: "answer-created", operation, sdp });
      await this.#connection.setLocalDescription({ type: "answer", sdp });
      this.#encoder.apply();
    });
  }

  /** Effect `apply-answer`. */
  applyAnswer(operation: number, answer: string): void {
    this.#run(operation, async () => {
      await this.#connection.setRemoteDescription({ type: "answer", sdp: answer });
      this.#addHeld();
      this.#post({ type: "description-set", operation });
      this.#encoder.apply();
    });
  }

  /** Effect `add-candidates`. They wait for a remote description; one that is no good is skipped. */
  addCandidates(candidates: readonly CandidateRecord[]): void {
    this.#run(0, () => {
      this.#held.push(...candidates.slice(0, MAX_HELD_CANDIDATES - this.#held.length));
      if (this.#connection.remoteDescription) this.#addHeld();
    });
  }

  /** Effect `set-track`: what we send of one kind from now on; null sends nothing. */
  setTrack(kind: MediaKind, track: MediaStreamTrack | null): void {
    hintContent(track, kind);
    this.#tracks.set(kind, track);
    this.#replace(kind);
  }

  /**
   * Effect `add-video`: an audio link shall carry video; an offer says so to the other side. The core asks only
   * one side of a link for it, for an offer does not take over what addTransceiver made (RFC 9429, 5.10).
   */
  addVideo(): void {
    this.#addTransceiver("video");
    this.#replace("video");
  }

  /** Effect `encode`. */
  encode(effect: EncodeEffect): void {
    this.#encoder.set(effect);
  }

  /** Effect `send-data`: said once the channel is open, if it was not. */
  sendData(text: string): void {
    if (this.#channel.readyState === "open") this.#channel.send(text);
    else this.#unsaid = text;
  }

  /** Effect `close-peer`: silent from here on. */
  close(): void {
    this.#stop.abort();
    this.#held = [];
    this.#tracks.clear();
    this.#connection.close();
  }

  #addTransceiver(kind: MediaKind): void {
    const streams = [this.#options.sendStream];
    this.#prefer(this.#connection.addTransceiver(kind, { direction: "sendrecv", streams }));
  }

  #prefer(transceiver: RTCRtpTransceiver): void {
    const { host, codecs } = this.#options;
    const kind = transceiver.receiver.track.kind as MediaKind;
    const names = codecs?.[kind];
    if (!names) return;
    try {
      transceiver.setCodecPreferences(sortCodecs(host.codecs(kind), names));
    } catch (error) {
      this.#failed("setCodecPreferences", error); // the browser's own order is good enough
    }
  }

  #listen(): void {
    const { signal } = this.#stop;
    const connection = this.#connection;
    connection.addEventListener(
      "icecandidate",
      ({ candidate }) =>
        candidate?.candidate && this.#post({ type: "candidate", candidate: toRecord(candidate) }),
      { signal },
    );
    connection.addEventListener(
      "connectionstatechange",
      () => {
        const state = connection.connectionState;
        if (state !== "new" && state !== "closed") this.#post({ type: "peer-state", state });
        this.#options.changed?.();
      },
      { signal },
    );
    connection.addEventListener("track", ({ track }) => this.#options.received(track), { signal });
    this.#channel.addEventListener(
      "open",
      () => {
        if (this.#unsaid !== null) this.#channel.send(this.#unsaid);
        this.#unsaid = null;
      },
      { signal },
    );
    this.#channel.addEventListener(
      "message",
      ({ data }) => typeof data === "string" && this.#post({ type: "data", text: data }),
      { signal },
    );
  }

  #post(result: { readonly type: string; readonly [field: string]: unknown }): void {
    if (!this.#stop.signal.aborted) this.#options.post({ ...result, linkId: this.linkId });
  }

  /** Operation 0 has nobody who waits for its failure. */
  #run(operation: number, work: () => Promise<void> | void): void {
    this.#work = this.#work.then(async () => {
      if (this.#stop.signal.aborted) return;
      try {
        await work();
      } catch (error) {
        this.#failed("operation", error);
        if (operation) this.#post({ type: "operation-failed", operation, error: nameOf(error) });
      }
    });
  }

  /** Only the name: messages of WebRTC quote descriptions and addresses. */
  #failed(what: string, error: unknown): void {
    this.#options.logger.debug?.(`peer: ${what} failed`, nameOf(error));
  }

  #addHeld(): void {
    for (const candidate of this.#held) {
      this.#connection
        .addIceCandidate(candidate)
        .catch((error: unknown) => this.#failed("addIceCandidate", error));
    }
    this.#held = [];
  }

  #replace(kind: MediaKind): void {
    for (const { sender, receiver } of this.#connection.getTransceivers()) {
      if (receiver.track.kind !== kind) continue;
      sender.replaceTrack(this.#tracks.get(kind) ?? null).then(
        () => this.#encoder.apply(),
        (error: unknown) => this.#failed("replaceTrack", error),
      );
    }
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}

function toRecord(found: RTCIceCandidate): CandidateRecord {
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = found;
  return {
    candidate,
    ...(sdpMid !== null && { sdpMid }),
    ...(sdpMLineIndex !== null && { sdpMLineIndex }),
    ...(usernameFragment !== null && { usernameFragment }),
  };
}
