/** What an answer was about, in short, for people who read a journal. Reads renamed answers of both cores. */

import type { Told } from "./format.ts";
import { objectOf } from "./redact.ts";

type Json = Readonly<Record<string, unknown>>;

/** Fields of an effect that say what it is about. */
const ABOUT = [
  ..."callId previousCallId linkId legId key to user device userId state status endReason confirmed".split(
    " ",
  ),
  ..."name code kind microphone camera".split(" "),
];

/** The short list of an answer. */
export function toldBy(answer: Json): Told[] {
  const told: Told[] = [];
  if (typeof answer["need"] === "string") told.push({ type: "need", key: answer["need"] });
  if (isObject(answer["commit"])) told.push(commitOf(answer, answer["commit"]));
  for (const effect of listOf(answer["effects"])) told.push(effectOf(effect));
  if (isObject(answer["refused"])) told.push({ type: "refused", code: answer["refused"]["code"] });
  if (typeof answer["fault"] === "string") told.push({ type: "fault", fault: answer["fault"] });
  return told;
}

function commitOf(answer: Json, commit: Json): Told {
  const { state, answeredAt, endedAt } = objectOf(String(commit["text"])) ?? {};
  return defined({
    type: "commit",
    key: answer["key"],
    version: commit["version"],
    ...{ state, answeredAt, endedAt },
  });
}

function effectOf(effect: Json): Told {
  const { type, call, frame, entry, text, ok, error } = effect;
  const about = Object.fromEntries(ABOUT.map((name) => [name, effect[name]]));
  const sent = type === "send" ? objectOf(String(text)) : isObject(frame) ? frame : undefined;
  return defined({
    ...about,
    ...(isObject(entry) ? { status: entry["status"], endReason: entry["endReason"] } : {}),
    ...(isObject(call) ? callOf(call) : {}),
    ...(sent === undefined ? {} : { frame: sent["type"], callId: sent["callId"] }),
    ...(isObject(sent?.["call"]) ? callOf(sent["call"]) : {}),
    ...(type === "settle" || type === "reply" ? { ok: ok ?? sent?.["ok"] } : {}),
    ...(isObject(error) ? { code: error["code"] } : {}),
    ...(isObject(sent?.["error"]) ? { code: sent["error"]["code"] } : {}),
    type: String(type),
  });
}

/** A call as the app sees it, or a view of it for a device. */
function callOf(call: Json): Json {
  const { callId, kind, state, endReason, confirmed, version, you } = call;
  const own = isObject(you) ? { you: you["state"], endReason: you["endReason"] } : { endReason };
  return { callId, kind, version, state, confirmed, ...own };
}

function defined(told: Json & { readonly type: string }): Told {
  const { type, ...rest } = told;
  const fields = Object.entries(rest).filter(([, value]) => value !== undefined && !Array.isArray(value));
  return { type, ...Object.fromEntries(fields) };
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
