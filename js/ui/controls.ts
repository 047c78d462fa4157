/** The bar of buttons of a call. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Call } from "../index.ts";
import type { Panel } from "./desk.ts";
import { define, RinglineElement } from "./element.ts";
import type { ButtonName } from "./element.ts";
import type { TextKey } from "./languages/english.ts";
import { roundButton } from "./parts/buttons.ts";
import type { Button } from "./parts/buttons.ts";
import { openInvite } from "./parts/invite.ts";
import type { CallButtons } from "./settings.ts";
import { controls as bar } from "./styles/bar.ts";

/** The keys of the shortcuts (R82); a letter counts while no text is typed. */
export const SHORTCUTS: Readonly<Partial<Record<ButtonName, string>>> = {
  microphone: "m",
  camera: "v",
  hold: "h",
  screen: "s",
  "full-screen": "f",
  keys: "?",
};

/**
 * The buttons of the call that is on. One that would do nothing is not there; setting `buttons` takes more away.
 *
 * @element ringline-controls
 * @slot - buttons of the app, after the built-in ones
 * @fires {ButtonEvent} ringline-button - a button was pressed; cancellable
 * @csspart button - every button, and its name beside that: `microphone`, `camera`, `hang-up`, …
 */
export class RinglineControls extends RinglineElement {
  static override styles = [RinglineElement.styles, bar];

  override render(): TemplateResult | typeof nothing {
    const call = this.desk?.current;
    if (!call) return nothing;
    if (this.desk!.small) return this.#few(call);
    return html`<div class="bar" role="group" aria-label=${this.texts.say("call.controls")}>
      ${this.#devices(call)} ${this.#offers(call)} ${this.#holds(call)} ${this.#panels(call)}
      ${this.#more(call)}
      <slot></slot>
      ${this.#ends(call)}
    </div>`;
  }

