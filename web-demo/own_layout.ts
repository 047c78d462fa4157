/** A recipe: single elements of the kit around the page's own client, in the page's own grid. */

import { CallClient } from "ringline";
import { Desk } from "ringline/ui";
import type { RinglineTile } from "ringline/ui";
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
const mosaic = find("#mosaic");
for (const tag of ["ringline-controls", "ringline-incoming"] as const)
  find<HTMLElement & { client: CallClient }>(tag).client = client;

find<HTMLFormElement>("#dial").addEventListener("submit", (event) => {
  event.preventDefault();
  client.call(find<HTMLInputElement>("#to").value, { media: "video" }).catch(() => {});
});

const desk = Desk.of(client);
desk.addEventListener("change", () => {
  const call = desk.current;
  find("#idle").hidden = call !== null;
  const wanted = call ? [undefined, ...call.participants.filter(({ state }) => state === "joined")] : [];
  const shown = [...mosaic.children] as RinglineTile[];
  const keyOf = (userId: string | undefined): string => userId ?? "";
  for (const tile of shown) {
    if (!wanted.some((one) => keyOf(one?.userId) === tile.dataset["of"])) tile.remove();
  }
  for (const participant of wanted) {
    const key = keyOf(participant?.userId);
    let tile = shown.find(({ dataset }) => dataset["of"] === key);
    if (!tile) {
      tile = document.createElement("ringline-tile");
      tile.dataset["of"] = key;
      mosaic.append(tile);
    }
    Object.assign(tile, { client, call, participant });
  }
});
client.connect().catch(() => {});
