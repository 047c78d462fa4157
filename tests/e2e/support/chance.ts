// Chance that can be had again: the same seed, the same numbers (mulberry32, Tommy Ettinger, public domain).

/** A stream of random numbers. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to but not including 1. */
  share(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** 0 to `bound` - 1. */
  below(bound: number): number {
    return Math.floor(this.share() * bound);
  }

  /** True in so many cases of a hundred. */
  is(percent: number): boolean {
    return this.below(100) < percent;
  }

  one<T>(all: readonly T[]): T {
    return all[this.below(all.length)]!;
  }

  /** `least` to `most` of what `make` makes. */
  some<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }
}
