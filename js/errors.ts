/**
 * The one error class of the library, and the mapping into it. The table of codes stands in
 * `docs/PROTOCOL.md`.
 */

import type { CaptureError, EndReason, ErrorCategory, ErrorRecord } from "./types.ts";

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
    super(init.message ?? code, init); // of which it takes the cause
    this.name = "CallError";
    this.code = code;
    this.category = init.category ?? "process";
    this.retryable = init.retryable ?? false;
    this.callId = init.callId;
    this.endReason = init.endReason;
  }
}

/** The error that a record of the core or the wire describes. */
export function toCallError(record: ErrorRecord & { readonly cause?: unknown }): CallError {
  return new CallError(record.code, record);
}

const CAPTURE_ERRORS: Readonly<Record<string, CaptureError>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "not-found",
  NotReadableError: "in-use",
  AbortError: "in-use",
  OverconstrainedError: "overconstrained",
};

/** The word of the core for what getUserMedia rejected with (mediacapture-streams, 10.2). */
export function captureError(error: unknown): CaptureError {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  return Object.hasOwn(CAPTURE_ERRORS, name) ? (CAPTURE_ERRORS[name] ?? "failed") : "failed";
}

const REMEDIES: Readonly<Record<CaptureError, string>> = {
  denied: "the user has to allow it in the browser's settings of this page",
  "not-found": "it has to be connected",
  "in-use": "another program uses it and has to be closed",
  overconstrained: "it cannot do what was asked of it: another one has to be chosen",
  failed: "another one may work",
};

/** A microphone, camera or speaker that cannot be had: why is its `cause`, what to do stands in its message. */
export function mediaFailed(cause: CaptureError, device = "device", callId?: string): CallError {
  const message = `media-failed: ${device} ${cause}; ${REMEDIES[cause]}`;
  const more = callId === undefined ? {} : { callId };
  return new CallError("media-failed", { category: "device", retryable: true, cause, message, ...more });
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
