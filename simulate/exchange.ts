// The real server with the real switchboard, in this process: only its sockets and its clock are fakes. No rule
// of a call stands here; what a frame means is the switchboard's business.

import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import type { FakeClock, FakeConnection, FakeServer } from "../js/testing.ts";
import { createSignallingServer, memoryEngine } from "../server/index.ts";
import type { SignallingServer } from "../server/index.ts";
import type { Identity } from "../server/identity.ts";

type ServerOptions = Parameters<typeof createSignallingServer>[0];
type WebSocket = Parameters<SignallingServer["acceptSocket"]>[0];

const OFTEN = 1_000_000;
const TOKEN_LIFE_MS = 365 * 86_400_000;

/** The server's end of a fake socket, with what the server uses of a WebSocket. */
class ServerSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  readonly bufferedAmount = 0;
  readonly #connection: FakeConnection;

  constructor(connection: FakeConnection) {
    super();
    this.#connection = connection;
    connection.onclose = (code) => {
      this.readyState = 3;
      this.emit("close", code);
    };
  }

  send(text: string): void {
    this.#connection.send(text);
  }
  close(code: number): void {
    this.readyState = 2;
    this.#connection.close(code);
  }
  terminate(): void {
    this.close(1006);
  }
}

/** What an app sets on its server. */
export type ExchangeOptions = Partial<
  Pick<
    ServerOptions,
    "auth" | "clock" | "hooks" | "iceServers" | "journal" | "limits" | "loadCore" | "policy" | "turn"
  >
>;

/** Joins the fake sockets of pages to the server. */
export class Exchange {
  /** Frames from pages. */
  frames = 0;
  readonly signalling: SignallingServer;
  #started: Promise<void> | undefined;

  constructor(clock: FakeClock, options: ExchangeOptions = {}) {
    // The machines of the pages may sleep; the server does not.
    const epoch = clock.wallClock() - clock.now();
    this.signalling = createSignallingServer({
      server: createServer(), // listens nowhere: sockets are handed over
      engine: memoryEngine({ now: () => epoch + clock.now() }),
      clock,
      auth: { verify: async (token, now) => identityOf(token, now) },
      // Here people call more often in no time than others in a minute.
      limits: {
        commandBurst: OFTEN,
        signalBurst: OFTEN,
        userHelloBurst: OFTEN,
        inviteBurst: OFTEN,
        unansweredBurst: OFTEN,
      },
      ...options,
      sealSecret: "the same every time, and 32 bytes at least",
      logger: { debug() {}, info() {}, warn() {}, error: failed },
    });
  }

  /** Starts the switchboard; once it is started, nothing that it does needs time. */
  start(): Promise<void> {
    return (this.#started ??= this.signalling.listen());
  }

  /** Ends the server. */
  close(): Promise<void> {
    return this.signalling.close({ graceMs: 0 });
  }

  /** For `new FakeHost({ server })`. The token is the user id. */
  readonly server: FakeServer = (connection) => {
    const socket = new ServerSocket(connection);
    this.signalling.acceptSocket(socket as unknown as WebSocket);
    connection.onmessage = (text) => {
      this.frames += 1;
      socket.emit("message", Buffer.from(text), false);
    };
  };
}

/** Everybody may place and receive calls, for a year. */
export function identityOf(userId: string, now: number): Identity {
  const expiresAt = now + TOKEN_LIFE_MS;
  return { app: "default", userId, grants: ["place", "receive"], expiresAt, issuedAt: now };
}

/** An error in the server's log is a bug, of the server or of who uses it here. */
function failed(fields: object, message: string): never {
  throw new Error(`the server says: ${message} ${JSON.stringify(fields)}`);
}
