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
  TrackKind,
} from "./types.ts";

/** What a `Peer` needs from its owner. */
export interface PeerOptions {
  readonly host: Host;
  readonly post: Post;
  readonly logger: Logger;
  /** The streams that our tracks are announced in: what we say and show, and our screen. */
  readonly sendStreams: readonly [MediaStream, MediaStream];
  /** A track of the other side appeared, of its screen or not. */
  readonly received: (track: MediaStreamTrack, ofScreen: boolean) => void;
  /** It is connected, or no longer. */
  readonly changed?: (() => void) | undefined;
  readonly codecs?: CodecPreferences | undefined;
}

/**
 * What the transceivers are for, by their place: the same on both sides, for one of them adds them all, and in this
 * order (docs/CORE.md, "Links").
 */
const ROLES = ["audio", "video", "video", "audio"] as const;
const [VIDEO, SCREEN, ALL] = [1, 2, ROLES.length];

/** Where the tracks of a kind go. */
const PLACES: Readonly<Record<TrackKind, readonly number[]>> = {
  audio: [0],
  video: [VIDEO],
  screen: [SCREEN, SCREEN + 1],
};

/** Candidates that may wait for a remote description (docs/PROTOCOL.md, "Limits"). */
const MAX_HELD_CANDIDATES = 32;

