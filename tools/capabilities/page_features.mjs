// Picture in picture, and what a page is told and may do: runs in a page.

function sessionActions(...actions) {
  return actions.filter((action) => {
    try {
      navigator.mediaSession.setActionHandler(action, null);
      return true;
    } catch {
      return false;
    }
  });
}

const picture = [
  ["Document picture-in-picture", "a small window with controls", () => "documentPictureInPicture" in window],
  [
    "Picture-in-picture of a video",
    "a small window with the picture",
    () => "requestPictureInPicture" in HTMLVideoElement.prototype,
  ],
  [
    "Media Session actions",
    "mute and hang-up buttons of the system",
    () =>
      sessionActions("togglemicrophone", "togglecamera", "hangup", "enterpictureinpicture", "play", "pause"),
  ],
  [
    "`setMicrophoneActive`",
    "the system shows whether we are muted",
    () => "setMicrophoneActive" in navigator.mediaSession,
  ],
];

const page = [
  ["Web Locks", "one page of a device at a time", () => "locks" in navigator],
  ["`BroadcastChannel`", "tabs that know of each other", () => "BroadcastChannel" in window],
  ["Screen wake lock", "a screen that stays on in a call", () => "wakeLock" in navigator],
  [
    "Events `freeze` and `resume`",
    "waking up in time",
    () => "onfreeze" in document && "onresume" in document,
  ],
  ["Push", "a ring while no page is open", () => "PushManager" in window],
  ["Notifications", "a ring while the page is hidden", () => "Notification" in window],
  [
    "Buttons in notifications",
    "answering from the notification",
    () => "Notification" in window && Notification.maxActions > 0,
  ],
  ["`navigator.connection`", "whether the network is metered or slow", () => "connection" in navigator],
  ["`navigator.userActivation`", "whether sound may start", () => "userActivation" in navigator],
  ["`navigator.vibrate`", "a ring that is felt", () => "vibrate" in navigator],
  ["`setAppBadge`", "missed calls on the icon", () => "setAppBadge" in navigator],
];

export const pageRows = { "Picture in picture": picture, Page: page };
