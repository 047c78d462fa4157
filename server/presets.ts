// Named policies (design 5): what differs from the defaults for somebody who comes from that kit. Data;
// what a policy does is the core's business, which also checks every value.

/** Fields of a policy as in docs/PROTOCOL.md; those left out keep the core's defaults. */
export type PolicyFields = Readonly<Record<string, unknown>>;

const presets: ReadonlyMap<string, PolicyFields> = new Map<string, PolicyFields>([
  ["agora", { groupEnd: "local-hangup" }],
  ["cometchat", { ringTimeoutMs: 45_000 }],
  ["zego", { ringTimeoutMs: 60_000, callWhileInCall: "add" }],
  ["stream", {}],
]);

/**
 * Puts a preset's fields in the place of `preset`; fields beside it win.
 * Throws an Error that names the presets there are.
 */
export function expandPolicy(policy: PolicyFields = {}): PolicyFields {
  const { preset, ...fields } = policy;
  if (preset === undefined) return fields;
  const base = typeof preset === "string" ? presets.get(preset) : undefined;
  if (base !== undefined) return { ...base, ...fields };
  throw new Error(
    `There is no policy preset "${String(preset)}"; there are ${[...presets.keys()].join(", ")}.`,
  );
}
