/** Reading reports of WebRTC (W3C webrtc-stats), as far as the client and the entry `ringline/stats` both do. */

/** One entry; which fields it has is the browser's matter. */
export type Entry = Readonly<Record<string, unknown>>;

/** A report, and when it was made, in milliseconds. */
export interface Snapshot {
  readonly at: number;
  readonly report: ReadonlyMap<string, Entry>;
}

/** The pair of addresses in use: Chromium names it in the transport, Firefox marks the pair. */
export function selectedPair({ report }: Snapshot): Entry | undefined {
  let pair: Entry | undefined;
  for (const entry of report.values()) {
    if (entry["type"] === "transport") return report.get(String(entry["selectedCandidatePairId"]));
    if (entry["selected"] === true) pair = entry;
  }
  return pair;
}

/** The stream of a kind; of several the one that moved most, for others are of transceivers that are not in use. */
export function stream(
  { report }: Snapshot,
  type: "inbound-rtp" | "outbound-rtp",
  kind: string,
): Entry | undefined {
  const bytes = (entry: Entry | undefined): number =>
    count(entry, "bytesReceived") ?? count(entry, "bytesSent") ?? 0;
  let most: Entry | undefined;
  for (const entry of report.values()) {
    if (entry["type"] !== type || entry["kind"] !== kind) continue;
    if (!most || bytes(entry) > bytes(most)) most = entry;
  }
  return most;
}

/** A number, if it was counted. */
export function count(entry: Entry | undefined, field: string): number | undefined {
  const value = entry?.[field];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A time in milliseconds, of one in seconds. */
export function millis(entry: Entry | undefined, field: string): number | undefined {
  const seconds = count(entry, field);
  return seconds === undefined ? undefined : Math.round(seconds * 1e6) / 1000;
}

/** How much a count grew; of a stream that is new since then, all of it. */
export function grown(
  entry: Entry | undefined,
  before: Snapshot | undefined,
  field: string,
): number | undefined {
  const now = count(entry, field);
  return now === undefined ? undefined : now - (count(before?.report.get(String(entry?.["id"])), field) ?? 0);
}

/** Share of the packets that did not come, 0 to 1. Late ones, counted as lost before, make the count fall. */
export function loss(entry: Entry | undefined, before: Snapshot | undefined): number | undefined {
  const lost = grown(entry, before, "packetsLost");
  const came = grown(entry, before, "packetsReceived");
  if (lost === undefined || came === undefined || lost + came <= 0) return undefined;
  return share(lost / (lost + came));
}

/** Within 0 and 1, with no more digits than say something. */
export function share(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;
}
