/**
 * What the address says: who is signed in (`?user=alice`), which session to enter (`&session=lobby`), what a call
 * does while another one is on (`&while-in-call=refuse`), how many pixels of others may come
 * (`&max-pixels=230400`). And where the server is (`<meta name="ringline-…">` in index.html).
 */

/** What happens to a call that is placed while another one is on (`policy.callWhileInCall`). */
export type WhileInCall = "refuse" | "add" | "hold";

export interface Address {
  readonly user: string | null;
  /** A session to enter, offered on the first page. */
  readonly session: string | null;
  readonly whileInCall: WhileInCall;
  /** `maxSubscribedPixels`. */
  readonly maxPixels: number | null;
  /** Address of the signalling server. */
  readonly server: URL;
  /** Address that gives a token for `{"user"}`. A real app asks its own backend, which knows who is signed in. */
  readonly tokens: URL;
}

export function readAddress(): Address {
  const asked = new URLSearchParams(location.search);
  const whileInCall = asked.get("while-in-call");
  return {
    user: asked.get("user")?.trim() || null,
    session: asked.get("session")?.trim() || null,
    whileInCall: whileInCall === "refuse" || whileInCall === "add" ? whileInCall : "hold",
    maxPixels: asked.has("max-pixels") ? Number(asked.get("max-pixels")) : null,
    server: addressIn("ringline-server"),
    tokens: addressIn("ringline-tokens"),
  };
}

/** This page, signed in as somebody. */
export function pageOf(user: string): string {
  const url = new URL(location.href);
  url.search = new URLSearchParams({ user }).toString();
  return url.href;
}

function addressIn(name: string): URL {
  const meta = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`);
  return new URL(meta?.content ?? "", document.baseURI);
}
