// ICE servers for a user: a fixed list, or a function of the app (which may mint TURN
// credentials). Passed through as they are. Must not know about calls.

/** As in `RTCIceServer`. */
export interface IceServer {
  urls: string | string[];
  username?: string;
  credential?: string;
}

/** For whom the servers are asked. */
export interface IceUser {
  app: string;
  userId: string;
  deviceId: string;
}

export type IceServersOption =
  readonly IceServer[] | ((user: IceUser) => readonly IceServer[] | Promise<readonly IceServer[]>);

/**
 * The servers for `user`. A function that fails or takes longer than `timeoutMs` gives an empty
 * list and a call of `onFailure`: a call without TURN is better than no call.
 */
export async function iceServersFor(
  option: IceServersOption,
  user: IceUser,
  timeoutMs: number,
  onFailure: (reason: string) => void,
): Promise<readonly IceServer[]> {
  if (typeof option !== "function") return option;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    timer.unref();
  });
  try {
    return await Promise.race([option(user), late]);
  } catch (error) {
    onFailure(error instanceof Error ? error.message : "failed");
    return [];
  } finally {
    clearTimeout(timer);
  }
}
