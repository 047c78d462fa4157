// From `listen` to `close`: what a server holds it gives back, whichever way it ends.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { loadSwitchboardCore } from "../../server/core_loader.ts";
import type { EmbindCore } from "../../js/shared/embind_core.ts";
import { createSignallingServer, jwtAuth, memoryEngine } from "../../server/index.ts";
import type { SignallingServer } from "../../server/index.ts";
import type { SignallingServerOptions } from "../../server/options.ts";
import { audience, connect, issuer, secret, silent, startServer } from "./support.ts";

/** A server that is not started, and how many cores of its are alive. */
function made(options: Partial<SignallingServerOptions>): { server: SignallingServer; cores: () => number } {
  let cores = 0;
  const loadCore = async (): Promise<EmbindCore> => {
    const core = await loadSwitchboardCore();
    cores += 1;
    return {
      dispatch: (message, now) => core.dispatch(message, now),
      delete: () => {
        cores -= 1;
        core.delete();
      },
    };
  };
  const auth = jwtAuth({ secret, issuer, audience });
  const server = createSignallingServer({ port: 0, auth, logger: silent, loadCore, ...options });
  return { server, cores: () => cores };
}

test("a server whose port is taken leaves nothing behind, and its engine serves another one", async () => {
  await using first = await startServer();
  const { port } = first.address!;
  const engine = memoryEngine();
  const { server, cores } = made({ port, engine });
  await assert.rejects(server.listen(), { code: "EADDRINUSE" });
  assert.equal(cores(), 0);
  await assert.rejects(server.listen(), /closed/);
  await server.close();
  await using second = await startServer({ engine });
  (await connect(second, { user: "alice" })).close();
});

test("a server of the app's own HTTP server that cannot start does not listen to it", async () => {
  const engine = memoryEngine();
  await using _ = await startServer({ engine });
  const http = createServer();
  const { server, cores } = made({ server: http, engine });
  await assert.rejects(server.listen(), /one server only/);
  assert.deepEqual([http.listenerCount("upgrade"), cores()], [0, 0]);
});

test("the engine of another server is not closed", async () => {
  const engine = memoryEngine();
  await using first = await startServer({ engine });
  const alice = await connect(first, { user: "alice" });
  await assert.rejects(made({ engine }).server.listen(), /one server only/);
  const bob = await connect(first, { user: "bob" });
  assert.equal((await alice.command({ type: "sync" }))["ok"], true);
  alice.close();
  bob.close();
});

test("who closes twice waits twice", async () => {
  const { server, cores } = made({});
  await server.listen();
  void server.close();
  await server.close();
  assert.deepEqual([server.address, cores()], [null, 0]);
});

test("closing while it starts stops it", async () => {
  const { server, cores } = made({});
  const listening = server.listen();
  await server.close();
  await listening;
  assert.deepEqual([server.address, cores()], [null, 0]);
});
