/** Every screen of the kit in every state: what happens in a scene, and at which moments it is looked at. */

import type { MediaKind } from "ringline";
import type { CallLayout } from "ringline/ui";
import { Machine } from "./host.ts";
import { ME, names } from "./people.ts";
import { profile, until } from "./world.ts";
import type { World } from "./world.ts";

/** Brings about one state after the other; names each as it is there. */
export type Scene = (world: World) => AsyncGenerator<string>;

/** How many people a group is looked at with. */
const SIZES = [1, 2, 3, 4, 9, 25];

const contacts = ["amara", "mei", "luca", "sofia", "omar"].map((userId, index) => {
  return { userId, name: names[userId]!, presence: (["online", "busy", "offline"] as const)[index % 3]! };
});

async function* idle(world: World): ReturnType<Scene> {
  await world.enter();
  yield "idle-online";
  world.me.machine.online = false;
  await until(() => world.me.client.connection === "waiting");
  yield "idle-reconnecting";
}

function outgoing(media: MediaKind): Scene {
  return async function* (world) {
    await world.enter();
    await world.place(1, media);
    await until(() => world.desk.page === "outgoing");
    yield `outgoing-${media}`;
  };
}

async function* outgoingDenied(world: World): ReturnType<Scene> {
  await world.enter({}, ({ devices }) => void (devices.video = "deny"));
  await world.place(1, "video");
  await until(() => world.call.local.camera === "failed");
  yield "outgoing-camera-denied";
}

async function* incomingDirect(world: World): ReturnType<Scene> {
  await world.enter();
  await world.ring("audio");
  yield "incoming-audio";
  await world.desk.ringing?.decline();
  await until(() => !world.desk.ringing);
  world.desk.change({ ended: null });
  await world.ring("video", { from: 1 });
  yield "incoming-video";
  world.kit.settings = { incoming: "banner" };
  yield "incoming-banner";
}

async function* incomingGroup(world: World): ReturnType<Scene> {
  await world.enter();
  await world.ring("video", { withOthers: 1 });
  yield "incoming-group-two";
  await world.desk.ringing?.decline();
  await until(() => !world.desk.ringing);
  await world.ring("audio", { from: 8, withOthers: 8 });
  yield "incoming-group-many";
  world.kit.settings = { incoming: "banner" };
  yield "incoming-group-banner";
}

async function* incomingInCall(world: World): ReturnType<Scene> {
  await world.enter();
  await world.talk(2, "video");
  await world.ring("video", { from: 1 });
  yield "incoming-in-call";
  world.kit.settings = { incoming: "banner" };
  yield "incoming-in-call-banner";
}

function talk(count: number, media: MediaKind): Scene {
  return async function* (world) {
    await world.enter({ maxTilesPerPage: count });
    await world.talk(count, media);
    yield `call-${media}-${count}`;
    if (count !== 25) return;
    world.kit.settings = { maxTilesPerPage: 9 };
    yield `call-${media}-${count}-pages`;
  };
}

async function* connecting(world: World): ReturnType<Scene> {
  await world.enter();
  const [other] = await world.place(1, "video");
  world.network.cut();
  await world.accept(other!);
  await until(() => world.call.state === "connecting");
  yield "call-connecting";
}

async function* reconnecting(world: World): ReturnType<Scene> {
  await world.enter();
  await world.talk(2, "video");
  world.network.fail();
  await until(() => world.call.state === "reconnecting");
  yield "call-reconnecting";
}

async function* muted(world: World): ReturnType<Scene> {
  await world.enter();
  const [other] = await world.talk(2, "video");
  await world.callOf(other!).setMicrophoneEnabled(false);
  await world.call.setMicrophoneEnabled(false);
  await until(() => world.call.participants[0]?.microphone === "off");
  yield "call-muted";
  await world.callOf(other!).setCameraEnabled(false);
  await world.call.setCameraEnabled(false);
  await until(() => world.call.participants[0]?.camera === "off");
  yield "call-cameras-off";
}

async function* held(world: World): ReturnType<Scene> {
  await world.enter();
  const [other] = await world.talk(2, "video");
  await world.call.hold();
  await until(() => world.call.held);
  yield "call-held";
  await world.call.resume();
  const { local } = world.call; // whose picture has its shape again before the other one holds
  await until(() => !world.call.held && local.camera === "on" && local.stream.getVideoTracks().length > 0);
  await window.show.settled();
  await world.callOf(other!).hold();
  await until(() => world.call.participants[0]?.hold);
  yield "call-held-by-other";
}

