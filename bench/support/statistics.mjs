// Medians and the interval of a ratio, for paired rounds on a noisy machine. Must not know what is measured.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A small seeded generator (mulberry32): the interval of one set of rounds is always the same. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Median of the paired ratios ours/theirs, with its 95 % bootstrap interval. */
export function ratioOf(pairs, resamples = 4000) {
  const ratios = pairs.map(([ours, theirs]) => ours / theirs);
  const random = seeded(1);
  const medians = Array.from({ length: resamples }, () =>
    median(ratios.map(() => ratios[Math.floor(random() * ratios.length)])),
  ).sort((a, b) => a - b);
  return {
    ratio: median(ratios),
    low: medians[Math.floor(resamples * 0.025)],
    high: medians[Math.floor(resamples * 0.975)],
  };
}
