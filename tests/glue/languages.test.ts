/**
 * The seven languages of the screens: complete, with the same things to fill in, and with the plural forms that each
 * language has. What is said with names and numbers in it: who rings (R93), in any direction of writing.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { TemplateResult } from "lit";
import { languages, loadLanguage, registerLanguage, tableOf } from "../../js/ui/language.ts";
import { addEnglish, english } from "../../js/ui/languages/english.ts";
import { englishCalls } from "../../js/ui/languages/english_calls.ts";
import { englishPanels } from "../../js/ui/languages/english_panels.ts";
import type { TextForms, TextKey, TextTable } from "../../js/ui/languages/english.ts";
import { clock, isKey, Texts } from "../../js/ui/texts.ts";
import type { TextOverrides } from "../../js/ui/texts.ts";

const FILES: Readonly<Record<string, string>> = {
  ar: "arabic",
  de: "german",
  en: "english",
  es: "spanish",
  fr: "french",
  ja: "japanese",
  zh: "chinese",
};

/** Before the panels bring theirs. */
const earlyKeys = Object.keys(englishCalls);
addEnglish(englishPanels);
const keys = Object.keys(english) as TextKey[];
const tables = new Map<string, TextTable>();
for (const tag of Object.keys(FILES)) tables.set(tag, await loadLanguage(tag));

/** Texts that are the same in English, and are meant to be. */
const SAME_AS_ENGLISH: Readonly<Record<string, readonly TextKey[]>> = {
  ar: ["dial.session-example", "invite.example"],
  de: [
    "connection.offline",
    "connection.online",
    "dial.session-example",
    "invite.example",
    "presence.offline",
    "presence.online",
    "figures.codec",
    "figures.jitter",
    "figures.rate",
  ],
  es: ["dial.session-example", "invite.example", "figures.rate"],
  fr: ["dial.session-example", "invite.example", "figures.codec", "figures.rate"],
  ja: ["dial.session-example", "invite.example", "figures.rate"],
  zh: ["dial.session-example", "invite.example", "figures.rate"],
};

/** Texts that have forms in English and none in a language that has plurals: nothing in them has to agree. */
const WITHOUT_FORMS: Readonly<Record<string, readonly TextKey[]>> = { ar: ["ring.calling"] };

/** Plural categories that are one number in a language, so that a word may stand for the number. */
const ONE_NUMBER: Readonly<Record<string, readonly string[]>> = { ar: ["zero", "one", "two"] };

function categoriesOf(tag: string): string[] {
  return new Intl.PluralRules(tag).resolvedOptions().pluralCategories.toSorted();
}

/** Every form of a text, by its category; "" is a text that has only one. */
function formsOf(text: TextForms): [category: string, form: string][] {
  return typeof text === "string" ? [["", text]] : Object.entries(text);
}

function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\w*\}/g))].sort();
}

/** What a page would show: names in <bdi>, the rest as it is. */
function markup(shown: string | readonly (string | TemplateResult)[]): string {
  if (typeof shown === "string") return shown;
  return shown
    .map((part) => {
      if (typeof part === "string") return part;
      return part.strings.reduce((text, piece, index) => `${text}${String(part.values[index - 1])}${piece}`);
    })
    .join("");
}

/** What is spoken, with its isolates visible. */
function visible(text: string): string {
  return text.replaceAll("\u2068", "<").replaceAll("\u2069", ">");
}

function textsOf(tag: string, overrides?: TextOverrides): Texts {
  return new Texts(tag, tables.get(tag) ?? english, overrides);
}

test("there are seven languages, each of its own", () => {
  assert.deepEqual(languages(), Object.keys(FILES));
  assert.equal(new Set(tables.values()).size, languages().length);
});

