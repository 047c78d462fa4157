/**
 * The WebSocket to the signalling server, one per generation, and the tokens for it. When to connect again is
 * the core's business.
 */

import { CallError } from "./errors.ts";
import type { Host, HostSocket } from "./host.ts";
import type { GetTokenEffect, Logger, Post, TokenRequest } from "./types.ts";

/** The app's way to its own token endpoint. May reject with a `CallError` to say why for good. */
export type TokenProvider = (request: TokenRequest) => string | Promise<string>;

/** Subprotocol of the wire (docs/PROTOCOL.md). */
const PROTOCOL = "ringline.v1";

/** What `Signalling` needs from its owner. */
export interface SignallingOptions {
  readonly host: Host;
  readonly url: string;
  readonly tokenProvider: TokenProvider;
  readonly logger: Logger;
  readonly post: Post;
}

/** Performs `get-token`, `open-socket`, `send` and `close-socket`. */
export class Signalling {
  /** Looks at every frame first; true keeps it from the core. For what is no part of a call. */
  tap?: (text: string) => boolean;
  readonly #options: SignallingOptions;
  readonly #sockets = new Map<number, HostSocket>();
  #current: HostSocket | null = null;

  constructor(options: SignallingOptions) {
    this.#options = options;
  }

  /** Effect `get-token`: one call of the token provider, one input `token` or `token-failed`. */
  getToken({ generation, purpose }: GetTokenEffect): void {
    const { post, tokenProvider, logger } = this.#options;
    new Promise<string>((resolve) => resolve(tokenProvider({ purpose }))).then(
      (token) =>
        typeof token === "string" && token
          ? post({ type: "token", generation, token })
          : post({ type: "token-failed", generation, code: "token-invalid" }),
      (error: unknown) => {
        logger.warn?.("tokenProvider failed", error);
        const code = error instanceof CallError ? error.code : "try-later";
        post({ type: "token-failed", generation, code });
      },
    );
  }

  /** Effect `open-socket`. An address that cannot be opened is a socket that closed. */
  open(generation: number): void {
    const { host, url, post, logger } = this.#options;
    const ours = (): boolean => this.#sockets.has(generation);
    try {
      const socket = host.openSocket(url, PROTOCOL, {
        opened: () => ours() && post({ type: "socket-opened", generation }),
        message: (text) => ours() && (this.tap?.(text) || post({ type: "frame", generation }, text)),
        closed: (code) => ours() && this.#closed(generation, code),
      });
      this.#sockets.set(generation, socket);
      this.#current = socket;
    } catch (error) {
      logger.error?.("cannot open a WebSocket", error);
      this.#closed(generation, 1006);
    }
  }

  /** Effect `send`: on the newest socket, dropped when that is not open. */
  send(text: string): void {
    this.#current?.send(text);
  }

  /**
   * Effect `close-socket`: closed for the core at once, for a half-open socket may take a minute to say so
   * itself.
   */
  close(generation: number, code: number): void {
    const socket = this.#sockets.get(generation);
    if (!socket) return;
    const allowed = code === 1000 || (code >= 3000 && code <= 4999);
    this.#closed(generation, code);
    socket.close(allowed ? code : 1000);
  }

  /** Closes everything: the page or the core ends. */
  closeAll(): void {
    for (const socket of this.#sockets.values()) socket.close(1000);
    this.#sockets.clear();
    this.#current = null;
  }

  #closed(generation: number, code: number): void {
    if (this.#sockets.get(generation) === this.#current) this.#current = null;
    this.#sockets.delete(generation);
    const { host, post } = this.#options;
    post({ type: "socket-closed", generation, code, random: host.random() });
  }
}
