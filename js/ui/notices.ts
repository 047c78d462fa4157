/** What there is to know of a call, and to do about it. */

import type { PropertyDeclarations } from "lit";
import { nothing } from "lit";
import type { Call } from "../index.ts";
import { define, RinglineElement } from "./element.ts";
import { hintNotice } from "./parts/hint.ts";
import { mediaNotices } from "./parts/media_notice.ts";
import { moderationNotices } from "./parts/moderation.ts";
import { requestNotice } from "./parts/video_request.ts";

/** Of a call that is on or placed: devices that fail, what others do to this user, requests for video. */
export class RinglineNotices extends RinglineElement {
  static override properties: PropertyDeclarations = {
    ...RinglineElement.properties,
    call: { attribute: false },
  };
  declare call: Call | null;

  constructor() {
    super();
    this.call = null;
  }

  override render(): unknown {
    const { call, desk } = this;
    if (!call || !desk) return nothing;
    return [
      mediaNotices(this, call),
      moderationNotices(this, call),
      hintNotice(this, call),
      requestNotice(this, call),
    ];
  }
}

define("ringline-notices", RinglineNotices);
