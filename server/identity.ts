// Who a token says that somebody is: the claims, checked for shape and length. Must not know how a
// token is signed (auth.ts), nor what a grant allows (the core does).

/** What a verified token says. */
export interface Identity {
  /** Tenant; `default` unless the token says otherwise. */
  app: string;
  userId: string;
  /** The token is good for this device only. */
  deviceId?: string;
  /** Shown to others; a claim, so that nobody can call himself what he likes. */
  name?: string;
  avatar?: string;
  grants: readonly string[];
  /** End of the token, milliseconds of the Unix epoch. */
  expiresAt: number;
  /** When it was made, if it says so; milliseconds of the Unix epoch. */
  issuedAt?: number;
}

/** Why a token is not taken. Both codes are of docs/PROTOCOL.md. */
export class TokenError extends Error {
  override name = "TokenError";
  readonly code: "token-invalid" | "token-expired";

  constructor(code: "token-invalid" | "token-expired", message: string) {
    super(message);
    this.code = code;
  }
}

/** What a token without the claim `grants` allows. */
export const defaultGrants: readonly string[] = ["place", "receive"];

// As in src/limits.h: bytes of UTF-8.
const maxUserId = 128;
const maxName = 128;
const maxAvatar = 2_048;
const maxGrants = 32;
const mintedId = /^[A-Za-z0-9._:-]{1,64}$/;
// No colon: keys are `u:APP:USER`, and an app must not be able to write into another one's.
const appId = /^[A-Za-z0-9._-]{1,64}$/;
/** Not SVG: it is a document. */
const pictureData = /^data:image\/(png|jpeg|gif|webp|avif)[;,]/i;
const control = /\p{Cc}/u;

/** True for an id as devices mint them: 1 to 64 of `A-Z a-z 0-9 . _ : -`. */
export function isMintedId(value: unknown): value is string {
  return typeof value === "string" && mintedId.test(value);
}

/** True for a user id: 1 to 128 bytes of UTF-8 without control characters or lone surrogates. */
export function isUserId(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && isText(value, maxUserId);
}

/** Reads the claims of a verified token. Throws TokenError (`token-invalid`). */
export function identityOf(claims: Readonly<Record<string, unknown>>): Identity {
  const { sub, did, name, avatar, grants = defaultGrants, app = "default", exp, iat } = claims;
  if (!isUserId(sub)) throw invalid("sub is not a user id of 1 to 128 bytes");
  if (did !== undefined && !isMintedId(did)) throw invalid("did is not a device id");
  if (name !== undefined && !isText(name, maxName)) throw invalid("name is over 128 bytes");
  if (avatar !== undefined && !isAvatar(avatar)) throw invalid("avatar is not the address of a picture");
  if (typeof app !== "string" || !appId.test(app)) throw invalid("app is not an app id");
  if (!isGrants(grants)) throw invalid("grants is not a list of words");
  if (typeof exp !== "number") throw invalid("exp is missing");
  return {
    app,
    userId: sub,
    grants,
    expiresAt: Math.floor(exp * 1000),
    ...(did === undefined ? {} : { deviceId: did }),
    ...(name === undefined ? {} : { name }),
    ...(avatar === undefined ? {} : { avatar }),
    ...(typeof iat === "number" ? { issuedAt: Math.floor(iat * 1000) } : {}),
  };
}

function isText(value: unknown, maxBytes: number): value is string {
  return (
    typeof value === "string" &&
    Buffer.byteLength(value, "utf8") <= maxBytes &&
    !control.test(value) &&
    value.isWellFormed()
  );
}

/** At most 2048 bytes; pages, pictures and what a page resolves itself, but nothing that can hold a script. */
function isAvatar(value: unknown): value is string {
  if (!isText(value, maxAvatar)) return false;
  const scheme = URL.canParse(value) ? new URL(value).protocol : "https:";
  return scheme === "https:" || scheme === "http:" || pictureData.test(value);
}

function isGrants(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= maxGrants &&
    value.every((grant) => isText(grant, maxName) && grant.length > 0)
  );
}

function invalid(message: string): TokenError {
  return new TokenError("token-invalid", message);
}
