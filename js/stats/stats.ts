/**
 * The package's entry `ringline/stats`: what WebRTC counts (W3C webrtc-stats), condensed to figures that can be shown
 * or kept. A page without it loads nothing of it; the score of a path (`participant.quality`) needs none of it. What a
 * browser does not count is missing, never 0. docs/media.md defines each figure.
 *
 * ```ts
 * const client = await CallClient.create({ url, tokenProvider, stats: createStats() });
 * const { participants, subscribedPixels } = await call.getStats();
 * ```
 */

import { count, grown, loss, millis, selectedPair, stream } from "../shared/report.ts";
import type { Entry, Snapshot } from "../shared/report.ts";

/** How an address was found (RFC 8445): of this device, by a STUN server, by the peer, of a TURN server. */
export type CandidateType = "host" | "srflx" | "prflx" | "relay";

/** Sound or pictures in one direction. Rates are of the last 2 to 4 s. */
export interface StreamStats {
  /** Bits a second, headers not counted. */
  readonly bitrate?: number;
  /** Since the path was made. */
  readonly bytes?: number;
  /** As in `audio/opus`. */
  readonly codec?: string;
  /** Share of the packets that did not arrive, 0 to 1; of what is sent: as the other side says. */
  readonly loss?: number;
  /** Milliseconds; of what is sent: as the other side says. */
  readonly jitterMs?: number;
}

/** Pictures in one direction. */
export interface PictureStats extends StreamStats {
  readonly width?: number;
  readonly height?: number;
  readonly framesPerSecond?: number;
  /** Decoded, or encoded, since the path was made. */
  readonly frames?: number;
  /** Received: how often the picture stood still, since the path was made. */
  readonly freezes?: number;
  /** Received: for how long, milliseconds. */
  readonly frozenMs?: number;
  /** Sent: why the picture is smaller or slower than it could be. */
  readonly limitedBy?: "none" | "cpu" | "bandwidth" | "other";
}

/** The path to one device, and what goes over it. */
export interface PathStats {
  readonly roundTripMs?: number;
  /** Which kinds of addresses the path joins. */
  readonly local?: CandidateType;
  readonly remote?: CandidateType;
  readonly protocol?: "udp" | "tcp";
  readonly received: { readonly audio?: StreamStats; readonly video?: PictureStats };
  readonly sent: { readonly audio?: StreamStats; readonly video?: PictureStats };
}

/** The path to one participant. */
export interface ParticipantStats extends PathStats {
  readonly userId: string;
}

/** What `call.getStats()` resolves with. */
export interface CallStats {
  /** By connected path: one for each participant with whom media flows. */
  readonly participants: readonly ParticipantStats[];
  /** Pixels of all pictures that arrive, width times height each: what `maxSubscribedPixels` bounds (R67). */
  readonly subscribedPixels: number;
  /** The same of what is sent. */
  readonly publishedPixels: number;
}

/** The path to a participant as it was counted: now, and some seconds before. */
export interface CountedPath {
  readonly userId: string;
  readonly now: Snapshot;
  readonly before: Snapshot | undefined;
}

/** What a client needs of this entry. */
export interface ClientStats {
  condense(paths: readonly CountedPath[]): CallStats;
}

/** For `CallClient.create({ stats })`. */
export function createStats(): ClientStats {
  return { condense };
}

function condense(paths: readonly CountedPath[]): CallStats {
  const participants = paths.map(({ userId, now, before }) => ({ userId, ...pathStats(now, before) }));
  const pixels = (way: "received" | "sent"): number =>
    participants.reduce((sum, one) => sum + pixelsOf(one[way].video), 0);
  return { participants, subscribedPixels: pixels("received"), publishedPixels: pixels("sent") };
}

/** The pixels of a picture, if one moves. */
function pixelsOf({ width = 0, height = 0, framesPerSecond }: PictureStats = {}): number {
  return framesPerSecond === 0 ? 0 : width * height;
}

function pathStats(now: Snapshot, before: Snapshot | undefined): PathStats {
  const way = (type: "inbound-rtp" | "outbound-rtp"): PathStats["received"] => {
    const [audio, video] = [stream(now, type, "audio"), stream(now, type, "video")];
    return defined({
      audio: audio && streamStats(audio, now, before),
      video: video && { ...streamStats(video, now, before), ...pictureStats(video) },
    });
  };
  const pair = selectedPair(now);
  const local = now.report.get(String(pair?.["localCandidateId"]));
  const remote = now.report.get(String(pair?.["remoteCandidateId"]));
  return {
    ...defined<Omit<PathStats, "received" | "sent">>({
      roundTripMs: millis(pair, "currentRoundTripTime"),
      local: local?.["candidateType"] as CandidateType,
      remote: remote?.["candidateType"] as CandidateType,
      protocol: local?.["protocol"] as "udp" | "tcp",
    }),
    received: way("inbound-rtp"),
    sent: way("outbound-rtp"),
  };
}

/** Of what is sent the other side tells, in its receiver reports (RFC 3550, 6.4). */
function streamStats(entry: Entry, now: Snapshot, before: Snapshot | undefined): StreamStats {
  const isSent = entry["type"] === "outbound-rtp";
  const bytes = isSent ? "bytesSent" : "bytesReceived";
  const heard = isSent ? now.report.get(String(entry["remoteId"])) : entry;
  const grew = before && grown(entry, before, bytes);
  return defined<StreamStats>({
    bitrate: grew === undefined ? undefined : Math.round((grew * 8000) / (now.at - before!.at)),
    bytes: count(entry, bytes),
    codec: now.report.get(String(entry["codecId"]))?.["mimeType"] as string,
    loss: isSent ? count(heard, "fractionLost") : loss(entry, before),
    jitterMs: millis(heard, "jitter"),
  });
}

function pictureStats(entry: Entry): Partial<PictureStats> {
  const width = count(entry, "frameWidth");
  return defined<PictureStats>({
    width,
    height: count(entry, "frameHeight"),
    // Chromium leaves it out while no frame comes.
    framesPerSecond: count(entry, "framesPerSecond") ?? (width === undefined ? undefined : 0),
    frames: count(entry, "framesDecoded") ?? count(entry, "framesEncoded"),
    freezes: count(entry, "freezeCount"),
    frozenMs: millis(entry, "totalFreezesDuration"),
    limitedBy: entry["qualityLimitationReason"] as "none",
  });
}

/** The same without the fields that are undefined. */
function defined<T extends object>(figures: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)) as T;
}
