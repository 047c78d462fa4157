// What is wrong with the options of a server is said when it is made, in words. Must not know: what
// they do.

import type { SignallingServerOptions } from "./options.ts";
import { checkOrigins } from "./origin.ts";
import { policyProblem } from "./policy.ts";
import { turnProblem } from "./turn.ts";

/** Throws an Error that names the option. */
export function checkOptions({
  auth,
  server,
  port,
  origins,
  path,
  policy = {},
  turn,
  iceServers,
}: SignallingServerOptions): void {
  if (typeof (auth as Partial<typeof auth> | undefined)?.verify !== "function") {
    throw new Error(
      "createSignallingServer needs `auth`, for example jwtAuth({ secret, issuer, audience }).",
    );
  }
  if (server === undefined && port === undefined) {
    throw new Error("createSignallingServer needs a `port`, or the app's own `server`.");
  }
  if (path !== undefined && !path.startsWith("/")) {
    throw new Error(`The path "${path}" must begin with a slash.`);
  }
  if (origins !== undefined) checkOrigins(origins);
  const problem = policyProblem(policy) ?? (turn && turnProblem(turn));
  if (problem !== undefined) throw new Error(problem);
  if (policy["icePolicy"] === "relay" && turn === undefined && !mayRelay(iceServers)) {
    throw new Error('The policy `icePolicy: "relay"` needs TURN servers: `turn`, or `iceServers`.');
  }
}

/** A function of the app may name any. */
function mayRelay(iceServers: SignallingServerOptions["iceServers"] = []): boolean {
  if (typeof iceServers === "function") return true;
  return iceServers.some(({ urls }) => [urls].flat().some((url) => /^turns?:/i.test(url)));
}
