// A Map that forgets: beyond its limit, what was set longest ago. Must not know what it holds.

export class BoundedMap<K, V> extends Map<K, V> {
  readonly #most: number;

  constructor(most: number) {
    super();
    this.#most = most;
  }

  /** Sets it as the newest; setting again what is there keeps it from being forgotten. */
  override set(key: K, value: V): this {
    this.delete(key);
    super.set(key, value);
    // In the order of insertion, so the first key is the oldest.
    const oldest = this.keys().next();
    if (this.size > this.#most && oldest.done !== true) this.delete(oldest.value);
    return this;
  }
}
