/**
 * Puts the client, the screens and the user together: shows the client's state whenever it changes, and
 * passes wishes on.
 */

import { CallClient } from "ringline";
import type { Call, CallError, DeviceLists } from "ringline";
import { createPictureInPicture } from "ringline/picture-in-picture";
import { createStats } from "ringline/stats";
import { createTones } from "ringline/tones";
import type { Tones } from "ringline/tones";
import { announce } from "./announcer.ts";
import { brokenPage, elsewherePage, refusedPage, rejoinPage } from "./aside.ts";
import { dialPage } from "./dial.ts";
import { endedPage } from "./ended.ts";
import { markFocus, restoreFocus } from "./focus.ts";
import { header } from "./header.ts";
import { inCallPage } from "./in_call.ts";
import { incomingDialog } from "./incoming.ts";
import { pageNotices } from "./notices.ts";
import { whoOf } from "./people.ts";
import { spoken } from "./phrases.ts";
import { Recordings } from "./recording.ts";
import { h, render } from "./render.ts";
import type { Described } from "./render.ts";
import type { Settings } from "./settings.ts";
import { signInPage } from "./sign_in.ts";
import { currentCall, pageOf, readPeople, ringingCall } from "./state.ts";
import type { Actions, Panel, View } from "./state.ts";
import { demoTokens } from "./tokens.ts";
import { videoRequestDialog } from "./video_request.ts";
import { waitingPage } from "./waiting.ts";
import { errorWords } from "./words.ts";

/** Ends that this user made, on this device or another, or that are no end: nobody has to be told of them. */
const OWN_ENDS = ["hangup", "cancelled", "declined", "answered-elsewhere", "declined-elsewhere"];

/** How many ended calls stand above the page at most. */
const MOST_TOLD = 3;