async function* heldGroup(world: World): ReturnType<Scene> {
  await world.enter();
  const [other] = await world.talk(4, "video");
  await world.callOf(other!).hold();
  await until(() => world.call.participants.some(({ hold }) => hold));
  yield "group-held-by-one";
  await world.call.hold();
  await until(() => world.call.held);
  yield "group-held";
}

async function* denied(world: World): ReturnType<Scene> {
  await world.enter({}, ({ devices }) => {
    [devices.audio, devices.video] = ["missing", "deny"];
  });
  await world.talk(2, "video");
  await until(() => world.call.local.camera === "failed" && world.call.local.microphone === "failed");
  yield "notice-devices-denied";
}

async function* mutedBy(world: World): ReturnType<Scene> {
  await world.enter();
  const [other] = await world.talk(2, "video");
  await world.callOf(other!).requestMute(ME);
  await until(() => world.call.local.mutedBy);
  yield "notice-muted-by";
  world.me.machine.loudness = 0.6;
  await until(() => world.call.microphoneHint);
  yield "notice-speaking-while-muted";
}

async function* recorded(world: World): ReturnType<Scene> {
  await world.enter();
  const [other] = await world.talk(3, "video");
  const recording = world.callOf(other!).startRecording();
  recording.catch(() => {});
  await until(() => world.call.canConsent);
  yield "notice-recording-consent";
}

async function* blocked(world: World): ReturnType<Scene> {
  await world.enter({}, (machine) => void (machine.autoplay = false));
  await world.talk(2, "video");
  await until(() => world.desk.silent);
  yield "notice-sound-blocked";
}

async function* videoRequest(world: World): ReturnType<Scene> {
  await world.enter();
  const [other] = await world.talk(2, "audio");
  await world.call.requestVideo();
  await until(() => world.call.videoRequest?.state === "requested");
  yield "notice-video-requested";
  await world.callOf(other!).declineVideo();
  await until(() => world.call.videoRequest?.state === "declined");
  yield "notice-video-declined";
  await world.callOf(other!).requestVideo();
  await until(() => world.call.canAnswerVideo);
  yield "video-request";
}

async function* waiting(world: World): ReturnType<Scene> {
  await world.enter();
  const [first, second, third, fourth] = await world.place(5, "video");
  yield "group-calling";
  await world.accept(first!);
  await world.connected(2);
  await second!.client.calls.find(({ id }) => id === world.call.id)!.decline();
  await world.accept(third!);
  await world.connected(3);
  await world.callOf(third!).hangUp();
  await world.accept(fourth!);
  const stateOf = (user: string): unknown =>
    world.call.participants.find(({ userId }) => userId === user)?.state;
  await until(() => stateOf(second!.user) === "declined" && stateOf(third!.user) === "left");
  await world.connected(3);
  yield "group-some-waiting";
}

async function* group(world: World): ReturnType<Scene> {
  await world.enter();
  const [first, second] = await world.talk(4, "video");
  await world.callOf(second!).setMicrophoneEnabled(false);
  await world.callOf(second!).setCameraEnabled(false);
  world.me.machine.hear(first!.machine, 0.5);
  await until(() => world.call.participants.some(({ speaking }) => speaking), "a speaker");
  yield "group-speaker";
  world.desk.change({ pinned: second!.user });
  yield "group-pinned";
  world.desk.change({ pinned: null });
  await world.callOf(first!).startScreenShare();
  await until(() => world.call.participants.some(({ screen }) => screen === "on"), "a screen");
  yield "group-screen";
  await world.callOf(first!).stopScreenShare();
  await world.call.startScreenShare();
  await until(() => world.call.local.screen === "on");
  yield "group-own-screen";
  await world.call.stopScreenShare();
  for (const layout of ["grid", "spotlight", "sidebar", "single", "audio"] satisfies CallLayout[]) {
    world.desk.change({ layout });
    yield `group-layout-${layout}`;
  }
}

async function* panels(world: World): ReturnType<Scene> {
  await world.enter();
  await world.talk(3, "video");
  for (const panel of ["devices", "invite", "call", "layout", "keys"] as const) {
    world.desk.change({ panel });
    yield `panel-${panel}`;
  }
  world.kit.contacts = contacts;
  world.desk.change({ panel: "invite" });
  yield "panel-invite-contacts";
  world.desk.change({ panel: "none", small: true });
  await until(
    () => !world.kit.shadowRoot!.querySelector("ringline-call")!.shadowRoot!.querySelector(".panel"),
  );
  blur();
  yield "mini-window";
  world.desk.change({ small: false });
  world.kit.settings = { figures: true };
  yield "call-figures";
}

