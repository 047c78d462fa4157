// The renaming is a homomorphism: what it does to field values, and that no core can tell.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { digestOf } from "../../js/shared/journal/digest.ts";
import { entryOf } from "../../js/shared/journal/entry.ts";
import { labelWords } from "../../js/shared/journal/fields.ts";
import type { JournalEntry } from "../../js/shared/journal/format.ts";
import { answerDigest, messageOf, plain, Redactor } from "../../js/shared/journal/redact.ts";
import { replay } from "../../js/shared/journal/replay.ts";
import { bytesOf, hmac, sha256 } from "../../js/shared/journal/sha256.ts";
import { loadCore } from "../../simulate/cores.ts";
import { clientTrace, switchboardTrace } from "../differential/traces.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const redactor = new Redactor("0123456789abcdef0123456789abcdef");

/** The fields of a message of one line, renamed. */
function renamed(fields: Record<string, unknown>): Record<string, unknown> {
  const [line] = redactor.message("client", JSON.stringify({ type: "test", ...fields }));
  assert.ok(typeof line === "object");
  return line as Record<string, unknown>;
}

for (const [kind, trace] of [
  ["client", clientTrace],
  ["switchboard", switchboardTrace],
] as const) {
  test(`${kind}: what hosts say at random, renamed, is answered by the renamed answers`, async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      for (const renaming of [new Redactor(`call-${seed}`), plain]) {
        const guide = await loadCore(kind);
        const entries: JournalEntry[] = [];
        trace(seed, (message, at) => {
          const answer = guide.dispatch(message, at);
          entries.push(entryOf(kind, { at, message, answer }, renaming));
          return answer;
        });
        guide.delete();
        const header = { journal: 1, side: "simulation", version: "", nodes: { core: kind } } as const;
        const replayed = await replay({ header, entries, cut: false }, loadCore);
        assert.deepEqual(replayed, { same: entries.length, of: entries.length }, `seed ${seed}`);
      }
    }
  });
}

test("people, devices, names and groups are renamed; ids that are random stay", () => {
  const id = "f00dfeedf00dfeedf00dfeedf00dfeed";
  const out = renamed({
    ...{ userId: "alice", to: ["bob", "alice"], deviceIds: ["phone"], name: "Alice", groupId: "friends" },
    ...{
      callId: id,
      legId: id,
      link: `${id}/${id}~${id}/${id}`,
      linkId: `${id}#2`,
      state: "ringing",
      at: 5,
      on: true,
    },
  });
  assert.match(String(out["userId"]), /^user-[0-9a-f]{16}$/);
  assert.deepEqual((out["to"] as string[])[1], out["userId"]);
  assert.match(String((out["deviceIds"] as string[])[0]), /^device-[0-9a-f]{16}$/);
  assert.match(String(out["name"]), /^name-/);
  assert.match(String(out["groupId"]), /^group-/);
  for (const [name, value] of Object.entries({
    callId: id,
    legId: id,
    link: `${id}/${id}~${id}/${id}`,
    linkId: `${id}#2`,
  })) {
    assert.equal(out[name], value);
  }
  assert.deepEqual([out["state"], out["at"], out["on"]], ["ringing", 5, true]);
});

test("devices are nobody's to know, but what a core goes by stays", async () => {
  const devices = (...labels: string[]): Record<string, unknown> => {
    const list = labels.map((label) => ({
      ...{ kind: "audioinput", deviceId: "dev=1", groupId: "g", label },
    }));
    return renamed({ list, setSinkId: true });
  };
  const [one, other] = devices("Zoë's AirPods", "Headset earpiece")["list"] as Record<string, string>[];
  assert.match(one!["label"]!, /^label-[0-9a-f]{16} airpods$/);
  assert.match(other!["label"]!, /^label-[0-9a-f]{16} earpiece headset$/);
  assert.equal(one!["kind"], "audioinput");
  assert.doesNotMatch(JSON.stringify(one), /Zoë|dev=1|"g"/);
  assert.equal(renamed({ deviceId: "default" })["deviceId"], "default");
  const source = await readFile(new URL("../../src/media/device_list.cpp", import.meta.url), "utf8");
  const [, tables = ""] =
    /(constexpr std::array<std::string_view[\s\S]*?)\}  \/\/ namespace/.exec(source) ?? [];
  const words = [...tables.matchAll(/"([^"]+)"/g)].map(([, word]) => word);
  assert.deepEqual(words.sort(), [...labelWords].sort(), "the words of the core");
});

test("a field that nobody has entered in the table is hidden", () => {
  const out = renamed({ favouriteColour: "green", deep: [{ secret: ["alice"] }], "alice@example.com": 1 });
  const text = JSON.stringify(out);
  for (const hidden of ["green", '"alice"', "example.com"]) assert.ok(!text.includes(hidden), hidden);
});

test("the keys of records are renamed part by part, and sessions keep their space", () => {
  const out = renamed({ key: "u:default:alice", userId: "alice", source: "c:default:abc", need: "c:acme:x" });
  assert.equal(out["key"], `u:default:${String(out["userId"])}`);
  assert.equal(out["source"], "c:default:abc");
  assert.match(String(out["need"]), /^c:app-[0-9a-f]{16}:x$/);
  const session = renamed({ callId: "session:board meeting", key: "c:default:session:board meeting" });
  assert.match(String(session["callId"]), /^session:session-[0-9a-f]{16}$/);
  assert.equal(session["key"], `c:default:${String(session["callId"])}`);
  assert.deepEqual(renamed({ grants: ["place", "vip"] })["grants"], ["place", redactor.text("grant", "vip")]);
});

