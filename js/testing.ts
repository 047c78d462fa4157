/**
 * The package's entry `ringline/testing`: test an app that calls people on plain Node, with the real core and
 * a fake world.
 *
 * ```ts
 * const host = new FakeHost({ seed: 7, server });
 * const client = await CallClient.create({ url: 'ws://test/ringline', tokenProvider, host });
 * await host.advance(30_000); // nobody answers
 * ```
 */

export { FakeClock, settled } from "./testing/fake_clock.ts";
export { FakeHost, FakeProfile } from "./testing/fake_host.ts";
export type { FakeHostOptions } from "./testing/fake_host.ts";
export { FakeAudio } from "./testing/fake_audio.ts";
export { fakeDevice, FakeDevices, FakeStream, FakeTrack } from "./testing/fake_media.ts";
export type { DeviceMode } from "./testing/fake_media.ts";
export { FakeNetwork } from "./testing/fake_network.ts";
export { FakeChannel, FakePeer, FakeSender, FakeTransceiver } from "./testing/fake_peer.ts";
export { FakeSocket } from "./testing/fake_socket.ts";
export type { FakeConnection, FakeServer } from "./testing/fake_socket.ts";
