/** Element `<ringline-invite-picker>`. */

import { html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import type { Call, Invitees } from "../index.ts";
import { readPeople } from "./desk.ts";
import type { Contact } from "./desk.ts";
import { peopleField, problemLine } from "./dial.ts";
import { define, RinglineElement } from "./element.ts";
import { button } from "./parts/buttons.ts";
import { contactName, findContacts } from "./parts/contacts.ts";
import { avatar } from "./parts/faces.ts";
import { excluded } from "./parts/invite.ts";
import { icon } from "./parts/icons.ts";
import { ContactsPresence } from "./parts/presence.ts";
import { base } from "./styles/base.ts";
import { inviteStyles } from "./styles/invite.ts";

/** `event.detail` of `ringline-select`. */
export interface Selection {
  readonly userIds: readonly string[];
  /** The group that was typed instead, as `#group`. */
  readonly group?: string;
}

/** A face of those who were chosen stands beside how many they are; of so many at most. */
const MOST_FACES = 5;

/**
 * Chooses people and invites them into a call: from those whom the app offers, or else by their user ids (R29, R34,
 * R85). Those who are in the call or rung are not offered, and neither is this user.
 *
 * @element ringline-invite-picker
 * @prop {CallClient | null} client - The client that invites.
 * @prop {Call | null} call - The call that people are invited into; without one there is only `ringline-select`.
 * @prop {readonly Contact[] | null} contacts - Whom to offer; default: the contacts of the kit.
 * @csspart search - The field above the list.
 * @csspart list - The list.
 * @csspart person - Somebody in it.
 * @csspart avatar - The face of somebody.
 * @csspart button - Every button; also its name in `ringline-button`: `invite`, `close`.
 * @csspart problem - Why it did not work.
 * @cssprop --ringline-accent - Colour of what is chosen.
 * @fires {CustomEvent<Selection>} ringline-select - People were chosen; `preventDefault()` keeps them from being
 *   invited.
 * @fires ringline-button - Somebody pressed a button; `preventDefault()` keeps it from doing anything.
 */
export class RinglineInvitePicker extends RinglineElement {
  static override properties: PropertyDeclarations = {
    ...RinglineElement.properties,
    call: { attribute: false },
    contacts: { attribute: false },
  };
  static override styles = [base, inviteStyles];
  declare call: Call | null;
  declare contacts: readonly Contact[] | null;
  readonly #chosen = new Set<string>();
  readonly #presence = new ContactsPresence(() => this.requestUpdate());
  #typed = "";

  constructor() {
    super();
    this.call = null;
    this.contacts = null;
  }

  /** To the field. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("input")?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#presence.show(undefined, []);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { desk } = this;
    if (!desk) return nothing;
    const contacts = this.contacts ?? desk.contacts;
    if (this.isConnected) this.#presence.show(this.client?.presence, contacts);
    return contacts.length > 0 ? this.#choice(contacts) : this.#form();
  }

  #choice(contacts: readonly Contact[]): TemplateResult {
    const { texts } = this;
    const exclude = this.client ? excluded(this.client.userId, this.call) : [];
    const offered = contacts.filter(({ userId }) => !exclude.includes(userId));
    const chosen = offered.filter(({ userId }) => this.#chosen.has(userId));
    const found = findContacts(offered, this.#typed);
    return html`<form class="stack" novalidate @submit=${this.#submit(chosen, found)}>
      <div class="search">
        ${icon("search")}
        <input
          type="search"
          part="search"
          data-focus
          aria-label=${texts.say("invite.field")}
          placeholder=${texts.say("invite.search")}
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          dir="auto"
          .value=${live(this.#typed)}
          @input=${this.#search}
          @keydown=${this.#enterList}
        />
      </div>
      <div
        class="list"
        part="list"
        role="group"
        aria-label=${texts.say("invite.people")}
        @keydown=${this.#move}
      >
        ${repeat(
          found,
          ({ userId }) => userId,
          (contact) => this.#person(contact),
        )}
        ${found.length === 0 ? html`<p class="muted none">${texts.say("invite.nobody")}</p>` : nothing}
      </div>
      ${problemLine(this)}
      <div class="foot">
        <p class="count" role="status">
          ${
            chosen.length === 0
              ? nothing
              : html`<span class="faces">${chosen.slice(0, MOST_FACES).map(faceOf)}</span>
                  <span>${texts.say("invite.chosen", { n: chosen.length })}</span>`
          }
        </p>
        ${this.#buttons()}
      </div>
    </form>`;
  }

  #person(contact: Contact): TemplateResult {
    const { userId, name } = contact;
    const presence = this.#presence.of(contact);
    const change = ({ target }: Event): void => {
      if ((target as HTMLInputElement).checked) this.#chosen.add(userId);
      else this.#chosen.delete(userId);
      if (this.desk?.problem) this.desk.change({ problem: null });
      this.requestUpdate();
    };
    return html`<label class="person" part="person">
      <input type="checkbox" .checked=${live(this.#chosen.has(userId))} @change=${change} />
      <span class="who" data-presence=${presence ?? nothing}>${faceOf(contact)}</span>
      <span class="names">
        <span class="name"><bdi>${contactName(contact)}</bdi></span>
        ${name ? html`<span class="muted id"><bdi>${userId}</bdi></span>` : nothing}
      </span>
      ${
        presence
          ? html`<span class="muted presence">${this.texts.say(`presence.${presence}`)}</span>`
          : nothing
      }
      <span class="tick" aria-hidden="true">${icon("check")}</span>
    </label>`;
  }

  /** Where the app offers nobody: as people are called. */
  #form(): TemplateResult {
    const submit = (event: SubmitEvent): void => {
      event.preventDefault();
      const form = event.target as HTMLFormElement;
      const to = readPeople(String(new FormData(form).get("to") ?? ""));
      form.querySelector("input")?.focus();
      if (to === null) this.desk?.fail({ code: "no-name" });
      else this.#invite(to);
    };
    return html`<form class="stack" novalidate @submit=${submit}>
      ${peopleField(this, "invite.field", "invite.example")} ${problemLine(this)} ${this.#buttons()}
    </form>`;
  }

  #buttons(): TemplateResult {
    const { texts } = this;
    return html`<div class="row">
      <button type="submit" part="button invite" class="button primary">
        <span>${texts.say("button.invite")}</span>
      </button>
      ${button(this, {
        label: texts.say("button.close"),
        press: { button: "close", ...(this.call && { call: this.call }) },
        act: () => this.desk?.change({ panel: "none", problem: null }),
      })}
    </div>`;
  }

  #submit(chosen: readonly Contact[], found: readonly Contact[]): (event: SubmitEvent) => void {
    return (event) => {
      event.preventDefault();
      const typed = readPeople(this.#typed);
      this.focus();
      if (chosen.length > 0) return this.#invite(chosen.map(({ userId }) => userId));
      if (typed === null) return this.desk?.fail({ code: "no-name" });
      // Whoever is not offered can be invited as well, by the user id; a part of a name rings nobody by accident.
      const isUser = found.length === 0 || found.some(({ userId }) => userId === typed);
      if (isUser) return this.#invite(typed);
      const [first, ...others] = found;
      if (others.length > 0) return this.renderRoot.querySelector<HTMLElement>(".person input")?.focus();
      if (first) this.#chosen.add(first.userId);
      this.#typed = "";
      this.desk?.change({ problem: null });
    };
  }

  /** Tells the app, which may do something else; then invites. */
  #invite(people: Invitees): void {
    const { call, desk } = this;
    const detail: Selection =
      typeof people === "object" && "group" in people
        ? { userIds: [], group: people.group }
        : { userIds: typeof people === "string" ? [people] : people };
    this.press({ button: "invite", ...(call && { call }) }, () => {
      const event = { detail, bubbles: true, composed: true, cancelable: true };
      if (!this.dispatchEvent(new CustomEvent("ringline-select", event))) return;
      if (call) desk?.try(call.invite(people).then(() => this.#invited()));
    });
  }

  #invited(): void {
    this.#chosen.clear();
    this.#typed = "";
    this.desk?.change({ panel: "none", problem: null });
  }

  readonly #search = ({ target }: Event): void => {
    this.#typed = (target as HTMLInputElement).value;
    this.requestUpdate();
  };

  /** From the field down into the list. */
  readonly #enterList = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>(".person input")?.focus();
  };

  /** In the list: arrows go from person to person, letters go on in the field. */
  readonly #move = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    if (ctrlKey || metaKey || altKey) return;
    const boxes = [...this.renderRoot.querySelectorAll<HTMLInputElement>(".person input")];
    const field = this.renderRoot.querySelector<HTMLInputElement>(".search input");
    const at = boxes.indexOf(target as HTMLInputElement);
    const places: Readonly<Record<string, HTMLInputElement | null | undefined>> = {
      ArrowDown: boxes[at + 1] ?? boxes.at(-1),
      ArrowUp: at > 0 ? boxes[at - 1] : field,
      Home: boxes[0],
      End: boxes.at(-1),
    };
    // What is typed goes where the focus is when the key has been handled.
    const isLetter = key.length === 1 && key !== " ";
    const place = isLetter || key === "Backspace" ? field : places[key];
    if (!place) return;
    place.focus();
    if (key in places) event.preventDefault();
  };
}

function faceOf(contact: Contact): TemplateResult {
  const { avatar: picture } = contact;
  return avatar({ name: contactName(contact), ...(picture && { avatar: picture }) }, "small");
}

define("ringline-invite-picker", RinglineInvitePicker);
