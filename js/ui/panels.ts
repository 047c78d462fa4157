/**
 * The package's entry `ringline/panels`: the screens that a call does not need, defined when this is imported. The kit
 * imports it when the first of them is to be shown; a page that uses one of them by itself does so at once.
 */

export { RinglineDevices } from "./devices.ts";
export { RinglineHistory } from "./history.ts";
export { RinglineInvitePicker } from "./invite_picker.ts";
export { RinglinePrejoin } from "./prejoin.ts";
