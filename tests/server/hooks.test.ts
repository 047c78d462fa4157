// What the app is asked while calls are made, and what the core then reads in the header of the frame. The
// core is the real one; a wrapper notes what it is given.

import assert from "node:assert/strict";
import { test } from "node:test";
import { invite, newCallId, party } from "./call_support.ts";
import type { Party } from "./call_support.ts";
import { loadSwitchboardCore } from "../../server/core_loader.ts";
import type { EmbindCore } from "../../js/shared/embind_core.ts";
import type { Hooks } from "../../server/index.ts";
import { codeOf, startServer, tokenFor, until } from "./support.ts";
import type { Frame, TestServer } from "./support.ts";

type Header = Record<string, unknown>;

/** A server whose dispatched headers are kept. */
async function watched(hooks: Hooks, limits = {}): Promise<{ server: TestServer; headers: Header[] }> {
  const headers: Header[] = [];
  const loadCore = async (): Promise<EmbindCore> => {
    const core = await loadSwitchboardCore();
    return {
      dispatch: (message, now) => {
        headers.push(JSON.parse(message.slice(0, message.indexOf("\n"))) as Header);
        return core.dispatch(message, now);
      },
      delete: () => core.delete(),
    };
  };
  return { server: await startServer({ hooks, limits, loadCore }), headers };
}

function inviteGroup(from: Party, group: unknown, more: object = {}): Promise<Frame> {
  return invite(from, newCallId(), [], { to: undefined, kind: "group", group, ...more });
}

test("a group is named to the app, and its members to the core, each once and without the inviter", async () => {
  const asked: unknown[] = [];
  const expandGroup: Hooks["expandGroup"] = async (about) => {
    asked.push(about);
    return ["bob", "alice", "carol", "bob", "", 7 as never];
  };
  const { server, headers } = await watched({ expandGroup });
  await using _ = server;
  const alice = await party(server, { user: "alice" });
  await inviteGroup(alice, "team");
  await alice.device.command({ type: "add", callId: newCallId(), group: "team" });
  assert.deepEqual(asked[0], { appId: "default", userId: "alice", group: "team" });
  const members = headers.filter((header) => header["members"] !== undefined);
  assert.deepEqual(
    members.map((header) => header["members"]),
    [
      ["bob", "carol"],
      ["bob", "carol"],
    ],
  );
});

test("a group is cut at the limit of what one frame may invite", async () => {
  const all = Array.from({ length: 40 }, (_, i) => `member-${i}`);
  const { server, headers } = await watched({ expandGroup: () => all });
  await using _ = server;
  await inviteGroup(await party(server, { user: "alice" }), "team");
  const members = headers.find((header) => header["members"] !== undefined)?.["members"];
  assert.deepEqual(members, all.slice(0, 25));
});

test("a group that is unknown, empty, nameless, or asked for beside names is an invalid argument", async () => {
  const expandGroup: Hooks["expandGroup"] = async ({ group }) => {
    if (group === "broken") throw new Error("no");
    if (group === "slow") return new Promise(() => {});
    return group === "only-me" ? ["alice"] : group === "nonsense" ? ("bob" as never) : [];
  };
  const { server, headers } = await watched({ expandGroup }, { hookTimeoutMs: 20 });
  await using _ = server;
  const alice = await party(server, { user: "alice" });
  const before = headers.length;
  for (const group of ["unknown", "only-me", "nonsense", "broken", "slow", "", 7, null, "x".repeat(200)]) {
    assert.equal(codeOf(await inviteGroup(alice, group)), "invalid-argument", String(group));
  }
  assert.equal(codeOf(await inviteGroup(alice, "team", { to: ["bob"] })), "invalid-argument");
  assert.equal(headers.length, before, "the core was not even asked");
  await using plain = await startServer();
  const other = await party(plain, { user: "alice" });
  assert.equal(codeOf(await inviteGroup(other, "team")), "invalid-argument", "no hook");
});

