/** The pages beside a call: it is over, it can be rejoined, another tab has the device, not admitted, not started. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Call } from "../index.ts";
import type { RinglineElement } from "./element.ts";
import { button } from "./parts/buttons.ts";
import { avatar } from "./parts/faces.ts";
import { dialForm, joinForm } from "./dial.ts";
import { faceOf, sessionOf, wasIn, whoOf } from "./people.ts";
import { clock } from "./texts.ts";
import type { Shown, Texts } from "./texts.ts";
import { againKey, callKey, endText, endTitle, titleOf } from "./wording.ts";

/** Shorter calls have no length worth telling. */
const SHORTEST_TOLD_MS = 1000;

/** Nothing is on: whom to call. */
export function idlePage(host: RinglineElement, session: string): TemplateResult | typeof nothing {
  const { texts, desk } = host;
  const { dial, buttons } = desk!.settings;
  if (!dial) return nothing;
  const { connection, userId, users } = desk!.client;
  const id = userId ?? "";
  const state =
    connection === "online" ? "dial.online" : connection === "waiting" ? "dial.waiting" : "dial.connecting";
  const join = buttons.join ? joinForm(host, session) : nothing;
  return html`<section class="card">
    ${heading(texts.show("dial.hello", users.get(id).name || id))}
    <p class="muted">${texts.say(state)}</p>
    ${session === "" ? nothing : join} ${dialForm(host)} ${session === "" ? join : nothing}
    <slot name="hint"></slot>
  </section>`;
}

/** The call is over: why, and what next (R52, R84). */
export function endedPage(host: RinglineElement, call: Call): TemplateResult {
  const { texts, desk } = host;
  const again = (): void => {
    if (call.kind === "session") desk!.join(sessionOf(call), call.media);
    else desk!.redial(call);
  };
  const talked = wasIn(call) && call.durationMs >= SHORTEST_TOLD_MS;
  return html`<section class="card centred">
    ${avatar(faceOf(call), "large")} ${heading(texts.say(endTitle(call)))}
    <p class="reason">${texts.show(endText(call), whoOf(call))}</p>
    ${talked ? html`<p class="muted">${texts.say("end.talked", { time: clock(call.durationMs) })}</p>` : nothing}
    <slot name="ended"></slot>
    <div class="row">
      ${
        desk!.settings.buttons.redial
          ? button(host, {
              label: texts.say(againKey(call)),
              press: { button: "redial", call },
              act: again,
              look: "primary",
              icons: [call.media === "video" ? "camera" : "phone"],
            })
          : nothing
      }
      ${button(host, {
        label: texts.say("button.close"),
        press: { button: "close", call },
        act: () => desk!.change({ ended: null }),
      })}
    </div>
  </section>`;
}

/** The page was reloaded in a call. Nothing is heard or seen of us until the user says so. */
export function rejoinPage(host: RinglineElement, call: Call): TemplateResult {
  const { texts } = host;
  return html`<section class="card centred">
    ${avatar(faceOf(call), "large")} ${heading(titleOf(texts, call))}
    <p class="reason">${texts.show(callKey(call), whoOf(call))}</p>
    <p class="muted">${texts.say("call.off-until-rejoin")}</p>
    <div class="row">
      ${button(host, {
        label: texts.say("button.rejoin"),
        press: { button: "rejoin", call },
        act: () => void call.rejoin().catch(() => {}),
        look: "accept",
        icons: ["phone"],
      })}
      ${button(host, {
        label: texts.say("button.hang-up"),
        press: { button: "hang-up", call },
        act: () => void call.hangUp(),
        look: "danger",
        icons: ["hangUp"],
      })}
    </div>
  </section>`;
}

/** Another tab has the device. */
export function elsewherePage(host: RinglineElement): TemplateResult {
  const { texts, desk } = host;
  const here = button(host, {
    label: texts.say("button.use-here"),
    press: { button: "use-here" },
    act: () => void desk!.client.takeOver().catch(() => {}),
    look: "primary",
  });
  return message(texts.say("page.elsewhere"), texts.say("page.elsewhere.text"), here);
}

/** The server does not admit this user. */
export function refusedPage(host: RinglineElement): TemplateResult {
  const { texts, desk } = host;
  const again = button(host, {
    label: texts.say("button.try-again"),
    press: { button: "try-again" },
    // Why it does not work is the connection's state, and is shown from there.
    act: () => void desk!.client.connect().catch(() => {}),
    look: "primary",
  });
  const why = desk!.refusal === "" ? "" : texts.error({ code: desk!.refusal });
  return message(texts.say("page.refused"), why, again, html`<slot name="refused"></slot>`);
}

/** The library did not start, or has died. */
export function brokenPage(host: RinglineElement, texts: Texts): TemplateResult {
  const again = button(host, {
    label: texts.say("button.reload"),
    press: { button: "reload" },
    act: () => location.reload(),
    look: "primary",
  });
  return message(texts.say("page.broken"), texts.say("page.broken.text"), again);
}

/** A page's heading. It takes the focus when what had it is gone. */
function heading(words: Shown): TemplateResult {
  return html`<h1 tabindex="-1" data-focus>${words}</h1>`;
}

function message(title: string, text: string, ...buttons: readonly TemplateResult[]): TemplateResult {
  return html`<section class="card centred">
    ${heading(title)}
    <p class="reason">${text}</p>
    <div class="row">${buttons}</div>
  </section>`;
}