export class App {
  readonly #settings: Settings;
  readonly #root: Element;
  readonly #announcer: Element;
  readonly #recordings = new Recordings(
    () => this.#show(),
    (error) => this.#fail(errorWords(error)),
  );
  readonly #dismissed = new WeakMap<Call, number>();
  #client: CallClient | null = null;
  #devices: DeviceLists | null = null;
  #tones: Tones | null = null;
  #broken = false;
  #ended: Call | null = null;
  #told: readonly Call[] = [];
  #problem: string | null = null;
  #panel: Panel = "none";
  #refusal = "";
  #page = "";
  #tick: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: Settings, root: Element, announcer: Element) {
    this.#settings = settings;
    this.#root = root;
    this.#announcer = announcer;
  }

  /** Null before sign-in. */
  get client(): CallClient | null {
    return this.#client;
  }

  /** Shows the first page and, with a user, connects. */
  async start(): Promise<void> {
    const { user, server, tokens, whileInCall, maxPixels } = this.#settings;
    this.#show();
    if (user === null) return;
    try {
      const tokenProvider = demoTokens(tokens, user);
      const policy = { callWhileInCall: whileInCall };
      const { recorder } = this.#recordings;
      const pictureInPicture = createPictureInPicture();
      const budget = maxPixels === null ? {} : { maxSubscribedPixels: maxPixels };
      const own = { tokenProvider, userId: user, policy, recorder, pictureInPicture, stats: createStats() };
      this.#client = await CallClient.create({ url: server, ...own, ...budget });
    } catch {
      this.#broken = true;
      return this.#show();
    }
    this.#client.subscribe(() => this.#show());
    this.#tones = createTones(this.#client);
    this.#tones.addEventListener("tonesblocked", () => this.#show());
    this.#client.addListener("demo", {
      callended: ({ detail }) => this.#callEnded(detail.call),
      connectionchange: ({ detail: { error } }) => {
        if (error) this.#refusal = errorWords(error);
      },
      error: ({ detail: { error } }) => {
        if (error.code === "core-died") this.#broken = true;
        else if (error.callId !== undefined) this.#fail(errorWords(error));
      },
    });
    // Nothing is looked for before a call.
    this.#client.devices.addEventListener("devicechange", ({ detail }) =>
      this.#change(() => (this.#devices = detail.devices)),
    );
    this.#connect();
  }

  readonly #actions: Actions = {
    dial: (typed, media) => {
      const to = readPeople(typed);
      if (to !== null) this.#place(() => this.#client?.call(to, { media }));
      else this.#fail("Type the name of the person first.");
    },
    join: (session, media) => this.#place(() => this.#client?.join(session, { media })),
    redial: (call) => this.#place(() => call.redial()),
    accept: (call, answer = {}) => {
      this.#ended = null;
      this.#problem = null;
      this.#panel = "none";
      // A refusal is told by the call's end.
      call.accept(answer).catch(() => {});
    },
    decline: (call) => void call.decline().catch(() => {}),
    ignore: (call) => void call.ignore(),
    hangUp: (call) => void call.hangUp(),
    endForAll: (call) => this.#try(call.end()),
    rejoin: (call) => void call.rejoin().catch(() => {}),
    hold: (call) => this.#try(call.hold()),
    resume: (call) => this.#try(call.resume()),
    invite: (call, typed) => {
      const to = readPeople(typed);
      if (to === null) return this.#fail("Type the name of the person first.");
      this.#try(call.invite(to).then(() => this.#actions.open("none")));
    },
    ringAgain: (call, userId) => this.#try(call.invite(userId)),
    cancelRing: (call, userId) => this.#try(call.cancel([userId])),
    remove: (call, userId) => this.#try(call.remove(userId)),
    requestVideo: (call) => this.#try(call.requestVideo()),
    acceptVideo: (call) => this.#try(call.acceptVideo()),
    declineVideo: (call) => this.#try(call.declineVideo()),
    cancelVideo: (call) => this.#try(call.cancelVideo()),
    // What failed stands in call.local, and is shown from there.
    setMicrophone: (call, on) => void call.setMicrophoneEnabled(on).catch(() => {}),
    setCamera: (call, on) => void call.setCameraEnabled(on).catch(() => {}),
    requestMute: (call, userId) => this.#try(call.requestMute(userId)),
    consent: (call, given) => this.#try(call.consentToRecording(given)),
    startRecording: (call) => this.#recordings.start(call),
    stopRecording: (call) => this.#recordings.stop(call),
    closeRecorded: () => this.#recordings.dismiss(),
    setPictureInPicture: (call, on) => {
      call.addEventListener("pictureinpicturechange", this.#showAgain);
      this.#try(on ? call.enterPictureInPicture() : call.exitPictureInPicture());
    },
    pick: (device, deviceId) => this.#try(this.#client?.devices.select(device, deviceId)),
    switchCamera: (call) => this.#try(call.switchCamera()),
    setVolume: (participant, volume) => participant.setVolume(volume),
    muteHere: (participant, on) => this.#change(() => participant.setMuted(on)),
    shareScreen: (call, on) => this.#shareScreen(call, on),
    open: (panel) => this.#change(() => ([this.#panel, this.#problem] = [panel, null])),
    closeEnded: () => this.#change(() => (this.#ended = null)),
    closeTold: (call) => this.#change(() => (this.#told = this.#told.filter((one) => one !== call))),
    closeProblem: () => this.#change(() => (this.#problem = null)),
    closeRequest: (call) => this.#change(() => this.#dismissed.set(call, call.videoRequest?.id ?? 0)),
    connect: () => this.#connect(),
    useHere: () => void this.#client?.takeOver().catch(() => {}),
    reload: () => location.reload(),
    turnSoundOn: () => this.#client?.calls.forEach((call) => call.resumePlayback()),
  };

  readonly #showAgain = (): void => this.#show();

  #change(change: () => unknown): void {
    change();
    this.#show();
  }

  #fail(problem: string): void {
    this.#change(() => (this.#problem = problem));
  }

  /** Says what did not work. */
  #try(done: Promise<void> | undefined): void {
    this.#problem = null;
    done?.catch((error: CallError) => this.#fail(errorWords(error)));
  }

  /** Who chose none knows it. */
  #shareScreen(call: Call, on: boolean): void {
    const done = on ? call.startScreenShare() : call.stopScreenShare();
    this.#try(
      done.catch((error: CallError) => (error.cause === "denied" ? undefined : Promise.reject(error))),
    );
  }

  #connect(): void {
    // Why it did not work is the connection's state, and is shown from there.
    this.#client?.connect().catch(() => {});
  }

  #place(begin: () => Promise<Call> | undefined): void {
    this.#ended = null;
    this.#problem = null;
    const failed = (error: CallError): void => {
      this.#ended = null;
      this.#fail(errorWords(error));
    };
    begin()?.then(async ({ placed }) => {
      this.#actions.open("none");
      const { error } = await placed;
      if (error) failed(error);
    }, failed);
  }

  /** A call that was replaced goes on as another one. */
  #callEnded(call: Call): void {
    if (call.endReason === "replaced") return;
    if (!currentCall(this.#view())) this.#ended = call;
    else if (!OWN_ENDS.includes(call.endReason ?? "")) this.#told = [call, ...this.#told].slice(0, MOST_TOLD);
  }

  #view(): View {
    const { user, session, whileInCall } = this.#settings;
    const client = this.#client;
    return {
      user,
      client,
      broken: this.#broken,
      calls: client?.calls ?? [],
      ended: this.#ended,
      told: this.#told,
      problem: this.#problem,
      silent: client?.calls.some(({ playbackBlocked }) => playbackBlocked) ?? false,
      ringsSilently: this.#tones?.blocked ?? false,
      devices: this.#devices,
      session,
      panel: this.#panel,
      canCallMore: whileInCall !== "refuse",
      dismissed: this.#dismissed,
      recording: this.#recordings,
    };
  }

  #show(): void {
    const page = pageOf(this.#view());
    if (page !== "in-call") this.#panel = "none";
    if (page !== "in-call" && page !== "dial") this.#problem = null;
    const view = this.#view();
    const ringing = ringingCall(view);
    const current = currentCall(view);
    const focus = markFocus();
    render(
      this.#root,
      header(view),
      h("main", {}, pageNotices(view, this.#actions), this.#content(view)),
      current?.canAnswerVideo === true && videoRequestDialog(current, this.#actions),
      ringing !== null && incomingDialog(view, ringing, current, this.#actions),
    );
    announce(this.#announcer, view);
    document.title = titleOf(view);
    this.#scheduleTick(view);
    if (this.#page !== "") restoreFocus(this.#root, focus, page !== this.#page);
    this.#page = page;
  }

  #content(view: View): Described {
    const call = currentCall(view);
    const actions = this.#actions;
    switch (pageOf(view)) {
      case "sign-in":
        return signInPage(view.session);
      case "broken":
        return brokenPage(actions);
      case "elsewhere":
        return elsewherePage(actions);
      case "refused":
        return refusedPage(this.#refusal, actions);
      case "rejoin":
        return rejoinPage(call!, actions);
      case "waiting":
        return waitingPage(call!, actions);
      case "in-call":
        return inCallPage(view, call!, actions);
      case "ended":
        return endedPage(view.ended!, actions);
      case "dial":
        return dialPage(view, actions);
    }
  }

  /** The call timer: once a second, and only while there is one. */
  #scheduleTick(view: View): void {
    clearTimeout(this.#tick);
    const call = currentCall(view);
    if (call?.answeredAt === undefined) return;
    this.#tick = setTimeout(() => this.#show(), 1000 - (call.durationMs % 1000));
  }
}

function titleOf(view: View): string {
  const ringing = ringingCall(view);
  const call = currentCall(view);
  if (ringing) return spoken("{name} is calling – Ringline", whoOf(ringing));
  if (call) return spoken("Call with {name} – Ringline", whoOf(call));
  return "Ringline";
}
