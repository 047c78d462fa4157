// Seeded generators of traces: hosts that do what they are asked, mostly, on a network that is not kind.

export interface TraceLine {
  readonly core: "client" | "switchboard";
  readonly now: number;
  readonly message: string;
}

type Dispatch = (message: string, now: number) => string;
type Json = Record<string, unknown>;

/** A small generator with 32 bits of state (mulberry32): the same numbers everywhere. */
function chance(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}

const sdp = "v=0\r\na=ice-ufrag:Uo\u00e9\ud83d\udcde\r\n";
const serverTime = 1_790_000_000_000;

function pick<T>(below: (bound: number) => number, items: readonly T[]): T {
  return items[below(items.length)]!;
}

function view(below: (bound: number) => number, version: number, callId: string): Json {
  const joined = below(2) === 0;
  const leg = (legId: string, incarnation: string, order: number): Json => ({
    ...{ legId, incarnation, deviceId: legId.replace("leg", "dev"), order, up: below(4) !== 0 },
    ...{ microphone: "on", camera: pick(below, ["on", "off", "failed"]) },
    ...(below(8) === 0 && { hold: true }),
  });
  const incoming = below(2) === 0;
  const mine = joined || !incoming;
  const ended = below(10) === 0;
  return {
    ...{ callId, version, kind: "direct", media: pick(below, ["audio", "video"]) },
    state: ended ? "ended" : pick(below, ["ringing", "active"]),
    inviter: incoming ? "peer" : "me",
    ...{ createdAt: serverTime, ringDeadline: serverTime + below(60_000), ext: '{"\\u0001":"<b>"}' },
    ...(ended && { endedAt: serverTime + 5 }),
    ...(below(6) === 0 && {
      videoRequest: { id: 1 + below(2), by: pick(below, ["me", "peer"]), state: "requested", deadline: 7 },
    }),
    policy: { ringTimeoutMs: 30_000, reconnectGraceMs: below(3) * 10_000 },
    you: {
      role: incoming ? "invitee" : "inviter",
      state: mine ? "joined" : "ringing",
      ...(mine && { legId: "leg-m", incarnation: below(5) === 0 ? "inc-x" : "inc-m" }),
      ...(ended && {
        endReason: pick(below, ["remote-hangup", "remote-cancelled", "answered-elsewhere", "failed"]),
      }),
      status: "ongoing",
    },
    participants: [
      {
        ...{ userId: "me", role: incoming ? "invitee" : "inviter", state: mine ? "joined" : "invited" },
        legs: mine ? [leg("leg-m", "inc-m", 2)] : [],
      },
      {
        ...{
          userId: "peer",
          role: incoming ? "inviter" : "invitee",
          state: "joined",
          name: "Zo\u00eb \u202e",
        },
        legs: [leg("leg-p", pick(below, ["inc-p", "inc-p", "inc-q"]), 1)],
      },
    ],
    ...(incoming && { offer: { legId: "leg-p", incarnation: "inc-p", negotiation: 1, sdp } }),
    ...(below(3) === 0 && { answer: { legId: "leg-p", incarnation: "inc-p", negotiation: 1, sdp } }),
    ...(below(3) === 0 && { parked: [{ candidate: "candidate:1", sdpMid: "0", usernameFragment: "Uo" }] }),
  };
}

const peopleCommands = ["add", "cancel", "remove", "end", "video-request", "video-accept", "video-decline"];

/** What a good host answers to an effect. */
function answerTo(effect: Json): Json | undefined {
  const { generation, linkId, operation, callId, kind, code } = effect;
  switch (effect["type"]) {
    case "get-token":
      return { type: "token", generation, token: "t" };
    case "open-socket":
      return { type: "socket-opened", generation };
    case "close-socket":
      return { type: "socket-closed", generation, code, random: 0.37 };
    case "capture":
      if (effect["deviceId"] === "in-use") {
        return { type: "capture-failed", callId, kind, generation, error: "in-use" };
      }
      return { type: "captured", callId, kind, generation };
    case "create-offer":
      return { type: "offer-created", linkId, operation, sdp };
    case "create-answer":
      return { type: "answer-created", linkId, operation, sdp };
    case "apply-answer":
      return { type: "description-set", linkId, operation };
    case "open-peer":
      return { type: "peer-state", linkId, state: "connected" };
    default:
      return undefined;
  }
}

