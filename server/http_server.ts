// An HTTP server that gives slow clients little time and little room (T6, S13 of the security
// catalogue). Must not know what is asked of it.

import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";

const maxHeaderBytes = 16_384;
const maxHeaders = 64;

/** `headersTimeoutMs`: within that time the head of a request must be there; twice that, its body. */
export function ownServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  headersTimeoutMs: number,
): Server {
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: headersTimeoutMs,
      requestTimeout: 2 * headersTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, headersTimeoutMs),
      keepAliveTimeout: 5_000,
    },
    answer,
  );
  server.maxHeadersCount = maxHeaders;
  return server;
}
