/** Tracks, streams and devices without hardware. */

let lastId = 0;

/** A MediaStreamTrack. `end()` is the device being unplugged. */
export class FakeTrack extends EventTarget {
  readonly id = `track-${(lastId += 1)}`;
  readonly kind: "audio" | "video";
  readonly label: string;
  enabled = true;
  muted = false;
  contentHint = "";
  readyState: "live" | "ended" = "live";

  constructor(kind: "audio" | "video") {
    super();
    this.kind = kind;
    this.label = `fake ${kind}`;
  }

  /** Of a camera: what Chromium gives unasked. */
  getSettings(): MediaTrackSettings {
    return this.kind === "video" ? { width: 640, height: 480 } : {};
  }

  /** Stopped by its owner: no event (mediacapture-streams, 4.3.1). */
  stop(): void {
    this.readyState = "ended";
  }

  /** Ended by the device: event `ended`. */
  end(): void {
    if (this.readyState === "ended") return;
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
}

/** A MediaStream. */
export class FakeStream extends EventTarget {
  readonly id = `stream-${(lastId += 1)}`;
  readonly #tracks = new Set<FakeTrack>();

  constructor(tracks: readonly FakeTrack[] = []) {
    super();
    for (const track of tracks) this.#tracks.add(track);
  }

  get active(): boolean {
    return this.getTracks().some((track) => track.readyState === "live");
  }
  getTracks(): FakeTrack[] {
    return [...this.#tracks];
  }
  getAudioTracks(): FakeTrack[] {
    return this.getTracks().filter((track) => track.kind === "audio");
  }
  getVideoTracks(): FakeTrack[] {
    return this.getTracks().filter((track) => track.kind === "video");
  }
  addTrack(track: FakeTrack): void {
    this.#tracks.add(track);
  }
  removeTrack(track: FakeTrack): void {
    this.#tracks.delete(track);
  }
}

/** A meter of a microphone: says what `FakeDevices.loudness` says, until its own track ends. */
export class FakeMeter {
  readonly track = new FakeTrack("audio");
  readonly #devices: FakeDevices;

  constructor(devices: FakeDevices) {
    this.#devices = devices;
    devices.tracks.push(this.track);
  }

  level(): number | null {
    return this.track.readyState === "live" ? this.#devices.loudness : null;
  }
  close(): void {
    this.track.stop();
  }
}

/** What a device does when it is asked for: `hang` is a prompt that nobody answers, until `answer()`. */
export type DeviceMode = "grant" | "deny" | "missing" | "busy" | "overconstrained" | "fail" | "hang";

const FAILURES: Readonly<Partial<Record<DeviceMode, string>>> = {
  deny: "NotAllowedError",
  missing: "NotFoundError",
  busy: "NotReadableError",
  overconstrained: "OverconstrainedError",
  fail: "UnknownError",
};

/** A microphone and a camera with switches. */
export class FakeDevices {
  audio: DeviceMode = "grant";
  video: DeviceMode = "grant";
  /** What the microphone hears: 0 to 1; null: it cannot be measured. */
  loudness: number | null = 0;
  /** Whether the permission is known to be there, so that no prompt can come. */
  permitted = false;
  /** What getUserMedia was asked for, in order. */
  readonly asked: ("audio" | "video" | "both")[] = [];
  /** Every track ever handed out. */
  readonly tracks: FakeTrack[] = [];
  #hanging: (() => void)[] = [];

  /** Tracks that are not stopped. */
  get live(): number {
    return this.tracks.filter((track) => track.readyState === "live").length;
  }

  /** Answers every prompt that hangs, by the switches as they stand now. */
  answer(): void {
    const hanging = this.#hanging;
    this.#hanging = [];
    for (const again of hanging) again();
  }

  /** As navigator.mediaDevices.getUserMedia: all or nothing. */
  getUserMedia(constraints: MediaStreamConstraints): Promise<FakeStream> {
    const kinds = (["audio", "video"] as const).filter((kind) => constraints[kind]);
    const [first = "audio"] = kinds;
    this.asked.push(kinds.length > 1 ? "both" : first);
    return new Promise((resolve, reject) => {
      const attempt = (): void => {
        const modes = kinds.map((kind) => this[kind]);
        const failure = modes.map((mode) => FAILURES[mode]).find((name) => name !== undefined);
        if (failure) return reject(new DOMException("fake", failure));
        if (modes.includes("hang")) {
          this.#hanging.push(attempt);
          return;
        }
        const tracks = kinds.map((kind) => new FakeTrack(kind));
        this.tracks.push(...tracks);
        resolve(new FakeStream(tracks));
      };
      attempt();
    });
  }
}
