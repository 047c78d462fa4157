// The fast path of `signal`: the core grants once that two legs may talk (effect `grant`), and from
// then on the host passes their signals by looking the pair up. The sender is always stamped from
// the grant. Only the shape and the limits of a signal are checked here (docs/PROTOCOL.md); whom
// it is meant for, and whether it is still current, is not for this file to know.

import type { GrantLeg } from "./effects.ts";
import type { Address } from "./engine.ts";
import type { Frame } from "./frame.ts";

interface Pair {
  a: GrantLeg;
  b: GrantLeg;
}

const mostCalls = 100_000;
const mostPairs = 400;
const maxLinkBytes = 129;
const maxSdpBytes = 32_768;
const maxCandidateBytes = 1_024;
const maxCandidates = 32;

/** A signal on its way: to which device, and the frame with `from` in it. */
export interface Relayed {
  to: Address;
  frame: Record<string, unknown>;
}

export class Relay {
  readonly #calls = new Map<string, Pair[]>();

  /** Two legs of a call may signal each other from now on. */
  grant(app: string, callId: string, a: GrantLeg, b: GrantLeg): void {
    const key = `${app}\n${callId}`;
    const others = (this.#calls.get(key) ?? []).filter((pair) => !sameLegs(pair, a, b));
    this.#calls.delete(key);
    this.#calls.set(key, [...others, { a, b }].slice(-mostPairs));
    const oldest = this.#calls.keys().next();
    if (this.#calls.size > mostCalls && oldest.done !== true) this.#calls.delete(oldest.value);
  }

  revoke(app: string, callId: string): void {
    this.#calls.delete(`${app}\n${callId}`);
  }

  get size(): number {
    return this.#calls.size;
  }

  /** The signal to pass on, or undefined: then the core is asked. */
  pass(sender: Address, frame: Frame): Relayed | undefined {
    const { callId, to } = frame;
    if (typeof callId !== "string" || typeof to !== "string") return undefined;
    for (const { a, b } of this.#calls.get(`${sender.app}\n${callId}`) ?? []) {
      if (a.legId === to && isSender(b, sender)) return relayed(sender.app, frame, b, a);
      if (b.legId === to && isSender(a, sender)) return relayed(sender.app, frame, a, b);
    }
    return undefined;
  }
}

function isSender(leg: GrantLeg, sender: Address): boolean {
  return leg.user === sender.user && leg.device === sender.device;
}

function sameLegs(pair: Pair, a: GrantLeg, b: GrantLeg): boolean {
  const legs = [pair.a.legId, pair.b.legId];
  return legs.includes(a.legId) && legs.includes(b.legId);
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
  return (type === "offer" || type === "answer") && isShort(sdp, maxSdpBytes);
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
