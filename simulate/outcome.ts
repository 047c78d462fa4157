// How a call ended for each device, and whether they tell the same story. Reads journals, runs no core.

import type { JournalPart, Told } from "../js/shared/journal/format.ts";
import { nodeOf } from "../js/shared/journal/format.ts";

/** What a device's own core said of a call last. */
export interface DeviceOutcome {
  state: string;
  endReason?: string;
  /** `direct`, `group` or `session`. */
  kind: string;
}

/** A call as the journals tell it. */
export interface CallOutcome {
  readonly callId: string;
  /** By node of a client, which is named after its device. */
  readonly devices: Map<string, DeviceOutcome>;
  /** What the record says, by device. */
  readonly record: Map<string, DeviceOutcome>;
}

/**
 * What may have happened, by what a device says why its call ended (design, section 5). A reason that is not here
 * says nothing about the others.
 */
const stories: Readonly<Record<string, readonly string[]>> = {
  hangup: ["hung up"],
  "remote-hangup": ["hung up"],
  cancelled: ["cancelled"],
  "remote-cancelled": ["cancelled"],
  declined: ["declined"],
  "remote-declined": ["declined"],
  busy: ["busy"],
  "remote-busy": ["busy"],
  "no-response": ["not answered"],
  unreachable: ["not answered"],
  missed: ["not answered", "cancelled", "busy", "lost"],
  replaced: ["replaced"],
  "connection-lost": ["lost"],
  failed: ["failed", "lost"],
};

/** Every call that the journals tell of. */
export function outcomesOf(parts: readonly JournalPart[]): CallOutcome[] {
  const calls = new Map<string, CallOutcome>();
  for (const part of parts) {
    for (const entry of part.entries) {
      const node = nodeOf(entry, part.header);
      const isClient = part.header.nodes[node] === "client";
      for (const told of entry.out) {
        if (typeof told["callId"] !== "string") continue;
        if (isClient) clientTold(callOf(calls, told["callId"]), node, told);
        else if (told.type === "event" || told.type === "reply")
          recordTold(callOf(calls, told["callId"]), told);
      }
    }
  }
  return [...calls.values()].filter(({ devices, record }) => devices.size + record.size > 0);
}

/** Sentences about what does not go together; none when the devices agree. */
export function disagreements({ devices, record }: CallOutcome): string[] {
  const problems: string[] = [];
  for (const [node, said] of devices) {
    const told = record.get(node);
    if (said.state !== "ended") {
      // Without a record that says so, its journal may just have been taken earlier.
      if (told?.endReason !== undefined)
        problems.push(`${node} is still ${said.state}, the record has ended`);
    } else if (told?.endReason !== undefined && told.endReason !== said.endReason) {
      problems.push(`${node} says ${said.endReason}, the record says ${told.endReason} for it`);
    }
  }
  // In a group, each may leave for a reason of its own.
  const direct = [...devices.values()].filter(({ kind }) => kind === "direct");
  const reasons = direct.flatMap(({ endReason }) => (endReason === undefined ? [] : [endReason]));
  if (!agree(reasons)) problems.push(`these do not go together: ${[...new Set(reasons)].join(", ")}`);
  return problems;
}

/** Whether one thing can have happened that explains all end reasons of one call between two users. */
export function agree(reasons: readonly string[]): boolean {
  const told = reasons.flatMap((reason) => (stories[reason] === undefined ? [] : [stories[reason]]));
  const [first = [], ...rest] = told;
  return told.length === 0 || first.some((story) => rest.every((others) => others.includes(story)));
}

function callOf(calls: Map<string, CallOutcome>, callId: string): CallOutcome {
  let call = calls.get(callId);
  if (call === undefined) {
    call = { callId, devices: new Map(), record: new Map() };
    calls.set(callId, call);
  }
  return call;
}

function clientTold({ devices }: CallOutcome, node: string, told: Told): void {
  const { type, state, endReason, kind } = told;
  if (type !== "call" || typeof state !== "string") return;
  devices.set(node, { state, kind: String(kind), ...(typeof endReason === "string" ? { endReason } : {}) });
}

function recordTold({ record }: CallOutcome, told: Told): void {
  const { device, state, endReason, kind } = told;
  if (typeof device !== "string" || typeof state !== "string") return;
  record.set(device, { state, kind: String(kind), ...(typeof endReason === "string" ? { endReason } : {}) });
}
