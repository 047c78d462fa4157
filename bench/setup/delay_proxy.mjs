// A TCP proxy on loopback that holds every chunk back for a while, both ways: one signalling hop with a distance.
import { createServer, connect } from "node:net";

function delayed(from, to, delayMs) {
  from.on("data", (chunk) => setTimeout(() => to.destroyed || to.write(chunk), delayMs));
  from.on("close", () => setTimeout(() => to.destroy(), delayMs));
  from.on("error", () => to.destroy());
}

/** Listens on a free port; resolves to { port, close() }. `delayMs` is one way. */
export async function delayProxy(targetPort, delayMs) {
  const sockets = new Set();
  const server = createServer({ noDelay: true }, (client) => {
    const target = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    sockets.add(client).add(target);
    delayed(client, target, delayMs);
    delayed(target, client, delayMs);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
