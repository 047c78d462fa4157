/** Where the client that a kit makes gets its tokens from. */

import type { TokenProvider } from "../index.ts";

/** A provider of a fixed token, or of those that an address gives; null where neither is set. */
export function tokensFrom(token: string, address: string, user: string): TokenProvider | null {
  if (token !== "") return async () => token;
  if (address === "") return null;
  return async () => {
    const response = await fetch(new URL(address, document.baseURI), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user }),
    });
    if (!response.ok) throw new Error(`no token: HTTP ${response.status}`);
    const { token } = (await response.json()) as { token: string };
    return token;
  };
}
