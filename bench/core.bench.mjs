// What one command costs in the core, against JSON.parse + JSON.stringify of the same text in the same run.
// Gate (design 8): a 250-byte command through WASM in Node, JSON both ways, takes at most 12 times as long.
//   npm run bench core
import { spawnSync } from "node:child_process";
import process from "node:process";
import { buildNative } from "../tools/programs.mjs";
import { Exchange, loadSwitchboard } from "./core/exchange.mjs";
import { median } from "./support/statistics.mjs";

const gate = 12;
const bytes = 250;
const batch = 400;
const batches = 101;

function padded(frame) {
  const text = JSON.stringify(frame);
  return JSON.stringify({ ...frame, note: "x".repeat(bytes - text.length - ',"note":""'.length) });
}

function microseconds(work) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < batch; i += 1) work(i);
  return Number(process.hrtime.bigint() - start) / 1000 / batch;
}

/** Both take turns, so that a busy moment of the machine hits both. */
function compare(ours, theirs) {
  const pairs = [];
  for (let i = 0; i < batches; i += 1) pairs.push([microseconds(ours), microseconds(theirs)]);
  return {
    ours: median(pairs.map(([a]) => a)),
    theirs: median(pairs.map(([, b]) => b)),
    ratio: median(pairs.map(([a, b]) => a / b)),
  };
}

function line(name, { ours, theirs, ratio }, limit) {
  const over = limit !== undefined && ratio > limit;
  const figures = `${ours.toFixed(1).padStart(7)} us   JSON alone ${theirs.toFixed(2)} us   ratio ${ratio.toFixed(1)}`;
  const verdict = limit === undefined ? "" : over ? `  ABOVE ${limit}` : `  (gate ${limit})`;
  console.log(`${name.padEnd(44)} ${figures}${verdict}`);
  return over;
}

/** The same messages in the native build. */
function nativeMicroseconds(messages) {
  if (!buildNative("release")) throw new Error("the native build failed");
  const input = messages.map((message) => JSON.stringify(message)).join("\n");
  const { stdout, status } = spawnSync("build/release/core_bench", { input, encoding: "utf8" });
  if (status !== 0) throw new Error("core_bench failed");
  return Number(stdout);
}

function perSecond(name, us) {
  console.log(
    `${name.padEnd(44)} ${us.toFixed(1).padStart(7)} us   ${Math.round(1e6 / us)} commands a second`,
  );
}

const callId = "bench-call";
const exchange = new Exchange(await loadSwitchboard());
exchange.answeredCall(callId);
const json = (text) => () => JSON.stringify(JSON.parse(text));

// A command that the record has answered before: read, admitted, looked up, answered. No commit, so each is
// like the last.
const repeated = padded({ type: "state", id: "9", callId, microphone: "on", camera: "off" });
const [header] = exchange.frame("bob", {});
exchange.run(header, repeated);
const repeatedText = exchange.message(header, repeated);
const repeatedCost = compare(() => exchange.dispatchText(repeatedText), json(repeated));
const over = line("WASM: a command, answered", repeatedCost, gate);
perSecond("WASM: a command, answered", repeatedCost.ours);
const recorded = [...exchange.messages, { now: exchange.messages[0].now, message: repeatedText }];
perSecond("native: the same", nativeMicroseconds(recorded));

// A command that changes the record: besides, the record and two views are written, and the outbox is drained.
const changing = ["on", "off"].map((microphone, i) =>
  padded({ type: "state", id: `c${i}`, callId, microphone, camera: "off" }),
);
let count = 0;
const change = () => {
  count += 1;
  exchange.messages.length = 0;
  exchange.run(header, changing[count & 1].replace(/"id":"c."/, `"id":"${count}"`));
};
line("WASM: a command, committed and drained", compare(change, json(changing[0])));
console.log(over ? "core: above the gate" : "core: within the gate");
process.exitCode = over ? 1 : 0;
