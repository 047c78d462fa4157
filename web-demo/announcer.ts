/**
 * What a screen reader says by itself: each change once. Rings are not here: their dialog speaks for
 * itself.
 */

import { spoken } from "./phrases.ts";
import { h, render } from "./render.ts";
import { currentCall, nameOf, otherName } from "./state.ts";
import type { View } from "./state.ts";
import { isMuted } from "./tile.ts";
import { CONNECTION, callWords, endWords } from "./words.ts";

/**
 * Sentences by subject. A live region reads what changes in it (ARIA, role status), so that each subject
 * has its own element.
 */
export function announcements(view: View): Record<"call" | "others" | "connection", string> {
  const call = currentCall(view);
  const muted = call?.participants.filter(isMuted).map((one) => spoken("{name} is muted.", nameOf(one)));
  return {
    call: call ? spoken(callWords(call), otherName(call)) : endAnnouncement(view),
    others: muted?.join(" ") ?? "",
    connection: connectionAnnouncement(view),
  };
}

function endAnnouncement({ ended }: View): string {
  return ended ? spoken(`${endWords(ended).title}. ${endWords(ended).text}`, otherName(ended)) : "";
}

/** Silence is good news. */
function connectionAnnouncement({ client }: View): string {
  return client?.connection === "waiting" ||
    client?.connection === "in-use" ||
    client?.connection === "fenced"
    ? CONNECTION[client.connection]
    : "";
}

/** Puts them into the live region. */
export function announce(region: Element, view: View): void {
  const sentences = Object.entries(announcements(view));
  render(
    region,
    sentences.map(([subject, sentence]) => h("p", { key: subject }, sentence)),
  );
}
