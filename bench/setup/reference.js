// What a good engineer writes by hand for this one case: the offer rides on the invite, the answer on the accept, transceivers
// without tracks so that capture never delays signalling, trickled candidates. No states, no errors, no second call at once.
import { firstFrame } from "./first_frame.js";

const query = new URLSearchParams(location.search);
const socket = new WebSocket(query.get("url"));
await new Promise((resolve) => socket.addEventListener("open", resolve));
const send = (message) => socket.send(JSON.stringify(message));

let peer;
let stream;
let sound;
let candidates = [];

function newPeer() {
  const remote = new MediaStream();
  peer = new RTCPeerConnection({ bundlePolicy: "max-bundle", ...JSON.parse(query.get("rtc") ?? "{}") });
  peer.onicecandidate = ({ candidate }) => candidate && send({ candidate });
  peer.ontrack = ({ track }) => {
    remote.addTrack(track);
    if (track.kind === "audio" && !query.get("silent")) play(track);
  };
  candidates = [];
  return remote;
}

/** A call is heard. */
function play(track) {
  sound = new Audio();
  sound.srcObject = new MediaStream([track]);
  sound.play().catch(() => {});
}

async function capture() {
  stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  for (const { sender, receiver } of peer.getTransceivers()) {
    await sender.replaceTrack(stream.getTracks().find((track) => track.kind === receiver.track.kind));
  }
}

async function remoteDescription(description) {
  await peer.setRemoteDescription(description);
  for (const candidate of candidates.splice(0)) await peer.addIceCandidate(candidate);
}

async function answerCall(offer) {
  newPeer();
  await remoteDescription(offer);
  for (const transceiver of peer.getTransceivers()) transceiver.direction = "sendrecv";
  void capture();
  const answer = await peer.createAnswer();
  send({ answer });
  await peer.setLocalDescription(answer);
}

function hangUp() {
  stream?.getTracks().forEach((track) => track.stop());
  sound?.pause();
  peer?.close();
  peer = stream = sound = undefined;
}

socket.addEventListener("message", async ({ data }) => {
  const message = JSON.parse(data);
  if (message.offer) await answerCall(message.offer);
  if (message.answer) await remoteDescription(message.answer);
  if (message.candidate && peer) {
    if (peer.remoteDescription) await peer.addIceCandidate(message.candidate);
    else candidates.push(message.candidate);
  }
  if (message.bye) {
    hangUp();
    window.idle?.();
  }
});

/** One call; resolves to milliseconds from the click to connected and to the first remote frame. */
window.measure = async () => {
  const clicked = performance.now();
  const remote = newPeer();
  peer.addTransceiver("audio");
  peer.addTransceiver("video");
  const connected = new Promise((resolve) => {
    peer.onconnectionstatechange = () => peer?.connectionState === "connected" && resolve(performance.now());
  });
  const shown = firstFrame(remote);
  void capture();
  const offer = await peer.createOffer();
  send({ offer });
  await peer.setLocalDescription(offer);
  return { connected: (await connected) - clicked, frame: (await shown) - clicked };
};

/** Ends the call on both pages. */
window.finish = () => {
  send({ bye: true });
  hangUp();
};
/** Resolves when the other page has ended the call. */
window.untilIdle = () => (peer ? new Promise((resolve) => (window.idle = resolve)) : undefined);
window.ready = true;
