/**
 * A call and a ring, played to a core that nobody uses: browsers compile WebAssembly function by function, each when
 * it is first called, and that costs the first call of a page some 70 ms. Who is in it, and what they are called,
 * matters to nobody (docs/CORE.md has the messages).
 */

import type { EmbindCore } from "../shared/embind_core.ts";

/** Plays both with descriptions of this browser. Whoever hands the core over throws it away. */
export function rehearseCalls(core: EmbindCore, offer: string, answer: string): void {
  const tell = (type: string, header: object, body?: object): unknown =>
    core.dispatch(JSON.stringify({ type, ...header }) + (body ? `\n${JSON.stringify(body)}` : ""), 0);
  const hear = (type: string, body: object): unknown =>
    tell("frame", { generation: 1 }, { type, seq: 1, ...body });
  const ours = { legId: "r", incarnation: "r" };
  const leg = { ...ours, deviceId: "r", order: 1, up: true, microphone: "on", camera: "on" };
  const [role, media, policy] = ["invitee", "video", {}];
  const participant = (userId: string, legId: string): object => {
    return { userId, role, state: "joined", legs: [{ ...leg, legId }] };
  };
  const see = (callId: string, version: number, state: string, you: object, description: object): unknown => {
    const participants = [participant("r", "r"), participant("s", "s")];
    const call = {
      callId,
      version,
      kind: "direct",
      media,
      state,
      inviter: "r",
      createdAt: 0,
      ringDeadline: 9e4,
    };
    const status = "ongoing";
    return hear("event", {
      call: { ...call, policy, you: { role, status, ...you }, participants, ...description },
    });
  };

  tell("configure", { deviceId: "r", pageId: "r", incarnation: "r" });
  tell("connect", { request: 1 });
  tell("token", { generation: 1, token: "r" });
  tell("socket-opened", { generation: 1 });
  const snapshot = { calls: [], unknown: [] };
  hear("welcome", {
    ...{ v: 1, connection: "r", epoch: "r", serverTime: 0, userId: "r", deviceId: "r", policy, snapshot },
  });

  tell("call", { callId: "c", legId: "r", to: ["s"], media, policy, request: 2 });
  tell("offer-created", { linkId: "c#1", operation: 1, sdp: offer });
  const answered = { answer: { ...ours, legId: "s", negotiation: 1, sdp: answer } };
  see("c", 1, "active", { state: "joined", ...ours }, answered);
  tell("description-set", { linkId: "c#1", operation: 2 });
  tell("peer-state", { linkId: "c#1", state: "connected" });
  tell("hang-up", { callId: "c", request: 3 });

  see("d", 1, "ringing", { state: "rung" }, { offer: { ...ours, negotiation: 1, sdp: offer } });
  tell("accept", { callId: "d", legId: "s", request: 4 });
  tell("answer-created", { linkId: "d#1", operation: 1, sdp: answer });
  see("d", 2, "active", { state: "joined", ...ours, legId: "s" }, {});
}
