// The same call by the built package: what an app would write, plus auto-accept.
import { CallClient } from "/dist/index.js";
import { firstFrame } from "./first_frame.js";

const query = new URLSearchParams(location.search);
const client = await CallClient.create({
  url: query.get("url"),
  userId: query.get("user"),
  tokenProvider: () => query.get("token"),
});
client.addEventListener("incoming", ({ detail }) => void detail.call.accept());
await client.connect();

function reached(call, state) {
  return new Promise((resolve, reject) => {
    call.addEventListener("statechange", () => call.state === state && resolve(performance.now()));
    call.addEventListener("ended", () => reject(new Error(`ended: ${call.endReason}`)));
  });
}

let call;
/** One call; resolves to milliseconds from the click to connected and to the first remote frame. */
window.measure = async () => {
  const clicked = performance.now();
  call = await client.call("bob", { media: "video" });
  const connected = reached(call, "connected");
  const shown = firstFrame(call.participants[0].streams[0]);
  return { connected: (await connected) - clicked, frame: (await shown) - clicked };
};
window.finish = () => call.hangUp();
window.untilIdle = () => {
  const live = client.calls.find((one) => one.state !== "ended");
  return live && new Promise((resolve) => live.addEventListener("ended", resolve, { once: true }));
};
window.ready = true;
