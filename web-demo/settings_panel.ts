/** Changes the kit while one looks at it, and shows the code for that. */

import { html, nothing, render } from "lit";
import type { TemplateResult } from "lit";
import { defaultSettings, languages, settingValues } from "ringline/ui";
import type { CallSettingsInit, RinglineKit } from "ringline/ui";

type Plain = Record<string, unknown>;

const NAMES: Readonly<Record<string, string>> = {
  ar: "العربية",
  de: "Deutsch",
  en: "English",
  es: "Español",
  fr: "Français",
  ja: "日本語",
  zh: "简体中文",
};

/** Settings that are a yes or no by themselves. */
const SWITCHES = Object.keys(defaultSettings).filter(
  (name) => typeof (defaultSettings as unknown as Plain)[name] === "boolean",
);

export class SettingsPanel {
  readonly #aside: HTMLElement;
  readonly #kit: RinglineKit;
  readonly #opener = document.querySelector<HTMLElement>("#open-settings")!;
  #settings: CallSettingsInit = {};

  constructor(aside: HTMLElement, kit: RinglineKit) {
    this.#aside = aside;
    this.#kit = kit;
    this.#opener.hidden = false;
    this.#opener.addEventListener("click", () => this.toggle());
    aside.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.toggle();
    });
    this.#show();
  }

  /** Opens or closes it. */
  toggle(): void {
    this.#aside.hidden = !this.#aside.hidden;
    this.#show();
    if (!this.#aside.hidden) this.#aside.querySelector("select")?.focus();
    else this.#opener.focus();
  }

  /** Changes some settings, and what the panel shows. */
  set(settings: CallSettingsInit): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#kit.settings = this.#settings;
    this.#show();
  }

  /** Nothing while it is closed: its names are those of the kit's own controls. */
  #show(): void {
    const chosen = this.#chosen();
    const content = html`<h2>Settings</h2>
      ${this.#language()} ${Object.keys(settingValues).map((name) => this.#choice(name, chosen))}
      <fieldset>
        <legend>Screens</legend>
        ${SWITCHES.map((name) => this.#switch(name, Boolean(chosen[name]), (on) => this.set({ [name]: on })))}
      </fieldset>
      <fieldset>
        <legend>Buttons</legend>
        ${Object.entries({ ...defaultSettings.buttons, ...this.#settings.buttons }).map(([name, on]) =>
          this.#switch(name, on, (now) => this.set({ buttons: { ...this.#settings.buttons, [name]: now } })),
        )}
      </fieldset>
      <h3 id="code">The code for it</h3>
      <pre tabindex="0" aria-labelledby="code"><code>${this.#code()}</code></pre>
      <button type="button" class="button plain" @click=${() => this.toggle()}>Close settings</button>`;
    render(this.#aside.hidden ? nothing : content, this.#aside);
  }

  #chosen(): Plain {
    return { ...defaultSettings, ...this.#settings };
  }

  #language(): TemplateResult {
    const change = (event: Event): void => {
      this.#kit.lang = (event.target as HTMLSelectElement).value;
      this.#show();
    };
    const options = languages().map(
      (tag) =>
        html`<option value=${tag} ?selected=${tag === (this.#kit.lang || "en")}>
          ${NAMES[tag] ?? tag}
        </option>`,
    );
    return html`<label
      ><span>language</span
      ><select @change=${change}>
        ${options}
      </select></label
    >`;
  }

  #choice(name: string, chosen: Plain): TemplateResult {
    const values: readonly string[] = settingValues[name as keyof typeof settingValues];
    const change = (event: Event): void => this.set({ [name]: (event.target as HTMLSelectElement).value });
    const options = values.map(
      (value) => html`<option value=${value} ?selected=${value === chosen[name]}>${value}</option>`,
    );
    return html`<label
      ><span>${name}</span
      ><select @change=${change}>
        ${options}
      </select></label
    >`;
  }

  #switch(name: string, on: boolean, change: (on: boolean) => void): TemplateResult {
    return html`<label class="switch">
      <input
        type="checkbox"
        .checked=${on}
        @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
      />
      <span>${name}</span>
    </label>`;
  }

  #code(): string {
    const language = this.#kit.lang ? ` lang="${this.#kit.lang}"` : "";
    const element = `<ringline-kit url="…" token-url="…" user="…"${language}></ringline-kit>`;
    if (Object.keys(this.#settings).length === 0) return element;
    return `${element}\n\nkit.settings = ${JSON.stringify(this.#settings, null, 2)};`;
  }
}
