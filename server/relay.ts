// The fast path of `signal`: the core grants that the legs of a call may talk to each other (effect
// `grant`), and from then on the host passes their signals by looking them up. The sender is always
// stamped from the grant. Only the shape and the limits of a signal are checked here (docs/PROTOCOL.md); whom
// it is meant for, and whether it is still current, is not for this file to know.

import { BoundedMap } from "./bounded_map.ts";
import type { GrantLeg } from "./effects.ts";
import type { Address } from "./engine.ts";
import type { Frame } from "./frame.ts";

const mostCalls = 100_000;
const maxLinkBytes = 259;
const maxSdpBytes = 32_768;
const maxMediaLines = 16;
const maxCandidateBytes = 1_024;
const maxCandidates = 32;

/** A signal on its way: to which device, and the frame with `from` in it. */
export interface Relayed {
  to: Address;
  frame: Record<string, unknown>;
}

/** Who may talk to each other, by which version of the call's record. Nobody: revoked. */
interface Granted {
  version: number;
  ends: readonly GrantLeg[];
}

export class Relay {
  readonly #calls = new BoundedMap<string, Granted>(mostCalls);

  /**
   * These legs of a call, and no others, may signal each other from now on. Grants of several nodes may
   * overtake each other: what is older than the newest `version` known says nothing any more.
   */
  grant(app: string, callId: string, ends: readonly GrantLeg[], version: number): void {
    const key = `${app}\n${callId}`;
    if ((this.#calls.get(key)?.version ?? 0) > version) return;
    this.#calls.set(key, { version, ends });
  }

  revoke(app: string, callId: string, version: number): void {
    this.grant(app, callId, [], version);
  }

  /** Forgets everything: from now on the core is asked. */
  clear(): void {
    this.#calls.clear();
  }

  /** Calls with a grant. */
  get size(): number {
    return [...this.#calls.values()].filter(({ ends }) => ends.length > 0).length;
  }

  /** The signal to pass on, or undefined: then the core is asked. */
  pass(sender: Address, frame: Frame): Relayed | undefined {
    const { callId, to } = frame;
    if (typeof callId !== "string" || typeof to !== "string") return undefined;
    const ends = this.#calls.get(`${sender.app}\n${callId}`)?.ends ?? [];
    const target = ends.find((leg) => leg.legId === to);
    const from = ends.find((leg) => leg !== target && isSender(leg, sender));
    return target && from && relayed(sender.app, frame, from, target);
  }
}

function isSender(leg: GrantLeg, sender: Address): boolean {
  return leg.user === sender.user && leg.device === sender.device;
}

function relayed(app: string, frame: Frame, from: GrantLeg, to: GrantLeg): Relayed | undefined {
  const { callId, link, negotiation, description, candidates } = frame;
  if (!isShort(link, maxLinkBytes) || !Number.isSafeInteger(negotiation)) return undefined;
  if (description !== undefined && !isDescription(description)) return undefined;
  if (candidates !== undefined && !isCandidates(candidates)) return undefined;
  return {
    to: { app, user: to.user, device: to.device },
    frame: {
      type: "signal",
      callId,
      link,
      negotiation,
      ...(description === undefined ? {} : { description: copyDescription(description) }),
      ...(candidates === undefined ? {} : { candidates: candidates.map(copyCandidate) }),
      from: { userId: from.user, deviceId: from.device, legId: from.legId },
    },
  };
}

interface Description {
  type: "offer" | "answer";
  sdp: string;
}

type Candidate = Readonly<Record<string, unknown>>;

function isDescription(value: unknown): value is Description {
  if (typeof value !== "object" || value === null) return false;
  const { type, sdp } = value as Record<string, unknown>;
  return (type === "offer" || type === "answer") && isShort(sdp, maxSdpBytes) && isPlain(sdp);
}

/** What a description may not hold is the core's to refuse. */
function isPlain(sdp: string): boolean {
  return !sdp.includes("a=crypto:") && (sdp.match(/^m=/gm)?.length ?? 0) <= maxMediaLines;
}

function isCandidates(value: unknown): value is Candidate[] {
  return Array.isArray(value) && value.length <= maxCandidates && value.every(isCandidate);
}

function isCandidate(value: unknown): value is Candidate {
  if (typeof value !== "object" || value === null) return false;
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = value as Candidate;
  return (
    isShort(candidate, maxCandidateBytes) &&
    (sdpMid == null || isShort(sdpMid, 64)) &&
    (sdpMLineIndex == null || Number.isSafeInteger(sdpMLineIndex)) &&
    (usernameFragment == null || isShort(usernameFragment, 256))
  );
}

function isShort(value: unknown, maxBytes: number): value is string {
  return typeof value === "string" && Buffer.byteLength(value, "utf8") <= maxBytes;
}

function copyDescription({ type, sdp }: Description): Description {
  return { type, sdp };
}

function copyCandidate({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: Candidate): Candidate {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
