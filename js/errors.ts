/**
 * The one error class of the library, and the mapping into it. The table of codes stands in
 * `docs/PROTOCOL.md`.
 */

import type { EndReason, ErrorCategory, ErrorRecord } from "./types.ts";

/** What a `CallError` can carry beside its code. */
export interface CallErrorInit {
  readonly category?: ErrorCategory;
  readonly retryable?: boolean;
  readonly callId?: string;
  readonly endReason?: EndReason;
  readonly cause?: unknown;
  readonly message?: string;
}

/** Every rejection and every `error` event of the library is one of these (R112 to R114). */
export class CallError extends Error {
  /** Stable, see the table "Errors" in docs/PROTOCOL.md. */
  readonly code: string;
  readonly category: ErrorCategory;
  /** Whether the same command can succeed later. */
  readonly retryable: boolean;
  readonly callId?: string;
  /** Set when the call is over: why. */
  readonly endReason?: EndReason;

  constructor(code: string, init: CallErrorInit = {}) {
    super(init.message ?? code, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = "CallError";
    this.code = code;
    this.category = init.category ?? "process";
    this.retryable = init.retryable ?? false;
    if (init.callId !== undefined) this.callId = init.callId;
    if (init.endReason !== undefined) this.endReason = init.endReason;
  }
}

/** The error that a record of the core or the wire describes. */
export function toCallError(record: ErrorRecord): CallError {
  return new CallError(record.code, record);
}

/** A value from the app that cannot be used. */
export function invalidArgument(message: string, cause?: unknown): CallError {
  return new CallError("invalid-argument", { message: `invalid-argument: ${message}`, cause });
}

/** What cannot be asked for now. */
export function invalidState(message: string): CallError {
  return new CallError("invalid-state", { message: `invalid-state: ${message}` });
}

/** The module trapped, or never came up again: reload the page. */
export function coreDied(cause: unknown): CallError {
  return new CallError("core-died", { message: "core-died: reload the page", cause });
}
