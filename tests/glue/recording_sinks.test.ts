// Bounded memory: what a recording holds while its sink is slow, fails or hangs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ChunkQueue } from "../../js/recording/chunk_queue.ts";
import { sinkOf, TooMuch } from "../../js/recording/sinks.ts";
import type { RecordingSink } from "../../js/recorder.ts";
import { settled } from "../../js/testing.ts";

const kib = 1024;

function chunk(mark: number, bytes = kib): Blob {
  return new Blob([new Uint8Array(bytes).fill(mark)]);
}

function queueTo(
  sink: RecordingSink,
  { maxBlobBytes = 1 << 30, maxWaitingBytes = 8 * kib, finishMs = 1000 } = {},
) {
  const failures: unknown[] = [];
  const target = sinkOf(sink, maxBlobBytes);
  const failed = (cause: unknown): void => void failures.push(cause);
  return { queue: new ChunkQueue({ sink: target, maxWaitingBytes, finishMs, failed }), target, failures };
}

/** Takes one chunk each time it is told to. */
function slowSink() {
  const taken: number[] = [];
  let go = Promise.withResolvers<void>();
  const sink = async (blob: Blob, index: number): Promise<void> => {
    await go.promise;
    go = Promise.withResolvers<void>();
    assert.equal(index, taken.length);
    taken.push((await blob.bytes())[0]!);
  };
  const takeOne = async (): Promise<void> => {
    const before = taken.length;
    go.resolve();
    while (taken.length === before) await settled();
    await settled();
  };
  return { sink, taken, takeOne };
}

test("an hour through a slow sink: no more than the limit is ever held, and every byte arrives in order", async () => {
  const { sink, taken, takeOne } = slowSink();
  const { queue, failures } = queueTo(sink);
  let most = 0;
  for (let second = 0; second < 3600; second += 1) {
    queue.push(chunk(second % 251));
    most = Math.max(most, queue.waitingBytes);
    // The sink keeps up on the whole, six chunks behind.
    if (second >= 6) await takeOne();
  }
  assert.equal(most, 7 * kib);
  const closed = queue.close();
  while (queue.waitingBytes > 0) await takeOne();
  await closed;
  assert.deepEqual(
    taken,
    Array.from({ length: 3600 }, (_, second) => second % 251),
  );
  assert.deepEqual([queue.bytes, queue.chunks, failures], [3600 * kib, 3600, []]);
});

test("a sink that does not keep up ends it at the limit, and gets what waited without a hole", async () => {
  const { sink, taken, takeOne } = slowSink();
  const { queue, failures } = queueTo(sink);
  for (let second = 0; second < 20; second += 1) queue.push(chunk(second));
  assert.equal(queue.waitingBytes, 8 * kib);
  assert.equal(failures.length, 1);
  assert.ok(failures[0] instanceof TooMuch);
  const closed = queue.close();
  while (queue.waitingBytes > 0) await takeOne();
  await closed;
  assert.deepEqual(taken, [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.equal(queue.bytes, 8 * kib);
});

test("a sink that fails ends it, once, and nothing is held", async () => {
  const cause = new Error("the disk is full");
  const { queue, failures } = queueTo(async (_, index) => {
    if (index === 2) throw cause;
  });
  for (let second = 0; second < 5; second += 1) queue.push(chunk(second));
  while (failures.length === 0) await settled();
  queue.push(chunk(9));
  await queue.close();
  assert.deepEqual(failures, [cause]);
  assert.deepEqual([queue.waitingBytes, queue.chunks], [0, 2]);
});

test("a sink that hangs does not hang the end", async () => {
  const { queue, failures } = queueTo(() => new Promise(() => {}), { finishMs: 5 });
  queue.push(chunk(1));
  await queue.close();
  assert.ok(failures[0] instanceof TooMuch);
  assert.equal(queue.waitingBytes, 0);
});

test("a stream gets the bytes at its own pace and is closed at the end", async () => {
  const got: number[] = [];
  let closed = false;
  const stream = new WritableStream<Uint8Array<ArrayBuffer>>({
    write: (bytes) => void got.push(bytes[0]!, bytes.length),
    close: () => void (closed = true),
  });
  const { queue, failures } = queueTo(stream);
  for (const mark of [1, 2, 3]) queue.push(chunk(mark));
  await queue.close();
  assert.deepEqual(got, [1, kib, 2, kib, 3, kib]);
  assert.ok(closed);
  assert.deepEqual(failures, []);
});

test("a blob has a limit, and what fits stays", async () => {
  const { queue, target, failures } = queueTo("blob", { maxBlobBytes: 3 * kib });
  for (const mark of [1, 2, 3, 4]) queue.push(chunk(mark));
  await queue.close();
  assert.equal(new Blob([...target.kept]).size, 3 * kib);
  assert.ok(failures[0] instanceof TooMuch);
});

test("when the page goes, what waits is given up and the file is closed", async () => {
  const got: number[] = [];
  const hold = Promise.withResolvers<void>();
  let closed = false;
  const stream = new WritableStream<Uint8Array<ArrayBuffer>>({
    write: async (bytes) => {
      got.push(bytes[0]!);
      await hold.promise;
    },
    close: () => void (closed = true),
  });
  const { queue } = queueTo(stream);
  for (const mark of [1, 2, 3]) queue.push(chunk(mark));
  while (got.length === 0) await settled();
  queue.abandon();
  hold.resolve();
  await queue.close();
  assert.deepEqual(got, [1]);
  assert.ok(closed);
});
