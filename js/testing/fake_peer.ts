/**
 * An RTCPeerConnection that negotiates for real (states, descriptions, candidates, transceivers) and moves no
 * media.
 */

import { FakeTrack } from "./fake_media.ts";
import type { FakeStream } from "./fake_media.ts";
import type { FakeNetwork } from "./fake_network.ts";

type Kind = "audio" | "video";

/** An RTCRtpSender. */
export class FakeSender {
  track: FakeTrack | null = null;
  streams: readonly FakeStream[] = [];

  async replaceTrack(track: FakeTrack | null): Promise<void> {
    this.track = track;
  }
  setStreams(...streams: FakeStream[]): void {
    this.streams = streams;
  }
}

/** An RTCRtpTransceiver with its sender and receiver. */
export class FakeTransceiver {
  readonly mid: string;
  readonly sender = new FakeSender();
  readonly receiver: { readonly track: FakeTrack };
  direction: RTCRtpTransceiverDirection;

  constructor(kind: Kind, mid: string, direction: RTCRtpTransceiverDirection) {
    this.mid = mid;
    this.direction = direction;
    this.receiver = { track: new FakeTrack(kind) };
  }
}

/** An RTCDataChannel. */
export class FakeChannel extends EventTarget {
  readonly label: string;
  readyState: RTCDataChannelState = "connecting";
  /** Set by the peer. */
  other: () => FakeChannel | undefined = () => undefined;

  constructor(label: string) {
    super();
    this.label = label;
  }

  send(data: string): void {
    if (this.readyState !== "open") throw new DOMException("not open", "InvalidStateError");
    const other = this.other();
    queueMicrotask(() => other?.dispatchEvent(new MessageEvent("message", { data })));
  }
}

/** An RTCPeerConnection. */
export class FakePeer extends EventTarget {
  readonly configuration: RTCConfiguration;
  readonly network: FakeNetwork;
  connectionState: RTCPeerConnectionState = "new";
  signalingState: RTCSignalingState = "stable";
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  channel: FakeChannel | null = null;
  readonly #transceivers: FakeTransceiver[] = [];
  readonly #mintFragment: () => string;
  #fragment = "";
  #remoteFragment = "";
  #candidates = 0;
  /** The connection state that it has, or will have in a moment. */
  #target: RTCPeerConnectionState = "new";

  constructor(configuration: RTCConfiguration, network: FakeNetwork, mintFragment: () => string) {
    super();
    this.configuration = configuration;
    this.network = network;
    this.#mintFragment = mintFragment;
    this.#renewFragment();
  }

