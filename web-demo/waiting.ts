/** We call somebody, and there is no answer yet. */

import type { Call } from "ringline";
import { mediaNotices } from "./media_notice.ts";
import { avatar, button, heading } from "./parts.ts";
import { faceOf, whoOf } from "./people.ts";
import { listed } from "./phrases.ts";
import { h } from "./render.ts";
import type { Described } from "./render.ts";
import type { Actions } from "./state.ts";
import { localTile } from "./tile.ts";
import { stateWords } from "./words.ts";

export function waitingPage(call: Call, actions: Actions): Described {
  // Without a picture of ours there is room for theirs.
  const isVideo = call.media === "video" && call.local.camera !== "failed";
  return h(
    "section",
    { key: "waiting", class: `stage waiting ${isVideo ? "video" : "audio"}` },
    isVideo && localTile(call),
    h(
      "div",
      { class: "who" },
      avatar(faceOf(call), "large", call.ringing || call.state === "calling" ? "rings" : ""),
      heading(listed(whoOf(call))),
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
