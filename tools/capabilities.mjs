// What Chromium and Firefox can do of what this library uses, found out in them: node tools/capabilities.mjs
//
//   (no argument)   writes docs/BROWSERS.md
//   --serve         shows the page that asks, to be opened in any other browser of this machine
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { chromium, firefox } from "playwright-core";
import { figuresWanted } from "./capabilities/rtc.mjs";
import { launchOptions } from "./chromium.mjs";
import { firefoxOptions } from "./firefox.mjs";

const folder = fileURLToPath(new URL("capabilities/", import.meta.url));
export const file = fileURLToPath(new URL("../docs/BROWSERS.md", import.meta.url));
const types = { ".html": "text/html", ".mjs": "text/javascript" };

/** The folder as a site on this machine, where a page is as trusted as over https. */
async function serve() {
  const server = createServer((request, response) => {
    const name = path.basename(new URL(request.url ?? "/", "http://localhost").pathname) || "index.html";
    readFile(path.join(folder, name)).then(
      (content) => response.writeHead(200, { "content-type": types[path.extname(name)] }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  return server;
}

function addressOf(server) {
  return `http://localhost:${server.address().port}/`;
}

async function askBrowser(name, launch, url) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(url);
    const sections = await page.evaluate(async () => (await import("/page.mjs")).findCapabilities());
    return { name, version: browser.version(), sections };
  } finally {
    await browser.close();
  }
}

/** What both browsers answer: [{name, version, sections}]. */
export async function askBrowsers() {
  const server = await serve();
  const url = addressOf(server);
  try {
    return await Promise.all([
      askBrowser("Chromium", () => chromium.launch(launchOptions()), url),
      askBrowser("Firefox", () => firefox.launch(firefoxOptions()), url),
    ]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const head = `# Browsers

What the browsers can do of what this library uses. Written by \`npm run capabilities\`, which asks a page in each of
them (\`tools/capabilities/\`): do not edit. A test fails when the browsers of this machine answer otherwise.

"Yes" means that it is there without a flag, on a desktop, without a screen. Safari is not in the table: nothing here
runs it, and we write down only what we saw. \`node tools/capabilities.mjs --serve\` shows the page for any browser.
`;

const stats = `In a call of the browser with itself. Asked for are:
${Object.entries(figuresWanted)
  .map(([name, fields]) => `- \`${name}\`: ${fields.join(", ")}`)
  .join("\n")}
`;

/** The line that says which browsers were asked. */
function versionsOf(browsers) {
  const all = browsers.map(({ name, version }) => `${name} ${version}`).join(", ");
  return `Asked: ${all}, on ${process.platform}.`;
}

/** The document. */
export function documentOf(browsers) {
  const [first] = browsers;
  const names = browsers.map(({ name }) => name);
  const sections = first.sections.map(({ title, rows }, section) => {
    const lines = rows.map(({ what, why }, row) => {
      const answers = browsers.map(({ sections: all }) => all[section].rows[row].answer);
      return `| ${[what, ...(isStats(title) ? [] : [why]), ...answers].join(" | ")} |`;
    });
    const columns = isStats(title) ? ["entry", ...names] : ["what", "what for", ...names];
    const rule = `|${columns.map(() => "---").join("|")}|`;
    const table = [`| ${columns.join(" | ")} |`, rule, ...lines].join("\n");
    return `## ${title}\n\n${isStats(title) ? `${stats}\n` : ""}${table}\n`;
  });
  return [head, `${versionsOf(browsers)}\n`, ...sections].join("\n");
}

function isStats(title) {
  return title === "Figures of getStats";
}

/** The document without what an update of a browser changes by itself. */
export function withoutVersions(text) {
  return text.replace(/^Asked: .*$/m, "Asked: browsers.");
}

if (import.meta.main) {
  if (process.argv.includes("--serve")) {
    console.log(`capabilities: ${addressOf(await serve())}`);
  } else {
    await writeFile(file, documentOf(await askBrowsers()));
    console.log(`capabilities: ${path.relative(process.cwd(), file)}`);
  }
}
