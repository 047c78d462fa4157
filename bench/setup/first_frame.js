// When the first frame of a stream is shown.
export function firstFrame(stream) {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = stream;
  document.body.replaceChildren(video);
  void video.play().catch(() => {});
  return new Promise((resolve) => video.requestVideoFrameCallback(() => resolve(performance.now())));
}
