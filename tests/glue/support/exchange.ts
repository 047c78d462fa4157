/**
 * A switchboard of one room, in this process: direct calls between fake hosts, as `docs/PROTOCOL.md` writes
 * them, no policies, no deadlines. What the real one decides is tested elsewhere; here it lets time stand
 * still and makes 200 calls a matter of a second.
 */

import type { FakeConnection, FakeServer } from "../../../js/testing.ts";

interface Leg {
  legId: string;
  incarnation: string;
  deviceId: string;
  order: number;
  up: boolean;
  microphone: unknown;
  camera: unknown;
}

/** A frame of the wire, or a part of one, as the tests read it. */
export interface Frame {
  type?: string;
  id?: string;
  callId?: string;
  token?: string;
  deviceId?: string;
  calls?: string[];
  to?: string | string[];
  leg?: Leg;
  offer?: object;
  answer?: object;
  candidates?: object[];
  media?: string;
  ext?: string;
  because?: string;
  [other: string]: unknown;
}

interface Participant {
  userId: string;
  role: "inviter" | "invitee";
  state: string;
  ext?: string;
  name?: string;
  endReason?: string;
  leg?: Leg;
}

interface Call {
  callId: string;
  version: number;
  media: string;
  state: string;
  createdAt: number;
  answeredAt?: number;
  endedAt?: number;
  ext?: string;
  offer?: object;
  answer?: object;
  parked: object[];
  participants: Participant[];
}

interface Device {
  userId: string;
  deviceId: string;
  connection: FakeConnection;
  seq: number;
}

const STATUS: Readonly<Record<string, string>> = {
  hangup: "ended",
  "remote-hangup": "ended",
  cancelled: "cancelled",
  "remote-cancelled": "missed",
  declined: "rejected",
  "remote-declined": "rejected",
  "no-response": "unanswered",
  missed: "missed",
};

export class Exchange {
  readonly devices = new Map<string, Device>();
  readonly calls = new Map<string, Call>();
  /** Refuses new connections. */
  closed = false;
  /** Every frame from a device, in order. */
  readonly received: Frame[] = [];
  /** Names by user, as their tokens would carry them. */
  readonly names = new Map<string, string>();
  /** Commands of these types are refused with these errors. */
  readonly refuse = new Map<string, Frame>();
  /** Answers to commands of these types are held back until `deliver()`. */
  readonly held = new Set<string>();
  readonly #waiting: (() => void)[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** For `new FakeHost({ server })`. The token is the user id. */
  readonly server: FakeServer = (connection) => {
    if (this.closed) return connection.close(1006);
    let device: Device | null = null;
    connection.onmessage = (text) => {
      const frame = JSON.parse(text) as Frame;
      this.received.push(frame);
      if (frame.type === "hello") device = this.#hello(connection, frame);
      else if (device) this.#hold(frame, device);
    };
    connection.onclose = () => {
      if (device && this.devices.get(device.deviceId) === device) this.devices.delete(device.deviceId);
    };
  };

  /** Handles what was held back. */
  deliver(): void {
    for (const handle of this.#waiting.splice(0)) handle();
  }

  /** The ring deadline of a call passes. */
  expire(callId: string): void {
    const call = this.calls.get(callId)!;
    this.#end(call, "no-response", "missed");
  }

  /** The server ends a call with these reasons. */
  end(callId: string, inviterReason: string, inviteeReason: string): void {
    this.#end(this.calls.get(callId)!, inviterReason, inviteeReason);
  }

  #hold(frame: Frame, device: Device): void {
    if (this.held.has(frame.type ?? "")) this.#waiting.push(() => this.#take(frame, device));
    else this.#take(frame, device);
  }

  #hello(connection: FakeConnection, frame: Frame): Device {
    const device = { userId: frame.token ?? "", deviceId: frame.deviceId ?? "", connection, seq: 0 };
    this.devices.set(device.deviceId, device);
    const welcome = { v: 1, connection: "c1", epoch: "e1", serverTime: this.#now(), policy: {}, seq: 0 };
    const { userId, deviceId } = device;
    const snapshot = this.#snapshot(device, frame.calls ?? []);
    this.#send(device, { type: "welcome", ...welcome, userId, deviceId, snapshot });
    return device;
  }

