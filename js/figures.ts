/** What the core scores a path by (docs/CORE.md, input `figures`). What a browser does not count is missing. */

import { grown, loss, millis, selectedPair, share, stream } from "./shared/report.ts";
import type { Snapshot } from "./shared/report.ts";

/** One path, since `before`. */
export interface PathFigures {
  readonly linkId: string;
  readonly roundTripMs?: number | undefined;
  readonly jitterMs?: number | undefined;
  readonly loss?: number | undefined;
  readonly frozen?: number | undefined;
}

export function figuresOf(linkId: string, now: Snapshot, before: Snapshot | undefined): PathFigures {
  const sound = stream(now, "inbound-rtp", "audio");
  const frozen = grown(stream(now, "inbound-rtp", "video"), before, "totalFreezesDuration");
  return {
    linkId,
    roundTripMs: millis(selectedPair(now), "currentRoundTripTime"),
    jitterMs: millis(sound, "jitter"),
    loss: loss(sound, before),
    frozen: before && frozen !== undefined ? share((frozen * 1000) / (now.at - before.at)) : undefined,
  };
}
