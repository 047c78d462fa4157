// People who can be told apart in a recording: each has a camera of one colour and a microphone of one tone.

import type { Person } from "./person.ts";
import type { ProfileOptions, World } from "./world.ts";

export interface Look {
  /** CSS. */
  readonly colour: string;
  readonly hertz: number;
}

/** Somebody who is signed in and online, with that camera and microphone. */
export async function subject(
  world: World,
  user: string,
  look: Look,
  options: ProfileOptions = {},
): Promise<Person> {
  const context = await world.profile(options);
  await context.addInitScript(installDevices, look);
  const person = await world.tab(context, user);
  await person.connection("online");
  return person;
}

/** Runs in the page, after the spies. Must not use anything from outside itself. */
function installDevices({ colour, hertz }: Look): void {
  if (!window.isSecureContext) return; // Firefox runs this in about:blank too
  let sound: AudioContext | undefined;
  const microphone = (): MediaStreamTrack => {
    sound ??= new AudioContext();
    const output = sound.createMediaStreamDestination();
    const volume = new GainNode(sound, { gain: 0.3 });
    const tone = new OscillatorNode(sound, { frequency: hertz });
    tone.connect(volume).connect(output);
    tone.start();
    return output.stream.getAudioTracks()[0]!;
  };
  const camera = (): MediaStreamTrack => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
    const brush = canvas.getContext("2d")!;
    const track = canvas.captureStream(15).getVideoTracks()[0]!;
    let turn = 0;
    const paint = (): void => {
      if (track.readyState === "ended") return;
      turn += 1;
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 320, 240);
      brush.fillStyle = "#888"; // moves, at the edge
      brush.fillRect(turn % 300, 0, 10, 4);
      requestAnimationFrame(paint);
    };
    paint();
    return track;
  };
  navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
    const tracks = [...(audio ? [microphone()] : []), ...(video ? [camera()] : [])];
    window.spies.tracks.push(...tracks);
    return new MediaStream(tracks);
  };
}
