/**
 * The package's entry `ringline/panels`: the screens that are not needed to ring, to answer and to talk, defined when
 * this is imported. The kit imports it with the first call; a page that uses one of them by itself does so at once.
 */

import { addEnglish } from "./languages/english.ts";
import { englishPanels } from "./languages/english_panels.ts";
import { addIcons } from "./parts/icons.ts";
import { panelIcons } from "./parts/panel_icons.ts";
import "./index.ts"; // for a bundler: what both have stands in one chunk, which a page loads for the call anyway

export { RinglineDevices } from "./devices.ts";
export { RinglineFigures } from "./figures.ts";
export { RinglineHistory } from "./history.ts";
export { RinglineInvitePicker } from "./invite_picker.ts";
export { RinglineNotices } from "./notices.ts";
export { RinglinePanel } from "./panel.ts";
export { RinglinePrejoin } from "./prejoin.ts";
export { Recordings } from "./recordings.ts";
export { RinglineToasts } from "./toasts.ts";
export { RinglineVideoRequest } from "./video_request.ts";

addEnglish(englishPanels);
addIcons(panelIcons);
