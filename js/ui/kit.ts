/** The whole of it: one element that shows the right screen by itself. */

import { html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { CallClient } from "../index.ts";
import type { CallClientOptions, TokenProvider } from "../index.ts";
import type { Tones } from "../tones/tones.ts";
import { RinglineAnnouncer } from "./announcer.ts";
import type { Contact } from "./desk.ts";
import { define, RinglineElement } from "./element.ts";
import { markFocus, restoreFocus } from "./focus.ts";
import { loadLanguage } from "./language.ts";
import { snap, step } from "./layout.ts";
import type { Corner, Direction } from "./layout.ts";
import { Drag } from "./parts/drag.ts";
import { brokenPage, elsewherePage, endedPage, idlePage, refusedPage, rejoinPage } from "./pages.ts";
import type { CallLayout, CallSettingsInit, Theme } from "./settings.ts";
import { kit } from "./styles/kit.ts";
import { Texts } from "./texts.ts";
import type { TextOverrides } from "./texts.ts";
import { tokensFrom } from "./token.ts";

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/**
 * Makes and takes calls in a page, with nothing else in it: shows what rings, what is on, and how it ended.
 *
 * ```html
 * <ringline-kit url="wss://example.org/ringline" token-url="/token" user="alice"></ringline-kit>
 * ```
 *
 * With `client` it shows the calls of that client; without, it makes one from `url` and `token`, `token-url` or
 * `tokenProvider`, and ends it when it leaves the page for good.
 *
 * @element ringline-kit
 * @attr {string} url - address of the signalling server, as `CallClientOptions.url`
 * @attr {string} token - a token of this user; for trying it out, since it ends
 * @attr {string} token-url - asked for a token: POST with `{"user"}`, answers `{"token"}`
 * @attr {string} user - the id of this user
 * @attr {string} session - a session that is offered to be joined
 * @attr {string} lang - language of the screens, BCP 47; default: that of the page
 * @attr {"auto"|"light"|"dark"} theme - colours; default `auto`: those of the system
 * @attr {"auto"|"grid"|"spotlight"|"sidebar"|"single"|"audio"} layout - how people are arranged at first
 * @prop {CallClient} client - the client whose calls are shown
 * @prop {TokenProvider} tokenProvider - gets a token for the client that the kit makes
 * @prop {Partial<CallClientOptions>} options - what else that client is made with
 * @prop {CallSettingsInit} settings - what there is and how it looks, live (docs/settings.md)
 * @prop {Contact[]} contacts - whom the app offers to call and to invite
 * @prop {TextOverrides} wording - texts of the app instead of ours, by key
 * @prop {Tones} tones - of an app's own client: whether its ring is blocked is said on the screen
 * @slot - what is shown while no call is on; default: a form to call somebody
 * @slot hint - below that form
 * @slot incoming - in the dialog of a ring
 * @slot ended - on the page after a call
 * @slot refused - on the page of whoever is not signed in
 * @slot captions - captions or subtitles of the app, over the tiles
 * @slot controls - buttons of the app, in the bar of a call
 * @fires {ButtonEvent} ringline-button - a button was pressed; cancellable
 * @fires {CustomEvent} ringline-ready - the kit has made its client: `detail.client`
 * @csspart kit - everything
 * @csspart card - the pages beside a call
 * @cssprop --ringline-ground - behind everything; js/ui/styles/tokens.ts lists all of them
 */
export class RinglineKit extends RinglineElement {
  static override properties: PropertyDeclarations = {
    ...RinglineElement.properties,
    url: {},
    token: {},
    tokenUrl: { attribute: "token-url" },
    tokenProvider: { attribute: false },
    options: { attribute: false },
    user: {},
    session: {},
    lang: {},
    theme: { reflect: true },
    layout: {},
    settings: { attribute: false },
    contacts: { attribute: false },
    wording: { attribute: false },
    tones: { attribute: false },
  };
  static override styles = [RinglineElement.styles, kit];
  declare url: string;
  declare token: string;
  declare tokenUrl: string;
  declare tokenProvider: TokenProvider | null;
  declare options: Partial<CallClientOptions>;
  declare user: string;
  declare session: string;
  declare theme: Theme;
  declare layout: CallLayout | "";
  declare settings: CallSettingsInit;
  declare contacts: readonly Contact[];
  declare wording: TextOverrides;
  declare tones: Tones | null;
  /** The client that this kit made, which ends with it. */
  #own: CallClient | null = null;
  #isMaking = false;
  #failed: Texts | null = null;
  readonly #children = new MutationObserver(() => this.requestUpdate());
  readonly #announcer = new RinglineAnnouncer();
  /** Where the small window of the call is. */
  #corner: Corner = "bottom-right";
  readonly #drag = new Drag({
    rect: () => (this.desk?.small ? this.#callElement.getBoundingClientRect() : undefined),
    container: () => ({ width: innerWidth, height: innerHeight }),
    move: (x, y) => this.#float(`${x}px`, `${y}px`),
    drop: (rect, velocity) => {
      this.#float("", "");
      this.#moveTo(snap(rect, { width: innerWidth, height: innerHeight }, velocity));
    },
    cancel: () => this.#float("", ""),
  });
  #page = "";
  #tick: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    [this.url, this.token, this.tokenUrl, this.user, this.session, this.layout] = ["", "", "", "", "", ""];
    this.tokenProvider = null;
    this.theme = "auto";
    this.settings = {};
    this.options = {};
    this.contacts = [];
    this.wording = {};
    this.tones = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("beforeunload", this.#confirmLeave);
    this.#children.observe(this, { childList: true });
    document.body.append(this.#announcer);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#tick);
    this.#announcer.remove();
    this.#children.disconnect();
    removeEventListener("beforeunload", this.#confirmLeave);
    // Who moves the kit puts it somewhere else at once: its calls go on (R83).
    queueMicrotask(() => this.isConnected || this.#end());
  }

  protected override willUpdate(): void {
    void this.#make();
    super.willUpdate();
  }

  override render(): TemplateResult {
    const { desk, client } = this;
    if (this.#failed) return brokenPage(this, this.#failed);
    if (!desk) return html`<slot></slot>`;
    const { page, texts, small } = desk;
    const isBeside = page === "idle" || small;
    return html`<div class="kit" part="kit" data-page=${page} lang=${texts.language} dir=${texts.direction}>
      <ringline-toasts .client=${client}></ringline-toasts>
      ${isBeside ? this.#idle() : nothing} ${page === "call" ? this.#call() : this.#content()}
      <ringline-incoming .client=${client}><slot name="incoming" slot="incoming"></slot></ringline-incoming>
      <ringline-video-request .client=${client}></ringline-video-request>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    const { desk } = this;
    this.#announcer.client = this.client;
    if (!desk) return;
    this.style.setProperty("--ringline-color-scheme", this.#scheme());
    if (changed.has("settings") || changed.has("layout") || changed.has("client")) {
      desk.set({ ...this.settings, ...(this.layout && { layout: this.layout }) });
    }
    if (changed.has("contacts") || changed.has("client")) desk.change({ contacts: this.contacts });
    if (changed.has("lang") || changed.has("wording") || changed.has("client")) {
      void desk.speak(this.lang || this.#pageLanguage(), this.wording);
    }
    if (changed.has("tones")) this.#hearTones();
  }

  /** What the app put into the kit, or else the form to call somebody. Blanks between tags are nothing. */
  #idle(): unknown {
    const hasContent = [...this.childNodes].some((one) =>
      one instanceof Element ? one.slot === "" : one.nodeType === Node.TEXT_NODE && one.nodeValue?.trim(),
    );
    return hasContent ? html`<slot></slot>` : idlePage(this, this.session);
  }

  /** What had the focus may be gone afterwards. */
  protected override readonly deskChanged = (): void => {
    const before = markFocus();
    this.requestUpdate();
    this.#scheduleTick();
    void this.updateComplete.then(() => {
      const page = this.desk?.page ?? "";
      if (this.#page !== "") restoreFocus(this.renderRoot, before, page !== this.#page);
      this.#page = page;
    });
  };

  #content(): unknown {
    const { desk, client } = this;
    switch (desk!.page) {
      case "broken":
        return brokenPage(this, desk!.texts);
      case "elsewhere":
        return elsewherePage(this);
      case "refused":
        return refusedPage(this);
      case "rejoin":
        return rejoinPage(this, desk!.current!);
      case "outgoing":
        return html`<ringline-outgoing .client=${client}></ringline-outgoing>`;
      case "ended":
        return endedPage(this, desk!.ended!);
      case "prejoin":
        return html`<ringline-prejoin .client=${client}></ringline-prejoin>`;
      case "idle":
      case "call":
        return nothing;
    }
  }

  #call(): TemplateResult {
    const { client, desk } = this;
    const { move, up, cancel } = this.#drag;
    return html`<ringline-call
      part="call"
      .client=${client}
      .small=${desk!.small}
      data-corner=${this.#corner}
      @pointerdown=${this.#grab}
      @pointermove=${move}
      @pointerup=${up}
      @pointercancel=${cancel}
      @keydown=${this.#step}
    >
      <slot name="captions" slot="captions"></slot>
      <slot name="controls" slot="controls"></slot>
    </ringline-call>`;
  }

  get #callElement(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>("ringline-call")!;
  }

  /** By anything in it that has no use of its own for a finger. */
  readonly #grab = (event: PointerEvent): void => {
    const inside = event.composedPath().filter((one) => one instanceof HTMLElement);
    if (!inside.some((one) => one.matches("button, input, [movable]"))) this.#drag.down(event);
  };

  /** In the hand; without numbers, in its corner. */
  #float(left: string, top: string): void {
    const inset = left === "" ? "" : `${top} auto auto ${left}`;
    this.#callElement.style.inset = inset;
  }

  #moveTo(corner: Corner): void {
    this.#corner = corner;
    this.requestUpdate();
  }

  /** With Shift, the arrow keys move the small window; without it they belong to what is in it. */
  readonly #step = (event: KeyboardEvent): void => {
    const direction = DIRECTIONS[event.key];
    if (direction && event.shiftKey && this.desk?.small) this.#moveTo(step(this.#corner, direction));
  };

  /** Makes the client, once there is enough to make it of. */
  async #make(): Promise<void> {
    const tokenProvider = this.tokenProvider ?? tokensFrom(this.token, this.tokenUrl, this.user);
    if (this.client || this.#isMaking || this.url === "" || !tokenProvider || !this.isConnected) return;
    this.#isMaking = true;
    try {
      const { createExtras } = await import("./extras.ts");
      const { createTones, ...extras } = createExtras();
      const userId = this.user === "" ? {} : { userId: this.user };
      const ours = {
        url: this.url,
        tokenProvider,
        policy: { callWhileInCall: "hold" },
        ...extras,
        ...userId,
      } as const;
      const client = await CallClient.create({ ...ours, ...this.options });
      this.#own = client;
      this.tones ??= createTones(client);
      this.client = client;
      this.dispatchEvent(
        new CustomEvent("ringline-ready", { detail: { client }, bubbles: true, composed: true }),
      );
      // Why it did not work is the connection's state, and is shown from there.
      client.connect().catch(() => {});
    } catch {
      const language = this.#pageLanguage();
      this.#failed = new Texts(language, await loadLanguage(language), this.wording);
    } finally {
      this.#isMaking = false;
      this.requestUpdate();
    }
  }

  #end(): void {
    const own = this.#own;
    if (!own) return;
    this.tones?.close();
    this.tones = null;
    this.client = this.#own = null;
    void own[Symbol.asyncDispose]();
  }

  #hearTones(): void {
    const { tones, desk } = this;
    tones?.addEventListener("tonesblocked", ({ detail }) => desk?.change({ ringsSilently: detail.blocked }));
  }

  #scheme(): string {
    const theme = this.desk?.settings.theme ?? "auto";
    const wanted = this.theme === "auto" ? theme : this.theme;
    return wanted === "auto" ? "light dark" : wanted;
  }

  /** The language around this element. */
  #pageLanguage(): string {
    return this.closest<HTMLElement>("[lang]")?.lang || navigator.language || "en";
  }

  /** The call timer: once a second, and only while there is one. */
  #scheduleTick(): void {
    clearTimeout(this.#tick);
    const call = this.desk?.current;
    if (call?.answeredAt === undefined) return;
    this.#tick = setTimeout(() => this.desk?.changed(), 1000 - (call.durationMs % 1000));
  }

  /** Only where the app asks for it. */
  readonly #confirmLeave = (event: BeforeUnloadEvent): void => {
    if (this.desk?.settings.leaveConfirmation && this.desk.current) event.preventDefault();
  };
}

define("ringline-kit", RinglineKit);
