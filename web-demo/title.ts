/** The page's title says who calls, and with whom one talks. */

import type { RinglineKit } from "ringline/ui";
import { Desk, whoOf } from "ringline/ui";

export function followTitle(kit: RinglineKit): void {
  const desk = Desk.of(kit.client!);
  desk.addEventListener("change", () => {
    const { ringing, current, texts } = desk;
    if (ringing) document.title = texts.speak("ring.title", whoOf(ringing));
    else if (current) document.title = texts.speak("call.title", whoOf(current));
    else document.title = "Ringline";
  });
}
