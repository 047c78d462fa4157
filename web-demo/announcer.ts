/**
 * What a screen reader says by itself: each change once. Rings and requests are not here: their dialogs speak
 * for themselves.
 */

import { nameOf, placeSentence, whoOf } from "./people.ts";
import { spoken } from "./phrases.ts";
import { h, render } from "./render.ts";
import { currentCall } from "./state.ts";
import type { View } from "./state.ts";
import { CONNECTION, callWords, endWords } from "./words.ts";
import { requestWords } from "./video_request.ts";

/** Sentences by subject. */
export interface Announcements {
  readonly call: string;
  readonly video: string;
  readonly connection: string;
  /** One for each participant, by user id. */
  readonly others: Readonly<Record<string, string>>;
}

export function announcements(view: View): Announcements {
  const call = currentCall(view);
  const others = call?.participants.map((one) => [
    `user ${one.userId}`,
    spoken(placeSentence(call, one), nameOf(one)),
  ]);
  return {
    call: call ? spoken(callWords(call), whoOf(call)) : endAnnouncement(view),
    video: call ? requestAnnouncement(call) : "",
    connection: connectionAnnouncement(view),
    others: Object.fromEntries(others ?? []) as Record<string, string>,
  };
}

function endAnnouncement({ ended }: View): string {
  return ended ? spoken(`${endWords(ended).title}. ${endWords(ended).text}`, whoOf(ended)) : "";
}

function requestAnnouncement(call: Parameters<typeof requestWords>[0]): string {
  const words = requestWords(call);
  return words ? spoken(words.text, words.name) : "";
}

/** Silence is good news. */
function connectionAnnouncement({ client }: View): string {
  return client?.connection === "waiting" ||
    client?.connection === "in-use" ||
    client?.connection === "fenced"
    ? CONNECTION[client.connection]
    : "";
}

/**
 * Puts them into the live region, which is not atomic: it reads what changes in it (ARIA, aria-atomic), so that
 * each subject has its own element. Those of people come and go in one that stays.
 */
export function announce(region: Element, view: View): void {
  const { others, ...subjects } = announcements(view);
  render(
    region,
    Object.entries(subjects).map(([subject, sentence]) => h("p", { key: subject }, sentence)),
    h(
      "div",
      { key: "others" },
      Object.entries(others).map(([user, sentence]) => h("p", { key: user }, sentence)),
    ),
  );
}
