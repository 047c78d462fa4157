// The one place that knows where Firefox is and how tests start it: the stock Firefox of the system, which Playwright
// drives by WebDriver BiDi (its channel "moz-firefox").
import { findProgram, macPrograms } from "./find_program.mjs";

/** FIREFOX_PATH, else the first of the usual programs. */
export function findFirefox() {
  return findProgram({
    what: "Firefox",
    variable: "FIREFOX_PATH",
    names: ["firefox-esr", "firefox"],
    files: macPrograms("Firefox", "firefox"),
  });
}

/** Preferences for every Firefox that we start. Playwright sets many more: no updates, reports or first-run pages. */
export const firefoxPreferences = {
  // A picture that changes its colour and a tone, and no permission prompt.
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  // Two fake outputs. Where there is no sound card, an AudioContext would stay suspended for ever.
  "media.cubeb.force_mock_context": true,
  // Peers meet on this machine, by their addresses: nobody answers for .local names here.
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
  // Nobody clicks before a remote <audio> plays.
  "media.autoplay.default": 0,
  "media.autoplay.blocking_policy": 0,
  // Nothing but the page under test talks to a network.
  "network.captive-portal-service.enabled": false,
  "network.dns.disablePrefetch": true,
  "network.trr.mode": 5,
  "services.settings.server": "data:,",
  "browser.region.network.url": "",
  "dom.push.connection.enabled": false,
  "media.gmp-manager.url": "data:,",
};

/** Options for playwright-core's `firefox.launch()`. */
export function firefoxOptions(morePreferences = {}) {
  const firefoxUserPrefs = { ...firefoxPreferences, ...morePreferences };
  return { channel: "moz-firefox", executablePath: findFirefox(), headless: true, firefoxUserPrefs };
}