  /** In a small window: what is needed most. */
  #few(call: Call): TemplateResult {
    return html`<div class="bar few" role="group" aria-label=${this.texts.say("call.controls")}>
      ${this.#microphone(call)} ${this.#size(call)} ${this.#hangUp(call)}
    </div>`;
  }

  /** Presses a button by its shortcut; whether there was one to press. */
  pressKey(key: string): boolean {
    const wanted = key.toLowerCase();
    const found = [...this.renderRoot.querySelectorAll<HTMLElement>("[aria-keyshortcuts]")].find(
      (one) => one.getAttribute("aria-keyshortcuts") === wanted,
    );
    found?.click();
    return found !== undefined;
  }

  #button(
    setting: keyof CallButtons,
    described: Omit<Button, "label"> & { readonly label: TextKey },
  ): unknown {
    const { buttons, shortcuts } = this.desk!.settings;
    if (!buttons[setting]) return nothing;
    const keys = shortcuts ? SHORTCUTS[described.press.button] : undefined;
    return roundButton(this, { ...described, label: this.texts.say(described.label), ...(keys && { keys }) });
  }

  /** The buttons of microphone and camera keep their place and the focus while their words change. */
  #devices(call: Call): unknown {
    if (call.held) return nothing;
    const { camera } = call.local;
    const isSeen = camera === "on" || camera === "starting";
    const cameras = this.desk!.devices?.camera.length ?? 0;
    return [
      this.#microphone(call),
      call.media === "video"
        ? this.#button("camera", {
            label: isSeen ? "button.camera-off" : "button.camera-on",
            press: { button: "camera", call },
            act: () => void call.setCameraEnabled(!isSeen).catch(() => {}),
            look: isSeen ? "plain" : "off",
            icons: isSeen ? ["camera"] : ["camera", "strike"],
          })
        : nothing,
      isSeen && cameras > 1
        ? this.#button("switchCamera", {
            label: "button.switch-camera",
            press: { button: "switch-camera", call },
            act: () => this.desk!.try(call.switchCamera()),
            icons: ["camera", "turn"],
          })
        : nothing,
    ];
  }

  #microphone(call: Call): unknown {
    const { microphone } = call.local;
    const isHeard = microphone === "on" || microphone === "starting";
    // What failed stands in call.local, and is shown from there.
    return this.#button("microphone", {
      label: isHeard ? "button.mute" : "button.unmute",
      press: { button: "microphone", call },
      act: () => void call.setMicrophoneEnabled(!isHeard).catch(() => {}),
      look: isHeard ? "plain" : "off",
      icons: isHeard ? ["microphone"] : ["microphone", "strike"],
    });
  }

  /** The call fills the kit, or is a small window in the page. */
  #size(call: Call): unknown {
    const { small } = this.desk!;
    return this.#button("shrink", {
      label: small ? "button.expand" : "button.shrink",
      press: { button: "shrink", call },
      act: () => this.desk!.change({ small: !small, panel: "none" }),
      icons: [small ? "full" : "shrink"],
    });
  }

  /** What is offered to the others: video, and a screen. */
  #offers(call: Call): unknown {
    const { desk } = this;
    const { screen } = call.local;
    const isShared = screen === "on" || screen === "starting";
    return [
      call.canRequestVideo && !call.held && !desk!.settings.audioOnly
        ? this.#button("requestVideo", {
            label: "button.request-video",
            press: { button: "request-video", call },
            act: () => desk!.try(call.requestVideo()),
            icons: ["camera"],
          })
        : nothing,
      isShared || call.canShareScreen
        ? this.#button("screen", {
            label: isShared ? "button.stop-sharing" : "button.share",
            press: { button: "screen", call },
            act: () => desk!.shareScreen(call, !isShared),
            look: isShared ? "warn" : "plain",
            icons: isShared ? ["screen", "strike"] : ["screen"],
          })
        : nothing,
    ];
  }

  #holds(call: Call): unknown {
    if (!call.canHold && !call.canResume) return nothing;
    const { canResume } = call;
    return this.#button("hold", {
      label: canResume ? "button.resume" : "button.hold",
      press: { button: canResume ? "resume" : "hold", call },
      act: () => this.desk!.try(canResume ? call.resume() : call.hold()),
      look: canResume ? "off" : "plain",
      icons: canResume ? ["play"] : ["pause"],
    });
  }

  /** Buttons that open and close something above the bar. */
  #panels(call: Call): unknown {
    const { desk } = this;
    const opens = (panel: Panel): Pick<Button, "act" | "opens" | "expanded"> => ({
      opens: panel,
      expanded: desk!.panel === panel,
      act: () => desk!.change({ panel: desk!.panel === panel ? "none" : panel, problem: null }),
    });
    const { settings } = desk!;
    return [
      call.held
        ? nothing
        : this.#button("devices", {
            label: "button.devices",
            press: { button: "devices", call },
            icons: ["sound"],
            ...opens("devices"),
          }),
      call.canInvite
        ? this.#button("invite", {
            label: "button.invite-people",
            press: { button: "invite-people", call },
            icons: ["people"],
            ...opens("invite"),
            act: () => (desk!.panel === "invite" ? desk!.change({ panel: "none" }) : openInvite(this, call)),
          })
        : nothing,
      this.#button("newCall", {
        label: "button.new-call",
        press: { button: "new-call", call },
        icons: ["plus"],
        ...opens("call"),
      }),
      settings.layoutChoice && call.kind !== "direct"
        ? this.#button("layout", {
            label: "button.layout",
            press: { button: "layout", call },
            icons: ["layout"],
            ...opens("layout"),
          })
        : nothing,
    ];
  }

  #more(call: Call): unknown {
    const { desk } = this;
    const { recordings, client } = desk!;
    const isRecording = recordings?.call === call;
    const canRecord = isRecording || (recordings?.call === null && call.answeredAt !== undefined);
    const isOut = call.pictureInPicture !== "none";
    return [
      canRecord && client.extras.recorder
        ? this.#button("recording", {
            label: isRecording ? "button.stop-recording" : "button.record",
            press: { button: "record", call },
            act: () => (isRecording ? recordings.stop(call) : recordings?.start(call)),
            look: isRecording ? "off" : "plain",
            icons: [isRecording ? "stop" : "record"],
          })
        : nothing,
      client.extras.pictureInPicture
        ? this.#button("pictureInPicture", {
            label: isOut ? "button.picture-back" : "button.picture",
            press: { button: "picture", call },
            act: () => desk!.setPictureInPicture(call, !isOut),
            look: isOut ? "off" : "plain",
            icons: ["picture"],
          })
        : nothing,
      this.#fullScreen(call),
      this.#size(call),
    ];
  }

  #fullScreen(call: Call): unknown {
    if (!document.fullscreenEnabled) return nothing;
    const isFull = document.fullscreenElement !== null;
    const whole = (this.getRootNode() as ShadowRoot).host ?? this;
    const enter = (): Promise<void> => {
      whole.addEventListener("fullscreenchange", this.deskChanged);
      return whole.requestFullscreen();
    };
    return this.#button("fullScreen", {
      label: isFull ? "button.leave-full-screen" : "button.full-screen",
      press: { button: "full-screen", call },
      act: () => this.desk!.try(isFull ? document.exitFullscreen() : enter()),
      look: isFull ? "off" : "plain",
      icons: ["full"],
    });
  }

  #ends(call: Call): unknown {
    return [
      call.canEnd && call.kind !== "direct"
        ? this.#button("end", {
            label: "button.end",
            press: { button: "end", call },
            act: () => this.desk!.try(call.end()),
            look: "warn",
            icons: ["stop"],
          })
        : nothing,
      this.#hangUp(call),
    ];
  }

  #hangUp(call: Call): unknown {
    return this.#button("hangUp", {
      label: "button.hang-up",
      press: { button: "hang-up", call },
      act: () => void call.hangUp(),
      look: "danger",
      icons: ["hangUp"],
    });
  }
}

define("ringline-controls", RinglineControls);