for (const [tag, file] of Object.entries(FILES)) {
  const table = tables.get(tag) ?? english;
  const texts = keys.flatMap((key) =>
    formsOf(table[key]).map(([category, text]) => ({ key, category, text })),
  );

  test(`${file} has the keys and sections of English, in their order`, () => {
    assert.deepEqual(Object.keys(table), keys);
    const outline = (name: string): string[] =>
      readFileSync(`js/ui/languages/${name}.ts`, "utf8").match(/^ {2}(?:\/\/ .*|"[\w.-]+")/gm) ?? [];
    const expected = [...outline("english_calls"), ...outline("english_panels")];
    assert.deepEqual(file === "english" ? expected : outline(file), expected);
    assert.ok(expected.some((line) => line.startsWith("  //")));
  });

  test(`${file} has something to say for every key`, () => {
    for (const { key, text } of texts) {
      assert.equal(text, text.trim(), key);
      assert.notEqual(text, "", key);
      assert.doesNotMatch(text, /\.\.\.|\s\s|\.\.|[\p{Cc}\p{Bidi_Control}]/u, key);
      assert.equal(/…$/.test(text), /…$/.test(formsOf(english[key])[0]?.[1] ?? ""), `${key} goes on`);
    }
  });

  test(`${file} has the plural forms of its language`, () => {
    for (const key of keys) {
      const text = table[key];
      const isOneText = categoriesOf(tag).length === 1 || WITHOUT_FORMS[tag]?.includes(key);
      if (typeof english[key] === "string" || isOneText) assert.equal(typeof text, "string", key);
      else assert.deepEqual(Object.keys(text).sort(), categoriesOf(tag), key);
    }
  });

  test(`${file} has the same things to fill in as English`, () => {
    for (const { key, category, text } of texts) {
      const [, expected = ""] = formsOf(english[key])[0] ?? [];
      const found = placeholders(text);
      const saysNumber = ONE_NUMBER[tag]?.includes(category) && !found.includes("{n}") ? ["{n}"] : [];
      assert.deepEqual([...found, ...saysNumber].sort(), placeholders(expected), `${key} ${category}`);
      assert.doesNotMatch(text.replaceAll(/\{\w+\}/g, ""), /[{}]/, key);
    }
  });

  test(`${file} is not English by oversight`, () => {
    if (tag === "en") return;
    const same = keys.filter((key) => JSON.stringify(table[key]) === JSON.stringify(english[key]));
    assert.deepEqual(
      same,
      keys.filter((key) => SAME_AS_ENGLISH[tag]?.includes(key)),
    );
  });

  test(`${file} can say everything`, () => {
    const spoken = textsOf(tag);
    const values = { n: 3, all: 7, time: "0:07", code: "odd", in: "1", out: "2" };
    for (const key of keys) {
      assert.doesNotMatch(spoken.speak(key, ["bob", "carol"], values), /[{}]|undefined|null/, key);
      assert.doesNotMatch(markup(spoken.show(key, "bob", values)), /[{}]|undefined|null/, key);
    }
  });
}

const CALLERS = ["Ann", "Bo", "Cy", "Di", "Ed"];

/** Nobody, one, two, three and five callers: names up to three, else two and how many others (R93). */
const RINGS: Readonly<Record<string, readonly [string, string, string, string, string]>> = {
  ar: [
    "لديك مكالمة واردة",
    "مكالمة واردة من <Ann>",
    "مكالمة واردة من <Ann> و<Bo>",
    "مكالمة واردة من <Ann> و<Bo> و<Cy>",
    "مكالمة واردة من <Ann> و<Bo> و3 أشخاص آخرين",
  ],
  de: [
    "Eingehender Anruf",
    "<Ann> ruft an",
    "<Ann> und <Bo> rufen an",
    "<Ann>, <Bo> und <Cy> rufen an",
    "<Ann>, <Bo> und noch 3 Personen rufen an",
  ],
  en: [
    "You are receiving a call",
    "<Ann> is calling you",
    "<Ann> and <Bo> are calling you",
    "<Ann>, <Bo> and <Cy> are calling you",
    "<Ann>, <Bo> and 3 others are calling you",
  ],
  es: [
    "Llamada entrante",
    "<Ann> le está llamando",
    "<Ann> y <Bo> le están llamando",
    "<Ann>, <Bo> y <Cy> le están llamando",
    "<Ann>, <Bo> y 3 más le están llamando",
  ],
  fr: [
    "Appel entrant",
    "<Ann> vous appelle",
    "<Ann> et <Bo> vous appellent",
    "<Ann>, <Bo> et <Cy> vous appellent",
    "<Ann>, <Bo> et 3 autres vous appellent",
  ],
  ja: [
    "着信中です",
    "<Ann>から着信中",
    "<Ann>、<Bo>から着信中",
    "<Ann>、<Bo>、<Cy>から着信中",
    "<Ann>、<Bo>、他3人から着信中",
  ],
  zh: ["你有来电", "<Ann> 来电", "<Ann>和<Bo> 来电", "<Ann>、<Bo>和<Cy> 来电", "<Ann>、<Bo>和另外 3 人 来电"],
};

