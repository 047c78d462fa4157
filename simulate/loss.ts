// A network that loses connections. WebSockets lose no single message: what is lost is the connection, and with
// it everything that had not arrived.

import type { FakeConnection, FakeServer } from "../js/testing.ts";

/** Frames that make a connection, or keep it: losing them as well would leave nothing to look at. */
const kept = /^\{"type":"(hello|welcome|ping|pong)"/;

/** The same server, behind a network on which `lost()` is asked at each message, in both directions. */
export function lossy(server: FakeServer, lost: () => boolean): FakeServer {
  return (inner) => {
    let broken = false;
    const passes = (text: string): boolean => {
      if (broken) return false;
      if (kept.test(text) || !lost()) return true;
      broken = true;
      inner.close(1006);
      return false;
    };
    const outer: FakeConnection = {
      url: inner.url,
      protocol: inner.protocol,
      send: (text) => passes(text) && inner.send(text),
      close: (code) => inner.close(code),
      onmessage: null,
      onclose: null,
    };
    inner.onmessage = (text) => passes(text) && outer.onmessage?.(text);
    inner.onclose = (code) => outer.onclose?.(code);
    server(outer);
  };
}
