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
  encodings: RTCRtpEncodingParameters[] = [{ active: true }];
  #transaction = 0;

  async replaceTrack(track: FakeTrack | null): Promise<void> {
    this.track = track;
  }
  setStreams(...streams: FakeStream[]): void {
    this.streams = streams;
  }

  /** A copy, and as in a browser good for one `setParameters`. */
  getParameters(): { encodings: RTCRtpEncodingParameters[]; transactionId: string } {
    const transactionId = String((this.#transaction += 1));
    return { encodings: this.encodings.map((encoding) => ({ ...encoding })), transactionId };
  }
  async setParameters(parameters: {
    encodings: RTCRtpEncodingParameters[];
    transactionId: string;
  }): Promise<void> {
    if (parameters.transactionId !== String(this.#transaction)) {
      throw new DOMException("read the parameters first", "InvalidModificationError");
    }
    this.#transaction += 1;
    this.encodings = parameters.encodings;
  }
}

/** What a receiver plays: one source of RTP. `hear` is the arrival of a packet that loud. */
export class FakeReceiver {
  readonly track: FakeTrack;
  #sources: RTCRtpSynchronizationSource[] = [];

  constructor(kind: Kind) {
    this.track = new FakeTrack(kind);
  }

  getSynchronizationSources(): RTCRtpSynchronizationSource[] {
    return this.#sources;
  }
  /** A packet of sound, or a frame of a picture. */
  hear(audioLevel?: number): void {
    const rtpTimestamp = (this.#sources[0]?.rtpTimestamp ?? 0) + 960;
    const source = { source: 1, rtpTimestamp, timestamp: rtpTimestamp / 48 };
    this.#sources = [audioLevel === undefined ? source : { ...source, audioLevel }];
  }
}

/** An RTCRtpTransceiver with its sender and receiver. */
export class FakeTransceiver {
  readonly sender = new FakeSender();
  readonly receiver: FakeReceiver;
  /** What `setCodecPreferences` was told, by name. */
  codecs: readonly string[] = [];
  /** Its place in the descriptions; null until one of them has it. */
  mid: string | null = null;
  direction: RTCRtpTransceiverDirection;
  /** What was negotiated; null before. */
  currentDirection: RTCRtpTransceiverDirection | null = null;
  /** Whether the other side has said that it sends. */
  announced = false;

  constructor(kind: Kind, direction: RTCRtpTransceiverDirection) {
    this.direction = direction;
    this.receiver = new FakeReceiver(kind);
  }

  get kind(): Kind {
    return this.receiver.track.kind;
  }

  setCodecPreferences(codecs: readonly RTCRtpCodec[]): void {
    this.codecs = codecs.map(({ mimeType }) => mimeType);
  }

  stop(): void {
    this.direction = "stopped";
    this.receiver.track.stop();
  }
}

/** One m-section of the descriptions: a transceiver, or the data channel (null). */
interface Section {
  readonly mid: string;
  readonly transceiver: FakeTransceiver | null;
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
  configuration: RTCConfiguration;
  readonly network: FakeNetwork;
  connectionState: RTCPeerConnectionState = "new";
  signalingState: RTCSignalingState = "stable";
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  channel: FakeChannel | null = null;
  /** What `getStats` answers. */
  stats: ReadonlyMap<string, object> = new Map();
  #transceivers: FakeTransceiver[] = [];
  /** The m-sections as they stand, and as they stood when last stable. */
  #sections: Section[] = [];
  #stableSections: Section[] = [];
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

  /** Counts from the next gathering on. */
  setConfiguration(configuration: RTCConfiguration): void {
    this.#mustBeOpen();
    this.configuration = configuration;
  }

  addTransceiver(kind: Kind, init: { direction?: RTCRtpTransceiverDirection; streams?: FakeStream[] } = {}) {
    this.#mustBeOpen();
    const transceiver = new FakeTransceiver(kind, init.direction ?? "sendrecv");
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
  getReceivers(): FakeReceiver[] {
    return this.#transceivers.map(({ receiver }) => receiver);
  }

  async getStats(): Promise<ReadonlyMap<string, object>> {
    return this.stats;
  }

  createDataChannel(label: string): FakeChannel {
    this.channel = new FakeChannel(label);
    this.channel.other = () => (this.network.up ? (this.#remote()?.channel ?? undefined) : undefined);
    return this.channel;
  }

  async createOffer({ iceRestart = false } = {}): Promise<RTCSessionDescriptionInit> {
    this.#mustBeOpen();
    if (iceRestart) this.#renewFragment();
    return { type: "offer", sdp: this.#describe(this.#offered()) };
  }

  async createAnswer(): Promise<RTCSessionDescriptionInit> {
    this.#mustBe("have-remote-offer");
    return { type: "answer", sdp: this.#describe(this.#sections) };
  }

  async setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.#mustBeOpen();
    if (description.type === "answer") this.#mustBe("have-remote-offer");
    else if (this.signalingState === "have-remote-offer") this.#mustBe("stable");
    this.localDescription = description;
    if (description.type === "offer") this.#place(this.#offered(), "have-local-offer");
    else this.#place(this.#sections, "stable");
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
    if (description.type === "offer" && this.signalingState === "have-local-offer") this.#rollBack();
    const sections = this.#matched(sdp, description.type);
    if (fragment !== this.#remoteFragment) this.#candidates = 0;
    this.#remoteFragment = fragment;
    this.remoteDescription = description;
    this.#place(sections, description.type === "offer" ? "have-remote-offer" : "stable");
    this.#announce(sdp);
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
    const relayed = this.configuration.iceTransportPolicy === "relay";
    const address = relayed ? "198.51.100.1 3478 typ relay raddr 0.0.0.0 rport 0" : "192.0.2.1 5000 typ host";
    const candidate = {
      candidate: `candidate:1 1 udp 2122260223 ${address} ufrag ${usernameFragment}`,
      sdpMid: "0",
      sdpMLineIndex: 0,
      usernameFragment,
    };
    const tcp = {
      ...candidate,
      candidate: `candidate:2 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active ufrag ${usernameFragment}`,
      tcpType: "active",
    };
    for (const found of [candidate, ...(relayed ? [] : [tcp]), null]) {
      queueMicrotask(() => {
        if (this.connectionState === "closed") return;
        this.dispatchEvent(Object.assign(new Event("icecandidate"), { candidate: found }));
      });
    }
  }

  /** The m-sections of an offer made now: those there are, then what was added since. */
  #offered(): Section[] {
    const placed = new Set(this.#sections.map(({ transceiver }) => transceiver));
    const added = this.#transceivers.filter((one) => !placed.has(one) && one.direction !== "stopped");
    const channel = this.channel && !placed.has(null) ? [null] : [];
    const mids = this.#sections.length;
    return [
      ...this.#sections,
      ...[...added, ...channel].map((transceiver, index) => ({ mid: String(mids + index), transceiver })),
    ];
  }

  /** The m-sections of a remote description, with a transceiver each; JSEP takes over none of addTransceiver. */
  #matched(sdp: string, type: RTCSdpType): Section[] {
    const found = [...sdp.matchAll(/^m=(\w+) [^]*?^a=mid:(.+?)\r?$/gm)];
    const fits =
      type === "offer" ? found.length >= this.#sections.length : found.length === this.#sections.length;
    if (!fits) throw new DOMException("the m-sections do not match", "InvalidAccessError");
    return found.map(([, kind, mid = ""], index) => {
      const known = this.#sections[index];
      if (known && (known.mid !== mid || (known.transceiver?.kind ?? "application") !== kind)) {
        throw new DOMException("an m-section changed", "InvalidAccessError");
      }
      if (known) return known;
      if (kind === "application") return { mid, transceiver: null };
      return { mid, transceiver: this.addTransceiver(kind as Kind, { direction: "recvonly" }) };
    });
  }

  #place(sections: Section[], state: RTCSignalingState): void {
    this.#sections = sections;
    this.signalingState = state;
    for (const { mid, transceiver } of sections) if (transceiver) transceiver.mid = mid;
    if (state !== "stable") return;
    this.#stableSections = sections;
    for (const { transceiver } of sections)
      if (transceiver) transceiver.currentDirection = transceiver.direction;
    this.#transceivers = this.#transceivers.filter(({ direction }) => direction !== "stopped");
  }

  #rollBack(): void {
    for (const { transceiver } of this.#sections) if (transceiver) transceiver.mid = null;
    this.#place(this.#stableSections, "stable");
  }

  /** Event `track` once for each transceiver whose other side begins to send. */
  #announce(sdp: string): void {
    const sections = sdp.split(/^m=/m).slice(1);
    this.#sections.forEach(({ transceiver }, index) => {
      const sends = /^a=send(recv|only)\r?$/m.test(sections[index] ?? "");
      const begins = sends && transceiver && !transceiver.announced;
      if (transceiver) transceiver.announced = sends;
      if (!begins) return;
      const { receiver } = transceiver;
      const event = { track: receiver.track, transceiver, receiver, streams: [] };
      this.dispatchEvent(Object.assign(new Event("track"), event));
    });
  }

  #describe(sections: readonly Section[]): string {
    const lines = [
      "v=0",
      `o=- ${this.#fragment.length} 2 IN IP4 127.0.0.1`,
      "s=-",
      "t=0 0",
      "a=group:BUNDLE 0",
    ];
    for (const { mid, transceiver } of sections) {
      const protocol = transceiver ? "UDP/TLS/RTP/SAVPF 111" : "UDP/DTLS/SCTP webrtc-datachannel";
      lines.push(`m=${transceiver?.kind ?? "application"} 9 ${protocol}`, "c=IN IP4 0.0.0.0");
      lines.push(`a=ice-ufrag:${this.#fragment}`, `a=ice-pwd:${this.#fragment}${this.#fragment}`);
      lines.push("a=setup:actpass", `a=mid:${mid}`, `a=fingerprint:sha-256 ${"00:".repeat(31)}00`);
      if (transceiver) lines.push(`a=${transceiver.direction}`, "a=rtcp-mux");
    }
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