  #snapshot(device: Device, asked: string[]): object {
    const calls = [...this.calls.values()].filter(
      (call) => call.participants.some(({ userId }) => userId === device.userId) && call.state !== "ended",
    );
    const ended = asked.map((id) => this.calls.get(id)).filter((call) => call?.state === "ended") as Call[];
    const unknown = asked.filter((id) => !this.calls.has(id));
    return { calls: [...calls, ...ended].map((call) => ({ call: this.#view(call, device) })), unknown };
  }

  #take(frame: Frame, device: Device): void {
    const error = this.refuse.get(frame.type ?? "");
    if (error) return this.#refuse(frame, device, error);
    const call = this.calls.get(frame.callId ?? "");
    switch (String(frame.type)) {
      case "invite":
        return this.#invite(frame, device);
      case "sync":
        return this.#reply(frame, device, {
          snapshot: this.#snapshot(device, frame.calls ?? []),
          seq: device.seq,
        });
      case "signal":
        return call && this.#signal(frame, device, call);
      case "ack":
        if (call) delete call.answer;
        return;
      case "pong":
        return;
      default:
        return call
          ? this.#command(frame, device, call)
          : this.#refuse(frame, device, { code: "unknown-call", category: "process", retryable: false });
    }
  }

  #command(frame: Frame, device: Device, call: Call): void {
    if (call.state === "ended" && frame.type !== "leave") {
      const { endReason } = this.#of(call, device);
      const error = {
        code: "call-ended",
        category: "process",
        retryable: false,
        callId: call.callId,
        endReason,
      };
      return this.#refuse(frame, device, error);
    }
    this.#change(frame, device, call);
    call.version += 1;
    this.#reply(frame, device, { call: this.#view(call, device) });
    this.#publish(call, device);
  }

  #change(frame: Frame, device: Device, call: Call): void {
    const participant = this.#of(call, device);
    if (frame.ext !== undefined) participant.ext = frame.ext;
    switch (String(frame.type)) {
      case "ringing":
        participant.state = "ringing";
        return;
      case "accept":
        return this.#accept(frame, device, call);
      case "decline":
        participant.state = "declined";
        return this.#close(call, "remote-declined", "declined");
      case "leave":
        return this.#leave(frame, device, call);
      case "state":
        Object.assign(participant.leg ?? {}, { microphone: frame.microphone, camera: frame.camera });
        return;
      case "rejoin":
        Object.assign(participant.leg ?? {}, { incarnation: frame.leg?.incarnation });
    }
  }

  #invite(frame: Frame, device: Device): void {
    const [to] = frame.to as string[];
    const inviter: Participant = { userId: device.userId, role: "inviter", state: "joined" };
    inviter.leg = this.#leg(frame, device, 1);
    const invitee: Participant = { userId: to!, role: "invitee", state: "invited" };
    const offer = frame.offer && { ...frame.leg, ...frame.offer };
    const { callId = "", media = "audio", ext } = frame;
    const call: Call = {
      callId,
      version: 1,
      media,
      state: "ringing",
      createdAt: this.#now(),
      parked: [],
      participants: [inviter, invitee],
    };
    if (ext !== undefined) call.ext = ext;
    if (offer) call.offer = offer;
    this.calls.set(callId, call);
    this.#reply(frame, device, { call: this.#view(call, device) });
    this.#publish(call, device);
  }

  #accept(frame: Frame, device: Device, call: Call): void {
    const participant = this.#of(call, device);
    participant.state = "joined";
    participant.leg = this.#leg(frame, device, 2);
    call.state = "active";
    call.answeredAt = this.#now();
    if (frame.answer) call.answer = { ...frame.leg, ...frame.answer };
  }

  #leave(frame: Frame, device: Device, call: Call): void {
    if (call.state === "ended") return;
    if (call.state === "ringing") return this.#close(call, "cancelled", "remote-cancelled");
    const inviterLeft = (this.#of(call, device).role === "inviter") !== (frame.because === "peer-hangup");
    this.#close(call, inviterLeft ? "hangup" : "remote-hangup", inviterLeft ? "remote-hangup" : "hangup");
  }

  #signal(frame: Frame, device: Device, call: Call): void {
    if (frame.to === "") {
      call.parked.push(...(frame.candidates ?? []));
      return;
    }
    const target = call.participants.find(({ leg }) => leg?.legId === frame.to)?.leg;
    const receiver = target && this.devices.get(target.deviceId);
    const { userId, deviceId } = device;
    const { to: _to, ...rest } = frame;
    const from = { userId, deviceId, legId: this.#of(call, device).leg?.legId };
    if (receiver) this.#send(receiver, { ...rest, from });
  }

  #end(call: Call, inviterReason: string, inviteeReason: string): void {
    this.#close(call, inviterReason, inviteeReason);
    call.version += 1;
    this.#publish(call, null);
  }

  #close(call: Call, inviterReason: string, inviteeReason: string): void {
    call.state = "ended";
    call.endedAt = this.#now();
    for (const one of call.participants)
      one.endReason = one.role === "inviter" ? inviterReason : inviteeReason;
  }

  #publish(call: Call, except: Device | null): void {
    for (const device of this.devices.values()) {
      if (device === except || !call.participants.some(({ userId }) => userId === device.userId)) continue;
      device.seq += 1;
      this.#send(device, { type: "event", seq: device.seq, call: this.#view(call, device) });
    }
  }

  #reply(frame: Frame, device: Device, fields: Frame): void {
    this.#send(device, { type: "reply", id: frame.id, ok: true, serverTime: this.#now(), ...fields });
  }

  #refuse(frame: Frame, device: Device, error: Frame): void {
    this.#send(device, { type: "reply", id: frame.id, ok: false, error });
  }

  #send(device: Device, frame: Frame): void {
    device.connection.send(JSON.stringify(frame));
  }

  #leg(frame: Frame, device: Device, order: number): Leg {
    const { legId = "", incarnation = "" } = frame.leg ?? {};
    const { deviceId } = device;
    return { legId, incarnation, deviceId, order, up: true, microphone: "unknown", camera: "unknown" };
  }

  #of(call: Call, device: Device): Participant {
    return call.participants.find(({ userId }) => userId === device.userId)!;
  }

  #view(call: Call, device: Device): Frame {
    const me = this.#of(call, device);
    const mine = me.leg?.deviceId === device.deviceId ? me.leg : undefined;
    const elsewhere = me.state === "joined" && !mine && me.leg;
    const endReason = me.endReason ?? (elsewhere ? "answered-elsewhere" : undefined);
    const status = endReason
      ? (STATUS[endReason] ?? "ended")
      : call.state === "active"
        ? "ongoing"
        : "initiated";
    const { callId, version, media, state, createdAt, answeredAt, endedAt, ext } = call;
    const you = {
      role: me.role,
      state: me.state,
      legId: mine?.legId,
      incarnation: mine?.incarnation,
      endReason,
      status,
    };
    const participants = call.participants.map(({ leg, ...rest }) => ({
      ...rest,
      name: this.names.get(rest.userId),
      legs: leg ? [leg] : [],
    }));
    const ringing = me.role === "invitee" && call.state === "ringing";
    const ringDeadline = createdAt + 30_000;
    const inviter = call.participants[0]!.userId;
    return {
      ...{
        callId,
        version,
        kind: "direct",
        media,
        state,
        inviter,
        createdAt,
        ringDeadline,
        answeredAt,
        endedAt,
        ext,
      },
      ...{ policy: {}, you, participants },
      offer: ringing ? call.offer : undefined,
      answer: me.role === "inviter" ? call.answer : undefined,
      parked: me.role === "invitee" && mine && call.parked.length > 0 ? call.parked : undefined,
    };
  }
}
