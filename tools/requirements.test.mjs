// docs/REQUIREMENTS.md has a row for each requirement of its range, each policy and value, each preset, each
// end reason and each hard case of the design; each row names a test, or says openly that there is none.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const policyHeader = readFileSync("src/policy.h", "utf8");
const presetSource = readFileSync("src/policy.cpp", "utf8");
const endReasonHeader = readFileSync("src/end_reason.h", "utf8");
const sections = readFileSync("docs/REQUIREMENTS.md", "utf8").split(/^## /m);

/** The rows of the tables under a heading, without their own headings. */
function rowsUnder(heading) {
  const section = sections.find((text) => text.startsWith(`${heading}\n`));
  assert.ok(section, `no heading ${heading}`);
  return section.split("\n").filter((line, index, lines) => {
    return line.startsWith("| ") && !lines[index + 1]?.startsWith("|---");
  });
}

/** The names of an enum, in the order of its values: `struct EnumNames<Enum>` of a header. */
function namesOf(header, name) {
  const [, table] = new RegExp(`EnumNames<${name}> \\{[^(]*names_table\\(([^)]*)\\)`).exec(header) ?? [];
  assert.ok(table, `no names of ${name}`);
  return [...table.matchAll(/"([^"]*)"/g)].map(([, value]) => value).filter((value) => value !== "");
}

/** The fields of `struct Policy` as the wire writes them, with their values; numbers have none. */
function policies() {
  const [, body] = /struct Policy \{([^}]*)\}/.exec(policyHeader.replaceAll("operator", "")) ?? [];
  return [...body.matchAll(/^ {2}(?:std::)?(\w+) (\w+) = /gm)].map(([, type, field]) => {
    const name = field.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
    if (type === "Millis" || type === "int64_t") return { name, values: [] };
    return { name, values: type === "bool" ? ["true", "false"] : namesOf(policyHeader, type) };
  });
}

/** Checks that a row under the heading begins with these cells. */
function assertRow(heading, ...cells) {
  const start = `| ${cells.join(" | ")} |`;
  assert.ok(
    rowsUnder(heading).some((row) => row.startsWith(start)),
    `no row ${start}`,
  );
}

test("every requirement about calls, R13 to R63, has a row", () => {
  for (let id = 13; id <= 63; id += 1) assertRow("Requirements", `R${id}`);
});

test("every policy has a row for each of its values", () => {
  assert.ok(policies().length > 10);
  for (const { name, values } of policies()) {
    if (values.length === 0) assertRow("Policies", `\`${name}\``);
    for (const value of values) assertRow("Policies", `\`${name}\``, `\`${value}\``);
  }
});

test("every preset has a row", () => {
  const presets = [...presetSource.matchAll(/name [!=]= "(\w+)"/g)].map(([, name]) => name);
  assert.ok(presets.length >= 4);
  for (const name of presets) assertRow("Presets", `\`${name}\``);
});

test("every end reason and every category of failure has a row", () => {
  for (const name of namesOf(endReasonHeader, "EndReason")) assertRow("End reasons", `\`${name}\``);
  for (const name of namesOf(endReasonHeader, "FailureCategory")) {
    assertRow("Categories of `failed`", `\`${name}\``);
  }
});

test("every hard case of the design has a row", () => {
  for (let number = 1; number <= 20; number += 1) assertRow("Hard cases", `11.${number}`);
});

test("every row names a test, or says that there is none", () => {
  const headings = [
    "Requirements",
    "Policies",
    "Presets",
    "End reasons",
    "Categories of `failed`",
    "Hard cases",
  ];
  const silent = headings.flatMap(rowsUnder).filter((row) => {
    const named = /`[A-Z]\w+\.[A-Z]\w+`|`tests\/[\w/.]+`/.test(row);
    return !named && !/no test yet|not yet|not applicable/.test(row);
  });
  assert.deepEqual(silent, []);
});
