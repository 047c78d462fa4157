/**
 * What the first call of a page costs more than the next: WebRTC's own start-up, 60 to 270 ms (design, section 5),
 * and the compilation of the core, some 70 ms. Paid here, while nobody waits.
 */

import { rehearseCalls } from "./core/rehearsal.ts";
import type { Host } from "./host.ts";
import type { EmbindCore } from "./shared/embind_core.ts";
import type { Logger } from "./types.ts";

const warm = new WeakSet<Host>();

/**
 * Makes two peer connections, lets one answer the other's offer, drops them, and plays both descriptions to a core
 * of their own that `load` makes; once per page, after the current task. Without servers and without a local
 * description they gather no address, send nothing, and ask for no device.
 */
export function warmUp(host: Host, logger: Logger, load: () => Promise<EmbindCore>): void {
  if (warm.has(host)) return;
  warm.add(host);
  host.setTimer(() => {
    rehearse(host, load).catch((error: unknown) => logger.debug?.("warm-up failed", error));
  }, 0);
}

async function rehearse(host: Host, load: () => Promise<EmbindCore>): Promise<void> {
  const descriptions = await describe(host);
  rehearseCalls(await load(), ...descriptions);
}

/** An offer and its answer; loads codec lists, the SDP writer and reader, a certificate. */
async function describe(host: Host): Promise<[string, string]> {
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
    const answer = await answerer.createAnswer();
    return [offer.sdp ?? "", answer.sdp ?? ""];
  } finally {
    for (const made of peers) made.close();
  }
}
