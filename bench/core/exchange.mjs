// The smallest host of a switchboard core: records in a Map, inputs between records in order, nothing sent anywhere.
import { readFile } from "node:fs/promises";
import createSwitchboard from "#wasm/switchboard.mjs";

export async function loadSwitchboard() {
  const wasmBinary = await readFile(new URL("../../dist/wasm/switchboard.wasm", import.meta.url));
  const { SwitchboardCore } = await createSwitchboard({ wasmBinary, printErr: () => {} });
  return new SwitchboardCore();
}

export class Exchange {
  #core;
  #now = 1_700_000_000_000;
  #records = new Map();
  /** Every message so far, for a native core to play. */
  messages = [];

  constructor(core) {
    this.#core = core;
    this.#play(this.message({ type: "configure", epoch: "bench" }));
  }

  /** The bytes of one message that the core can answer from its cache. */
  message(header, body = "") {
    return `${JSON.stringify(header)}\n\n${body}`;
  }

  /** What is measured: one dispatch, nothing else. */
  dispatchText(text) {
    return this.#core.dispatch(text, this.#now);
  }

  #play(text) {
    this.messages.push({ now: this.#now, message: text });
    return this.dispatchText(text);
  }

  /** One message with everything that follows from it. */
  run(header, body = "") {
    let answer = JSON.parse(this.#play(this.message(header, body)));
    if (answer.need) {
      const stored = this.#records.get(answer.need);
      const found = stored
        ? { record: "attached", version: stored.version }
        : { record: "absent", version: 0 };
      const text = `${JSON.stringify({ ...header, ...found })}\n${stored?.text ?? ""}\n${body}`;
      answer = JSON.parse(this.#play(text));
    }
    if (answer.commit) this.#records.set(answer.key, answer.commit);
    for (const effect of answer.effects) {
      if (effect.type !== "input") continue;
      const { to, source, version, index } = effect;
      this.run({ type: "input", key: to, source, version, index }, JSON.stringify(effect.input));
    }
    if (answer.drain !== undefined) this.run({ type: "drained", key: answer.key, upTo: answer.drain });
    return answer;
  }

  frame(user, frame) {
    return [
      {
        type: "frame",
        app: "default",
        user,
        device: `${user}-device`,
        connection: `${user}-socket`,
        grants: ["place"],
      },
      JSON.stringify(frame),
    ];
  }

  /** A direct call between two users, answered. */
  answeredCall(callId) {
    for (const user of ["alice", "bob"]) {
      this.run(
        ...this.frame(user, {
          type: "hello",
          v: 1,
          deviceId: `${user}-device`,
          pageId: `${user}-page`,
          incarnation: `${user}-load`,
          calls: [],
        }),
      );
    }
    const leg = (user) => ({ legId: `${user}-leg`, incarnation: `${user}-load` });
    this.run(
      ...this.frame("alice", {
        type: "invite",
        id: "1",
        callId,
        kind: "direct",
        media: "audio",
        to: ["bob"],
        leg: leg("alice"),
      }),
    );
    this.run(...this.frame("bob", { type: "accept", id: "2", callId, leg: leg("bob"), media: "audio" }));
  }
}
