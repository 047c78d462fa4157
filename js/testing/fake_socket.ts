/** WebSockets that end in a function of the test. */

import type { HostSocket, SocketHandlers } from "../host.ts";

/** The server's end of a fake socket. */
export interface FakeConnection {
  readonly url: string;
  readonly protocol: string;
  /** Sends a frame to the page. */
  send(text: string): void;
  /** Closes the socket; the page hears `code`. */
  close(code?: number): void;
  /** Set by the server: a frame from the page. */
  onmessage: ((text: string) => void) | null;
  /** Set by the server: the page (or the network) closed the socket. */
  onclose: ((code: number) => void) | null;
}

/** Accepts connections. The socket opens after it returned, unless it closed it. */
export type FakeServer = (connection: FakeConnection) => void;

/** Both ends of one socket. Frames arrive in order, each in its own microtask, as from a real network. */
export class FakeSocket implements HostSocket {
  readonly connection: FakeConnection;
  readonly #handlers: SocketHandlers;
  #state: "opening" | "open" | "closed" = "opening";

  constructor(url: string, protocol: string, handlers: SocketHandlers, server: FakeServer) {
    this.#handlers = handlers;
    this.connection = {
      url,
      protocol,
      send: (text) => this.#later(() => this.#state === "open" && handlers.message(text)),
      close: (code = 1000) => this.#later(() => this.drop(code)),
      onmessage: null,
      onclose: null,
    };
    server(this.connection);
    this.#later(() => {
      if (this.#state !== "opening") return;
      this.#state = "open";
      handlers.opened();
    });
  }

  get closed(): boolean {
    return this.#state === "closed";
  }

  send(text: string): void {
    if (this.#state === "open") this.#later(() => this.connection.onmessage?.(text));
  }

  close(code: number): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#later(() => {
      this.connection.onclose?.(code);
      this.#handlers.closed(code);
    });
  }

  /** The network, or the server, ends it. */
  drop(code = 1006): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.connection.onclose?.(code);
    this.#handlers.closed(code);
  }

  #later(happen: () => void): void {
    queueMicrotask(happen);
  }
}
