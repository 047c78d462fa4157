// What the server counts since it started; read by `stats()`. Numbers only.

export interface Counts {
  /** Sockets opened, and refused before they were. */
  connections: number;
  refusedUpgrades: number;
  /** `hello`s that were admitted, and refused. */
  admitted: number;
  refusedHellos: number;
  helloTimeouts: number;
  framesIn: number;
  framesOut: number;
  invalidFrames: number;
  limitedFrames: number;
  /** Invitations refused because of their number. */
  limitedInvites: number;
  /** Signals passed by the fast path, those for which the core was asked, and those dropped for a slow device. */
  signalsRelayed: number;
  signalsAsked: number;
  signalsDropped: number;
  expiredCommands: number;
  sendQueueOverflows: number;
  silentConnections: number;
  socketErrors: number;
  forgedSeals: number;
  revoked: number;
  /** Times that the core could not be told of a closed connection; each is repeated. */
  failedDepartures: number;
  /** Times that the engine lost data. */
  dataLosses: number;
}

export function newCounts(): Counts {
  return {
    connections: 0,
    refusedUpgrades: 0,
    admitted: 0,
    refusedHellos: 0,
    helloTimeouts: 0,
    framesIn: 0,
    framesOut: 0,
    invalidFrames: 0,
    limitedFrames: 0,
    limitedInvites: 0,
    signalsRelayed: 0,
    signalsAsked: 0,
    signalsDropped: 0,
    expiredCommands: 0,
    sendQueueOverflows: 0,
    silentConnections: 0,
    socketErrors: 0,
    forgedSeals: 0,
    revoked: 0,
    failedDepartures: 0,
    dataLosses: 0,
  };
}
