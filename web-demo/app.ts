/**
 * Puts the client, the screens and the user together: shows the client's state whenever it changes, and
 * passes wishes on.
 */

import { CallClient } from "ringline";
import type { Call, CallError } from "ringline";
import { announce } from "./announcer.ts";
import { brokenPage, elsewherePage, refusedPage, rejoinPage } from "./aside.ts";
import { dialPage, dismiss, notice } from "./dial.ts";
import { endedPage } from "./ended.ts";
import { header } from "./header.ts";
import { inCallPage } from "./in_call.ts";
import { incomingDialog } from "./incoming.ts";
import { button } from "./parts.ts";
import { spoken } from "./phrases.ts";
import { h, render } from "./render.ts";
import type { Child, Described } from "./render.ts";
import { RingTone } from "./ring_tone.ts";
import type { Settings } from "./settings.ts";
import { signInPage } from "./sign_in.ts";
import { Sound } from "./sound.ts";
import { currentCall, otherName, pageOf, ringingCall, silencedCall } from "./state.ts";
import type { Actions, View } from "./state.ts";
import { demoTokens } from "./tokens.ts";
import { waitingPage } from "./waiting.ts";
import { errorWords } from "./words.ts";

export class App {
  readonly #settings: Settings;
  readonly #root: Element;
  readonly #announcer: Element;
  readonly #tone = new RingTone();
  readonly #sound = new Sound(() => this.#show());
  #client: CallClient | null = null;
  #broken = false;
  #ended: Call | null = null;
  #missed: Call | null = null;
  #problem: string | null = null;
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
    const { user, server, tokens } = this.#settings;
    this.#show();
    if (user === null) return;
    try {
      const tokenProvider = demoTokens(tokens, user);
      this.#client = await CallClient.create({ url: server, tokenProvider, userId: user });
    } catch {
      this.#broken = true;
      return this.#show();
    }
    this.#client.subscribe(() => this.#show());
    this.#client.addListener("demo", {
      callended: ({ detail }) => this.#callEnded(detail.call),
      connectionchange: ({ detail: { error } }) => {
        if (error) this.#refusal = errorWords(error);
      },
      error: ({ detail: { error } }) => {
        if (error.code === "core-died") this.#broken = true;
      },
    });
    this.#connect();
  }

  readonly #actions: Actions = {
    dial: (to, media) => {
      this.#problem = to === "" ? "Type the name of the person first." : null;
      this.#show();
      if (to !== "") this.#place(() => this.#client?.call(to, { media }));
    },
    redial: (call) => this.#place(() => call.redial()),
    accept: (call, media) => {
      this.#ended = null;
      // A refusal is told by the call's end.
      call.accept(media ? { media } : {}).catch(() => {});
    },
    decline: (call) => void call.decline().catch(() => {}),
    ignore: (call) => void call.ignore(),
    hangUp: (call) => void call.hangUp(),
    rejoin: (call) => void call.rejoin().catch(() => {}),
    // What failed stands in call.local, and is shown from there.
    setMicrophone: (call, on) => void call.setMicrophoneEnabled(on).catch(() => {}),
    setCamera: (call, on) => void call.setCameraEnabled(on).catch(() => {}),
    closeEnded: () => {
      this.#ended = null;
      this.#show();
    },
    closeMissed: () => {
      this.#missed = null;
      this.#show();
    },
    connect: () => this.#connect(),
    useHere: () => void this.#client?.takeOver().catch(() => {}),
    reload: () => location.reload(),
    play: (element) => this.#sound.play(element),
    turnSoundOn: () => this.#sound.turnOn(),
  };

  #connect(): void {
    // Why it did not work is the connection's state, and is shown from there.
    this.#client?.connect().catch(() => {});
  }

  #place(call: () => Promise<Call> | undefined): void {
    this.#ended = null;
    const failed = (error: CallError): void => {
      this.#problem = errorWords(error);
      this.#ended = null;
      this.#show();
    };
    call()?.then(async ({ placed }) => {
      const { error } = await placed;
      if (error) failed(error);
    }, failed);
  }

  #callEnded(call: Call): void {
    if (!currentCall(this.#view())) this.#ended = call;
    else if (call.status === "missed" || call.status === "busy") this.#missed = call;
  }

  #view(): View {
    const client = this.#client;
    return {
      user: this.#settings.user,
      client,
      broken: this.#broken,
      calls: client?.calls ?? [],
      ended: this.#ended,
      missed: this.#missed,
      problem: this.#problem,
      silent: this.#sound.isBlocked,
    };
  }

  #show(): void {
    const view = this.#view();
    const page = pageOf(view);
    const ringing = ringingCall(view);
    if (page !== "dial") this.#problem = null;
    render(
      this.#root,
      header(view),
      h("main", {}, this.#notices(view), this.#content(view)),
      ringing !== null && incomingDialog(ringing, this.#actions),
    );
    announce(this.#announcer, view);
    document.title = titleOf(view);
    this.#tone.set(
      ringing?.ringing ? "ring" : page === "waiting" && currentCall(view)?.ringing ? "ringback" : "none",
    );
    this.#scheduleTick(view);
    if (page !== this.#page) this.#moveFocus();
    this.#page = page;
  }

  #content(view: View): Described {
    const call = currentCall(view);
    const actions = this.#actions;
    switch (pageOf(view)) {
      case "sign-in":
        return signInPage();
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

  #notices(view: View): Child {
    const quiet = silencedCall(view);
    const { missed } = view;
    return h(
      "div",
      { key: "notices", class: "page-notices" },
      quiet !== null &&
        notice(
          "{name} is still calling. The ring is off here.",
          otherName(quiet),
          button("Answer", "accept", () => this.#actions.accept(quiet), "phone"),
        ),
      missed !== null &&
        notice(
          "{name} called while you were in another call.",
          otherName(missed),
          dismiss(this.#actions.closeMissed),
        ),
    );
  }

  /** The call timer: once a second, and only while there is one. */
  #scheduleTick(view: View): void {
    clearTimeout(this.#tick);
    const call = currentCall(view);
    if (call?.answeredAt === undefined) return;
    this.#tick = setTimeout(() => this.#show(), 1000 - (call.durationMs % 1000));
  }

  /** What had the focus is gone with the old page: it goes to where the new page begins. */
  #moveFocus(): void {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (this.#page !== "" && isLost) this.#root.querySelector<HTMLElement>("main [data-focus]")?.focus();
  }
}

function titleOf(view: View): string {
  const ringing = ringingCall(view);
  const call = currentCall(view);
  if (ringing) return spoken("{name} is calling – Ringline", otherName(ringing));
  if (call) return spoken("Call with {name} – Ringline", otherName(call));
  return "Ringline";
}
