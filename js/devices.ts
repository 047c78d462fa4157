/**
 * The microphones, cameras and speakers of this page: tells the core what there is, passes on what the user
 * picks, and says what the core chose. Nothing is listed before a call or the app wants it; nothing is decided
 * here.
 */

import { deviceKindOf, deviceKinds, mediaDeviceIdOf, routeOf } from "./arguments.ts";
import { captureError, mediaFailed } from "./errors.ts";
import { Emitter, emitter, KeyedListeners } from "./events.ts";
import type { Handlers } from "./events.ts";
import type { Host, HostDevice, HostFeatures, Permission } from "./host.ts";
import type { CoreEffect, CoreInput, Logger, OutputControl, OutputRoute, Post } from "./types.ts";

/** What the app calls a kind of device. */
export type DeviceName = "microphone" | "camera" | "speaker";

/** A device as the app sees it. */
export interface Device {
  readonly deviceId: string;
  readonly groupId: string;
  /** Empty until the user has granted that kind. */
  readonly label: string;
}

/** Devices by kind, in the browser's order. */
export type DeviceLists = Readonly<Record<DeviceName, readonly Device[]>>;

/** What this browser lets the library do; a control for anything else would do nothing. */
export interface Capabilities extends Omit<HostFeatures, "setSinkId"> {
  /**
   * How the output can be chosen: `sink` any speaker of the list; `input` by picking a microphone, whose speaker is
   * used (Chrome on Android); `none` only in the system.
   */
  readonly output: OutputControl;
}

/** Events of `client.devices` and their `event.detail`. */
export interface DevicesEvents {
  /** Something was plugged in or out, has a label now, or another device is chosen. */
  devicechange: { readonly devices: DeviceLists };
  permissionchange: { readonly permissions: Readonly<Record<"microphone" | "camera", Permission>> };
}

/** What `Devices` needs from its owner. */
export interface DevicesOptions {
  readonly host: Host;
  readonly logger: Logger;
  readonly post: Post;
  readonly request: (header: CoreInput) => Promise<unknown>;
}

/** Several events for one plug: a headset is three devices. */
const SETTLE_MS = 150;

/** The core takes so many (src/limits.h, kDevices and kDeviceTextBytes). */
const MAX_DEVICES = 64;
const MAX_LABEL = 128;

const dispatch = emitter<DevicesEvents>();

