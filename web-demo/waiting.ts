/** We call, and nobody has answered yet. */

import type { Call } from "ringline";
import { mediaNotices } from "./media_notice.ts";
import { avatar, button, heading } from "./parts.ts";
import { named } from "./phrases.ts";
import { h } from "./render.ts";
import type { Described } from "./render.ts";
import { otherName } from "./state.ts";
import type { Actions } from "./state.ts";
import { localTile } from "./tile.ts";
import { stateWords } from "./words.ts";

export function waitingPage(call: Call, actions: Actions): Described {
  const name = otherName(call);
  // Without a picture of ours there is room for theirs.
  const isVideo = call.media === "video" && call.local.camera !== "failed";
  return h(
    "section",
    { key: "waiting", class: `stage waiting ${isVideo ? "video" : "audio"}` },
    isVideo && localTile(call),
    h(
      "div",
      { class: "who" },
      avatar(name, "large", call.ringing || call.state === "calling" ? "rings" : ""),
      heading(named(name)),
      h("p", { class: "status" }, stateWords(call)),
    ),
    h("div", { class: "notices" }, mediaNotices(call, actions)),
    h(
      "div",
      { class: "controls" },
      button("Cancel call", "danger", () => actions.hangUp(call), "hangUp"),
    ),
  );
}
