// The names of policy fields (docs/PROTOCOL.md). The core checks values; a name that it does not know would be
// without effect, and nobody would see it.

import type { PolicyFields } from "./options.ts";

/** Fields of a policy, and `preset` for a base of them. */
export const policyNames = [
  ...["preset", "ringTimeoutMs", "connectTimeoutMs", "commandTimeoutMs", "ackTimeoutMs", "reconnectGraceMs"],
  ...["videoRequestTimeoutMs", "busy", "busyScope", "glare", "callWhileInCall", "groupEnd", "whoCanInvite"],
  ...["whoCanEnd", "earlyOffer", "preconnect", "meshLimit", "recordingConsent", "screenShare", "icePolicy"],
];

/** A sentence about the first field that is none; undefined when all are. */
export function policyProblem(policy: PolicyFields): string | undefined {
  const unknown = Object.keys(policy).find((name) => !policyNames.includes(name));
  if (unknown === undefined) return undefined;
  return `A policy has no field ${JSON.stringify(unknown)}; there are ${policyNames.join(", ")}.`;
}
