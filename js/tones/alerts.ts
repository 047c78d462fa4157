/** A ring that is seen and felt: the page's title, and the vibration of the device. */

/** How long a title stands, milliseconds. */
const FLASH_MS = 1000;

/** A shake and a rest; as often as the platform takes it: it vibrates without us then (W3C vibration). */
const SHAKE_MS = [800, 2200];
const SHAKES = 49;

/** Alternates the page's title with `text` until `signal` aborts. The title may change under it. */
export function flashTitle(text: string, signal: AbortSignal): void {
  if (!globalThis.document) return;
  let own = document.title;
  const flash = (): void => {
    if (document.title === text) {
      document.title = own;
    } else {
      own = document.title;
      document.title = text;
    }
  };
  flash();
  const timer = setInterval(flash, FLASH_MS);
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    if (document.title === text) document.title = own;
  });
}

/** Vibrates until `signal` aborts, where a device can and the user has done something on the page. */
export function vibrate(signal: AbortSignal): void {
  const { navigator } = globalThis;
  if (!navigator?.vibrate || navigator.userActivation?.hasBeenActive === false) return;
  navigator.vibrate(Array.from({ length: SHAKES }, () => SHAKE_MS).flat());
  signal.addEventListener("abort", () => navigator.vibrate(0));
}
