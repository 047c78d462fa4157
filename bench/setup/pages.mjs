// Serves the pages of the benches, the built package, and the bare relay that the hand-written page talks to.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { WebSocketServer } from "ws";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

async function serve(request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  const file = pathname.startsWith("/dist/") ? `.${pathname}` : `bench${pathname}`;
  try {
    const body = await readFile(path.normalize(file));
    response.writeHead(200, {
      "content-type": types[path.extname(file)] ?? "application/octet-stream",
      "cache-control": "max-age=3600",
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

/** Passes each text on to everybody else: the least that a hand-written page needs. */
function bareRelay(server) {
  const relay = new WebSocketServer({ server, path: "/relay", perMessageDeflate: false });
  relay.on("connection", (socket) =>
    socket.on("message", (data) => {
      for (const other of relay.clients) if (other !== socket) other.send(String(data));
    }),
  );
  return relay;
}

/** Listens on a free port; resolves to { port, close() }. */
export async function servePages() {
  const server = createServer((request, response) => void serve(request, response));
  const relay = bareRelay(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    close() {
      for (const socket of relay.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}
