// The page of the recording bench: a call of people with moving pictures and a tone each, and no network.

function personOf(index, sound) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const brush = canvas.getContext("2d");
  let turn = 0;
  setInterval(() => {
    turn += 1;
    brush.fillStyle = `hsl(${index * 60 + turn} 60% 50%)`;
    brush.fillRect(0, 0, 640, 480);
    brush.fillStyle = "#fff";
    brush.fillRect((turn * 9) % 600, 200, 60, 60);
  }, 40);
  const voice = sound.createMediaStreamDestination();
  const tone = new OscillatorNode(sound, { frequency: 300 + 100 * index });
  tone.connect(new GainNode(sound, { gain: 0.1 })).connect(voice);
  tone.start();
  const stream = new MediaStream([...canvas.captureStream(25).getTracks(), ...voice.stream.getTracks()]);
  const facts = { state: "joined", profile: { name: `Person ${index}` }, hold: false, camera: "on" };
  return { userId: `person-${index}`, ...facts, stream, streams: [stream] };
}

/** Starts a recording of `count` people in all; `window.written` counts what the sink has thrown away. */
window.begin = async (count, options) => {
  const { createRecorder } = await import("/recording.js");
  const sound = new AudioContext();
  const [local, ...participants] = Array.from({ length: count }, (_, index) => personOf(index, sound));
  const call = Object.assign(new EventTarget(), { state: "connected", media: "video", held: false });
  Object.assign(call, { local, participants });
  const error = (code, init) => Object.assign(new Error(code), init);
  const failed = (cause) => (window.failure = String(cause));
  const owner = { userId: "bench", announce: async () => {}, error, failed };
  window.recorder = createRecorder();
  window.written = 0;
  await window.recorder.start(call, { ...options, sink: (chunk) => (window.written += chunk.size) }, owner);
  window.finish = async () => {
    const { frames, durationMs, pixelsPerSecond, type } = await window.recorder.stop(call);
    return { frames, durationMs, pixelsPerSecond, type };
  };
};
