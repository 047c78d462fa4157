/**
 * The outside world of one person on the page. Sockets and time are real, and so are the tracks of whoever has a
 * screen here; devices and the network between peers are the fakes of `ringline/testing`.
 */

import { FakeClock, FakeHost } from "ringline/testing";
import type {
  FakeHostOptions,
  FakeNetwork,
  FakePeer,
  FakeStream,
  FakeTrack,
  FakeTransceiver,
} from "ringline/testing";
import type { HostSocket, LevelMeter, SocketHandlers } from "../../../js/host.ts";
import { camera, screen, silence } from "./pictures.ts";

/** The time of the machine. */
export class MachineClock extends FakeClock {
  override now(): number {
    return performance.now();
  }
  override wallClock(): number {
    return Date.now();
  }
  override setTimer(fire: () => void, delayMs: number): unknown {
    return setTimeout(fire, delayMs);
  }
  override clearTimer(handle: unknown): void {
    clearTimeout(handle as number);
  }
}

const clock = new MachineClock();

/** No two mint the same ids. */
let machines = 0;

/** Who is behind a host: by the number of a person, the picture is known. */
const owners = new WeakMap<FakePeer, Machine>();

/** A machine with its devices, whose connection can be cut. */
export class Machine extends FakeHost {
  /** Whose picture its camera gives. */
  readonly index: number;
  /** How loud it is around its microphone. */
  loudness = 0.02;
  readonly #wire: Wire;
  readonly #hasScreen: boolean;

  /** `hasScreen`: somebody looks at it, so that its tracks have to be real ones. */
  constructor(index: number, network: FakeNetwork, hasScreen = false, more: FakeHostOptions = {}) {
    const wire = new Wire();
    super({ seed: (machines += 1), clock, network, openSocket: wire.open, ...more });
    this.index = index;
    this.#wire = wire;
    this.#hasScreen = hasScreen;
    this.abilities = { setSinkId: true, screenShare: true, pictureInPicture: true, recording: true };
    this.devices.permitted = true;
  }

  /** Takes the machine off the network, or puts it back. */
  set online(online: boolean) {
    this.#wire.connected = online;
  }

  override createStream(): MediaStream {
    return this.#hasScreen ? new MediaStream() : super.createStream();
  }

  override async getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    const given = await super.getUserMedia(constraints);
    return this.#hasScreen ? real(given, () => camera(() => this.index)) : given;
  }

  override async getDisplayMedia(options: DisplayMediaStreamOptions): Promise<MediaStream> {
    const given = await super.getDisplayMedia(options);
    return this.#hasScreen ? real(given, screen) : given;
  }

  override createMeter(track: MediaStreamTrack): LevelMeter {
    if (!this.#hasScreen) return super.createMeter(track);
    return { level: () => this.loudness, close: () => {} };
  }

  override createPeer(configuration: RTCConfiguration): RTCPeerConnection {
    const made = super.createPeer(configuration);
    const peer = made as unknown as FakePeer;
    owners.set(peer, this);
    if (this.#hasScreen) showPictures(peer);
    return made;
  }

  /** Somebody is heard or not, from now on: RTP brings the level along (RFC 6464). */
  hear(from: Machine, level: number): void {
    for (const peer of this.peers) {
      if (ownerOfOther(peer) !== from) continue;
      const hearing = setInterval(() => {
        if (peer.connectionState === "closed") return clearInterval(hearing);
        for (const receiver of peer.getReceivers()) if (receiver.track.kind === "audio") receiver.hear(level);
      }, 50);
    }
  }
}

/** Sockets that end with the network. */
class Wire {
  #connected = true;
  readonly #sockets = new Set<WebSocket>();

  set connected(connected: boolean) {
    this.#connected = connected;
    if (!connected) for (const socket of this.#sockets) socket.close(4000);
  }

  readonly open = (url: string, protocol: string, handlers: SocketHandlers): HostSocket => {
    if (!this.#connected) {
      queueMicrotask(() => handlers.closed(1006));
      return { send: () => {}, close: () => {} };
    }
    const socket = new WebSocket(url, protocol);
    this.#sockets.add(socket);
    socket.onopen = () => handlers.opened();
    socket.onmessage = ({ data }) => handlers.message(String(data));
    socket.onclose = ({ code }) => {
      this.#sockets.delete(socket);
      handlers.closed(code);
    };
    return {
      send: (text) => void (socket.readyState === WebSocket.OPEN && socket.send(text)),
      close: (code) => socket.close(code),
    };
  };
}

/** The same stream of real tracks. What ends one of the fakes ends the real one. */
function real(given: MediaStream, picture: () => MediaStreamTrack): MediaStream {
  const fakes = (given as unknown as FakeStream).getTracks();
  return new MediaStream(fakes.map((fake) => stand(fake, fake.kind === "video" ? picture() : silence())));
}

function stand(fake: FakeTrack, track: MediaStreamTrack): MediaStreamTrack {
  const { deviceId } = fake;
  const settings = track.getSettings();
  track.getSettings = () => ({ ...settings, deviceId });
  fake.addEventListener("ended", () => {
    track.stop();
    track.dispatchEvent(new Event("ended"));
  });
  return track;
}

/** What this peer receives can be seen: the picture of whoever is on the other side. */
function showPictures(peer: FakePeer): void {
  const add = peer.addTransceiver.bind(peer);
  peer.addTransceiver = (kind, init) => {
    const transceiver = add(kind, init);
    const index = peer.getTransceivers().filter((one) => one.kind === kind).length - 1;
    const track =
      kind === "audio" ? silence() : index > 0 ? screen() : camera(() => ownerOfOther(peer)?.index);
    Object.defineProperty(transceiver.receiver, "track", { value: track });
    return transceiver;
  };
  peer.addEventListener("track", (event) => {
    const { receiver } = event as unknown as Pick<FakeTransceiver, "receiver">;
    if (receiver.track.kind === "video") receiver.hear();
  });
}

function ownerOfOther(peer: FakePeer): Machine | undefined {
  const fragment = /^a=ice-ufrag:(.+)$/m.exec(peer.remoteDescription?.sdp ?? "")?.[1]?.trim();
  const other = fragment === undefined ? undefined : peer.network.find(fragment);
  return other && owners.get(other);
}