/** Performs the effects of one link until closed. */
export class Peer {
  readonly linkId: string;
  /** Changes when the call goes on under another id. */
  callId: string;
  readonly userId: string;
  readonly #options: PeerOptions;
  #configuration: RTCConfiguration;
  readonly #connection: RTCPeerConnection;
  /** Of the camera and of the screen, by place. */
  readonly #encoders: ReadonlyMap<number, Encoder>;
  readonly #channel: RTCDataChannel;
  readonly #stop = new AbortController();
  /** What we send, by place; undefined where nothing was said of it yet. */
  readonly #tracks: (MediaStreamTrack | null)[] = [];
  /** Said before the channel was open: the last word counts. */
  #unsaid: string | null = null;
  /** An answer is being written, for which somebody waits: what else takes time comes after it. */
  answering = false;
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
    this.#encoders = new Map([VIDEO, SCREEN].map((place) => [place, this.#encoderOf(place)]));
    this.#channel = this.#connection.createDataChannel("ringline", { negotiated: true, id: 0 });
    if (effect.offerer) this.#addLines(effect.screen === true ? ALL : effect.video ? SCREEN : VIDEO);
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
      if (allPaths) this.#configure({ iceTransportPolicy: "all" });
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
    this.answering = true;
    this.#run(operation, async () => {
      await this.#connection.setRemoteDescription({ type: "offer", sdp: offer });
      this.#connection.getTransceivers().forEach((transceiver, place) => {
        transceiver.direction = "sendrecv";
        transceiver.sender.setStreams?.(this.#streamOf(place));
        this.#prefer(transceiver);
        this.#replace(place);
      });
      const created = this.#connection.createAnswer();
      this.#addHeld(); // behind it: the connection does one thing after the other (W3C WebRTC 4.4.1.2)
      const { sdp = "" } = await created;
      this.#post({ type: "answer-created", operation, sdp });
      await this.#connection.setLocalDescription({ type: "answer", sdp });
      for (const encoder of this.#encoders.values()) encoder.apply();
    });
  }

  /** Effect `apply-answer`. */
  applyAnswer(operation: number, answer: string): void {
    this.#run(operation, async () => {
      await this.#connection.setRemoteDescription({ type: "answer", sdp: answer });
      this.#addHeld();
      this.#post({ type: "description-set", operation });
      for (const encoder of this.#encoders.values()) encoder.apply();
    });
  }

  /** Effect `add-candidates`. They wait for a remote description; one that is no good is skipped. */
  addCandidates(candidates: readonly CandidateRecord[]): void {
    this.#run(0, () => {
      this.#held.push(...candidates.slice(0, MAX_HELD_CANDIDATES - this.#held.length));
      if (this.#connection.remoteDescription) this.#addHeld();
    });
  }

  /** Effect `set-track`: what we send of one kind from now on; no track sends nothing. */
  setTracks(kind: TrackKind, tracks: readonly MediaStreamTrack[]): void {
    PLACES[kind].forEach((place, index) => {
      const track = tracks[index] ?? null;
      if (kind !== "screen") hintContent(track, kind);
      this.#tracks[place] = track;
      this.#replace(place);
    });
  }

  /**
   * Effect `add-video`: an audio link shall carry video; an offer says so to the other side. The core asks only
   * one side of a link for it, for an offer does not take over what addTransceiver made (RFC 9429, 5.10).
   */
  addVideo(): void {
    this.#addLines(SCREEN);
  }

  /** Effect `add-screen`: the same for a screen; its lines come after that of the camera. */
  addScreen(): void {
    this.#addLines(ALL);
  }

  /** Effect `encode`. */
  encode(effect: EncodeEffect): void {
    this.#encoders.get(PLACES[effect.kind][0]!)?.set(effect);
  }

  /** Effect `ice-servers`: the next offer of either side gathers with them. */
  setIceServers(iceServers: readonly IceServerRecord[]): void {
    this.#configure({ iceServers: [...iceServers] });
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
    this.#tracks.length = 0;
    this.#connection.close();
  }

  #configure(change: RTCConfiguration): void {
    this.#configuration = { ...this.#configuration, ...change };
    this.#connection.setConfiguration(this.#configuration);
  }

  /** Adds the transceivers that are missing, up to that many. */
  #addLines(count: number): void {
    for (let place = this.#connection.getTransceivers().length; place < count; place += 1) {
      const streams = [this.#streamOf(place)];
      this.#prefer(this.#connection.addTransceiver(ROLES[place]!, { direction: "sendrecv", streams }));
      this.#replace(place);
    }
  }

  /** A screen has a stream of its own, so that nobody waits for its sound to match a mouth. */
  #streamOf(place: number): MediaStream {
    return this.#options.sendStreams[place < SCREEN ? 0 : 1];
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
      ({ candidate }) => {
        // Active TCP reaches passive TCP only, which no browser offers (RFC 6544, 4.1).
        if (!candidate?.candidate || candidate.tcpType === "active") return;
        this.#post({ type: "candidate", candidate: toRecord(candidate) });
      },
      { signal },
    );
    connection.addEventListener(
      "icecandidateerror",
      ({ url, errorCode }) => this.#options.logger.warn?.("ICE server refuses", { url, errorCode }),
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
    connection.addEventListener(
      "track",
      ({ track, transceiver }) =>
        this.#options.received(track, connection.getTransceivers().indexOf(transceiver) >= SCREEN),
      { signal },
    );
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
    this.answering = false;
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
    this.#options.logger.debug?.(`${what} failed`, nameOf(error));
  }

  #addHeld(): void {
    for (const candidate of this.#held) {
      this.#connection
        .addIceCandidate(candidate)
        .catch((error: unknown) => this.#failed("addIceCandidate", error));
    }
    this.#held = [];
  }

  #encoderOf(place: number): Encoder {
    const sender = (): RTCRtpSender | undefined => {
      const isOpen = !this.#stop.signal.aborted;
      return isOpen ? this.#connection.getTransceivers()[place]?.sender : undefined;
    };
    return new Encoder(sender, (error) => this.#failed("setParameters", error));
  }

  #replace(place: number): void {
    const track = this.#tracks[place];
    const sender = this.#connection.getTransceivers()[place]?.sender;
    if (track === undefined || !sender) return;
    sender.replaceTrack(track).then(
      () => this.#encoders.get(place)?.apply(),
      (error: unknown) => this.#failed("replaceTrack", error),
    );
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
