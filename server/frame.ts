// What is checked of a text frame before the core sees it: that it is one JSON object with a
// `type`, not too deep, and that no key stands twice (else this host and the core could read two
// different things out of one text). Fields are the core's business (src/).

/** A frame as parsed; its fields are not checked. */
export type Frame = { readonly type: string } & Readonly<Record<string, unknown>>;

export type FrameCheck =
  { ok: true; frame: Frame } | { ok: false; code: "invalid-frame" | "too-large"; id: string | undefined };

const maxIdLength = 64;

/** The command id of a frame, if it has one that can be answered. */
export function commandId(frame: Readonly<Record<string, unknown>>): string | undefined {
  const id = frame["id"];
  return typeof id === "string" && id.length > 0 && id.length <= maxIdLength ? id : undefined;
}

/**
 * Reads `text`; any string gives a frame or an error. A `signal` is read without looking at its shape:
 * most are passed on field by field; for the others there is `shapeFault`.
 */
export function readFrame(text: string, maxDepth: number): FrameCheck {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, code: "invalid-frame", id: undefined };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { ok: false, code: "invalid-frame", id: undefined };
  }
  const frame = value as Readonly<Record<string, unknown>>;
  const id = commandId(frame);
  if (typeof frame["type"] !== "string") return { ok: false, code: "invalid-frame", id };
  const fault = frame["type"] === "signal" ? undefined : shapeFault(text, maxDepth);
  if (fault !== undefined) return { ok: false, code: fault, id };
  return { ok: true, frame: frame as Frame };
}

/**
 * Walks over a text that is known to be JSON. One level a nested object or array.
 * Answers what is wrong with its shape, or undefined.
 */
export function shapeFault(text: string, maxDepth: number): "invalid-frame" | "too-large" | undefined {
  // One entry a level: the keys seen so far in an object, null for an array.
  const levels: (Set<string> | null)[] = [];
  let keyNext = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x7b: // {
      case 0x5b: // [
        if (levels.length === maxDepth) return "too-large";
        keyNext = text.charCodeAt(at) === 0x7b;
        levels.push(keyNext ? new Set() : null);
        break;
      case 0x7d: // }
      case 0x5d: // ]
        levels.pop();
        keyNext = false;
        break;
      case 0x2c: // ,
        keyNext = levels.at(-1) instanceof Set;
        break;
      case 0x22: {
        const end = endOfString(text, at);
        if (keyNext && !addKey(levels.at(-1), text.slice(at, end + 1))) return "invalid-frame";
        keyNext = false;
        at = end;
        break;
      }
    }
  }
  return undefined;
}

/** Index of the closing quote of the string that opens at `at`. */
function endOfString(text: string, at: number): number {
  let end = at + 1;
  while (text.charCodeAt(end) !== 0x22) end += text.charCodeAt(end) === 0x5c ? 2 : 1;
  return end;
}

/** Notes a key (as written, with quotes); false if the object has it already. */
function addKey(keys: Set<string> | null | undefined, raw: string): boolean {
  if (!(keys instanceof Set)) return true;
  const key = raw.includes("\\") ? (JSON.parse(raw) as string) : raw.slice(1, -1);
  if (keys.has(key)) return false;
  keys.add(key);
  return true;
}
