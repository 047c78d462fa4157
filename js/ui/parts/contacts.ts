/** Finding somebody among those whom the app offers. */

import type { Contact } from "../desk.ts";

/** Those whose name or user id has every word of what was typed, whatever the case and the accents. */
export function findContacts(contacts: readonly Contact[], typed: string): readonly Contact[] {
  const words = plain(typed)
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return contacts;
  return contacts.filter(({ userId, name = "" }) => {
    const text = plain(`${name} ${userId}`);
    return words.every((word) => text.includes(word));
  });
}

/** How a contact is called. */
export function contactName({ userId, name }: Contact): string {
  return name || userId;
}

/** Without case and marks (Unicode, UAX 15: compatibility decomposition takes letters and marks apart). */
function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLocaleLowerCase();
}