  addTransceiver(kind: Kind, init: { direction?: RTCRtpTransceiverDirection; streams?: FakeStream[] } = {}) {
    const mid = String(this.#transceivers.length);
    const transceiver = new FakeTransceiver(kind, mid, init.direction ?? "sendrecv");
    transceiver.sender.setStreams(...(init.streams ?? []));
    this.#transceivers.push(transceiver);
    return transceiver;
  }
  getTransceivers(): FakeTransceiver[] {
    return [...this.#transceivers];
  }
  getSenders(): FakeSender[] {
    return this.#transceivers.map(({ sender }) => sender);
  }
  getReceivers(): { readonly track: FakeTrack }[] {
    return this.#transceivers.map(({ receiver }) => receiver);
  }

  createDataChannel(label: string): FakeChannel {
    this.channel = new FakeChannel(label);
    this.channel.other = () => (this.network.up ? (this.#remote()?.channel ?? undefined) : undefined);
    return this.channel;
  }

  async createOffer({ iceRestart = false } = {}): Promise<RTCSessionDescriptionInit> {
    this.#mustBeOpen();
    if (iceRestart) this.#renewFragment();
    return { type: "offer", sdp: this.#describe() };
  }

  async createAnswer(): Promise<RTCSessionDescriptionInit> {
    this.#mustBe("have-remote-offer");
    return { type: "answer", sdp: this.#describe() };
  }

  async setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.#mustBeOpen();
    if (description.type === "answer") this.#mustBe("have-remote-offer");
    this.localDescription = description;
    this.signalingState = description.type === "offer" ? "have-local-offer" : "stable";
    this.#gather();
    this.tryToConnect();
  }

  /** An offer that crosses our own rolls ours back (RFC 9429, implicit rollback). */
  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.#mustBeOpen();
    if (description.type === "answer") this.#mustBe("have-local-offer");
    const sdp = description.sdp ?? "";
    const fragment = /^a=ice-ufrag:(.+)$/m.exec(sdp)?.[1];
    if (!fragment) throw new DOMException("no ice-ufrag", "OperationError");
    if (fragment !== this.#remoteFragment) this.#candidates = 0;
    this.#remoteFragment = fragment;
    this.remoteDescription = description;
    this.signalingState = description.type === "offer" ? "have-remote-offer" : "stable";
    const kinds = [...sdp.matchAll(/^m=(audio|video) /gm)].map((match) => match[1] as Kind);
    kinds.forEach((kind, index) => {
      const transceiver = this.#transceivers[index] ?? this.addTransceiver(kind, { direction: "recvonly" });
      const event = Object.assign(new Event("track"), {
        track: transceiver.receiver.track,
        transceiver,
        receiver: transceiver.receiver,
        streams: [],
      });
      this.dispatchEvent(event);
    });
    this.tryToConnect();
  }

  async addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (!this.remoteDescription) throw new DOMException("no remote description", "InvalidStateError");
    if (candidate.usernameFragment && candidate.usernameFragment !== this.#remoteFragment) {
      throw new DOMException("of another negotiation", "OperationError");
    }
    this.#candidates += 1;
    this.tryToConnect();
    this.#remote()?.tryToConnect();
  }

  close(): void {
    this.network.leave(this);
    this.connectionState = "closed";
    this.signalingState = "closed";
    if (this.channel) this.channel.readyState = "closed";
    for (const { receiver } of this.#transceivers) receiver.track.stop();
  }

  /** Connects once both sides have both descriptions and one side knows an address of the other. */
  tryToConnect(): void {
    const remote = this.#remote();
    if (!remote || remote.#remote() !== this || !this.network.up) return;
    if (this.signalingState !== "stable" || remote.signalingState !== "stable") return;
    if (this.#candidates + remote.#candidates === 0) return;
    for (const peer of [this, remote]) peer.#become("connecting", "connected");
  }

  /** For FakeNetwork: the path is gone. */
  pathLost(state: "disconnected" | "failed"): void {
    if (this.#target === "connected" || this.#target === "disconnected") this.#become(state);
  }

  #become(...states: RTCPeerConnectionState[]): void {
    for (const state of states) {
      if (this.#target === state || (this.#target === "connected" && state === "connecting")) continue;
      this.#target = state;
      queueMicrotask(() => this.#arrive(state));
    }
  }

  #arrive(state: RTCPeerConnectionState): void {
    if (this.connectionState === "closed") return;
    this.connectionState = state;
    if (state === "connected" && this.channel?.readyState === "connecting") {
      this.channel.readyState = "open";
      this.channel.dispatchEvent(new Event("open"));
    }
    this.dispatchEvent(new Event("connectionstatechange"));
  }

  #gather(): void {
    const usernameFragment = this.#fragment;
    const candidate = {
      candidate: `candidate:1 1 udp 2122260223 192.0.2.1 5000 typ host ufrag ${usernameFragment}`,
      sdpMid: "0",
      sdpMLineIndex: 0,
      usernameFragment,
    };
    for (const found of [candidate, null]) {
      queueMicrotask(() => {
        if (this.connectionState === "closed") return;
        this.dispatchEvent(Object.assign(new Event("icecandidate"), { candidate: found }));
      });
    }
  }

  #describe(): string {
    const lines = [
      "v=0",
      `o=- ${this.#fragment.length} 2 IN IP4 127.0.0.1`,
      "s=-",
      "t=0 0",
      "a=group:BUNDLE 0",
    ];
    const sections = [
      ...this.#transceivers.map(({ receiver }) => receiver.track.kind as string),
      "application",
    ];
    sections.forEach((kind, mid) => {
      const protocol = kind === "application" ? "UDP/DTLS/SCTP webrtc-datachannel" : "UDP/TLS/RTP/SAVPF 111";
      lines.push(`m=${kind} 9 ${protocol}`, "c=IN IP4 0.0.0.0", `a=ice-ufrag:${this.#fragment}`);
      lines.push(`a=ice-pwd:${this.#fragment}${this.#fragment}`, "a=setup:actpass", `a=mid:${mid}`);
      lines.push(`a=fingerprint:sha-256 ${"00:".repeat(31)}00`);
      if (kind !== "application")
        lines.push(`a=${this.#transceivers[mid]?.direction ?? "sendrecv"}`, "a=rtcp-mux");
    });
    return `${lines.join("\r\n")}\r\n`;
  }

  #renewFragment(): void {
    this.#fragment = this.#mintFragment();
    this.network.join(this.#fragment, this);
  }

  #remote(): FakePeer | undefined {
    return this.network.find(this.#remoteFragment);
  }

  #mustBeOpen(): void {
    if (this.signalingState === "closed") throw new DOMException("closed", "InvalidStateError");
  }

  #mustBe(state: RTCSignalingState): void {
    this.#mustBeOpen();
    if (this.signalingState !== state) {
      throw new DOMException(`${this.signalingState}, not ${state}`, "InvalidStateError");
    }
  }
}
