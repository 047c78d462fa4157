/** Who is signed in (`?user=alice`), and where the server is (`<meta name="ringline-…">` in index.html). */

export interface Settings {
  readonly user: string | null;
  /** Address of the signalling server. */
  readonly server: URL;
  /** Address that gives a token for `{"user"}`. */
  readonly tokens: URL;
}

export function readSettings(): Settings {
  const user = new URLSearchParams(location.search).get("user")?.trim() ?? "";
  return {
    user: user === "" ? null : user,
    server: address("ringline-server"),
    tokens: address("ringline-tokens"),
  };
}

function address(name: string): URL {
  const meta = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`);
  return new URL(meta?.content ?? "", document.baseURI);
}
