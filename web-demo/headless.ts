/** The library without the kit: a page that says what the client says, and asks it for what the user wants. */

import { CallClient } from "ringline";
import type { Call } from "ringline";
import { readAddress } from "./address.ts";
import { demoTokens } from "./tokens.ts";

const { user, server, tokens } = readAddress();
const name = user ?? "alice";
const client = await CallClient.create({
  url: server,
  tokenProvider: demoTokens(tokens, name),
  userId: name,
});
const find = <E extends HTMLElement>(selector: string): E => document.querySelector<E>(selector)!;

find<HTMLFormElement>("#dial").addEventListener("submit", (event) => {
  event.preventDefault();
  const media = (event.submitter as HTMLButtonElement).value === "video" ? "video" : "audio";
  client.call(find<HTMLInputElement>("#to").value, { media }).catch(tell);
});
client.subscribe(show);
show();
client.connect().catch(tell);

/** Everything on the page is a function of what the client says. */
function show(): void {
  const [call] = client.calls;
  const others = call?.participants.map(({ userId }) => userId).join(", ");
  find("#state").textContent = call ? `${call.state}: ${others}` : `${name} is ${client.connection}.`;
  find("#dial").hidden = call !== undefined;
  find("#buttons").replaceChildren(...(call ? buttonsOf(call) : []));
  showPictures(call);
}

function buttonsOf(call: Call): HTMLElement[] {
  const isHeard = call.local.microphone !== "off";
  return [
    call.canAccept && button("Accept", () => call.accept()),
    call.canDecline && button("Decline", () => call.decline()),
    call.state === "connected" &&
      button(isHeard ? "Mute microphone" : "Unmute microphone", () => call.setMicrophoneEnabled(!isHeard)),
    call.canHangUp && button("Hang up", () => call.hangUp()),
  ].filter((one) => one !== false);
}

function button(label: string, act: () => Promise<unknown>): HTMLElement {
  const element = document.createElement("button");
  element.className = "button plain";
  element.textContent = label;
  element.addEventListener("click", () => void act().catch(tell));
  return element;
}

/** The library plays what is heard; what is seen is the page's to show. */
function showPictures(call: Call | undefined): void {
  const streams = call?.media === "video" ? call.participants.map(({ stream }) => stream) : [];
  const box = find("#pictures");
  const shown = [...box.children] as HTMLVideoElement[];
  for (const video of shown) if (!streams.includes(video.srcObject as MediaStream)) video.remove();
  for (const stream of streams) {
    if (shown.some(({ srcObject }) => srcObject === stream)) continue;
    const video = document.createElement("video");
    Object.assign(video, { srcObject: stream, autoplay: true, muted: true, playsInline: true });
    box.append(video);
  }
}

function tell(error: Error): void {
  find("#state").textContent = error.message;
}
