/**
 * The settings of the screens: what an app may say, what it gets, and that docs/settings.md says the same.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { completeSettings, defaultSettings, settingValues } from "../../js/ui/settings.ts";
import type { CallSettings, CallSettingsInit } from "../../js/ui/settings.ts";
import { CallSettingsBuilder } from "../../js/ui/settings_builder.ts";

const source = readFileSync("js/ui/settings.ts", "utf8");
const builderSource = readFileSync("js/ui/settings_builder.ts", "utf8");
const docs = readFileSync("docs/settings.md", "utf8");

/** A refusal that names the field. */
function naming(field: string): object {
  const message = new RegExp(`^invalid-argument: ${field.replaceAll(".", "\\.")} `);
  return { name: "CallError", code: "invalid-argument", category: "process", retryable: false, message };
}

/** What differs from the defaults, as an app would write it. */
function changed(settings: CallSettings): unknown {
  const differs = (whole: object, usual: object): object =>
    Object.fromEntries(
      Object.entries(whole).flatMap(([name, value]: [string, unknown]) => {
        const other: unknown = usual[name as keyof object];
        if (typeof value !== "object" || value === null) return value === other ? [] : [[name, value]];
        const inner = differs(value, other as object);
        return Object.keys(inner).length > 0 ? [[name, inner]] : [];
      }),
    );
  return differs(settings, defaultSettings);
}

test("an app that says nothing gets the defaults", () => {
  assert.deepEqual(completeSettings(), defaultSettings);
  assert.deepEqual(completeSettings({}), defaultSettings);
  assert.deepEqual(
    completeSettings({ layout: undefined, buttons: { camera: undefined } } as never),
    defaultSettings,
  );
});

test("what an app says holds, and the rest stays", () => {
  const said: CallSettingsInit = {
    buttons: { end: false, recording: false },
    badges: { quality: false },
    layout: "spotlight",
    maxTilesPerPage: 4,
    output: "earpiece",
    startMuted: true,
  };
  const settings = completeSettings(said);
  assert.deepEqual(changed(settings), said);
  assert.deepEqual(completeSettings(settings), settings, "complete settings may be given again");
});

test("every word that a setting can be is taken, and each setting that is a word has a list", () => {
  for (const [name, words] of Object.entries(settingValues)) {
    for (const word of words) assert.equal(completeSettings({ [name]: word })[name as "layout"], word);
  }
  const worded = Object.entries(defaultSettings).filter(([, value]) => typeof value === "string");
  assert.deepEqual(worded.map(([name]) => name).sort(), Object.keys(settingValues).sort());
});

test("settings do not change behind the screens", () => {
  const said = { buttons: { end: false }, badges: {} };
  const settings = completeSettings(said);
  said.buttons.end = true;
  assert.equal(settings.buttons.end, false);
  for (const part of [
    settings,
    settings.buttons,
    settings.badges,
    defaultSettings,
    defaultSettings.buttons,
  ]) {
    assert.ok(Object.isFrozen(part));
  }
});

test("a name that is no setting is refused by its name", () => {
  assert.throws(
    () => completeSettings({ startAudioMuted: true } as never),
    naming("settings.startAudioMuted"),
  );
  assert.throws(
    () => completeSettings({ buttons: { endCall: true } } as never),
    naming("settings.buttons.endCall"),
  );
  assert.throws(() => completeSettings({ toString: true } as never), naming("settings.toString"));
  assert.throws(
    () => completeSettings(JSON.parse('{"__proto__": {}}') as never),
    naming("settings.__proto__"),
  );
});

test("a value that cannot be is refused by the name of its setting", () => {
  const wrong: Record<string, readonly unknown[]> = {
    "settings.controls": [1, "true", null, {}],
    "settings.layout": ["", "GRID", "toString", 3, null, ["grid"], "full"],
    "settings.theme": ["grid", true],
    "settings.maxTilesPerPage": [0, 26, 2.5, Number.NaN, Infinity, "9", true],
    "settings.buttons": [true, null, [], "camera"],
    "settings.buttons.camera": [0, "no", null],
    "settings.badges.muted": ["yes"],
  };
  for (const [field, values] of Object.entries(wrong)) {
    const [, ...path] = field.split(".");
    for (const value of values) {
      const given = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
      assert.throws(() => completeSettings(given as never), naming(field), `${field} = ${String(value)}`);
    }
  }
  for (const value of [null, 7, "auto", []]) {
    assert.throws(() => completeSettings(value as never), naming("settings"));
  }
});

