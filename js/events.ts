/**
 * A small typed face on the platform's EventTarget: the same class in browsers and Node, with `{ signal }`
 * for free.
 */

/** `M` maps event names to the type of `event.detail`. */
export interface TypedEventTarget<M extends object> extends EventTarget {
  addEventListener<K extends keyof M & string>(
    type: K,
    listener: (event: CustomEvent<M[K]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof M & string>(
    type: K,
    listener: (event: CustomEvent<M[K]>) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/**
 * Base class of everything that has events. A listener that throws is reported by the platform and stops
 * nobody else.
 */
export const Emitter = EventTarget as unknown as new <M extends object>() => TypedEventTarget<M>;

/** A function that dispatches the events of one map. */
export function emitter<M extends object>() {
  return <K extends keyof M & string>(target: EventTarget, type: K, detail: M[K]): void => {
    target.dispatchEvent(new CustomEvent(type, { detail }));
  };
}

/** Handlers by event name, for `addListener`. */
export type Handlers<M extends object> = { [K in keyof M]?: (event: CustomEvent<M[K]>) => void };

/** Listeners by name, for `addListener` and `removeListener`. */
export class KeyedListeners {
  readonly #target: EventTarget;
  readonly #stops = new Map<string, AbortController>();

  constructor(target: EventTarget) {
    this.#target = target;
  }

  /** The same `id` again replaces what was there. */
  add(id: string, handlers: object): void {
    this.remove(id);
    const stop = new AbortController();
    this.#stops.set(id, stop);
    for (const [type, handler] of Object.entries(handlers)) {
      this.#target.addEventListener(type, handler as EventListener, { signal: stop.signal });
    }
  }

  remove(id: string): void {
    this.#stops.get(id)?.abort();
    this.#stops.delete(id);
  }

  clear(): void {
    for (const id of [...this.#stops.keys()]) this.remove(id);
  }
}
