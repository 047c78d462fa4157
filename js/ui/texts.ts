/**
 * The words of one language, with names and numbers in them. Names come from others: they are shown as text, and their
 * direction stays their own (HTML, `bdi`; Unicode, UAX 9, 2.4).
 */

import { html } from "lit";
import type { TemplateResult } from "lit";
import type { CallError } from "../index.ts";
import { english } from "./languages/english.ts";
import type { TextForms, TextKey, TextTable } from "./languages/english.ts";

/** One name, or those of several people. */
export type Names = string | readonly string[];

/** What stands in the braces of a text, by what is in them; `n` chooses the plural form. */
export type TextValues = Readonly<Record<string, string | number>>;

/** Texts of the app instead of those of a language. */
export type TextOverrides = Partial<TextTable>;

/** What a template may hold of a text. */
export type Shown = string | readonly (string | TemplateResult)[];

/** How many names are said before "and 3 others" (R93). */
const NAMES_SAID = 2;

type Piece = { readonly name: string } | { readonly text: string };

/** One language. */
export class Texts {
  /** A BCP 47 tag. */
  readonly language: string;
  readonly #table: TextTable;
  readonly #plural: Intl.PluralRules;
  readonly #list: Intl.ListFormat;

  constructor(language: string, table: TextTable, overrides: TextOverrides = {}) {
    this.language = language;
    this.#table = { ...table, ...overrides };
    this.#plural = new Intl.PluralRules(language);
    // American English would write "a, b, and c".
    this.#list = new Intl.ListFormat(language === "en" ? "en-GB" : language);
  }

  /** `rtl` for languages that are written from right to left. */
  get direction(): "ltr" | "rtl" {
    const { language } = new Intl.Locale(this.language);
    return RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
  }

  /** A text without names. */
  say(key: TextKey, values: TextValues = {}): string {
    return this.#fill(key, Number(values["n"] ?? 0), values);
  }

  /** A text for the page; `{name}` becomes the names, each with its own direction. */
  show(key: TextKey, names: Names, values: TextValues = {}): Shown {
    return this.#fill(key, countOf(names), values)
      .split("{name}")
      .flatMap((part, index) => (index === 0 ? [part] : [...this.list(names), part]));
  }

  /** The same for places that take only text: the title, labels, and what is announced. */
  speak(key: TextKey, names: Names, values: TextValues = {}): string {
    const said = this.#pieces(names).map((one) => ("name" in one ? `\u2068${one.name}\u2069` : one.text));
    return this.#fill(key, countOf(names), values).replaceAll("{name}", () => said.join(""));
  }

  /** Names as they are said: "bob", "bob and carol", "bob, carol and 3 others" (R93). */
  list(names: Names): (string | TemplateResult)[] {
    return this.#pieces(names).map((one) => ("name" in one ? html`<bdi>${one.name}</bdi>` : one.text));
  }

  /** What went wrong. */
  error({ code }: Pick<CallError, "code"> | { readonly code: string }): string {
    const key = `error.${code}`;
    return isKey(key) ? this.say(key) : this.say("error.other", { code });
  }

  #fill(key: TextKey, count: number, values: TextValues): string {
    const text = formOf(this.#table[key] ?? english[key], this.#plural.select(count));
    return text.replaceAll(/\{(\w+)\}/g, (all, name: string) => {
      const value = values[name];
      return typeof value === "number" ? value.toLocaleString(this.language) : (value ?? all);
    });
  }

  #pieces(names: Names): Piece[] {
    const all = typeof names === "string" ? [names] : names;
    if (all.length === 0) return [{ text: this.say("names.nobody") }];
    const rest = all.length > NAMES_SAID + 1 ? all.length - NAMES_SAID : 0;
    const said = rest > 0 ? all.slice(0, NAMES_SAID) : all;
    const items = rest > 0 ? [...said, this.say("names.others", { n: rest })] : said;
    let index = 0;
    return this.#list.formatToParts(items).map(({ type, value }): Piece => {
      if (type === "literal") return { text: value };
      return index++ < said.length ? { name: value } : { text: value };
    });
  }
}

const RIGHT_TO_LEFT = ["ar", "fa", "he", "ur"];

/** Whether there is such a text. */
export function isKey(key: string): key is TextKey {
  return Object.hasOwn(english, key);
}

function countOf(names: Names): number {
  return typeof names === "string" ? 1 : names.length;
}

function formOf(forms: TextForms, category: Intl.LDMLPluralRule): string {
  return typeof forms === "string" ? forms : (forms[category] ?? forms.other);
}

/** Milliseconds as 0:07, 12:30 or 1:02:03. */
export function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