/** Devices of a phone or a desktop, with the words that a core goes by, in more than ASCII. */
function deviceList(below: (bound: number) => number): Json[] {
  const all = [
    ["audioinput", "default", "Default - Kopfh\u00f6rer"],
    ["audioinput", "headset", "Zo\u00eb's Kopfh\u00f6rer (Bluetooth)"],
    ["audioinput", "ear", "Headset earpiece"],
    ["videoinput", "in-use", "camera2 1, facing front"],
    ["videoinput", "rear=", "camera2 0, facing back"],
    ["audiooutput", "headset-out", "Zo\u00eb's Kopfh\u00f6rer (Bluetooth)"],
    ["audiooutput", "speaker", "\u30b9\u30d4\u30fc\u30ab\u30fc"],
  ];
  return all
    .filter(() => below(3) > 0)
    .map(([kind, deviceId, label]) => ({ kind, deviceId, groupId: `g${below(2)}`, label }));
}

/** A trace of one client: 150 messages, some of them no messages at all. */
export function clientTrace(seed: number, dispatch: Dispatch): TraceLine[] {
  const below = chance(seed);
  const lines: TraceLine[] = [];
  const asked: Json[] = [];
  const commands: string[] = [];
  const links: string[] = ["none"];
  let now = 1_000;
  let generation = 0;
  let version = 1;
  const play = (message: string): void => {
    now += below(6) === 0 ? below(20_000) : below(100);
    lines.push({ core: "client", now, message });
    const answer = JSON.parse(dispatch(message, now)) as { effects: Json[] };
    for (const effect of answer.effects) {
      const reply = answerTo(effect);
      if (reply) asked.push(reply);
      if (effect["type"] === "open-socket") generation = Number(effect["generation"]);
      if (effect["type"] === "open-peer") links.push(String(effect["linkId"]));
      const { id } = effect["type"] === "send" ? (JSON.parse(String(effect["text"])) as Json) : {};
      if (id) commands.push(String(id));
    }
  };
  const frames: (() => Json)[] = [
    () => ({
      ...{
        type: "welcome",
        v: 1,
        connection: "n",
        epoch: pick(below, ["e1", "e1", "e2"]),
        serverTime: serverTime + now,
      },
      ...{ userId: "me", deviceId: "dev-m", policy: {}, seq: 0, snapshot: { calls: [], unknown: ["c1"] } },
    }),
    () => ({ type: "event", seq: version, call: view(below, version++, `c${1 + below(2)}`) }),
    () => ({
      ...{ type: "event", seq: version, call: view(below, version++, "c1"), seal: { claims: "c", mac: "m" } },
      iceServers: [{ urls: "turn:x", username: "u", credential: "\u20ac" }],
    }),
    () => ({ type: "reply", id: commands.pop() ?? "none", ok: true }),
    () => ({
      type: "reply",
      id: commands.pop() ?? "none",
      ok: false,
      error: { code: pick(below, ["try-later", "call-ended", "new-code"]) },
    }),
    () => ({
      ...{ type: "signal", callId: "c1", from: { userId: "peer", deviceId: "dev-p", legId: "leg-p" } },
      ...{
        link: pick(below, ["leg-m/inc-m~leg-p/inc-p", "leg-m/inc-m~leg-q/inc-q"]),
        negotiation: 1 + below(4),
      },
      description: { type: pick(below, ["offer", "answer"]), sdp },
      candidates: [{ candidate: "candidate:2", sdpMLineIndex: 0 }],
    }),
    () => ({ type: "ping", at: now, serverTime: serverTime + now, seq: version }),
    () => ({ type: "no-such-type" }),
  ];
  const inputs: (() => Json)[] = [
    () => ({ type: "call", callId: "c1", legId: "leg-m", to: ["peer"], media: "video" }),
    () => ({ type: "accept", callId: `c${1 + below(2)}`, legId: "leg-m" }),
    () => ({ type: pick(below, ["decline", "ignore", "hang-up", "rejoin"]), callId: "c1" }),
    () => ({ type: pick(below, ["set-camera", "set-microphone"]), callId: "c1", on: below(2) === 0 }),
    () => ({ type: pick(below, ["start-screen-share", "stop-screen-share"]), callId: "c1" }),
    () => ({
      type: pick(below, ["hold", "resume", "request-video", "accept-video", "cancel-video", "downgrade"]),
      callId: "c1",
    }),
    () => ({ type: pick(below, ["add", "cancel", "remove"]), callId: "c1", to: ["zo\u00eb"] }),
    () => ({ type: "devices", list: deviceList(below), setSinkId: below(2) === 0 }),
    () => ({
      type: "select-device",
      kind: pick(below, ["audioinput", "videoinput", "audiooutput"]),
      deviceId: pick(below, ["", "default", "headset", "in-use", "rear=", "speaker"]),
    }),
    () => ({ type: "prefer-output", route: pick(below, ["bluetooth", "earpiece", "speaker", "default"]) }),
    () => ({ type: "switch-camera" }),
    () => ({ type: pick(below, ["connect", "take-over", "disconnect", "connect", "connect"]) }),
  ];
  play('{"type":"configure","deviceId":"dev-m","pageId":"p","incarnation":"inc-m"}');
  for (let request = 1; request < 150; request++) {
    const which = below(12);
    if (which < 4 && asked.length > 0) play(JSON.stringify(asked.splice(below(asked.length), 1)[0]));
    else if (which < 8)
      play(`${JSON.stringify({ type: "frame", generation })}\n${JSON.stringify(pick(below, frames)())}`);
    else if (which < 10) play(JSON.stringify({ ...pick(below, inputs)(), request }));
    else if (which === 10)
      play(pick(below, ['{"type":"time"}', '{"type":"woke"}', '{"type":"network-online"}', "{", ""]));
    else
      play(
        JSON.stringify({
          type: "peer-state",
          linkId: pick(below, links),
          state: pick(below, ["disconnected", "failed"]),
        }),
      );
  }
  return lines;
}

