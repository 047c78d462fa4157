/** How the windows look, without a style attribute or element, which a content security policy may forbid. */

const CSS = `
:host { all: initial; box-sizing: border-box; display: flex; flex-direction: column; overflow: hidden;
  font: 14px/1.3 system-ui, sans-serif; color-scheme: light dark;
  background: light-dark(#eef1f4, #10151c); color: light-dark(#14202b, #f2f6f8); }
:host([data-mode="document"]) { position: fixed; inset: 0; }
:host([data-mode="page"]) { position: fixed; z-index: 2147483647; max-width: calc(100vw - 24px);
  max-height: calc(100vh - 24px); border-radius: 12px; border: 1px solid light-dark(#c3ccd4, #3a4653);
  box-shadow: 0 8px 28px rgb(0 0 0 / 35%); cursor: grab; touch-action: none; }
.pictures { position: relative; flex: 1; min-height: 0; }
::slotted(*) { box-sizing: border-box; }
.pictures:has(slot) { display: flex; flex-direction: column; overflow: auto; }
.tile { position: absolute; display: grid; place-items: center; overflow: hidden; border-radius: 8px;
  background: light-dark(#d5dde4, #28323e); }
.tile video { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; }
.tile.screen video { object-fit: contain; }
.tile.own video { transform: scaleX(-1); }
.face { font-size: 24px; font-weight: 600; }
.name { position: absolute; inset: auto auto 0 0; max-width: 100%; box-sizing: border-box; padding: 2px 8px;
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap; background: rgb(0 0 0 / 60%); color: #fff;
  font-size: 12px; }
.controls { display: flex; flex: none; flex-wrap: wrap; justify-content: center; gap: 8px; padding: 8px; }
button { all: unset; box-sizing: border-box; display: grid; place-items: center; width: 44px; height: 44px;
  border-radius: 50%; cursor: pointer; background: light-dark(#fff, #28323e); }
button:hover { background: light-dark(#dde4ea, #384554); }
button:focus-visible { outline: 3px solid light-dark(#0b5cad, #8ec5ff); outline-offset: 2px; }
button.off { background: light-dark(#14202b, #f2f6f8); color: light-dark(#fff, #14202b); }
button.hangUp { background: #c62828; color: #fff; }
button.hangUp:hover { background: #a31f1f; }
svg { width: 22px; height: 22px; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round;
  stroke-linejoin: round; }
@media (forced-colors: active) { button, .tile { border: 1px solid; } }
`;

/** Gives a shadow root its looks. The sheet must be of the root's own window. */
export function dress(root: ShadowRoot): void {
  const { CSSStyleSheet } = root.ownerDocument.defaultView as Window & typeof globalThis;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
}

/** Makes a window look like the page: its style sheets, and what they depend on at the root and the body. */
export function copyLooks(from: Document, to: Document): void {
  copyAttributes(from.documentElement, to.documentElement);
  copyAttributes(from.body, to.body);
  const { CSSStyleSheet } = to.defaultView as Window & typeof globalThis;
  for (const sheet of [...from.styleSheets, ...from.adoptedStyleSheets]) {
    if (sheet.disabled) continue;
    const media = sheet.media.mediaText;
    if (sheet.href) {
      const link = Object.assign(to.createElement("link"), { rel: "stylesheet", href: sheet.href });
      if (media) link.media = media;
      to.head.append(link);
    } else {
      const copy = new CSSStyleSheet({ media });
      copy.replaceSync([...sheet.cssRules].map(({ cssText }) => cssText).join("\n"));
      to.adoptedStyleSheets.push(copy);
    }
  }
}

/** What rules may depend on: no handlers, and no style attribute, which a policy may forbid. */
function copyAttributes(from: Element, to: Element): void {
  for (const { name, value } of from.attributes) {
    if (!/^(on|style$)/.test(name)) to.setAttribute(name, value);
  }
}