async function* mini(world: World): ReturnType<Scene> {
  await world.enter();
  await world.talk(2, "video");
  world.desk.change({ small: true });
  yield "mini-window-two";
}

/** Long enough that its end says how long. */
function talked(world: World): Promise<void> {
  return until(() => world.call.durationMs > 1100, "a call of a second");
}

async function* endedByOthers(world: World): ReturnType<Scene> {
  const isOver = (reason: string) => until(() => world.desk.ended?.endReason === reason, reason);
  await world.enter();
  const [other] = await world.talk(2, "video");
  await talked(world);
  await world.callOf(other!).hangUp();
  await isOver("remote-hangup");
  yield "ended-remote-hangup";
  const [again] = await world.place(1, "audio");
  await again!.client.calls.find(({ state }) => state === "ringing")!.decline();
  await isOver("remote-declined");
  yield "ended-declined";
  world.desk.change({ ended: null });
  await world.me.client.call("somebody-who-is-not-there", { media: "audio" });
  await isOver("unreachable");
  yield "ended-unreachable";
  await world.place(1, "audio", { ringTimeoutMs: 1000 });
  await isOver("no-response");
  yield "ended-no-response";
}

async function* endedByMe(world: World): ReturnType<Scene> {
  const isOver = (reason: string) => until(() => world.desk.ended?.endReason === reason, reason);
  await world.enter();
  await world.talk(2, "video");
  await talked(world);
  await world.call.hangUp();
  await isOver("hangup");
  yield "ended-hangup";
  await world.place(1, "audio");
  await world.call.hangUp();
  await isOver("cancelled");
  yield "ended-cancelled";
  world.desk.change({ ended: null });
  const ring = await world.ring("video");
  const [caller] = await world.people(1);
  await caller!.client.calls.find(({ id }) => id === ring.id)!.hangUp();
  await isOver("remote-cancelled");
  yield "ended-missed";
  world.desk.change({ ended: null });
  const mine = await world.bring(ME, new Machine(0, world.network));
  await world.ring("audio");
  await until(() => mine.client.calls.some(({ state }) => state === "ringing"));
  await world.accept(mine);
  await isOver("answered-elsewhere");
  yield "ended-answered-elsewhere";
}

async function* endedGroup(world: World): ReturnType<Scene> {
  const isOver = (reason: string) => until(() => world.desk.ended?.endReason === reason, reason);
  await world.enter();
  for (const reason of ["removed", "ended-by-host"] as const) {
    world.desk.change({ ended: null });
    await world.ring("video", { withOthers: 2 });
    const people = await world.people(3);
    await world.desk.ringing!.accept();
    await Promise.all(people.slice(1).map((one) => world.accept(one)));
    await world.connected(4);
    await talked(world);
    const call = world.callOf(people[0]!);
    await (reason === "removed" ? call.remove(ME) : call.end());
    await isOver(reason);
    yield `ended-${reason}`;
  }
}

async function* rejoin(world: World): ReturnType<Scene> {
  const [shared, session] = [profile(), new Map<string, string>()];
  const machine = new Machine(0, world.network, true, { profile: shared, session });
  await (await world.open(machine)).client.connect();
  await world.talk(2, "video");
  machine.online = false;
  machine.vanish();
  const again = new Machine(0, world.network, true, { profile: shared, session });
  await (await world.open(again)).client.connect();
  await until(() => world.desk.page === "rejoin", "the page to rejoin");
  yield "rejoin";
}

async function* elsewhere(world: World): ReturnType<Scene> {
  const shared = profile();
  await world.bring(ME, new Machine(0, world.network, false, { profile: shared }));
  const machine = new Machine(0, world.network, true, { profile: shared });
  (await world.open(machine)).client.connect().catch(() => {});
  await until(() => world.desk.page === "elsewhere", "the page elsewhere");
  yield "elsewhere";
}

async function* refused(world: World): ReturnType<Scene> {
  (await world.open(new Machine(0, world.network, true), "nobody")).client.connect().catch(() => {});
  await until(() => world.desk.page === "refused", "the page refused");
  yield "refused";
}

