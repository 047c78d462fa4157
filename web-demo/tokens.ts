/** Asks the demo server for a token. A real app asks its own backend, which knows who is signed in. */

/** A token provider for `user`. */
export function demoTokens(address: URL, user: string): () => Promise<string> {
  return async () => {
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user }),
    });
    if (!response.ok) throw new Error(`no token: HTTP ${response.status}`);
    const { token } = (await response.json()) as { token: string };
    return token;
  };
}
