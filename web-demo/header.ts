/** The top of every page: where we are, who we are, and how the connection to the server is. */

import type { ConnectionState } from "ringline";
import { named } from "./phrases.ts";
import { h } from "./render.ts";
import type { Described } from "./render.ts";
import type { View } from "./state.ts";
import { CONNECTION } from "./words.ts";

export function header({ user, client }: View): Described {
  const logo = h("img", { class: "logo", src: new URL("./icon.svg", import.meta.url).href, alt: "" });
  return h(
    "header",
    { class: "header" },
    h("span", { class: "brand" }, logo, h("span", { class: "brand-name" }, "Ringline")),
    client !== null && h("span", { class: `connection ${client.connection}` }, words(client.connection)),
    user !== null && h("span", { class: "user" }, named(user)),
  );
}

function words(state: ConnectionState): string {
  return CONNECTION[state];
}
