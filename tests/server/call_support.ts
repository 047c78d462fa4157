// Calls by hand over raw sockets: what a client would send, and waiting for the state that it would see.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { connect, field } from "./support.ts";
import type { Device, Frame, Who } from "./support.ts";

export const sdpOffer = "v=0 SDP-OFFER-MARKER";
export const sdpAnswer = "v=0 SDP-ANSWER-MARKER";

const many = 1_000_000;

/** Options of a server that is attacked faster than any limit allows, with credentials that can be recognised. */
export const attackable = {
  iceServers: [{ urls: "turn:turn.example", username: "u", credential: "ICE-MARKER" }],
  limits: {
    commandBurst: many,
    signalBurst: many,
    inviteBurst: many,
    unansweredBurst: many,
    userHelloBurst: many,
    pendingPerAddress: many,
    invalidFrames: many,
  },
};

/** A view of a call inside an event or a reply. */
export type View = Frame & { callId: string; version: number; state: string };

/** A device in a call, with the ids that it minted. */
export interface Party {
  device: Device & { welcome: Frame };
  user: string;
  deviceId: string;
  leg: { legId: string; incarnation: string };
  /** The version of each call that was seen last: a client, too, looks at newer ones only. */
  versions: Map<string, number>;
}

export async function party(server: { url: string }, who: Who & { token?: string }): Promise<Party> {
  const deviceId = who.device ?? `${who.user}-device`;
  const incarnation = who.incarnation ?? `inc-${randomUUID().slice(0, 8)}`;
  const { token } = who;
  const full = { page: randomUUID(), ...who, device: deviceId, incarnation };
  const device = await connect(server, full, token === undefined ? {} : { token });
  return {
    device,
    user: who.user,
    deviceId,
    leg: { legId: `leg-${randomUUID().slice(0, 8)}`, incarnation },
    versions: new Map(),
  };
}

/** Takes the first event about that call whose view fits and is newer than those taken before. */
export async function seen(
  who: Party,
  callId: string,
  what: string,
  fits: (view: View) => boolean,
): Promise<Frame & { call: View }> {
  const frame = await who.device.take(`${who.user}: ${what}`, ({ type, call }) => {
    const isNew = Number(field(call, "version")) > (who.versions.get(callId) ?? 0);
    return type === "event" && field(call, "callId") === callId && isNew && fits(call as View);
  });
  who.versions.set(callId, Number(field(frame["call"], "version")));
  return frame as Frame & { call: View };
}

export function youEnd(view: View): unknown {
  return field(view, "you", "endReason");
}

export function stateOf(view: View, userId: string): unknown {
  const participants = view["participants"] as Frame[];
  return participants.find((participant) => participant["userId"] === userId)?.["state"];
}

export function invite(from: Party, callId: string, to: string[], more: object = {}): Promise<Frame> {
  return from.device.command({
    type: "invite",
    callId,
    kind: "direct",
    media: "video",
    to,
    leg: from.leg,
    offer: { negotiation: 1, sdp: sdpOffer },
    ...more,
  });
}

export function accept(by: Party, callId: string, more: object = {}): Promise<Frame> {
  return by.device.command({
    type: "accept",
    callId,
    leg: by.leg,
    media: "video",
    answer: { negotiation: 1, sdp: sdpAnswer },
    ...more,
  });
}

export function leave(by: Party, callId: string, more: object = {}): Promise<Frame> {
  return by.device.command({ type: "leave", callId, ...more });
}

/** `from` invites `to`, whose devices (`ringing`) say that they ring. */
export async function ring(from: Party, callId: string, ringing: Party[], more: object = {}): Promise<void> {
  const to = ringing[0]?.user ?? "";
  const reply = await invite(from, callId, [to], more);
  assert.equal(reply["ok"], true, JSON.stringify(reply));
  for (const by of ringing) {
    await seen(by, callId, "the ring", (view) => view.state === "ringing");
    assert.equal((await by.device.command({ type: "ringing", callId }))["ok"], true);
  }
  await seen(from, callId, "that it rings", (view) => stateOf(view, to) === "ringing");
}

/** The whole way to a call in which both have joined. */
export async function joined(
  from: Party,
  callId: string,
  by: Party,
): Promise<{ answer: Frame; seen: Frame }> {
  await ring(from, callId, [by]);
  const answer = await accept(by, callId);
  assert.equal(answer["ok"], true, JSON.stringify(answer));
  const event = await seen(from, callId, "the answer", (view) => view.state === "active");
  return { answer, seen: event };
}

/** The name of the link between two legs. */
export function linkOf(a: Party, b: Party): string {
  const [first, second] = a.leg.legId < b.leg.legId ? [a, b] : [b, a];
  return `${first.leg.legId}/${first.leg.incarnation}~${second.leg.legId}/${second.leg.incarnation}`;
}

export const newCallId = (): string => `call-${randomUUID()}`;
