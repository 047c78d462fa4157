/** English, second half: what only the panels say, which bring it along. Translations are whole. */

import type { TextForms } from "./english.ts";

export const englishPanels = {
  // Toasts and dialogs.
  "button.answer": "Answer",
  "button.end-this": "End this call",
  "button.stop": "Stop",
  "call.still-rings": "{name} is still calling. The ring is off here.",
  "call.on-hold": "On hold",
  "call.on-hold-with": "On hold: {name}",
  "recording.on": "You are recording this call.",
  "recording.done": "Download the recording",
  "video.asks": "{name} asks for video",
  "video.means": "If you accept, your camera goes on.",

  // Notices.
  "hint.speaking-while-muted": "You are muted: nobody hears what you say.",
  "hint.no-sound": "Your microphone gives no sound. Is it switched off, or is another one meant?",
  "recording.wants": "{name} wants to record this call.",
  "recording.by": "{name} is recording this call.",
  "recording.left-out": "You are left out.",
  "muted.by": "{name} asked you to mute, so nobody hears you.",
  "button.agree": "Agree",
  "button.leave-me-out": "Leave me out",
  "button.unmute-short": "Unmute",
  "button.cancel-request": "Cancel request",

  // Microphone and camera that cannot be used.
  "capture.microphone.denied": "This page may not use your microphone",
  "capture.microphone.not-found": "There is no microphone",
  "capture.microphone.in-use": "Another program uses your microphone",
  "capture.microphone.overconstrained": "Your microphone cannot do what was asked",
  "capture.microphone.failed": "Your microphone did not start",
  "capture.camera.denied": "This page may not use your camera",
  "capture.camera.not-found": "There is no camera",
  "capture.camera.in-use": "Another program uses your camera",
  "capture.camera.overconstrained": "Your camera cannot do what was asked",
  "capture.camera.failed": "Your camera did not start",
  "capture.both.denied": "This page may not use your microphone and camera",
  "capture.both.not-found": "There is no microphone and camera",
  "capture.both.in-use": "Another program uses your microphone and camera",
  "capture.both.overconstrained": "Your microphone and camera cannot do what was asked",
  "capture.both.failed": "Your microphone and camera did not start",
  "capture.microphone": "You can listen, but nobody hears you.",
  "capture.camera": "The call goes on without your picture.",
  "capture.both": "You can watch and listen, but nobody hears or sees you.",
  "capture.denied": "To change that, allow it in the settings beside the address.",
  "capture.not-found": "To change that, connect one.",
  "capture.in-use": "To change that, close the other program.",
  "capture.overconstrained": "To change that, connect another one.",
  "capture.failed": "To change that, unplug it and plug it in, or restart the browser.",

  // Devices.
  "person.volume": "Volume of {name}",
  "person.mute-here": "Mute {name} here",
  "person.unmute-here": "Unmute {name} here",
  "devices.microphone": "Microphone",
  "devices.camera": "Camera",
  "devices.speaker": "Audio output",
  "devices.default": "System default",
  "devices.with-microphone": "Sound comes out where the microphone is.",
  "devices.by-system": "Where sound comes out is chosen in your system.",
  "devices.level": "Input level",
  "devices.which": "Their names can be seen once you have allowed them.",

  // Where microphone and camera are allowed again.
  "button.allow": "Allow microphone and camera",
  "help.permission.chrome": "Press the symbol left of the address, and allow them there.",
  "help.permission.edge":
    "Press the lock left of the address, and allow them under permissions for this site.",
  "help.permission.firefox": "Press the crossed-out symbol left of the address, and take the block away.",
  "help.permission.safari":
    "Choose Safari, then Settings for this website, in the menu bar, and allow them there.",
  "help.permission.ios":
    "Press the symbol beside the address, then Website settings. Or allow them in the settings of the device.",
  "help.permission.android":
    "Press the symbol left of the address, then Permissions. Or allow them in the settings of the device.",
  "help.permission.other": "Allow them in the settings of your browser for this site.",

  // Before a call.
  "button.join": "Join",
  "button.start-call": "Start the call",
  "prejoin.title": "Ready to join?",
  "prejoin.preview": "Your picture",
  "prejoin.without-both": "Join without microphone and camera",
  "prejoin.without-microphone": "Join without microphone",
  "prejoin.without-camera": "Join without camera",
  "prejoin.call": "Call with {name}",
  "prejoin.call-without-both": "Call without microphone and camera",
  "prejoin.call-without-microphone": "Call without microphone",
  "prejoin.call-without-camera": "Call without camera",
  "prejoin.microphone": "Microphone on",
  "prejoin.camera": "Camera on",

  // Whom to invite.
  "button.invite": "Invite",
  "invite.field": "Who do you want to invite?",
  "invite.example": "carol, dave",
  "invite.people": "People",
  "invite.search": "Search",
  "invite.nobody": "Nobody found.",
  "invite.chosen": { one: "{n} person chosen", other: "{n} people chosen" },
  "presence.online": "Online",
  "presence.busy": "In a call",
  "presence.offline": "Offline",

  // Layouts.
  "layout.auto": "Automatic",
  "layout.grid": "Grid",
  "layout.spotlight": "Spotlight",
  "layout.sidebar": "Sidebar",
  "layout.single": "One person",
  "layout.audio": "Without pictures",

  // Figures.
  "figures.title": "Connection figures",
  "figures.who": "Who",
  "figures.path": "Path",
  "figures.round-trip": "Round trip",
  "figures.loss": "Loss",
  "figures.jitter": "Jitter",
  "figures.picture": "Picture",
  "figures.rate": "kbit/s",
  "figures.codec": "Codec",
  "figures.in-out": "{in} in, {out} out",
  "figures.pixels": "{n} pixels are received.",

  // Keyboard shortcuts.
  "keys.title": "Keyboard shortcuts",
  "keys.microphone": "Microphone on or off",
  "keys.camera": "Camera on or off",
  "keys.hold": "Hold or resume",
  "keys.screen": "Share your screen, or stop",
  "keys.full-screen": "Full screen",
  "keys.help": "This list",
  "keys.arrows": "From person to person; moves your own picture",
  "keys.hang-up": "Hang up",

  // The call log.
  "history.title": "Calls",
  "history.empty": "No calls yet.",
  "history.outgoing": "Outgoing",
  "history.incoming": "Incoming",
  "history.missed": "Missed",
  "history.clear": "Clear the list",
  "history.audio-call": "Audio call with {name}",
  "history.video-call": "Video call with {name}",
} as const satisfies Record<string, TextForms>;
