/**
 * Everything that the screens say, in English: the table that every other language translates, key by key. `{name}`
 * stands for one name or several, `{n}` for a number. A text that depends on how many there are has one form for each
 * plural category of its language (Unicode CLDR, plural rules).
 */

import { englishCalls } from "./english_calls.ts";
import type { englishPanels } from "./english_panels.ts";

/** A text, or its plural forms. `other` is what every language has. */
export type TextForms = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string });

/** What a text is called in every language. */
export type TextKey = keyof typeof englishCalls | keyof typeof englishPanels;

/** A whole language. A key that has plural forms in English may be one text where a language has none. */
export type TextTable = Readonly<Record<TextKey, TextForms>>;

/** What is missing of it is said by panels only, which bring it along. */
export const english = englishCalls as Partial<TextTable> as TextTable;

export function addEnglish(texts: Partial<TextTable>): void {
  Object.assign(english, texts);
}
