// How a call ended for each device, and whether they tell the same story. Reads journals, runs no core.

import type { JournalPart, Told } from "../js/shared/journal/format.ts";
import { timelineOf } from "./timeline.ts";

/** What a device's own core said of a call last. */
export interface DeviceOutcome {
  state: string;
  endReason?: string;
  /** `direct`, `group` or `session`. */
  kind: string;
  /** Whether the record and the device have agreed on the end. */
  confirmed: boolean;
  /** The page was closed before the journals end. */
  gone: boolean;
  /** Under which it was said: an engine that lost its data may decide otherwise under the next. */
  epoch: string | undefined;
}

/** Who says something. */
type Speaker = Pick<DeviceOutcome, "gone" | "epoch">;

/** A call as the journals tell it. */
export interface CallOutcome {
  readonly callId: string;
  /** By device, after which the node of a client is named. */
  readonly devices: Map<string, DeviceOutcome>;
  /** What the record says, by device. */
  readonly record: Map<string, DeviceOutcome>;
}

/**
 * What may have happened, by what a device says why its call ended (design, section 5). A reason that is not here
 * says nothing about the others.
 */
const stories: ReadonlyMap<string, readonly string[]> = new Map([
  ["hangup", ["hung up"]],
  ["remote-hangup", ["hung up"]],
  ["cancelled", ["cancelled"]],
  ["remote-cancelled", ["cancelled"]],
  ["declined", ["declined"]],
  ["remote-declined", ["declined"]],
  ["busy", ["busy"]],
  ["remote-busy", ["busy"]],
  ["no-response", ["not answered"]],
  ["unreachable", ["not answered"]],
  ["missed", ["not answered", "cancelled", "busy", "lost"]],
  ["replaced", ["replaced"]],
  ["connection-lost", ["lost"]],
  ["failed", ["failed", "lost"]],
]);

/** Every call that the journals tell of. */
export function outcomesOf(parts: readonly JournalPart[]): CallOutcome[] {
  const calls = new Map<string, CallOutcome>();
  const epochs = new Map<string, string>();
  for (const { node, entry, header } of timelineOf(parts)) {
    for (const line of entry.in) {
      const { type = "", epoch } = typeof line === "object" ? line : {};
      const names = type === "configure" || type === "welcome";
      if (names && typeof epoch === "string") epochs.set(node, epoch);
    }
    const isClient = header.nodes[node] === "client";
    // A core of a simulation that is not the device's first has a number behind its name.
    const [device = ""] = node.split("@");
    const speaker = { gone: header.gone?.includes(node) ?? false, epoch: epochs.get(node) };
    for (const told of entry.out) {
      if (typeof told["callId"] !== "string") continue;
      if (isClient) clientTold(calls, device, told, speaker);
      else if (told.type === "event" || told.type === "reply")
        recordTold(callOf(calls, told["callId"]), told, speaker);
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
      if (told?.endReason !== undefined && !said.gone)
        problems.push(`${node} is still ${said.state}, the record has ended`);
    } else if (differs(said, told)) {
      problems.push(`${node} says ${said.endReason}, the record says ${told?.endReason} for it`);
    }
  }
  // In a group, each may leave for a reason of its own.
  const direct = [...devices.values()].filter(({ kind, confirmed }) => kind === "direct" && confirmed);
  for (const epoch of new Set(direct.map((said) => said.epoch))) {
    const reasons = direct.flatMap((said) => (said.epoch === epoch ? (said.endReason ?? []) : []));
    if (!agree(reasons)) problems.push(`these do not go together: ${[...new Set(reasons)].join(", ")}`);
  }
  return problems;
}

/** An end that the two have not agreed on may turn out otherwise; what another device did stays an end for this one. */
function differs(said: DeviceOutcome, told: DeviceOutcome | undefined): boolean {
  const { confirmed, endReason = "", epoch } = said;
  if (!confirmed || endReason.endsWith("-elsewhere")) return false;
  if (told?.endReason === undefined || (told.epoch ?? epoch) !== (epoch ?? told.epoch)) return false;
  return told.endReason !== endReason;
}

/** Whether one thing can have happened that explains all end reasons of one call between two users. */
export function agree(reasons: readonly string[]): boolean {
  const told = reasons.map((reason) => stories.get(reason)).filter((story) => story !== undefined);
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

function clientTold(calls: Map<string, CallOutcome>, device: string, told: Told, speaker: Speaker): void {
  const { type, callId, previousCallId, name } = told;
  if (type === "call") {
    const said = outcomeIn(told, speaker);
    if (said !== undefined) callOf(calls, String(callId)).devices.set(device, said);
  } else if (name === "replaced" && typeof previousCallId === "string") {
    // The device has nothing more to say of that id.
    calls.get(previousCallId)?.devices.delete(device);
  }
}

function recordTold({ record }: CallOutcome, told: Told, speaker: Speaker): void {
  const said = outcomeIn(told, speaker);
  if (said !== undefined && typeof told["device"] === "string") record.set(told["device"], said);
}

function outcomeIn({ state, endReason, kind, confirmed }: Told, speaker: Speaker): DeviceOutcome | undefined {
  if (typeof state !== "string") return undefined;
  const said = { state, kind: String(kind), confirmed: confirmed === true, ...speaker };
  return typeof endReason === "string" ? { ...said, endReason } : said;
}
