// What is wrong with the options of a server is said when it is made, in words. Must not know: what
// they do.

import type { SignallingServerOptions } from "./options.ts";
import { checkOrigins } from "./origin.ts";
import { policyProblem } from "./policy.ts";

/** Throws an Error that names the option. */
export function checkOptions({
  auth,
  server,
  port,
  origins,
  path,
  policy = {},
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
  const problem = policyProblem(policy);
  if (problem !== undefined) throw new Error(problem);
}
