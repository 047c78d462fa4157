/** Between calls: the kit's own form, and below it the people of the demo, each with two buttons. */

import { html, nothing, render } from "lit";
import type { PresenceState } from "ringline";
import type { RinglineKit } from "ringline/ui";
import { Desk } from "ringline/ui";
import { pageOf } from "./address.ts";
import { PEOPLE } from "./people.ts";

const PRESENCE: Readonly<Record<PresenceState, string>> = {
  offline: "Offline",
  online: "Online",
  busy: "In a call",
};

/** Stands in the kit's slot `hint`; the kit shows it while no call is on. */
export class Contacts {
  readonly element = document.createElement("div");
  readonly #kit: RinglineKit;
  readonly #user: string;
  #stopWatching = (): void => {};

  constructor(kit: RinglineKit, user: string) {
    this.#kit = kit;
    this.#user = user;
    kit.contacts = PEOPLE;
    this.element.slot = "hint";
    this.element.className = "contacts";
    this.#show();
    kit.addEventListener("ringline-ready", () => this.#watch());
  }

  /** Whom of them a call would reach; the server of the demo tells everybody. */
  #watch(): void {
    this.#stopWatching();
    const presence = this.#kit.client?.presence;
    if (!presence) return;
    const stop = presence.watch(PEOPLE.map(({ userId }) => userId).filter((userId) => userId !== this.#user));
    const show = (): void => this.#show();
    presence.addEventListener("presencechange", show);
    this.#stopWatching = () => {
      stop();
      presence.removeEventListener("presencechange", show);
    };
  }

  #presenceOf(userId: string): unknown {
    const state = this.#kit.client?.presence?.get(userId);
    return state
      ? html`<span class="presence muted" data-presence=${state}>${PRESENCE[state]}</span>`
      : nothing;
  }

  #show(): void {
    const others = PEOPLE.filter(({ userId }) => userId !== this.#user);
    const rows = others.map(
      ({ userId }) =>
        html`<li>
          <span class="face" aria-hidden="true">${userId.slice(0, 1).toUpperCase()}</span>
          <span class="who"><span class="name">${userId}</span>${this.#presenceOf(userId)}</span>
          <button type="button" class="button plain" @click=${() => this.#call(userId, "audio")}>
            Call <span class="unseen">${userId}</span>
          </button>
          <button type="button" class="button plain" @click=${() => this.#call(userId, "video")}>
            Video <span class="unseen">call to ${userId}</span>
          </button>
        </li>`,
    );
    const second = others[0]!.userId;
    render(
      html`<p class="title" id="contacts">Contacts</p>
        <ul aria-labelledby="contacts">
          ${rows}
        </ul>
        <p class="hint muted">
          Just trying it out?
          <a href=${pageOf(second)} target="_blank" rel="opener">Open a second person in another window</a>
          and call each other. Names with commas between them call several people, #everyone calls all who are
          here.
        </p>
        <nav class="row links" aria-label="More of the demo">
          <a href="./headless.html${location.search}">Without the kit</a>
          <a href="./own-buttons.html${location.search}">Own buttons</a>
          <a href="./own-layout.html${location.search}">Own layout</a>
          <a href="?">Sign out</a>
        </nav>`,
      this.element,
    );
  }

  #call(userId: string, media: "audio" | "video"): void {
    const { client } = this.#kit;
    if (client) Desk.of(client).dial(userId, media);
  }
}
