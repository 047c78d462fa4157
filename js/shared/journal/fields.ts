/**
 * What the fields of messages hold, by their names: the one table that decides what a journal shows.
 * A field that is not here and holds a text is hidden, so that a new one cannot give anybody away; it
 * then has to be entered here if a core decides by it (a replay that differs says so).
 */

/** What a text is, and so what becomes of it; see docs/journal.md, "What is hidden, and how". */
export type Kind =
  | "word"
  | "own"
  | "id"
  | "key"
  | "app"
  | "user"
  | "device"
  | "label"
  | "name"
  | "avatar"
  | "ext"
  | "group"
  | "grant"
  | "reason"
  | "json"
  | "sdp"
  | "candidate"
  | "ufrag"
  | "constant"
  | "url"
  | "text";

/** Longest value that a core takes, in bytes of UTF-8 (src/limits.h); what is longer stays too long. */
export const maxBytes: Readonly<Partial<Record<Kind, number>>> = {
  id: 64,
  app: 64,
  user: 128,
  device: 64,
  label: 512,
  name: 128,
  avatar: 2_048,
  ext: 4_096,
  group: 128,
  reason: 64,
  sdp: 32_768,
  candidate: 1_024,
  ufrag: 256,
  constant: 8_192,
  url: 1_024,
};

function named(kind: Kind, names: string): [string, Kind][] {
  return names.split(" ").map((name) => [name, kind]);
}

/** Words are those of the protocol: each is kept only if it looks like one. */
const WORDS =
  "type state media kind role code category status endReason endCategory failure refusal direction purpose " +
  "because microphone camera screen recording microphoneError cameraError error busy busyScope glare " +
  "callWhileInCall groupEnd whoCanInvite whoCanEnd preconnect icePolicy iceTransportPolicy recordingConsent " +
  "screenShare muteRequests consent topology preset resumeAfterReload record videoState hint route outputControl " +
  "cause";

/** Minted at random, or by a core out of such: they stay, and journals meet by them. */
const IDS =
  "callId legId incarnation pageId connection epoch id command inviteCommand link linkId previousCallId replacedBy " +
  "redialOf inCall contender calls unknown inTheWay sdpMid";

/** Chosen by the app; also in lists. */
const USERS =
  "user userId users inviter invitee invitees by invitedBy mutedBy removedBy endedBy peer ok others members " +
  "videoDeclined blockList speaker speaking";

const table = new Map<string, Kind>([
  ...named("word", WORDS),
  ...named("id", IDS),
  ...named("key", "key source need"),
  ...named("app", "app"),
  ...named("user", USERS),
  ...named("device", "device deviceId deviceIds devices inviterDevice decidedBy"),
  ...named("label", "label"),
  ...named("name", "name"),
  ...named("avatar", "avatar"),
  ...named("ext", "ext"),
  ...named("group", "group groupId"),
  ...named("grant", "grants"),
  ...named("reason", "reason"),
  ...named("json", "text claims seal"),
  ...named("sdp", "sdp"),
  ...named("candidate", "candidate"),
  ...named("ufrag", "usernameFragment"),
  ...named("constant", "token mac credential"),
  ...named("url", "urls url username"),
  ...named("own", "fault"),
]);

/** Why somebody was not rung, and how calls end: the words of the library where apps may write their own. */
export const reasons: ReadonlySet<string> = new Set(
  (
    "hangup remote-hangup cancelled remote-cancelled declined remote-declined busy remote-busy no-response missed " +
    "answered-elsewhere declined-elsewhere unreachable replaced connection-lost failed removed ended-by-host " +
    "everyone-left"
  ).split(" "),
);

/** What a core knows a microphone, camera or speaker by (src/media/device_list.cpp). */
export const labelWords: readonly string[] = (
  "bluetooth|airpods|hands-free|(headset) bt|buds|hfp|earpiece|receiver|ohrhörer|headphone|headset|earphone|" +
  "kopfhörer|casque|auricular|cuffie|earpods|ヘッドホン|speaker|lautsprecher|haut-parleur|altavoz|altoparlant|" +
  "スピーカー|front|user|facetime|vorder|selfie|back|rear|environment|rück|arrière"
).split("|");

/** Grants that a core knows; apps may have others. */
export const grants: ReadonlySet<string> = new Set(["place", "receive", "invite", "moderate", "join"]);

/**
 * What a text under `name` is. `to` is a list of users, or the leg of a signal, or the key of a record; and what an
 * `event` effect is called is a word of ours, while anything else called a name is a person's.
 */
export function kindOf(name: string, value: string, within: "list" | "object", owner: object): Kind {
  if (name === "to") return within === "list" ? "user" : /^[cu]:/.test(value) ? "key" : "id";
  if (name === "name" && (owner as { type?: unknown }).type === "event") return "word";
  return table.get(name) ?? "text";
}