for (const [tag, [nobody, ...rings]] of Object.entries(RINGS)) {
  test(`${FILES[tag]} says who rings: nobody, one, two, three or five people`, () => {
    const texts = textsOf(tag);
    assert.equal(texts.say("ring.nobody"), nobody);
    const counts = [1, 2, 3, 5];
    const spoken = counts.map((count) => texts.speak("ring.calling", CALLERS.slice(0, count)));
    assert.deepEqual(spoken.map(visible), rings);
    const shown = counts.map((count) => markup(texts.show("ring.calling", CALLERS.slice(0, count))));
    assert.deepEqual(
      shown,
      rings.map((ring) => ring.replaceAll(/<(\w+)>/g, "<bdi>$1</bdi>")),
    );
    assert.equal(markup(texts.list([])), texts.say("names.nobody"));
  });
}

test("Arabic has a form for none, one, two, a few, many, and a hundred", () => {
  const texts = textsOf("ar");
  const said = [0, 1, 2, 3, 10, 11, 99, 100, 103].map((n) => texts.say("invite.chosen", { n }));
  assert.deepEqual(said, [
    "لم يتم اختيار أحد",
    "تم اختيار شخص واحد",
    "تم اختيار شخصين",
    "تم اختيار 3 أشخاص",
    "تم اختيار 10 أشخاص",
    "تم اختيار 11 شخصًا",
    "تم اختيار 99 شخصًا",
    "تم اختيار 100 شخص",
    "تم اختيار 103 أشخاص",
  ]);
  assert.equal(texts.say("names.others", { n: 0 }), "0 شخص آخر");
});

test("a number is written as the language does", () => {
  assert.equal(textsOf("de").say("invite.chosen", { n: 1 }), "1 Person ausgewählt");
  assert.equal(textsOf("de").say("figures.pixels", { n: 1_234_567 }), "1.234.567 Pixel werden empfangen.");
  assert.equal(textsOf("fr").say("invite.chosen", { n: 0 }), "0 personne choisie");
  assert.equal(textsOf("es").say("invite.chosen", { n: 1_000_000 }), "1.000.000 de personas elegidas");
  assert.equal(textsOf("ja").say("invite.chosen", { n: 1 }), "1人を選択中");
});

test("a name keeps its own direction and cannot turn the text around it", () => {
  const evil = "\u202eevil";
  for (const tag of Object.keys(FILES)) {
    const texts = textsOf(tag);
    const spoken = texts.speak("said.left", evil);
    assert.ok(spoken.includes(`\u2068${evil}\u2069`), tag);
    assert.equal(spoken.replace(`\u2068${evil}\u2069`, "{name}"), tables.get(tag)?.["said.left"]);
    assert.equal(markup(texts.list(evil)), `<bdi>${evil}</bdi>`);
  }
});

test("a name is text, whatever stands in it", () => {
  for (const name of ["$&", "{n}", "{name}", "<b>", "a, b", "und"]) {
    const texts = textsOf("de");
    assert.equal(visible(texts.speak("said.left", name)), `<${name}> hat aufgelegt.`);
    assert.deepEqual(texts.list([name, name]).length, 3);
    const [template] = texts.list(name);
    assert.deepEqual((template as TemplateResult).values, [name], "lit escapes the value");
  }
});

test("only Arabic is written from right to left, wherever it is spoken", () => {
  for (const tag of Object.keys(FILES)) assert.equal(textsOf(tag).direction, tag === "ar" ? "rtl" : "ltr");
  const egyptian = new Texts("ar-EG", tables.get("ar") ?? english);
  assert.equal(egyptian.direction, "rtl");
});

