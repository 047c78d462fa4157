/** Which language the screens speak: English is here, the others come when they are asked for. */

import { english } from "./languages/english.ts";
import type { TextTable } from "./languages/english.ts";

const loaders = new Map<string, () => Promise<{ readonly default: TextTable }>>([
  ["ar", () => import("./languages/arabic.ts")],
  ["de", () => import("./languages/german.ts")],
  ["es", () => import("./languages/spanish.ts")],
  ["fr", () => import("./languages/french.ts")],
  ["ja", () => import("./languages/japanese.ts")],
  ["zh", () => import("./languages/chinese.ts")],
]);

const tables = new Map<string, TextTable>([["en", english]]);

/** The languages that can be asked for: BCP 47 tags, of which the first subtag counts. */
export function languages(): readonly string[] {
  return [...new Set([...tables.keys(), ...loaders.keys()])].sort();
}

/**
 * Adds a language of the app's own, or replaces one. A text that is missing is shown in English.
 * @param tag BCP 47, as in `lang="nl"`
 */
export function registerLanguage(tag: string, table: Partial<TextTable>): void {
  tables.set(primary(tag), { ...english, ...table });
}

/** The table of a language, if it is here already. */
export function tableOf(tag: string): TextTable | undefined {
  return tables.get(primary(tag));
}

/** Gets the table of a language; English where there is no such language, or where it does not arrive. */
export async function loadLanguage(tag: string): Promise<TextTable> {
  const name = primary(tag);
  const known = tables.get(name);
  if (known) return known;
  const loaded = await loaders
    .get(name)?.()
    .catch(() => null);
  if (!loaded) return english;
  tables.set(name, loaded.default);
  return loaded.default;
}

/** `de` of `de-AT`. */
function primary(tag: string): string {
  return tag.toLowerCase().split("-", 1)[0] ?? "";
}
