// The errors that the host itself can answer, before or around the core.
// Holds no meaning of its own: codes, categories and close codes stand in docs/PROTOCOL.md
// ("Errors"), and a test compares this table with that page. Must not know about calls.

/** How an error is grouped on the wire; see docs/PROTOCOL.md. */
export type ErrorCategory = "process" | "media" | "signalling" | "auth" | "device";

/** An error as it travels in a `reply`. `code` is stable. */
export interface WireError {
  code: string;
  category: ErrorCategory;
  retryable: boolean;
  callId?: string;
  endReason?: string;
}

interface HostError {
  category: ErrorCategory;
  retryable: boolean;
  /** The WebSocket close code when this error ends the connection. */
  close: number;
}

const table = {
  "invalid-frame": { category: "signalling", retryable: false, close: 4400 },
  "too-large": { category: "signalling", retryable: false, close: 4413 },
  "rate-limited": { category: "signalling", retryable: true, close: 4429 },
  unauthenticated: { category: "auth", retryable: false, close: 4401 },
  "token-invalid": { category: "auth", retryable: false, close: 4401 },
  "token-expired": { category: "auth", retryable: true, close: 4401 },
  forbidden: { category: "auth", retryable: false, close: 4403 },
  "invalid-argument": { category: "process", retryable: false, close: 4400 },
  "device-in-use": { category: "device", retryable: false, close: 4409 },
  "try-later": { category: "signalling", retryable: true, close: 4503 },
  internal: { category: "process", retryable: true, close: 4500 },
  "unsupported-version": { category: "signalling", retryable: false, close: 4400 },
} as const satisfies Record<string, HostError>;

/** A code that the host may answer by itself. */
export type HostErrorCode = keyof typeof table;

/** Every code of the table, for the test against docs/PROTOCOL.md. */
export const hostErrors: ReadonlyMap<string, HostError> = new Map(Object.entries(table));

/** No `hello` came within the time allowed. */
export const closeHelloTimeout = 4408;

/** The wire form of a host error. */
export function wireError(code: HostErrorCode): WireError {
  const { category, retryable } = table[code];
  return { code, category, retryable };
}

/** The close code that goes with an error; 4500 for a code that the host does not know. */
export function closeCodeOf(code: string): number {
  return hostErrors.get(code)?.close ?? table.internal.close;
}
