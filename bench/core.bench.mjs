// What one command costs in the core, against JSON.parse + JSON.stringify of the same text in the same run.
// Gate (design 8): a 250-byte command through WASM in Node, JSON both ways, takes at most 12 times as long.
//   npm run bench core
import { existsSync } from "node:fs";
import process from "node:process";
import { spawnSync } from "node:child_process";
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

const callId = "bench-call";
const exchange = new Exchange(await loadSwitchboard());
exchange.answeredCall(callId);
const json = (text) => () => JSON.stringify(JSON.parse(text));

// A command that the record has answered before: read, admitted, looked up, answered. No commit, so each is like
// the last.
const repeated = padded({ type: "state", id: "9", callId, microphone: "on", camera: "off" });
const [header] = exchange.frame("bob", {});
exchange.run(header, repeated);
const repeatedText = exchange.message(header, repeated);
const over = line(
  "switchboard: command, repeated",
  compare(() => exchange.dispatchText(repeatedText), json(repeated)),
  gate,
);

// A command that changes the record: besides, the record and two views are written.
const changing = ["on", "off"].map((microphone, i) =>
  padded({ type: "state", id: `c${i}`, callId, microphone, camera: "off" }),
);
let count = 0;
const change = () => {
  count += 1;
  const text = changing[count & 1].replace(/"id":"c."/, `"id":"${count}"`);
  exchange.run(header, text);
};
line("switchboard: command, committed and drained", compare(change, json(changing[0])));

if (existsSync("build/release/core_bench")) spawnSync("build/release/core_bench", { stdio: "inherit" });
console.log(over ? "core: above the gate" : "core: within the gate");
process.exitCode = over ? 1 : 0;