async function* broken(world: World): ReturnType<Scene> {
  await world.enter();
  const kit = document.createElement("ringline-kit");
  kit.url = "/ringline";
  kit.token = ME;
  kit.options = { wasmBinary: new Uint8Array([0]).buffer };
  world.kit.replaceWith(kit);
  await until(() => kit.shadowRoot?.querySelector(".card"), "the broken page");
  yield "broken";
  kit.remove();
}

async function* prejoin(world: World): ReturnType<Scene> {
  await world.enter({ prejoin: true });
  world.desk.dial("priya", "video");
  await until(() => world.desk.page === "prejoin");
  yield "prejoin-video";
  world.desk.change({ plan: null });
  world.desk.join("standup", "audio");
  yield "prejoin-audio";
}

async function* toasts(world: World): ReturnType<Scene> {
  await world.enter();
  await world.talk(2, "video");
  await world.ring("video", { from: 1 });
  await world.desk.ringing!.accept();
  await until(() => world.desk.held.length === 1);
  await world.ring("audio", { from: 2 });
  await world.desk.ringing!.ignore();
  await until(() => world.desk.silenced.length === 1);
  yield "toasts-held-and-silenced";
  const ring = await world.ring("audio", { from: 3 });
  const caller = (await world.people(4))[3]!;
  await caller.client.calls.find(({ id }) => id === ring.id)!.hangUp();
  await until(() => world.desk.told.length === 1);
  world.desk.fail({ code: "call-full" });
  yield "toasts-many";
}

async function* history(world: World): ReturnType<Scene> {
  await world.enter();
  await world.talk(2, "video");
  await talked(world);
  await world.call.hangUp();
  await world.ring("audio");
  const [caller] = await world.people(1);
  await hangUpAll(caller!);
  await until(() => world.desk.log.length === 2);
  await world.talk(4, "audio");
  await world.call.hangUp();
  await until(() => world.desk.log.length === 3);
  const list = Object.assign(document.createElement("ringline-history"), { client: world.me.client });
  const page = document.createElement("section");
  page.style.cssText = "width: min(40rem, 100%); margin: 0 auto; padding: 1rem; box-sizing: border-box";
  page.append(Object.assign(document.createElement("h1"), { textContent: "My app" }), list);
  world.kit.replaceWith(page);
  yield "history";
  world.desk.change({ log: [] });
  yield "history-empty";
  page.remove();
}

async function hangUpAll({ client }: { readonly client: World["me"]["client"] }): Promise<void> {
  for (const call of client.calls) await call.hangUp();
}

function inLanguage(lang: string): Scene {
  return async function* (world) {
    await world.enter();
    world.kit.lang = lang;
    await until(() => world.desk.texts.language.startsWith(lang), `texts in ${lang}`);
    yield `${lang}-idle`;
    await world.ring("video", { from: 1 });
    yield `${lang}-incoming`;
    await world.desk.ringing!.decline();
    await until(() => !world.desk.ringing);
    await world.place(1, "video");
    yield `${lang}-outgoing`;
    await world.call.hangUp();
    yield `${lang}-ended`;
    await world.talk(4, "video");
    await world.call.setMicrophoneEnabled(false);
    yield `${lang}-call`;
    world.desk.change({ panel: "devices" });
    yield `${lang}-panel-devices`;
    world.desk.change({ panel: "keys" });
    yield `${lang}-panel-keys`;
  };
}

/** Nothing has the focus: whoever uses a mouse or a finger sees none. */
function blur(): void {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (focused instanceof HTMLElement) focused.blur();
}

/** All of them, by name. */
export const scenes: Readonly<Record<string, Scene>> = {
  idle,
  outgoingAudio: outgoing("audio"),
  outgoingVideo: outgoing("video"),
  outgoingDenied,
  incomingDirect,
  incomingGroup,
  incomingInCall,
  ...Object.fromEntries(SIZES.map((count) => [`video${count}`, talk(count, "video")])),
  ...Object.fromEntries([2, 4, 9].map((count) => [`audio${count}`, talk(count, "audio")])),
  connecting,
  reconnecting,
  muted,
  held,
  heldGroup,
  denied,
  mutedBy,
  recorded,
  blocked,
  videoRequest,
  waiting,
  group,
  panels,
  mini,
  endedByOthers,
  endedByMe,
  endedGroup,
  rejoin,
  elsewhere,
  refused,
  broken,
  prejoin,
  toasts,
  history,
  arabic: inLanguage("ar"),
  german: inLanguage("de"),
};
