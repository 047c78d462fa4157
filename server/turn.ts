// Time-limited TURN credentials by the TURN REST scheme (draft-uberti-behave-turn-rest-00), as coturn's
// `use-auth-secret` checks them: the server and we share a secret, and nobody is entered anywhere. Must not know
// who connects.

import { createHmac } from "node:crypto";
import type { IceServer, IceUser } from "./ice.ts";

/** TURN servers of the app's own, and the secret that they share with us. */
export interface TurnOptions {
  /** Such as `turn:turn.example:3478` and `turns:turn.example:443?transport=tcp`. */
  urls: string | readonly string[];
  /** coturn: `static-auth-secret`. At least 16 characters. */
  secret: string;
  /** Life of credentials, 4 to 604 800. Who stays connected gets new ones in time. Default 3 600. */
  ttlSeconds?: number;
  /** STUN servers, which need no credentials, such as `stun:stun.example`. */
  stun?: string | readonly string[];
}

const defaultTtlSeconds = 3_600;

/**
 * The servers for a user, with credentials that live between half of `ttlSeconds` and all of it: within half of
 * it the same ones, so that whoever asks again gets no others. Each user's halves begin at another time.
 */
export function mintTurn(options: TurnOptions, user: IceUser, nowMs: number): IceServer[] {
  const { urls, secret, ttlSeconds = defaultTtlSeconds, stun } = options;
  const name = nameOf(user, secret);
  const half = ttlSeconds / 2;
  const phase = (name.readUInt32BE() / 2 ** 32) * half;
  const expiry = Math.floor((Math.floor((nowMs / 1000 - phase) / half) + 2) * half + phase);
  const username = `${expiry}:${name.toString("base64url")}`;
  const credential = createHmac("sha1", secret).update(username).digest("base64");
  const relays = { urls: [urls].flat(), username, credential };
  return stun === undefined ? [relays] : [{ urls: [stun].flat() }, relays];
}

/** A TURN server writes usernames to its log: it reads no user id there, but the same name for the same user. */
function nameOf({ app, userId }: IceUser, secret: string): Buffer {
  const about = JSON.stringify(["ringline turn user", app, userId]);
  return createHmac("sha256", secret).update(about).digest().subarray(0, 12);
}

/** When the first of these credentials runs out, in milliseconds; undefined when none says so. */
export function expiryOf(servers: readonly IceServer[]): number | undefined {
  const seconds = servers.map(({ username }) =>
    Number(/^(\d{9,11})(?::|$)/.exec(username ?? "")?.[1] ?? NaN),
  );
  const known = seconds.filter((at) => !Number.isNaN(at));
  return known.length === 0 ? undefined : Math.min(...known) * 1000;
}

/** What is wrong with the options, as a sentence; undefined if nothing is. */
export function turnProblem({
  urls,
  secret,
  ttlSeconds = defaultTtlSeconds,
  stun = [],
}: TurnOptions): string | undefined {
  const relays = [urls].flat();
  if (relays.length === 0 || !relays.every((url) => /^turns?:\S+$/.test(url))) {
    return "`turn.urls` must name TURN servers, such as turn:turn.example:3478.";
  }
  if (![stun].flat().every((url) => /^stuns?:\S+$/.test(url))) {
    return "`turn.stun` must name STUN servers, such as stun:stun.example.";
  }
  if (typeof secret !== "string" || secret.length < 16) {
    return "`turn.secret` must be the secret of the TURN server, at least 16 characters.";
  }
  if (!(ttlSeconds >= 4 && ttlSeconds <= 604_800)) {
    return "`turn.ttlSeconds` must be between 4 and 604800.";
  }
  return undefined;
}
