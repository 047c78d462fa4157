// Writes docs/elements.md, the reference of the custom elements, from the comments above their classes:
// node tools/elements.mjs [--check]. What is written there is what the source says.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";

const FILE = "docs/elements.md";
const TABLES = [
  ["attr", "Attribute"],
  ["prop", "Property"],
  ["slot", "Slot"],
  ["csspart", "Part"],
  ["cssprop", "Custom property"],
  ["fires", "Event"],
];

/** The elements of some sources: what each comment says, by tag. */
export function elementsIn(sources) {
  return sources
    .flatMap((source) => [
      ...source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*?@element[\s\S]*?)\*\/\nexport class/g),
    ])
    .map(([, comment]) => elementOf(comment))
    .sort((one, other) => one.name.localeCompare(other.name));
}

function elementOf(comment) {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\* ?/, ""));
  const entries = [{ tag: "", text: [] }];
  for (const line of lines) {
    const [, tag, rest] = /^@(\w+)\s*(.*)$/.exec(line) ?? [];
    if (tag) entries.push({ tag, text: [rest] });
    else entries.at(-1).text.push(line);
  }
  const of = (wanted) => entries.filter(({ tag }) => tag === wanted).map(({ text }) => text);
  const about = of("")[0].join("\n").trim();
  return {
    name: of("element")[0][0].trim(),
    about,
    tags: Object.fromEntries(TABLES.map(([tag]) => [tag, of(tag)])),
  };
}

/** `{type} name - what it is`, over as many lines as it takes. */
function row(lines) {
  const text = lines.join(" ").replaceAll(/\s+/g, " ").trim();
  const [, type = "", name = "", what = ""] =
    /^(?:\{([^}]*(?:\{[^}]*\}[^}]*)*)\}\s*)?(\S*?)\s*(?:- (.*))?$/.exec(text) ?? [];
  const code = (words) => (words === "" ? "" : `\`${words.replaceAll("|", "\\|")}\``);
  const called = name === "" || name === "-" ? "(default)" : code(name);
  return `| ${called} | ${code(type)} | ${what.replaceAll("|", "\\|")} |`;
}

/** The whole document. */
export function documentOf(elements) {
  const sections = elements.map(({ name, about, tags }) => {
    const tables = TABLES.filter(([tag]) => tags[tag].length > 0).map(
      ([tag, title]) => `| ${title} | Type | |\n|---|---|---|\n${tags[tag].map(row).join("\n")}`,
    );
    return [`## \`<${name}>\``, about, ...tables].join("\n\n");
  });
  const head =
    "# The elements\n\nWritten by `npm run elements` from the comments in `js/ui/`; " +
    "how to use them stands in [ui.md](ui.md).\n" +
    "Every element has the property `client`, a `CallClient`.";
  return `${[head, ...sections].join("\n\n")}\n`;
}

export function currentDocument() {
  return documentOf(
    elementsIn(
      globSync("js/ui/*.ts")
        .sort()
        .map((file) => readFileSync(file, "utf8")),
    ),
  );
}

if (import.meta.filename === process.argv[1]) {
  const text = currentDocument();
  const isCurrent = readFileSync(FILE, { encoding: "utf8", flag: "a+" }) === text;
  if (!process.argv.includes("--check")) writeFileSync(FILE, text);
  else if (!isCurrent) {
    console.error(`${FILE} is not what the source says: npm run elements`);
    process.exitCode = 1;
  }
}