/** A switchboard whose host keeps the records: two users dial, accept and leave; frames repeat and overtake. */
export function switchboardTrace(seed: number, dispatch: Dispatch): TraceLine[] {
  const below = chance(seed);
  const lines: TraceLine[] = [];
  const records = new Map<string, { version: number; text: string }>();
  const inputs: { header: Json; body: string }[] = [];
  let now = serverTime;
  const send = (header: Json, line2: string, body: string): Json => {
    const message = `${JSON.stringify(header)}\n${line2}\n${body}`;
    lines.push({ core: "switchboard", now, message });
    return JSON.parse(dispatch(message, now)) as Json;
  };
  const play = (header: Json, body: string): void => {
    now += below(5) === 0 ? below(8_000) : below(50);
    let answer = send(header, "", body);
    for (let turn = 0; turn < 6 && typeof answer["need"] === "string"; turn++) {
      const held = records.get(answer["need"]);
      const state = held ? { record: "attached", version: held.version } : { record: "absent", version: 0 };
      answer = send({ ...header, ...state }, held?.text ?? "", body);
    }
    const { key, commit } = answer as { key?: string; commit?: { version: number; text: string } | null };
    if (key && commit) records.set(key, { version: commit.version, text: commit.text });
    for (const effect of (answer["effects"] ?? []) as Json[]) {
      if (effect["type"] !== "input") continue;
      const { to, source, version, index, input } = effect;
      const text = typeof input === "string" ? input : JSON.stringify(input);
      inputs.push({ header: { type: "input", key: to, source, version, index }, body: text });
    }
  };
  const frameOf = (user: string, frame: Json): void => {
    const from = {
      app: "default",
      user,
      device: `d-${user}`,
      connection: `n-${user}`,
      grants: ["place", "receive"],
    };
    play({ type: "frame", ...from }, JSON.stringify(frame));
  };
  play({ type: "configure", epoch: "e1" }, "");
  for (const user of ["alice", "bob"]) {
    frameOf(user, {
      type: "hello",
      v: 1,
      deviceId: `d-${user}`,
      pageId: "p",
      incarnation: `i-${user}`,
      calls: [],
    });
  }
  const leg = (user: string): Json => ({ legId: `l-${user}`, incarnation: `i-${user}` });
  for (let n = 1; n < 90; n++) {
    const user = pick(below, ["alice", "bob"]);
    const other = user === "alice" ? "bob" : "alice";
    const callId = `c${1 + below(3)}`;
    const id = `k${below(9) === 0 ? below(n) : n}`;
    const which = below(14);
    if (which < 5 && inputs.length > 0) {
      const next = inputs[below(Math.min(2, inputs.length))]!;
      if (below(6) !== 0) inputs.splice(inputs.indexOf(next), 1);
      play(next.header, next.body);
    } else if (which < 7) {
      const offer = { negotiation: 1, sdp };
      frameOf(user, {
        type: "invite",
        id,
        callId,
        kind: pick(below, ["direct", "direct", "group"]),
        media: pick(below, ["audio", "video"]),
        to: [other],
        leg: leg(user),
        offer,
      });
    } else if (which < 9) frameOf(user, { type: "ringing", id, callId });
    else if (which < 11)
      frameOf(user, { type: "accept", id, callId, leg: leg(user), media: "audio", ext: '"\u00e9"' });
    else if (which === 11)
      frameOf(user, {
        type: pick(below, ["leave", "decline", "rejoin", "sync", ...peopleCommands]),
        id,
        callId,
        leg: leg(user),
        to: ["carol"],
      });
    else if (which === 12)
      play({ type: "deadline", key: pick(below, ["c:default:" + callId, "u:default:" + user]) }, "");
    else
      play(
        {
          type: pick(below, ["drain", "view", "nonsense"]),
          key: "c:default:" + callId,
          user,
          device: `d-${user}`,
        },
        "",
      );
  }
  return lines;
}
