/** A recipe: the kit's screens with the page's own bar of buttons, and a question before a call is left. */

import { Desk } from "ringline/ui";
import type { ButtonEvent, RinglineKit } from "ringline/ui";
import { readAddress } from "./address.ts";

const { user, server, tokens } = readAddress();
const kit = document.querySelector<RinglineKit>("ringline-kit")!;
const own = document.querySelector<HTMLElement>("#own")!;
Object.assign(kit, { user: user ?? "alice", tokenUrl: tokens.href, url: server.href });
kit.settings = { controls: false };

kit.addEventListener("ringline-button", (event) => {
  const { button } = (event as ButtonEvent).detail;
  if (button === "cancel-call" && !confirm("Give up already?")) event.preventDefault();
});

kit.addEventListener("ringline-ready", () => {
  const desk = Desk.of(kit.client!);
  desk.addEventListener("change", () => {
    const call = desk.page === "call" ? desk.current : null;
    own.hidden = call === null;
    if (!call) return;
    const isHeard = call.local.microphone === "on";
    own.replaceChildren(
      button(isHeard ? "Be quiet" : "Speak", () => call.setMicrophoneEnabled(!isHeard)),
      button("Leave", () => (confirm("Leave the call?") ? call.hangUp() : Promise.resolve())),
    );
  });
});

function button(label: string, act: () => Promise<unknown>): HTMLElement {
  const element = document.createElement("button");
  element.className = "button primary";
  element.textContent = label;
  element.addEventListener("click", () => void act().catch(() => {}));
  return element;
}
