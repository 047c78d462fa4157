// Serial queues by key: work of one key runs one after the other, work of different keys side by
// side. Empty queues cost nothing. Must not know what the work is.

type Job = () => Promise<void>;

interface Lane {
  waiting: Job[];
  /** Settles when the lane has nothing left to do. */
  empty: Promise<void>;
}

export class Lanes {
  readonly #lanes = new Map<string, Lane>();

  /** Runs `work` after everything queued under `key`; settles as `work` does. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#queue(key, work, (waiting, job) => waiting.push(job));
  }

  /** The same, before everything that waits under `key`. */
  runNext<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#queue(key, work, (waiting, job) => waiting.unshift(job));
  }

  /** Resolves when nothing is queued any more. */
  async idle(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all([...this.#lanes.values()].map(({ empty }) => empty));
  }

  #queue<T>(key: string, work: () => Promise<T>, put: (waiting: Job[], job: Job) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const job = (): Promise<void> => work().then(resolve, reject);
      const lane = this.#lanes.get(key);
      if (lane !== undefined) return put(lane.waiting, job);
      const started: Lane = { waiting: [], empty: Promise.resolve() };
      this.#lanes.set(key, started);
      started.empty = this.#work(key, job, started.waiting);
    });
  }

  async #work(key: string, first: Job, waiting: Job[]): Promise<void> {
    for (let job: Job | undefined = first; job !== undefined; job = waiting.shift()) await job();
    this.#lanes.delete(key);
  }
}
