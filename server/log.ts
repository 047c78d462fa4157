// Structured logs. Only the fields named here can be written, and none of them may hold a token,
// SDP, an ICE candidate or address, a display name or `ext`: what a call is about is nobody's
// business in a log. Must not know about calls.

import { destination, pino } from "pino";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Everything that a line of the log may carry beside its message. */
export interface LogFields {
  /** The connection's random id. */
  connection?: string;
  app?: string;
  user?: string;
  device?: string;
  /** A code of docs/PROTOCOL.md. */
  code?: string;
  /** A WebSocket close code. */
  close?: number;
  /** The type of a frame or of a message to the core. */
  frame?: string;
  effect?: string;
  quarantined?: boolean;
  /** The message of an error of our own or of Node.js; never of what a client sent. */
  reason?: string;
  host?: string;
  port?: number;
  path?: string;
  origin?: string;
  count?: number;
  durationMs?: number;
}

/** Where the lines go; a pino logger is one. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const longestText = 200;

export class Log {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#logger.debug(bounded(fields), message);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#logger.info(bounded(fields), message);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#logger.warn(bounded(fields), message);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#logger.error(bounded(fields), message);
  }
}

/** A pino logger on standard error: standard output belongs to the command line's own sentences. */
export function stderrLogger(level: LogLevel | "silent"): Logger {
  return pino({ name: "ringline", level }, destination({ fd: 2, sync: false }));
}

function bounded(fields: LogFields): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === "string" ? value.slice(0, longestText) : value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}
