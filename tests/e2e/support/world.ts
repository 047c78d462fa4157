// One browser a file, or one of each kind; for each test a server and people of its own. All of it ends with the test,
// and what was seen is printed if the test failed.

import { after } from "node:test";
import type { TestContext } from "node:test";
import { chromium, firefox } from "playwright-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { launchOptions } from "../../../tools/chromium.mjs";
import { firefoxOptions } from "../../../tools/firefox.mjs";
import { Person } from "./person.ts";
import { startServer } from "./server.ts";
import type { Server, ServerOptions } from "./server.ts";
import { Site } from "./site.ts";
import { installSpies } from "./spies.ts";

const timeoutMs = 20_000;

const fakeDevices = "--use-fake-device-for-media-stream";

/** What its cameras give in a second. Twenty, as by default, keep two cores busy where four people meet. */
const pictures = 10;

/** Which of the usual arguments the browser goes without, and which others it gets. */
export interface BrowserOptions {
  readonly without?: readonly string[];
  /** And which others it gets. */
  readonly more?: readonly string[];
  /** How many fake cameras it has. */
  readonly cameras?: number;
  /** Playwright mutes browsers, and with them what a tab gives to somebody who captures it. */
  readonly isAudible?: boolean;
}

/** Starts the file's browser; it ends with the file. */
export async function openBrowser(asked: BrowserOptions = {}): Promise<Browser> {
  const { without = [], more = [], cameras = 1, isAudible = false } = asked;
  const options = { ...launchOptions([...more]), ...(isAudible && { ignoreDefaultArgs: ["--mute-audio"] }) };
  const named = (argument: string): string => argument.split("=", 1)[0] ?? "";
  const args = options.args
    .filter((argument) => more.includes(argument) || !without.includes(named(argument)))
    .map((argument) =>
      argument === fakeDevices ? `${argument}=device-count=${cameras},fps=${pictures}` : argument,
    );
  const browser = await chromium.launch({ ...options, args });
  after(() => browser.close());
  return browser;
}

/** Starts the Firefox of the system; it ends with the file. */
export async function openFirefox(): Promise<Browser> {
  const browser = await firefox.launch(firefoxOptions());
  after(() => browser.close());
  return browser;
}

/** What a browser profile is like. */
export interface ProfileOptions extends BrowserContextOptions {
  /** The browser it belongs to, if not to the world's. */
  readonly browser?: Browser;
}

/** Pages at an address, and the people in front of them. */
export class World {
  readonly browser: Browser;
  readonly url: URL;
  readonly #contexts: BrowserContext[] = [];
  readonly #said: string[] = [];

  constructor(browser: Browser, url: URL) {
    this.browser = browser;
    this.url = url;
  }

  /** Several of them, who come at the same time. */
  async people<const U extends readonly string[]>(...users: U): Promise<{ [I in keyof U]: Person }> {
    const all = await Promise.all(users.map((user) => this.person(user)));
    return all as { [I in keyof U]: Person };
  }

  /** Somebody who is signed in and online, in a browser profile of their own. */
  async person(user: string, options: ProfileOptions = {}): Promise<Person> {
    const person = await this.tab(await this.profile(options), user);
    await person.connection("online");
    return person;
  }

  /** A browser profile. */
  async profile({ browser = this.browser, ...options }: ProfileOptions = {}): Promise<BrowserContext> {
    const context = await browser.newContext(options);
    this.#contexts.push(context);
    context.setDefaultTimeout(timeoutMs);
    await context.addInitScript(installSpies);
    return context;
  }

  /** A tab that is signed in; it may not be online yet. */
  async tab(
    context: BrowserContext,
    user: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Person> {
    const page = await context.newPage();
    page.on("console", (message) => this.#said.push(`${user}: ${message.text()}`));
    page.on("pageerror", (error) => this.#said.push(`${user}: ${error.stack}`));
    const url = new URL(this.url);
    for (const [name, value] of Object.entries({ user, ...more })) url.searchParams.set(name, value);
    await page.goto(url.href);
    return new Person(user, page);
  }

  /** What the pages wrote to their consoles and what was thrown in them. */
  get said(): readonly string[] {
    return this.#said;
  }

  /** Something for whoever has to find out why a test failed. */
  note(said: string): void {
    this.#said.push(said);
  }

  /** Everything in front of people, for whoever has to find out why a test failed. */
  async tell(t: TestContext): Promise<void> {
    for (const page of this.#contexts.flatMap((context) => context.pages())) {
      const text = await page.innerText("body").catch(() => "(no page)");
      t.diagnostic(`${page.url()}\n${text}\n${await callsOf(page).catch(() => "")}`);
    }
    t.diagnostic(this.#said.join("\n"));
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
  }
}

/** A world whose signalling server is a process of its own. */
export class ServedWorld extends World {
  readonly server: Server;

  constructor(browser: Browser, url: URL, server: Server) {
    super(browser, url);
    this.server = server;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.server.stop();
  }
}

function callsOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { client } = window.ringlineDemo;
    const calls = client?.calls.map(({ id, state, endReason }) => ({ id, state, endReason }));
    return JSON.stringify({ connection: client?.connection, calls });
  });
}

/** A world with the demo server, as `npm start` gives it; `policy` is for `serve --policy`. */
export async function demoWorld(t: TestContext, browser: Browser, policy: object = {}): Promise<ServedWorld> {
  const server = await startServer({ args: ["--demo", "--policy", JSON.stringify(policy)] });
  return endsWith(t, new ServedWorld(browser, server.url, server));
}

/** A world whose server has a secret of ours: it can be killed and started again, and tokens say what we want. */
export class SecretWorld extends ServedWorld {
  readonly site: Site;
  readonly #more: Partial<ServerOptions>;
  #again: Server | null = null;

  constructor(browser: Browser, site: Site, server: Server, more: Partial<ServerOptions> = {}) {
    super(browser, site.url, server);
    this.site = site;
    this.#more = more;
  }

  static async open(
    t: TestContext,
    browser: Browser,
    moreGrants: readonly string[] = [],
  ): Promise<SecretWorld> {
    const site = await Site.start();
    const server = await startServer({ args: ["--origin", site.url.origin], secret: site.secret });
    site.signalling = server.url.href;
    site.moreGrants = moreGrants;
    return endsWith(t, new SecretWorld(browser, site, server));
  }

  /** Starts the server again: the same secret, the same port, nothing else left of it. */
  async startAgain(): Promise<void> {
    const args = ["--origin", this.site.url.origin, ...(this.#more.args ?? [])];
    const port = Number(this.server.url.port);
    this.#again = await startServer({ ...this.#more, args, secret: this.site.secret, port });
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#again?.stop();
    await this.site.stop();
  }
}

/** Ends with the test; whatever was seen in it is told if it failed. */
export function endsWith<W extends World>(t: TestContext, world: W): W {
  t.after(async () => {
    const { passed } = t as TestContext & { readonly passed?: boolean };
    if (!passed) await world.tell(t);
    await world.close();
  });
  return world;
}
