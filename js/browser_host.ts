/**
 * The real host: a browser page (or Node, where there are sockets but no devices). Everything is looked up
 * when it is used.
 */

import type {
  Host,
  HostDevice,
  HostFeatures,
  HostSocket,
  HostStorage,
  PageEvent,
  Permission,
  SocketHandlers,
} from "./host.ts";
import { createMeter } from "./meter.ts";

let shared: Host | undefined;

/** The host of this page. Made on first use, so that importing touches nothing. */
export function browserHost(): Host {
  return (shared ??= {
    now: () => performance.now(),
    wallClock: () => Date.now(),
    setTimer: (fire, delayMs) => setTimeout(fire, Math.min(delayMs, 2 ** 31 - 1)),
    clearTimer: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    random: () => Math.random(),
    openSocket,
    createPeer: (configuration) => new RTCPeerConnection(configuration),
    createStream: () => new MediaStream(),
    getUserMedia: async (constraints) => navigator.mediaDevices.getUserMedia(constraints),
    createMeter,
    codecs: (kind) => RTCRtpReceiver.getCapabilities?.(kind)?.codecs ?? [],
    canShareScreen: () => "getDisplayMedia" in (globalThis.navigator?.mediaDevices ?? {}),
    getDisplayMedia: async (options) => navigator.mediaDevices.getDisplayMedia(options),
    mayCapture,
    enumerateDevices,
    onDeviceChange,
    watchPermission,
    createAudio: () => new Audio(),
    onGesture,
    features,
    storage,
    holdLock,
    announce: (event) => void globalThis.dispatchEvent?.(event),
    onPageEvent,
  });
}

/** Opens a real WebSocket (a browser's, or Node's own). */
export function openSocket(url: string, protocol: string, handlers: SocketHandlers): HostSocket {
  const socket = new WebSocket(url, protocol);
  socket.onopen = () => handlers.opened();
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") handlers.message(data);
  };
  socket.onclose = ({ code }) => handlers.closed(code);
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: (code) => socket.close(code),
  };
}

/** Some browsers do not know these names, and throw. */
async function mayCapture(): Promise<boolean> {
  try {
    const names = ["microphone", "camera"] as PermissionName[];
    const answers = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    return answers.every(({ state }) => state === "granted");
  } catch {
    return false;
  }
}

/** Plain records: those of the browser are not. */
async function enumerateDevices(): Promise<readonly HostDevice[]> {
  const list = await navigator.mediaDevices.enumerateDevices();
  return list.map(({ kind, deviceId, groupId, label }) => ({ kind, deviceId, groupId, label }));
}

function onDeviceChange(listener: () => void): () => void {
  const stop = new AbortController();
  globalThis.navigator?.mediaDevices?.addEventListener("devicechange", listener, { signal: stop.signal });
  return () => stop.abort();
}

/** Firefox knows the names since 131; where they are unknown, query() rejects. */
function watchPermission(
  name: "microphone" | "camera",
  changed: (permission: Permission) => void,
): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const watch = async (): Promise<void> => {
    const status = await navigator.permissions.query({ name: name as PermissionName });
    if (signal.aborted) return;
    changed(status.state);
    status.addEventListener("change", () => changed(status.state), { signal });
  };
  watch().catch(() => {});
  return () => stop.abort();
}

/** The events that count as the user's (HTML, "activation triggering input event"). */
function onGesture(listener: () => void): () => void {
  const stop = new AbortController();
  for (const type of ["pointerup", "keydown", "touchend"]) {
    globalThis.document?.addEventListener(type, listener, { signal: stop.signal, capture: true });
  }
  return () => stop.abort();
}

function features(): HostFeatures {
  const types = globalThis as unknown as Record<string, { prototype?: object } | undefined>;
  const has = (type: string, method: string): boolean => method in (types[type]?.prototype ?? {});
  return {
    setSinkId: has("HTMLMediaElement", "setSinkId"),
    screenShare: has("MediaDevices", "getDisplayMedia"),
    pictureInPicture:
      "documentPictureInPicture" in globalThis || has("HTMLVideoElement", "requestPictureInPicture"),
    recording: has("MediaRecorder", "start"),
  };
}

/** Web Storage throws on access in sandboxed frames and when cookies are off. */
function storage(area: "local" | "session"): HostStorage | null {
  try {
    return (area === "local" ? globalThis.localStorage : globalThis.sessionStorage) ?? null;
  } catch {
    return null;
  }
}

/** How long a reloaded page waits for the lock of the page that it was. Milliseconds. */
const LOCK_PATIENCE_MS = 200;

/** The lock is held by a promise that never settles: the browser frees it when the page goes. */
function holdLock(name: string): Promise<"free" | "taken" | "unsupported"> {
  const locks = globalThis.navigator?.locks;
  if (!locks) return Promise.resolve("unsupported");
  return new Promise((resolve) => {
    const hold = (): Promise<void> => {
      resolve("free");
      return new Promise(() => {});
    };
    locks.request(name, { signal: AbortSignal.timeout(LOCK_PATIENCE_MS) }, hold).catch((error: unknown) => {
      const waited = error instanceof DOMException && error.name === "TimeoutError";
      resolve(waited ? "taken" : "unsupported");
    });
  });
}

/** What Network Information says of the connection, where there is such a thing. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

/** Sources: HTML (pageshow, visibilitychange, online), Page Lifecycle (resume), Network Information (type). */
function onPageEvent(listener: (event: PageEvent) => void): () => void {
  if (typeof addEventListener !== "function") return () => {};
  const stop = new AbortController();
  const { signal } = stop;
  addEventListener("online", () => listener("online"), { signal });
  const { connection } = navigator as Navigator & { connection?: NetworkInformation };
  let type = connection?.type;
  connection?.addEventListener(
    "change",
    () => {
      const before = type;
      type = connection.type; // the event comes with each new estimate of the speed, too
      if (type !== before && type !== "none") listener("online");
    },
    { signal },
  );
  addEventListener("pageshow", (event) => event.persisted && listener("restored"), { signal });
  if (typeof document === "object") {
    document.addEventListener("resume", () => listener("restored"), { signal });
    document.addEventListener(
      "visibilitychange",
      () => document.visibilityState === "visible" && listener("shown"),
      { signal },
    );
  }
  return () => stop.abort();
}
