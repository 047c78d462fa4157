/** The package's entry `ringline`: headless calls. Importing it does nothing, with or without a window. */

// What resembles each other compresses better side by side: 0.1 kB.
import "./call_facts.ts";
import "./playback.ts";
import "./core/core.ts";
import "./effects.ts";
import "./sampler.ts";

export { Call } from "./call.ts";
export type { CallEvents } from "./call_events.ts";
export type { Invitees, Placement } from "./call.ts";
export { CallClient } from "./client.ts";
export type { CallClientOptions, ClientEvents, JoinOptions, PlaceOptions } from "./client.ts";
export type { CodecPreferences } from "./encoder.ts";
export { Devices } from "./devices.ts";
export type { Capabilities, Device, DeviceLists, DeviceName, DevicesEvents } from "./devices.ts";
export { CallError } from "./errors.ts";
export type { CallErrorInit } from "./errors.ts";
export type { Handlers, TypedEventTarget } from "./events.ts";
export type {
  Host,
  HostAudio,
  HostDevice,
  HostFeatures,
  HostSocket,
  HostStorage,
  LevelMeter,
  PageEvent,
  Permission,
  SocketHandlers,
} from "./host.ts";
export type { CaptureConstraints, ScreenConstraints } from "./media.ts";
export { LocalParticipant, Participant } from "./participant.ts";
export type {
  ClientRecorder,
  RecordingLayout,
  RecordingOptions,
  RecordingOwner,
  RecordingResult,
  RecordingSink,
} from "./recorder.ts";
export type {
  ClientPictureInPicture,
  PictureInPictureMode,
  PictureInPictureOptions,
} from "./picture_in_picture.ts";
export type { ClientPresence, PresenceEvents, PresenceState } from "./presence.ts";
export type { TokenProvider } from "./signalling.ts";
export type { CallStats, ClientStats } from "./stats/stats.ts";
export { Users } from "./users.ts";
export type { Profile, UserProfile, UserProvider, UserQuery } from "./users.ts";
export type {
  CallPolicy,
  CallStateName,
  CallStatus,
  CaptureError,
  ConnectionState,
  DeviceState,
  EndReason,
  ErrorCategory,
  IceServerRecord,
  Logger,
  MediaKind,
  MuteRequest,
  MicrophoneHint,
  OutputControl,
  OutputRoute,
  ParticipantConnection,
  ParticipantRole,
  ParticipantStateName,
  PlacementFailure,
  Timeline,
  TokenRequest,
  RecordingState,
  VideoRequest,
} from "./types.ts";
