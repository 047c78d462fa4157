/** Tracks, streams and devices without hardware. */

import type { HostDevice, Permission } from "../host.ts";

let lastId = 0;

/** A MediaStreamTrack. `end()` is the device being unplugged. */
export class FakeTrack extends EventTarget {
  readonly id = `track-${(lastId += 1)}`;
  readonly kind: "audio" | "video";
  readonly label: string;
  readonly deviceId: string;
  enabled = true;
  muted = false;
  contentHint = "";
  readyState: "live" | "ended" = "live";

  constructor(kind: "audio" | "video", { label = `fake ${kind}`, deviceId = "" } = {}) {
    super();
    this.kind = kind;
    this.label = label;
    this.deviceId = deviceId;
  }

  /** The size is what Chromium gives unasked. */
  getSettings(): MediaTrackSettings {
    const { deviceId, kind } = this;
    return kind === "video" ? { deviceId, width: 640, height: 480 } : { deviceId };
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

/** A meter of a microphone: says what `FakeDevices.loudness` says, until its own track, a clone, ends. */
export class FakeMeter {
  readonly track: FakeTrack;
  readonly #devices: FakeDevices;

  constructor(devices: FakeDevices, microphone: FakeTrack) {
    this.#devices = devices;
    this.track = new FakeTrack(microphone.kind, microphone);
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

/** A device of a computer, in the words of `enumerateDevices()`. */
export function fakeDevice(kind: HostDevice["kind"], deviceId: string, label = deviceId): HostDevice {
  return { kind, deviceId, groupId: `group of ${deviceId}`, label };
}

/** Microphones, cameras and speakers with switches. */
export class FakeDevices {
  audio: DeviceMode = "grant";
  video: DeviceMode = "grant";
  /** What the user does when asked for a screen; null: this browser cannot share any. */
  screen: DeviceMode | null = "grant";
  /** Whether a screen brings its sound along where that is asked for. */
  screenAudio = true;
  /** What the microphone hears: 0 to 1; null: it cannot be measured. */
  loudness: number | null = 0;
  /** Whether the permission is known to be there, so that no prompt can come. */
  permitted = false;
  /** Devices that cannot be opened, and how that shows. */
  readonly broken = new Map<string, DeviceMode>();
  /** What getUserMedia and getDisplayMedia were asked for, in order. */
  readonly asked: ("audio" | "video" | "both" | "screen")[] = [];
  /** The device ids that it was asked for, in order; empty for the default. */
  readonly askedIds: string[] = [];
  /** Every track ever handed out. */
  readonly tracks: FakeTrack[] = [];
  /** How often the list was asked for. */
  listed = 0;
  #list: HostDevice[] = [
    fakeDevice("audioinput", "microphone", "fake audio"),
    fakeDevice("videoinput", "camera", "fake video"),
    fakeDevice("audiooutput", "speaker", "fake speaker"),
  ];
  #hanging: (() => void)[] = [];
  readonly #watchers = new Set<() => void>();
  readonly #permissionWatchers = new Set<() => void>();

  /** Tracks that are not stopped. */
  get live(): number {
    return this.tracks.filter((track) => track.readyState === "live").length;
  }
  /** Who listens for plugs. */
  get watchers(): number {
    return this.#watchers.size + this.#permissionWatchers.size;
  }

  /** Answers every prompt that hangs, by the switches as they stand now. */
  answer(): void {
    const hanging = this.#hanging;
    this.#hanging = [];
    for (const again of hanging) again();
  }

  /** Something is plugged in. */
  plug(...devices: readonly HostDevice[]): void {
    this.#list = [...this.#list, ...devices];
    this.#changed();
  }

  /** Something is pulled out; what came from it ends. */
  unplug(...ids: readonly string[]): void {
    this.#list = this.#list.filter(({ deviceId }) => !ids.includes(deviceId));
    for (const track of this.tracks) if (ids.includes(track.deviceId)) track.end();
    this.#changed();
  }

  /** The user changes what the page may do, in the browser's settings. */
  permit(permitted: boolean): void {
    this.permitted = permitted;
    this.audio = this.video = permitted ? "grant" : "deny";
    for (const watcher of [...this.#permissionWatchers]) watcher();
  }

  /** As navigator.mediaDevices.enumerateDevices: no names before something was granted. */
  async enumerate(): Promise<readonly HostDevice[]> {
    this.listed += 1;
    if (this.permitted || this.tracks.length > 0) return this.#list;
    return this.#list.map(({ kind }) => ({ kind, deviceId: "", groupId: "", label: "" }));
  }

  /** As `devicechange`. */
  onChange(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /** As the Permissions API. */
  watchPermission(name: "microphone" | "camera", changed: (permission: Permission) => void): () => void {
    const tell = (): void => {
      const mode = name === "microphone" ? this.audio : this.video;
      changed(this.permitted ? "granted" : mode === "deny" ? "denied" : "prompt");
    };
    this.#permissionWatchers.add(tell);
    tell();
    return () => this.#permissionWatchers.delete(tell);
  }

  /** As navigator.mediaDevices.getUserMedia: all or nothing. */
  getUserMedia(constraints: MediaStreamConstraints): Promise<FakeStream> {
    const kinds = (["audio", "video"] as const).filter((kind) => constraints[kind]);
    const [first = "audio"] = kinds;
    this.asked.push(kinds.length > 1 ? "both" : first);
    const ids = kinds.map((kind) => exactId(constraints[kind]));
    this.askedIds.push(...ids);
    const modes = (): DeviceMode[] => kinds.map((kind, index) => this.#mode(kind, ids[index]!));
    return this.#give(modes, () =>
      kinds.map((kind, index) => new FakeTrack(kind, this.#device(kind, ids[index]!))),
    );
  }

  /** As navigator.mediaDevices.getDisplayMedia. */
  getDisplayMedia(options: DisplayMediaStreamOptions): Promise<FakeStream> {
    this.asked.push("screen");
    const kinds: ("audio" | "video")[] = this.screenAudio && options.audio ? ["video", "audio"] : ["video"];
    return this.#give(
      () => [this.screen ?? "missing"],
      () => kinds.map((kind) => new FakeTrack(kind)),
    );
  }

  #give(modesOf: () => readonly DeviceMode[], tracksOf: () => FakeTrack[]): Promise<FakeStream> {
    return new Promise((resolve, reject) => {
      const attempt = (): void => {
        const modes = modesOf();
        const failure = modes.map((mode) => FAILURES[mode]).find((name) => name !== undefined);
        if (failure) return reject(new DOMException("fake", failure));
        if (modes.includes("hang")) {
          this.#hanging.push(attempt);
          return;
        }
        const tracks = tracksOf();
        this.tracks.push(...tracks);
        resolve(new FakeStream(tracks));
      };
      attempt();
    });
  }

  #mode(kind: "audio" | "video", id: string): DeviceMode {
    if (this[kind] !== "grant") return this[kind];
    const device = this.#device(kind, id);
    if (!device) return id === "" ? "missing" : "overconstrained";
    return this.broken.get(device.deviceId) ?? "grant";
  }

  /** By id, or the first of its kind. */
  #device(kind: "audio" | "video", id: string): HostDevice | undefined {
    const all = this.#list.filter((device) => device.kind === `${kind}input`);
    return id === "" ? all[0] : all.find(({ deviceId }) => deviceId === id);
  }

  #changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}

function exactId(constraints: boolean | MediaTrackConstraints | undefined): string {
  const id = typeof constraints === "object" ? constraints.deviceId : undefined;
  return typeof id === "object" && !Array.isArray(id) ? String(id.exact) : "";
}