test("the app's own texts take the place of ours, the others stay", () => {
  const overrides = {
    "button.hang-up": "Tschüss",
    "ring.calling": { one: "{name} klingelt", other: "{name} klingeln" },
  };
  const texts = textsOf("de", overrides);
  assert.equal(texts.say("button.hang-up"), "Tschüss");
  assert.equal(visible(texts.speak("ring.calling", "Ann")), "<Ann> klingelt");
  assert.equal(visible(texts.speak("ring.calling", ["Ann", "Bo"])), "<Ann> und <Bo> klingeln");
  assert.equal(texts.say("button.accept"), "Annehmen");
  assert.equal(textsOf("de").say("button.hang-up"), "Auflegen");
});

test("a form that an app leaves out is the one for other numbers", () => {
  const texts = textsOf("ar", { "invite.chosen": { other: "{n}!" } });
  assert.deepEqual(
    [0, 2, 11].map((n) => texts.say("invite.chosen", { n })),
    ["0!", "2!", "11!"],
  );
});

test("a language that there is not speaks English", async () => {
  for (const tag of ["tlh", "", "x-secret", "constructor", "__proto__"]) {
    assert.equal(tableOf(tag), undefined, tag);
    assert.equal(await loadLanguage(tag), english, tag);
  }
});

test("the first part of a tag says which language", async () => {
  for (const [tag, of] of [
    ["de-AT", "de"],
    ["AR-eg", "ar"],
    ["zh-Hans-CN", "zh"],
    ["en-US", "en"],
  ] as const) {
    assert.equal(await loadLanguage(tag), tables.get(of), tag);
    assert.equal(tableOf(tag), tables.get(of), tag);
  }
  assert.equal(new Texts("de-AT", await loadLanguage("de-AT")).say("button.hang-up"), "Auflegen");
});

test("an app adds a language of its own; what it does not say is English", async () => {
  registerLanguage("nl", { "button.hang-up": "Ophangen" });
  const texts = new Texts("nl-BE", await loadLanguage("nl-BE"));
  assert.equal(texts.say("button.hang-up"), "Ophangen");
  assert.equal(texts.say("button.accept"), "Accept");
  assert.ok(languages().includes("nl"));
  assert.deepEqual(Object.keys(tableOf("nl") ?? {}), keys);
});

test("every error can be said, also one that nobody knows yet", () => {
  for (const tag of Object.keys(FILES)) {
    const texts = textsOf(tag);
    assert.equal(texts.error({ code: "offline" }), tables.get(tag)?.["error.offline"]);
    assert.match(texts.error({ code: "no-such-code" }), /no-such-code/);
  }
  assert.equal(isKey("toString"), false);
});

test("a call's time is read as a clock", () => {
  assert.deepEqual([0, 7_999, 750_000, 3_723_000].map(clock), ["0:00", "0:07", "12:30", "1:02:03"]);
});

test("what is there before the panels says nothing that only they have words for", () => {
  const early = new Set<string>();
  const visit = (file: string): void => {
    if (early.has(file) || file.includes("/languages/")) return;
    early.add(file);
    const source = readFileSync(file, "utf8");
    for (const [, target] of source.matchAll(/^(?:import|export) (?!type\b)[^;]*?"(\.[^"]+\.ts)";/gm)) {
      visit(path.join(path.dirname(file), target!));
    }
  };
  visit("js/ui/index.ts");
  assert.ok(early.has("js/ui/kit.ts") && !early.has("js/ui/panels.ts"));
  const late = Object.keys(englishPanels);
  const own = new Set(earlyKeys.map((key) => key.replace(/\..*/, ".")));
  const families = [...new Set(late.map((key) => key.replace(/\..*/, ".")))].filter((one) => !own.has(one));
  assert.ok(families.includes("capture."));
  for (const file of early) {
    const source = readFileSync(file, "utf8");
    for (const key of late) assert.ok(!source.includes(`"${key}"`), `${key} in ${file}`);
    for (const family of families) assert.ok(!source.includes(`\`${family}`), `${family} in ${file}`);
  }
});
