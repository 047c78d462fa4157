// Devices, screens, recording: runs in a page.

/** Names that a dictionary argument of `call` is asked for: what the browser reads, it knows. */
async function optionsRead(call, names) {
  const read = new Set();
  const options = {};
  for (const name of names) {
    Object.defineProperty(options, name, { enumerable: true, get: () => void read.add(name) });
  }
  // Whether it is then refused or not is of no interest; and where nobody chooses a screen it may wait for ever.
  const asked = Promise.resolve(call(options)).then(
    (stream) => stream?.getTracks?.().forEach((track) => track.stop()),
    () => {},
  );
  await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 500))]);
  return names.filter((name) => read.has(name));
}

async function withCamera(use) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  try {
    return await use(stream);
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

/** Those of the names that a query does not throw at. */
async function permissionsKnown(...names) {
  const known = [];
  for (const name of names) {
    const query = name === "push" ? { name, userVisibleOnly: true } : { name };
    await navigator.permissions.query(query).then(
      () => known.push(name),
      () => {},
    );
  }
  return known;
}

function constraintsKnown(...names) {
  const known = navigator.mediaDevices.getSupportedConstraints();
  return names.filter((name) => known[name]);
}

const devices = [
  [
    "Names of devices in a call",
    "lists of microphones and cameras",
    () =>
      withCamera(async () => {
        const all = await navigator.mediaDevices.enumerateDevices();
        const inputs = all.filter(({ kind }) => kind !== "audiooutput");
        return inputs.length > 0 && inputs.every(({ label }) => label !== "");
      }),
  ],
  [
    "Audio outputs are listed in a call",
    "list of speakers",
    () =>
      withCamera(async () => {
        const all = await navigator.mediaDevices.enumerateDevices();
        return all.some(({ kind }) => kind === "audiooutput");
      }),
  ],
  ["Event `devicechange`", "a headset that is plugged in", () => "ondevicechange" in navigator.mediaDevices],
  ["`HTMLMediaElement.setSinkId`", "choice of the speaker", () => "setSinkId" in HTMLMediaElement.prototype],
  ["`AudioContext.setSinkId`", "tones on the chosen speaker", () => "setSinkId" in AudioContext.prototype],
  [
    "`selectAudioOutput`",
    "the browser's own list of speakers",
    () => "selectAudioOutput" in navigator.mediaDevices,
  ],
  [
    "Capture constraints",
    "processing of sound, front and back camera",
    () =>
      constraintsKnown(
        "deviceId",
        "facingMode",
        "echoCancellation",
        "noiseSuppression",
        "autoGainControl",
        "voiceIsolation",
        "resizeMode",
      ),
  ],
  [
    "`permissions.query` names",
    "asking before the prompt; coming back after a reload",
    () =>
      permissionsKnown(
        "microphone",
        "camera",
        "speaker-selection",
        "display-capture",
        "notifications",
        "push",
        "screen-wake-lock",
      ),
  ],
  [
    "`MediaStreamTrack.contentHint`",
    "sharp text or smooth motion",
    () => "contentHint" in MediaStreamTrack.prototype,
  ],
  ["`navigator.audioSession`", "earpiece or speaker on a phone", () => "audioSession" in navigator],
  [
    "`getAutoplayPolicy`",
    "knowing that sound is blocked without trying",
    () => "getAutoplayPolicy" in navigator,
  ],
];

const screen = [
  ["`getDisplayMedia`", "screen share", () => "getDisplayMedia" in navigator.mediaDevices],
  [
    "Options of `getDisplayMedia`",
    "sound of the screen, what is offered in the dialog",
    () =>
      optionsRead(
        (options) => navigator.mediaDevices.getDisplayMedia(options),
        [
          "systemAudio",
          "windowAudio",
          "selfBrowserSurface",
          "surfaceSwitching",
          "monitorTypeSurfaces",
          "preferCurrentTab",
        ],
      ),
  ],
  [
    "`CaptureController`",
    "whether the shared window comes to the front",
    () => "CaptureController" in window,
  ],
];

function typesRecorded(...types) {
  return types.filter((type) => MediaRecorder.isTypeSupported(type)).map((type) => `\`${type}\``);
}

const recording = [
  [
    "`MediaRecorder`, video as mp4",
    "one file that every player knows",
    () =>
      typesRecorded(
        "video/mp4",
        "video/mp4;codecs=avc1.42E01E,mp4a.40.2",
        "video/mp4;codecs=avc1.42E01E,opus",
        "video/mp4;codecs=vp9,opus",
        "video/mp4;codecs=av01.0.04M.08,opus",
      ),
  ],
  [
    "`MediaRecorder`, video as webm",
    "the same elsewhere",
    () =>
      typesRecorded(
        "video/webm",
        "video/webm;codecs=vp8,opus",
        "video/webm;codecs=vp9,opus",
        "video/webm;codecs=av1,opus",
        "video/webm;codecs=h264,opus",
      ),
  ],
  [
    "`MediaRecorder`, sound alone",
    "audio calls",
    () =>
      typesRecorded(
        "audio/mp4",
        "audio/mp4;codecs=mp4a.40.2",
        "audio/webm;codecs=opus",
        "audio/ogg;codecs=opus",
      ),
  ],
  ["`canvas.captureStream`", "the mixed picture", () => "captureStream" in HTMLCanvasElement.prototype],
  [
    "`requestVideoFrameCallback`",
    "drawing each frame once",
    () => "requestVideoFrameCallback" in HTMLVideoElement.prototype,
  ],
  [
    "`MediaStreamTrackProcessor` in the page",
    "frames without an element",
    () => "MediaStreamTrackProcessor" in window,
  ],
  ["`showSaveFilePicker`", "writing to a file while it is recorded", () => "showSaveFilePicker" in window],
  [
    "Private files (`createWritable`)",
    "the same without a dialog",
    async () => {
      const folder = await navigator.storage.getDirectory();
      const file = await folder.getFileHandle("capabilities", { create: true });
      await (await file.createWritable()).close();
      await folder.removeEntry("capabilities");
      return true;
    },
  ],
];

export const mediaRows = { Devices: devices, "Screen share": screen, Recording: recording };
