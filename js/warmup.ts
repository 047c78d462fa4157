/**
 * WebRTC's own start-up costs the first call of a page 60 to 270 ms (design, section 5); paid here, while
 * nobody waits.
 */

import type { Host } from "./host.ts";
import type { Logger } from "./types.ts";

const warm = new WeakSet<Host>();

/**
 * Makes two peer connections, lets one answer the other's offer, and drops them, once per page, after the
 * current task. Without servers and without a local description they gather no address, send nothing, and ask
 * for no device.
 */
export function warmUp(host: Host, logger: Logger): void {
  if (warm.has(host)) return;
  warm.add(host);
  host.setTimer(() => {
    rehearse(host).catch((error: unknown) => logger.debug?.("warm-up failed", error));
  }, 0);
}

/** Loads what the first call would load: codec lists, the SDP writer and reader, a certificate. */
async function rehearse(host: Host): Promise<void> {
  const peers: RTCPeerConnection[] = [];
  const peer = (): RTCPeerConnection => {
    const made = host.createPeer({ bundlePolicy: "max-bundle" });
    peers.push(made);
    made.createDataChannel("ringline", { negotiated: true, id: 0 });
    return made;
  };
  try {
    const offerer = peer();
    offerer.addTransceiver("audio");
    offerer.addTransceiver("video");
    const offer = await offerer.createOffer();
    const answerer = peer();
    await answerer.setRemoteDescription(offer);
    await answerer.createAnswer();
  } finally {
    for (const made of peers) made.close();
  }
}
