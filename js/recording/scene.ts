/** Who and what is in the recording now: read from the call, each time anew. Decides nothing about the call. */

import type { DeviceState, ParticipantStateName } from "../types.ts";
import type { TileKind } from "./layout.ts";

/** What is looked at in a call; `Call` has it all. */
export interface RecordedCall {
  readonly held: boolean;
  readonly local: RecordedPerson;
  readonly participants: readonly RecordedParticipant[];
}

interface RecordedPerson {
  readonly camera: DeviceState;
  /** Microphone and camera. */
  readonly stream: MediaStream;
  /** The first is `stream`; each other one is a shared screen. */
  readonly streams?: readonly MediaStream[];
}

interface RecordedParticipant extends RecordedPerson {
  readonly userId: string;
  readonly state: ParticipantStateName;
  readonly profile: { readonly name?: string };
  readonly hold: boolean;
  /** False: this person did not agree. */
  readonly recordable?: boolean;
}

/** One tile: a person, or a screen. */
export interface Seat {
  /** The same for the same person or screen. */
  readonly id: string;
  readonly kind: TileKind;
  readonly name: string;
  /** What is seen there; null: nothing. */
  readonly picture: MediaStreamTrack | null;
}

/** What is recorded at one moment. */
export interface Scene {
  readonly seats: readonly Seat[];
  /** Who and what is heard. A muted microphone gives silence by itself. */
  readonly sounds: readonly MediaStreamTrack[];
}

/** This user comes first. On hold nobody is seen, and nobody sends a sound. */
export function sceneOf(call: RecordedCall, localName: string): Scene {
  const others = call.participants.filter(
    ({ state, recordable }) => state === "joined" && recordable !== false,
  );
  const people = [
    { id: "", name: localName, person: call.local, dark: call.held },
    ...others.map((person) => ({
      id: person.userId,
      name: person.profile.name || person.userId,
      person,
      dark: call.held || person.hold,
    })),
  ];
  return {
    seats: people.flatMap(({ id, name, person, dark }) => [
      {
        id,
        kind: "person",
        name,
        picture: person.camera === "on" && !dark ? pictureOf(person.stream) : null,
      },
      ...screensOf(person).map((picture, index) => ({
        id: `${id} screen ${index}`,
        kind: "screen" as const,
        name,
        picture: dark ? null : picture,
      })),
    ]),
    sounds: people.flatMap(({ person }) =>
      streamsOf(person).flatMap((stream) => liveOf(stream.getAudioTracks())),
    ),
  };
}

function streamsOf({ stream, streams }: RecordedPerson): readonly MediaStream[] {
  return streams ?? [stream];
}

/** A screen that is no longer shared has no track. */
function screensOf(person: RecordedPerson): MediaStreamTrack[] {
  const pictures = streamsOf(person).slice(1).map(pictureOf);
  return pictures.filter((picture) => picture !== null);
}

function pictureOf(stream: MediaStream): MediaStreamTrack | null {
  return liveOf(stream.getVideoTracks())[0] ?? null;
}

function liveOf(tracks: readonly MediaStreamTrack[]): MediaStreamTrack[] {
  return tracks.filter(({ readyState }) => readyState === "live");
}

/** What stands for somebody without a picture: the first letters of the first two words. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._@-]+/).filter((word) => LETTER.test(word));
  return words.slice(0, 2).map(letterOf).join("").toLocaleUpperCase() || "?";
}

const LETTER = /[\p{L}\p{N}]/u;

/** What a person takes for one letter may be several code points (Unicode, UAX 29). */
function letterOf(word: string): string {
  for (const { segment } of new Intl.Segmenter().segment(word)) if (LETTER.test(segment)) return segment;
  return "";
}
