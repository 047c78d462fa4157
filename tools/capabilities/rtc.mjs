// Peer connections: what can be set, which codecs there are, and which figures getStats has. Runs in a page.

function codecs(side, kind) {
  const names = side.getCapabilities(kind).codecs.map(({ mimeType }) => mimeType.split("/")[1]);
  // Repair, redundancy and tones are no codecs of their own.
  const others = ["rtx", "red", "ulpfec", "flexfec-03", "CN", "telephone-event"];
  return [...new Set(names)].filter((name) => !others.includes(name)).sort();
}

/** Those of the encoding's settings that the browser keeps. */
function encodingKept(settings) {
  const peer = new RTCPeerConnection();
  try {
    return Object.keys(settings).filter((name) => {
      try {
        const sendEncodings = [{ [name]: settings[name] }];
        const { sender } = peer.addTransceiver("video", { sendEncodings });
        return sender.getParameters().encodings[0]?.[name] === settings[name];
      } catch {
        return false;
      }
    });
  } finally {
    peer.close();
  }
}

function has(type, ...names) {
  return names.filter((name) => name in type.prototype);
}

const sending = [
  ["Video codecs sent", "what the other side can be sent", () => codecs(RTCRtpSender, "video")],
  ["Video codecs received", "what it can send us", () => codecs(RTCRtpReceiver, "video")],
  ["Audio codecs sent", "", () => codecs(RTCRtpSender, "audio")],
  ["`setCodecPreferences`", "order of codecs", () => "setCodecPreferences" in RTCRtpTransceiver.prototype],
  [
    "Settings of an encoding",
    "resolution and bitrate by the number of people",
    () =>
      encodingKept({
        active: false,
        maxBitrate: 300_000,
        maxFramerate: 15,
        scaleResolutionDownBy: 2,
        scalabilityMode: "L1T2",
        priority: "high",
        networkPriority: "high",
      }),
  ],
  [
    "`setParameters` in a call",
    "adapting while it lasts",
    () =>
      inCall(async ({ sender }) => {
        const parameters = sender.getParameters();
        parameters.encodings[0].maxBitrate = 250_000;
        await sender.setParameters(parameters);
        return sender.getParameters().encodings[0].maxBitrate === 250_000;
      }),
  ],
  [
    "`degradationPreference`",
    "what to give up first",
    () =>
      inCall(async ({ sender }) => {
        const parameters = sender.getParameters();
        parameters.degradationPreference = "maintain-resolution";
        await sender.setParameters(parameters);
        return sender.getParameters().degradationPreference === "maintain-resolution";
      }),
  ],
  ["Sender methods", "tracks that come late", () => has(RTCRtpSender, "replaceTrack", "setStreams")],
  [
    "Connection methods",
    "network change, renewed credentials",
    () => has(RTCPeerConnection, "restartIce", "setConfiguration"),
  ],
  [
    "Receiver's delay",
    "smoothness against delay",
    () => has(RTCRtpReceiver, "jitterBufferTarget", "playoutDelayHint"),
  ],
  [
    "Level in `getSynchronizationSources`",
    "who speaks, without getStats",
    () =>
      inCall(async ({ answerer }) => {
        const receiver = answerer.getReceivers().find(({ track }) => track.kind === "audio");
        // Chromium counts what is played, and nothing else.
        const player = Object.assign(new Audio(), { srcObject: new MediaStream([receiver.track]) });
        await player.play();
        // The clock of the player runs before the first sound has come: some ticks pass on a slow machine.
        for (let ticks = 0; ticks < 40 && receiver.getSynchronizationSources().length === 0; ticks++)
          await new Promise((resolve) => (player.ontimeupdate = resolve));
        player.srcObject = null;
        return receiver.getSynchronizationSources().some(({ audioLevel }) => typeof audioLevel === "number");
      }),
  ],
  ["`RTCRtpScriptTransform`", "encryption from end to end", () => "RTCRtpScriptTransform" in window],
  [
    "`createEncodedStreams`",
    "the same, Chromium's older way",
    () => has(RTCRtpSender, "createEncodedStreams").length > 0,
  ],
  [
    "States of a connection",
    "reconnecting and back",
    () => has(RTCPeerConnection, "connectionState", "iceConnectionState", "signalingState"),
  ],
];