test("who may join a session: by grant, or because the app says yes, and nobody else", async () => {
  const authorizeJoin: Hooks["authorizeJoin"] = async ({ userId, sessionId }) => {
    if (sessionId === "broken") throw new Error("no");
    if (sessionId === "odd") return "yes" as never;
    return userId === "guest" && sessionId === "open";
  };
  const { server, headers } = await watched({ authorizeJoin });
  await using _ = server;
  const mayJoin = async (user: string, grants: string[], callId: string): Promise<unknown> => {
    const one = await party(server, { user, token: await tokenFor(user, { grants }) });
    const before = headers.length;
    await one.device.command({ type: "join", callId, leg: one.leg, media: "audio" });
    one.device.close();
    return headers.slice(before).find((header) => header["type"] === "frame")?.["mayJoin"];
  };
  const table: [string, string[], string, boolean][] = [
    ["granted", ["join:standup"], "session:standup", true],
    ["granted", ["join:standup"], "session:standup2", false],
    ["granted", ["join:standup"], "session:", false],
    ["anybody", ["join:*"], "session:standup", true],
    ["anybody", ["join:*"], "standup", false],
    ["nobody", ["place", "receive"], "session:standup", false],
    ["guest", [], "session:open", true],
    ["other", [], "session:open", false],
    ["guest", [], "session:broken", false],
    ["guest", [], "session:odd", false],
  ];
  for (const [user, grants, callId, expected] of table) {
    assert.equal(await mayJoin(user, grants, callId), expected, `${user} ${grants.join()} ${callId}`);
  }
});

test("who was thrown out or lost while the app was asked begins nothing (inv. 25, 34)", async () => {
  const asked: (() => void)[] = [];
  const slow = <T>(answer: T): Promise<T> => new Promise((resolve) => asked.push(() => resolve(answer)));
  const { server, headers } = await watched({
    expandGroup: () => slow(["bob"]),
    authorizeJoin: () => slow(true),
  });
  await using _ = server;
  const frames = (one: Party): Record<string, unknown>[] => [
    {
      type: "invite",
      id: "1",
      callId: newCallId(),
      kind: "group",
      media: "audio",
      group: "team",
      leg: one.leg,
    },
    { type: "add", id: "2", callId: newCallId(), group: "team" },
    { type: "join", id: "3", callId: "session:open", leg: one.leg, media: "audio" },
  ];
  const thrownOut = await party(server, { user: "alice" });
  const lost = await party(server, { user: "carol" });
  for (const one of [thrownOut, lost]) for (const frame of frames(one)) one.device.send(frame);
  await until("the app to be asked", () => asked.length === 6);
  await server.revoke("alice");
  lost.device.close();
  await until("the sockets to go", () => server.stats().open === 0);
  const before = headers.length;
  for (const answer of asked) answer();
  await (await party(server, { user: "dave" })).device.command({ type: "sync" });
  const dispatched = headers.slice(before).filter(({ type }) => type === "frame");
  assert.deepEqual([...new Set(dispatched.map(({ user }) => user))], ["dave"]);
});

test("a client cannot write the header's words itself", async () => {
  const { server, headers } = await watched({});
  await using _ = server;
  const alice = await party(server, { user: "alice" });
  await invite(alice, newCallId(), ["bob"], { members: ["carol"], mayJoin: true, grants: ["moderate"] });
  const header = headers.findLast((one) => one["type"] === "frame");
  assert.deepEqual(
    [header?.["members"], header?.["mayJoin"], header?.["grants"]],
    [undefined, undefined, ["place", "receive"]],
  );
});

test("a revocation is told to the core once, with the device if one is meant", async () => {
  const { server, headers } = await watched({});
  await using _ = server;
  await server.revoke("alice");
  await server.revoke("bob", { app: "other", deviceId: "phone" });
  const nobody = { record: "absent", version: 0 };
  assert.deepEqual(
    headers.filter((header) => header["revoked"] === true),
    [
      { type: "gone", app: "default", user: "alice", revoked: true, ...nobody },
      { type: "gone", app: "other", user: "bob", device: "phone", revoked: true, ...nobody },
    ],
  );
});