test("an SDP keeps its ufrag and fingerprint, renamed, and a candidate goes with it", () => {
  const lines = ["v=0", "o=- 1 2 IN IP4 203.0.113.9", "a=ice-ufrag:Uf1+", "a=ice-pwd:secret"];
  const sdp = [...lines, "a=fingerprint:sha-256 AA:BB", "a=ice-ufrag:other", ""].join("\r\n");
  const candidate = {
    candidate: "candidate:1 1 udp 1 203.0.113.9 5000 typ host ufrag Uf1+ network-id 1",
    ...{ sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "Uf1+" },
  };
  const out = renamed({ sdp, candidate });
  const ufrag = redactor.text("ufrag", "Uf1+");
  const [version, own, line, print, end] = String(out["sdp"]).split("\r\n");
  assert.deepEqual([version, line, end], ["v=0", `a=ice-ufrag:${ufrag}`, ""]);
  assert.match(String(own), /^s=sdp-/, "different descriptions stay different");
  assert.match(String(print), /^a=fingerprint:sha-256 print-[0-9a-f]{16}$/);
  assert.deepEqual(out["candidate"], {
    candidate: `candidate ufrag ${ufrag}`,
    ...{ sdpMid: "0", sdpMLineIndex: 0, usernameFragment: ufrag },
  });
  assert.equal(renamed({ candidate: "" })["candidate"], "", "the end of candidates");
});

test("of an SDP, what the core decides by stays: each certificate, keys in the clear, how many media", () => {
  const lines = ["v=0", "m=audio 9 RTP/SAVP 0", "a=crypto:1 AES inline:SECRET", "a=fingerprint:sha-256 AA"];
  const sdp = [...lines, "m=video 9 RTP/SAVP 0", "a=fingerprint:sha-256 BB", ""].join("\n");
  const kept = String(renamed({ sdp })["sdp"]).split("\r\n").slice(2);
  assert.match(String(kept[0]), /^a=fingerprint:sha-256 print-/);
  assert.match(String(kept[1]), /^a=fingerprint:sha-256 print-/);
  assert.notEqual(kept[0], kept[1]);
  assert.deepEqual(kept.slice(2), ["m=", "a=crypto:", "m=", ""]);
});

test("credentials and seals are gone; what a seal claims is renamed like everything else", () => {
  const claims = JSON.stringify({ callId: "c", participants: [{ userId: "alice" }] });
  const iceServers = [{ urls: ["turn:turn.example.com"], username: "alice", credential: "key" }];
  const out = renamed({ token: "eyJ", seal: { claims, mac: "abc" }, iceServers });
  const text = JSON.stringify(out);
  for (const hidden of ["eyJ", "abc", '"alice', "turn.example", "key"])
    assert.ok(!text.includes(hidden), hidden);
  const { claims: told } = out["seal"] as { claims: string };
  assert.deepEqual(JSON.parse(told), {
    callId: "c",
    participants: [{ userId: redactor.text("user", "alice") }],
  });
});

test("what a core refuses stays what it refuses", () => {
  const size = (text: string): number => Buffer.byteLength(text);
  assert.ok(size(redactor.text("user", "u".repeat(128))) <= 128);
  assert.equal(size(redactor.text("user", "u".repeat(129))), 129);
  assert.match(redactor.text("user", "tab\tbed"), /\p{Cc}/u);
  assert.match(redactor.text("device", "my phone"), / $/);
  assert.match(redactor.text("id", "not minted"), / $/);
  assert.equal(redactor.text("name", "\ud800").isWellFormed(), false);
  assert.equal(size(redactor.text("sdp", "x".repeat(32_769))), 32_769);
  assert.equal(redactor.text("user", ""), "");
  const [, invalid] = redactor.message("client", '{"type":"frame"}\n{"type":"event","name":"Alice"');
  assert.equal(invalid, "not JSON");
  const large = JSON.stringify({ type: "event", ext: "x".repeat(70_000) });
  const [, frame] = redactor.message("client", `{"type":"frame"}\n${large}`);
  assert.ok(typeof frame === "string" && frame.length > 65_536 && !frame.includes("xxxx"));
});

test("a message of several lines keeps them", () => {
  const message = '{"type":"frame"}\n{"app":"default"}\n{"type":"leave",\n"id":"1"}';
  const lines = redactor.message("switchboard", message);
  assert.equal(lines.length, 3);
  assert.equal(messageOf(lines), '{"type":"frame"}\n{"app":"default"}\n{"type":"leave","id":"1"}');
  assert.deepEqual(redactor.message("switchboard", '{"type":"deadline","key":"c:default:x"}\n\n').slice(1), [
    "",
    "",
  ]);
});

test("digests and hashes are those of the standards", () => {
  assert.equal(digestOf(""), "cbf29ce484222325");
  assert.equal(digestOf("foobar"), "85944171f73967e8");
  assert.equal(
    answerDigest('{ "effects": [], "deadline": null }'),
    digestOf('{"effects":[],"deadline":null}'),
  );
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(hex(sha256(bytesOf("abc"))), abc);
  // RFC 4231, test cases 2 and 6.
  const two = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  assert.equal(hex(hmac(bytesOf("Jefe"), "what do ya want for nothing?")), two);
  const six = "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54";
  const long = "Test Using Larger Than Block-Size Key - Hash Key First";
  assert.equal(hex(hmac(new Uint8Array(131).fill(0xaa), long)), six);
});