/** The figures that quality, speech and set-up need, by entry of getStats. */
const figures = {
  "inbound-rtp audio": [
    "packetsReceived",
    "packetsLost",
    "bytesReceived",
    "jitter",
    "jitterBufferDelay",
    "jitterBufferEmittedCount",
    "concealedSamples",
    "totalSamplesReceived",
    "audioLevel",
    "totalAudioEnergy",
    "totalSamplesDuration",
    "trackIdentifier",
  ],
  "inbound-rtp video": [
    "packetsReceived",
    "packetsLost",
    "bytesReceived",
    "jitter",
    "framesReceived",
    "framesDecoded",
    "framesDropped",
    "framesPerSecond",
    "frameWidth",
    "frameHeight",
    "freezeCount",
    "totalFreezesDuration",
    "totalDecodeTime",
    "nackCount",
    "pliCount",
    "trackIdentifier",
  ],
  "outbound-rtp video": [
    "packetsSent",
    "bytesSent",
    "retransmittedPacketsSent",
    "framesEncoded",
    "framesPerSecond",
    "frameWidth",
    "frameHeight",
    "targetBitrate",
    "totalEncodeTime",
    "qualityLimitationReason",
  ],
  "remote-inbound-rtp audio": ["roundTripTime", "fractionLost", "packetsLost", "jitter"],
  "remote-inbound-rtp video": ["roundTripTime", "fractionLost", "packetsLost", "jitter"],
  "media-source audio": ["audioLevel", "totalAudioEnergy", "totalSamplesDuration"],
  "media-source video": ["width", "height", "framesPerSecond"],
  "candidate-pair": [
    "state",
    "nominated",
    "selected",
    "currentRoundTripTime",
    "bytesSent",
    "bytesReceived",
    "availableOutgoingBitrate",
  ],
  "local-candidate": ["candidateType", "protocol", "networkType", "address"],
  transport: ["selectedCandidatePairId", "dtlsState", "iceState", "bytesSent", "bytesReceived"],
  codec: ["mimeType", "payloadType", "sdpFmtpLine"],
};

/** What the entries of a running call have, by name of the entry. Asked for once. */
let found;
function fieldsFound() {
  return (found ??= inCall(async ({ offerer }) => {
    const fields = {};
    const until = performance.now() + 25_000;
    const reports = ["remote-inbound-rtp audio", "remote-inbound-rtp video"];
    while (performance.now() < until) {
      for (const entry of (await offerer.getStats()).values()) {
        const name = [entry.type, entry.kind].filter(Boolean).join(" ");
        fields[name] = new Set([...(fields[name] ?? []), ...Object.keys(entry)]);
      }
      // Reports of the other side come last, seconds apart: once they tell the round trip, all else is there.
      if (reports.every((name) => fields[name]?.has("roundTripTime"))) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return fields;
  }));
}

const stats = Object.entries(figures).map(([name, wanted]) => [
  `\`${name}\``,
  "",
  async () => {
    const fields = (await fieldsFound())[name] ?? new Set();
    const missing = wanted.filter((field) => !fields.has(field));
    if (missing.length === wanted.length) return ["none"];
    return missing.length === 0 ? ["all"] : [`without ${missing.map((field) => `\`${field}\``).join(" ")}`];
  },
]);

/** Two peers of this page that send sound and pictures to each other, and the first one's video sender. */
async function inCall(use) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const [offerer, answerer] = [new RTCPeerConnection(), new RTCPeerConnection()];
  try {
    for (const [one, other] of [
      [offerer, answerer],
      [answerer, offerer],
    ]) {
      one.onicecandidate = ({ candidate }) =>
        void other.addIceCandidate(candidate ?? undefined).catch(() => {});
      for (const track of stream.getTracks()) one.addTrack(track, stream);
    }
    await offerer.setLocalDescription();
    await answerer.setRemoteDescription(offerer.localDescription);
    await answerer.setLocalDescription();
    await offerer.setRemoteDescription(answerer.localDescription);
    await Promise.all([offerer, answerer].map(mediaFlows));
    const sender = offerer.getSenders().find(({ track }) => track?.kind === "video");
    return await use({ offerer, answerer, sender });
  } finally {
    offerer.close();
    answerer.close();
    for (const track of stream.getTracks()) track.stop();
  }
}

/** Frames are decoded, and samples of sound have come. */
async function mediaFlows(peer) {
  const until = performance.now() + 15_000;
  while (performance.now() < until) {
    const entries = [...(await peer.getStats()).values()].filter(({ type }) => type === "inbound-rtp");
    const sees = entries.some(({ framesDecoded }) => framesDecoded > 0);
    const hears = entries.some(({ kind, packetsReceived }) => kind === "audio" && packetsReceived > 20);
    if (sees && hears) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("no media");
}

export const rtcRows = { "Sending and receiving": sending };
export const statsRows = { "Figures of getStats": stats };
/** What is asked for in each row of the figures. */
export const figuresWanted = figures;