/** Made by the library: `client.devices`. Events: see `DevicesEvents`. */
export class Devices extends Emitter<DevicesEvents> {
  readonly #options: DevicesOptions;
  readonly #keyed = new KeyedListeners(this);
  readonly #stops: (() => void)[] = [];
  readonly #permissions: Record<"microphone" | "camera", Permission> = {
    microphone: "unknown",
    camera: "unknown",
  };
  #list: readonly HostDevice[] = [];
  #told: string | null = null;
  #chosen: Readonly<Record<string, string>> = {};
  #output: OutputControl = "none";
  #listing: Promise<void> | null = null;
  #timer: unknown = null;
  #closed = false;

  constructor(options: DevicesOptions) {
    super();
    this.#options = options;
  }

  /** What there is. Labels are empty until the user has granted that kind: `request()`. */
  async list(): Promise<DeviceLists> {
    await this.start();
    return this.#lists();
  }

  /** The device that is used of each kind; an empty id is whatever the system's default is. */
  get chosen(): Readonly<Record<DeviceName, string>> {
    const of = (name: DeviceName): string => this.#chosen[deviceKinds[name]] ?? "";
    return { microphone: of("microphone"), camera: of("camera"), speaker: of("speaker") };
  }

  /** What the user has said, once `list()` or a call has looked. */
  get permissions(): Readonly<Record<"microphone" | "camera", Permission>> {
    return { ...this.#permissions };
  }

  get capabilities(): Capabilities {
    const { screenShare, pictureInPicture, recording } = this.#options.host.features();
    return { output: this.#output, screenShare, pictureInPicture, recording };
  }

  /**
   * Uses that device from now on, in the call that is on and in later ones; an empty id follows the system's default.
   * Settles when it is open, if it has to be. Rejects with `media-failed` when it is not there or cannot be opened
   * (what was used before is used on), and with `invalid-state` for a speaker where the browser has no choice.
   */
  async select(kind: DeviceName, deviceId: string): Promise<void> {
    const input = { type: "select-device", kind: deviceKindOf(kind), deviceId: mediaDeviceIdOf(deviceId) };
    await this.#ask(input);
  }

  /**
   * Lets sound come out that way where such a device is there, now or later; `default` leaves it to the system.
   * Rejects with `invalid-state` where `capabilities.output` is `none`.
   */
  async preferOutput(route: OutputRoute): Promise<void> {
    await this.#ask({ type: "prefer-output", route: routeOf(route) });
  }

  /** The other camera: front or back, or the next of the list. Rejects with `media-failed` when there is none. */
  async switchCamera(): Promise<void> {
    await this.#ask({ type: "switch-camera" });
  }

  /** Asks the user for permission before any call, so that `list()` has labels. Rejects with `media-failed`. */
  async request(asked: { readonly microphone?: boolean; readonly camera?: boolean }): Promise<void> {
    const { microphone = false, camera = false } = asked;
    try {
      const stream = await this.#options.host.getUserMedia({ audio: microphone, video: camera });
      for (const track of stream.getTracks()) track.stop();
    } catch (error) {
      throw mediaFailed(captureError(error));
    }
    await this.start();
    await this.refresh();
  }

  /** Listeners under a name, as `client.addListener()`. */
  addListener(id: string, handlers: Handlers<DevicesEvents>): void {
    this.#keyed.add(id, handlers);
    void this.start();
  }

  removeListener(id: string): void {
    this.#keyed.remove(id);
  }

  /** For the library: begins to watch. Settles when the first list is there. */
  start(): Promise<void> {
    return (this.#listing ??= this.#watch());
  }

  /** For the library: something was granted, so that there may be labels now. */
  async refresh(): Promise<void> {
    const { host, post, logger } = this.#options;
    try {
      const all = await host.enumerateDevices();
      if (this.#closed) return;
      this.#list = all.slice(0, MAX_DEVICES).map((one) => ({ ...one, label: one.label.slice(0, MAX_LABEL) }));
    } catch (error) {
      logger.debug?.("no list of devices", error);
      return;
    }
    const { setSinkId } = host.features();
    const told = JSON.stringify(this.#list);
    if (told === this.#told) return;
    this.#told = told;
    post({ type: "devices", list: this.#list, setSinkId });
    dispatch(this, "devicechange", { devices: this.#lists() });
  }

  /** For the library: whether a list with labels would be another one. */
  get unnamed(): boolean {
    return this.#listing !== null && !this.#list.some(({ label }) => label !== "");
  }

  /** Effect `devices`. */
  choose({ chosen, outputControl }: Extract<CoreEffect, { type: "devices" }>): void {
    this.#chosen = Object.fromEntries(chosen.map(({ kind, deviceId }) => [kind, deviceId]));
    this.#output = outputControl;
    dispatch(this, "devicechange", { devices: this.#lists() });
  }

  /** Watches nothing from here on. */
  close(): void {
    this.#closed = true;
    this.#keyed.clear();
    this.#options.host.clearTimer(this.#timer);
    for (const stop of this.#stops.splice(0)) stop();
  }

  async #ask(input: CoreInput): Promise<void> {
    await this.start();
    await this.#options.request(input);
  }

  #watch(): Promise<void> {
    const { host } = this.#options;
    this.#stops.push(host.onDeviceChange(() => this.#changed()));
    for (const name of ["microphone", "camera"] as const) {
      this.#stops.push(
        host.watchPermission(name, (permission) => {
          const before = this.#permissions[name];
          if (before === permission) return;
          this.#permissions[name] = permission;
          dispatch(this, "permissionchange", { permissions: this.permissions });
          if (before !== "unknown") this.#changed(); // there may be names now
        }),
      );
    }
    return this.refresh();
  }

  #changed(): void {
    const { host } = this.#options;
    host.clearTimer(this.#timer);
    this.#timer = host.setTimer(() => void this.refresh(), SETTLE_MS);
  }

  #lists(): DeviceLists {
    const of = (name: DeviceName): Device[] =>
      this.#list
        .filter(({ kind }) => kind === deviceKinds[name])
        .map(({ deviceId, groupId, label }) => ({ deviceId, groupId, label }));
    return { microphone: of("microphone"), camera: of("camera"), speaker: of("speaker") };
  }
}
