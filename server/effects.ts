// The shapes of docs/CORE.md, "Switchboard core", as the host reads them: the core's answers and
// effects. Types only; written by the same hand as the core, so they are not checked at run time.

import type { WireError } from "./errors.ts";

export type JsonObject = Record<string, unknown>;

/** What the host performs for the core, in the order given. */
export type Effect =
  | {
      type: "reply";
      connection?: string;
      app: string;
      user: string;
      device: string;
      frame: JsonObject;
      seal?: string;
      ice?: boolean;
    }
  | {
      type: "event";
      app: string;
      user: string;
      device: string;
      call: JsonObject;
      seal?: string;
      ice?: boolean;
    }
  | { type: "signal"; app: string; user: string; device: string; frame: JsonObject }
  | {
      type: "input";
      to: string;
      source: string;
      version: number;
      index: number;
      input: unknown;
    }
  | {
      type: "welcome";
      connection: string;
      app: string;
      user: string;
      device: string;
      calls: string[];
    }
  | { type: "snapshot"; connection: string; id: string; calls: string[] }
  | { type: "probe"; connection: string }
  | { type: "refuse"; connection: string; code: string; close: number }
  | { type: "fence"; connection: string; close: number }
  | { type: "grant"; app: string; callId: string; ends: GrantLeg[] }
  | { type: "revoke"; app: string; callId: string }
  | { type: "log"; app: string; user: string; callId: string; entry: unknown };

export interface GrantLeg {
  user: string;
  device: string;
  legId: string;
}

/** One call in a snapshot, before the host adds `seal.mac` and `iceServers`. */
export interface CoreEntry {
  call: JsonObject;
  seal?: string;
  ice?: boolean;
}

/** Every answer of the switchboard core; which fields are there says what it is. */
export interface Answer {
  need?: string;
  key?: string;
  expect?: number;
  commit?: {
    version: number;
    text: string;
    deadline: number | null;
    expiresAt: number | null;
  } | null;
  effects?: Effect[];
  drain?: number;
  refused?: WireError;
  entry?: CoreEntry | null;
  presence?: "offline" | "online" | "busy";
}