test("a builder that is told nothing builds the defaults", () => {
  assert.deepEqual(new CallSettingsBuilder().build(), defaultSettings);
});

test("each setter of CometChat's builder does what its name says", () => {
  const built = (set: (builder: CallSettingsBuilder) => CallSettingsBuilder): unknown =>
    changed(set(new CallSettingsBuilder()).build());
  assert.deepEqual(
    built((b) => b.setDefaultLayout(false)),
    { controls: false },
  );
  assert.deepEqual(
    built((b) => b.setIsAudioOnly(true)),
    { audioOnly: true },
  );
  assert.deepEqual(
    built((b) => b.setIsSingleMode(true)),
    { layout: "single" },
  );
  assert.deepEqual(
    built((b) => b.setShowSwitchToVideoCall(false)),
    { buttons: { requestVideo: false } },
  );
  assert.deepEqual(
    built((b) => b.setEnableVideoTileClick(false)),
    { tilesClickable: false },
  );
  assert.deepEqual(
    built((b) => b.setEnableDraggableVideoTile(false)),
    { selfViewDraggable: false },
  );
  assert.deepEqual(
    built((b) => b.setEndCallButtonDisable(true)),
    { buttons: { hangUp: false, end: false } },
  );
  assert.deepEqual(
    built((b) => b.setShowRecordingButton(false)),
    { buttons: { recording: false } },
  );
  assert.deepEqual(
    built((b) => b.setSwitchCameraButtonDisable(true)),
    { buttons: { switchCamera: false } },
  );
  assert.deepEqual(
    built((b) => b.setMuteAudioButtonDisable(true)),
    { buttons: { microphone: false } },
  );
  assert.deepEqual(
    built((b) => b.setPauseVideoButtonDisable(true)),
    { buttons: { camera: false } },
  );
  assert.deepEqual(
    built((b) => b.setAudioModeButtonDisable(true)),
    { buttons: { audioOutput: false } },
  );
  assert.deepEqual(
    built((b) => b.setStartAudioMuted(true)),
    { startMuted: true },
  );
  assert.deepEqual(
    built((b) => b.setStartVideoMuted(true)),
    { startCameraOff: true },
  );
  assert.deepEqual(
    built((b) => b.setMode("SPOTLIGHT")),
    { layout: "spotlight" },
  );
  assert.deepEqual(
    built((b) => b.setMode("SINGLE")),
    { layout: "single" },
  );
  assert.deepEqual(
    built((b) => b.setMode("SINGLE").setMode("DEFAULT")),
    {},
  );
  assert.deepEqual(
    built((b) => b.setType("audio")),
    { audioOnly: true },
  );
  assert.deepEqual(
    built((b) => b.setType("audio").setType("video")),
    {},
  );
  for (const mode of ["SPEAKER", "EARPIECE", "BLUETOOTH", "HEADPHONES"] as const) {
    assert.deepEqual(
      built((b) => b.setDefaultAudioMode(mode)),
      { output: mode.toLowerCase() },
    );
  }
  assert.deepEqual(
    built((b) => b.setDefaultAudioMode("SPEAKER").setDefaultAudioMode("DEFAULT")),
    {},
  );
});

test("the example of CometChat's document builds a usual call, muted, with its buttons, on Bluetooth", () => {
  const settings = new CallSettingsBuilder()
    .setDefaultLayout(true)
    .setIsAudioOnly(false)
    .setIsSingleMode(false)
    .setShowSwitchToVideoCall(false)
    .setEnableVideoTileClick(true)
    .setEnableDraggableVideoTile(true)
    .setEndCallButtonDisable(false)
    .setShowRecordingButton(true)
    .setSwitchCameraButtonDisable(false)
    .setMuteAudioButtonDisable(false)
    .setPauseVideoButtonDisable(false)
    .setAudioModeButtonDisable(false)
    .setStartAudioMuted(true)
    .setStartVideoMuted(false)
    .setMode("DEFAULT")
    .setDefaultAudioMode("BLUETOOTH")
    .setDelegate({})
    .setView({})
    .build();
  const expected = { buttons: { requestVideo: false }, startMuted: true, output: "bluetooth" };
  assert.deepEqual(changed(settings), expected);
});

