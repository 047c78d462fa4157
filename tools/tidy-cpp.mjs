// Reads C++ just well enough for tools/tidy.mjs: no parser, only comments, strings and braces.

/** The text with comments and the insides of string literals blanked, line for line. */
export function withoutComments(text) {
  // In order: raw strings, comments, include lines (kept), strings, characters (not digit separators as in 1'000).
  const tokens = new RegExp(
    [
      /R"([^\s()\\]{0,16})\([\s\S]*?\)\1"/,
      /\/\/[^\n]*|\/\*[\s\S]*?\*\//,
      /^\s*#\s*include[^\n]*/,
      /"(?:\\.|[^"\\\n])*"/,
      /(?<!\w)'(?:\\.|[^'\\\n])+'/,
    ]
      .map((token) => token.source)
      .join("|"),
    "gm",
  );
  return text.replace(tokens, (token) => {
    if (/^\s*#/.test(token)) return token;
    const blank = token.replace(/[^\n]/g, "");
    return token.startsWith("/") ? blank : `""${blank}`;
  });
}

/** Functions with a body of more than `limit` lines in text without comments, as {line, name, length}. */
export function longFunctions(code, limit) {
  const found = [];
  const open = []; // one entry a brace: {line, name} for a function's body, {} for any other
  let head = ""; // what was read since the last brace or semicolon
  let line = 1;
  for (const char of code) {
    if (char === "\n") line += 1;
    if (char === "{") {
      const inFunction = open.some((block) => block.name);
      open.push(inFunction ? {} : { line, name: functionName(head) });
      head = "";
    } else if (char === "}") {
      const block = open.pop();
      const length = block?.name ? line - block.line + 1 : 0;
      if (length > limit) found.push({ line: block.line, name: block.name, length });
      head = "";
    } else if (char === ";") {
      head = "";
    } else {
      head += char;
    }
  }
  return found;
}

/** The name in `void Call::step(int now) const`; undefined for a namespace, a type, a table or a lambda's head. */
function functionName(head) {
  if (/^\s*(namespace|struct|class|enum|union|extern)\b/.test(head) || /=\s*$/.test(head)) return undefined;
  return /([\w:~]+)\s*\([\s\S]*\)/.exec(head)?.[1];
}
