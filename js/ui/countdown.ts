/** How long things are shown that go by themselves: one timer for all of them, which stands still while paused. */

/** Calls back with what has been shown long enough. */
export class Countdown<Key> {
  readonly #limitMs: number;
  readonly #over: (keys: readonly Key[]) => void;
  /** What has been shown for how long, until the timer was started last. */
  readonly #shown = new Map<Key, number>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #startedAt = 0;

  constructor(limitMs: number, over: (keys: readonly Key[]) => void) {
    this.#limitMs = limitMs;
    this.#over = over;
  }

  /** What is shown now, and whether time goes on for it. */
  update(keys: readonly Key[], isPaused: boolean): void {
    this.#count();
    for (const key of this.#shown.keys()) if (!keys.includes(key)) this.#shown.delete(key);
    for (const key of keys) if (!this.#shown.has(key)) this.#shown.set(key, 0);
    if (isPaused || keys.length === 0) return;
    this.#startedAt = performance.now();
    const longest = Math.max(...this.#shown.values());
    this.#timer = setTimeout(() => this.#end(), this.#limitMs - longest);
  }

  #end(): void {
    this.#count();
    // Timers may be early by the fraction that they are rounded by.
    this.#over([...this.#shown].filter(([, shownMs]) => shownMs >= this.#limitMs - 1).map(([key]) => key));
  }

  #count(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    const passed = performance.now() - this.#startedAt;
    for (const [key, shownMs] of this.#shown) this.#shown.set(key, shownMs + passed);
  }
}