test("a builder goes on after it has built, and what it built stays", () => {
  const builder = new CallSettingsBuilder().setShowRecordingButton(false);
  const first = builder.build();
  const second = builder.setSwitchCameraButtonDisable(true).setShowRecordingButton(true).build();
  assert.deepEqual(changed(first), { buttons: { recording: false } });
  assert.deepEqual(changed(second), { buttons: { switchCamera: false } });
});

test("a setter refuses what it cannot take, by its name", () => {
  const builder = new CallSettingsBuilder();
  const setters = Object.getOwnPropertyNames(CallSettingsBuilder.prototype).filter((name) =>
    /^set/.test(name),
  );
  for (const setter of setters.filter((name) => name !== "setView" && name !== "setDelegate")) {
    for (const value of [undefined, null, 1, "DEFUALT", "toString"]) {
      const set = builder[setter as "setMode"].bind(builder);
      assert.throws(() => set(value as never), naming(setter), `${setter}(${String(value)})`);
    }
  }
});

/** The comment before each match, in one line, without its stars. */
function commented(text: string, member: RegExp): { name: string; comment: string }[] {
  const found = [...text.matchAll(new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\n\\s*${member.source}`, "g"))];
  return found.map(([, comment = "", name = ""]) => ({
    name,
    comment: comment.replaceAll(/\s*\n\s*\* ?/g, " ").trim(),
  }));
}

/** The rows of the table under a heading, without the table's own two. */
function rowsUnder(heading: string): string[] {
  const section = docs.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  return section.split("\n").filter((line, index, lines) => {
    return line.startsWith("|") && !line.startsWith("|-") && !lines[index + 1]?.startsWith("|-");
  });
}

/** The rows that the doc comments of an interface make; each comment ends "Default: x (R1, R2)." */
function rowsOf(name: string, defaults: object): string[] {
  const body = new RegExp(`export interface ${name} \\{([^]*?)\\n\\}`).exec(source)?.[1] ?? "";
  const fields = commented(body, /readonly (\w+):/);
  assert.deepEqual(
    fields.map((field) => field.name),
    Object.keys(defaults),
    `every field of ${name} has a comment and a default, in one order`,
  );
  const simple = fields.filter((field) => typeof defaults[field.name as keyof object] !== "object");
  return simple.map((field) => {
    const parts = /^(.*) Default: (\S+) \((.*)\)\.$/.exec(field.comment);
    assert.ok(parts, `${name}.${field.name}: no default and requirement`);
    const [, what = "", usual = "", requirements = ""] = parts;
    assert.equal(usual, JSON.stringify(defaults[field.name as keyof object]), field.name);
    const words = usual.startsWith('"') ? settingValues[field.name as keyof typeof settingValues] : null;
    const values = words ? `${words.map((word) => `\`${word}\``).join(" ")}: ` : "";
    return `| \`${field.name}\` | \`${usual}\` | ${requirements} | ${values}${what} |`;
  });
}

test("docs/settings.md is what the source says of the settings", () => {
  assert.deepEqual(rowsUnder("Settings"), rowsOf("CallSettings", defaultSettings));
  assert.deepEqual(rowsUnder("buttons"), rowsOf("CallButtons", defaultSettings.buttons));
  assert.deepEqual(rowsUnder("badges"), rowsOf("CallBadges", defaultSettings.badges));
});

test("docs/settings.md is what the source says of the builder", () => {
  const setters = commented(builderSource, /(set\w+)\(/);
  const all = Object.getOwnPropertyNames(CallSettingsBuilder.prototype).filter((name) => /^set/.test(name));
  assert.deepEqual(
    setters.map((setter) => setter.name),
    all,
  );
  const rows = setters.map(({ name, comment }) => {
    const parts = /^(CometChat.*?) (?:(Here.*)|@deprecated (.*))$/.exec(comment);
    assert.ok(parts, `${name}: no word about CometChat or here`);
    return `| \`${name}\` | ${parts[1]?.replace(/^CometChat: /, "")} | ${parts[2] ?? parts[3]} |`;
  });
  assert.deepEqual(rowsUnder("For those who come from CometChat"), rows);
});
