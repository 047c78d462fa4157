// What a page does with devices, connections, timers and listeners, counted from before its first script.

/** Kept in `window.spies` of every page under test. */
export interface Spies {
  /** What getUserMedia was asked for, in order. */
  readonly captures: MediaStreamConstraints[];
  readonly tracks: MediaStreamTrack[];
  /** Copies of such tracks: they keep the device on, too. */
  readonly clones: MediaStreamTrack[];
  /** What canvases and Web Audio gave. */
  readonly made: MediaStreamTrack[];
  readonly contexts: AudioContext[];
  /** Those that listen to a track. */
  readonly listening: AudioContext[];
  readonly peers: RTCPeerConnection[];
  /** Every element that was told to play. */
  readonly players: Set<HTMLMediaElement>;
  /** Timeouts and intervals that are to come. */
  readonly timers: Set<number>;
  /** Listeners on window, document and the devices, as "type: how many". */
  readonly listeners: Map<string, number>;
  /** Content security policy violations, as "directive blocked". */
  readonly violations: string[];
  /** Elements of the page and of all its shadow roots, in order. */
  all<E extends Element = HTMLElement>(selector: string): E[];
  /** The first of them. */
  first<E extends Element = HTMLElement>(selector: string): E | null;
  /** The button with those words. */
  button(words: string): HTMLElement | undefined;
  /** What has the focus, in whichever shadow root. */
  focused(): Element | null;
}

declare global {
  interface Window {
    spies: Spies;
  }
}

/** Runs in the page. Must not use anything from outside itself. */
export function installSpies(): void {
  if (!window.isSecureContext) return; // Firefox runs this in about:blank too, where there are no devices
  const spies: Spies = {
    captures: [],
    tracks: [],
    clones: [],
    made: [],
    contexts: [],
    listening: [],
    peers: [],
    players: new Set(),
    timers: new Set(),
    listeners: new Map(),
    violations: [],
    all: <E extends Element>(selector: string): E[] => {
      const within = (root: ParentNode): E[] =>
        [...root.querySelectorAll("*")].flatMap((element) => [
          ...(element.matches(selector) ? [element as E] : []),
          ...(element.shadowRoot ? within(element.shadowRoot) : []),
        ]);
      return within(document);
    },
    first: <E extends Element>(selector: string): E | null => spies.all<E>(selector)[0] ?? null,
    button: (words) => spies.all("button").find(({ textContent }) => textContent?.trim() === words),
    focused: () => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element;
    },
  };
  window.spies = spies;
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
    spies.violations.push(`${effectiveDirective} ${blockedURI}`),
  );

  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints = {}) => {
    spies.captures.push(constraints);
    const stream = await getUserMedia(constraints);
    spies.tracks.push(...stream.getTracks());
    return stream;
  };
  const getDisplayMedia = mediaDevices.getDisplayMedia.bind(mediaDevices);
  mediaDevices.getDisplayMedia = async (options) => {
    const stream = await getDisplayMedia(options);
    spies.tracks.push(...stream.getTracks());
    return stream;
  };

  const clone = MediaStreamTrack.prototype.clone;
  MediaStreamTrack.prototype.clone = function () {
    const copy = clone.call(this);
    spies.clones.push(copy);
    return copy;
  };

  const { captureStream } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.captureStream = function (...rate) {
    const stream = captureStream.apply(this, rate);
    spies.made.push(...stream.getTracks());
    return stream;
  };

  window.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      spies.contexts.push(this);
    }
    override createMediaStreamDestination(): MediaStreamAudioDestinationNode {
      const node = super.createMediaStreamDestination();
      spies.made.push(...node.stream.getTracks());
      return node;
    }
    override createMediaStreamSource(stream: MediaStream): MediaStreamAudioSourceNode {
      spies.listening.push(this);
      return super.createMediaStreamSource(stream);
    }
  };

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      spies.peers.push(this);
    }
  };

  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
    spies.players.add(this);
    return play.call(this);
  };

  const { setTimeout, clearTimeout, setInterval, clearInterval } = window;
  type Run = (...values: unknown[]) => void;
  const forget = (timer?: number): void => void (timer !== undefined && spies.timers.delete(timer));
  const kept = (timer: number): number => {
    spies.timers.add(timer);
    return timer;
  };
  Object.assign(window, {
    setTimeout: (run: Run, ms?: number, ...values: unknown[]) => {
      const fire = (): void => {
        forget(timer);
        run(...values);
      };
      const timer = kept(setTimeout(fire, ms));
      return timer;
    },
    setInterval: (...what: [Run, number?, ...unknown[]]) => kept(setInterval(...what)),
    clearTimeout: (timer?: number) => (forget(timer), clearTimeout(timer)),
    clearInterval: (timer?: number) => (forget(timer), clearInterval(timer)),
  });

  for (const target of [window, document, mediaDevices]) {
    const add = target.addEventListener.bind(target);
    const remove = target.removeEventListener.bind(target);
    const count = (type: string, by: number): unknown =>
      spies.listeners.set(type, (spies.listeners.get(type) ?? 0) + by);
    target.addEventListener = (
      type: string,
      listener: never,
      options?: boolean | AddEventListenerOptions,
    ) => {
      count(type, 1);
      if (typeof options === "object") options.signal?.addEventListener("abort", () => count(type, -1));
      add(type, listener, options);
    };
    target.removeEventListener = (
      type: string,
      listener: never,
      options?: boolean | EventListenerOptions,
    ) => {
      count(type, -1);
      remove(type, listener, options);
    };
  }
}
