// Which key is due when: a binary heap beside a map. The map is the truth; entries of the heap
// that no longer agree with it are dropped when they surface. Must not know what a key names.

interface Entry {
  key: string;
  at: number;
}

export class DeadlineIndex {
  readonly #at = new Map<string, number>();
  #heap: Entry[] = [];

  /** Sets, changes or (null) removes the deadline of `key`. */
  set(key: string, at: number | null): void {
    if (at === null) {
      this.#at.delete(key);
      return;
    }
    if (this.#at.get(key) === at) return;
    this.#at.set(key, at);
    this.#push({ key, at });
    if (this.#heap.length > 2 * this.#at.size + 64) this.#rebuild();
  }

  clear(): void {
    this.#at.clear();
    this.#heap = [];
  }

  get(key: string): number | undefined {
    return this.#at.get(key);
  }

  /** The earliest deadline, or null. */
  earliest(): number | null {
    this.#dropStale();
    return this.#heap[0]?.at ?? null;
  }

  /** Up to `limit` entries with `at <= now`, the earliest first; they stay in the index. */
  due(now: number, limit: number): Entry[] {
    const found: Entry[] = [];
    const seen = new Set<string>();
    while (found.length < limit) {
      this.#dropStale();
      const first = this.#heap[0];
      if (first === undefined || first.at > now) break;
      this.#pop();
      if (!seen.has(first.key)) found.push(first);
      seen.add(first.key);
    }
    for (const entry of found) this.#push(entry);
    return found;
  }

  #dropStale(): void {
    let first = this.#heap[0];
    while (first !== undefined && this.#at.get(first.key) !== first.at) {
      this.#pop();
      first = this.#heap[0];
    }
  }

  #rebuild(): void {
    this.#heap = [];
    for (const [key, at] of this.#at) this.#push({ key, at });
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= entry.at) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const a = heap[left];
      const b = heap[left + 1];
      if (a === undefined) break;
      const lower = b !== undefined && b.at < a.at ? b : a;
      if (last.at <= lower.at) break;
      heap[at] = lower;
      at = lower === a ? left : left + 1;
    }
    heap[at] = last;
  }
}
