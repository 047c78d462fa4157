/**
 * Colours, letters and corners. An app sets the `--ringline-…` properties on any element around the kit; what it does
 * not set follows the colour scheme, light or dark, of `theme` or else of the system.
 */

import { css } from "lit";

export const tokens = css`
  :host {
    color-scheme: var(--ringline-color-scheme, light dark);
    --ground: var(--ringline-ground, light-dark(#f4f6f8, #0e1518));
    --surface: var(--ringline-surface, light-dark(#fff, #182227));
    --sunken: var(--ringline-sunken, light-dark(#e9edf0, #222e34));
    --text: var(--ringline-text, light-dark(#14202a, #e9eff2));
    --text-muted: var(--ringline-text-muted, light-dark(#51606c, #a5b3bb));
    --line: var(--ringline-line, light-dark(#c3ccd3, #36444c));
    --edge: var(--ringline-edge, light-dark(#7b8993, #7d8c95));
    --accent: var(--ringline-accent, light-dark(#0b6e65, #3fc7b6));
    --accent-strong: var(--ringline-accent-strong, light-dark(#085850, #6adccf));
    --on-accent: var(--ringline-on-accent, light-dark(#fff, #04211e));
    --accept: var(--ringline-accept, light-dark(#177a3a, #1f8446));
    --accept-strong: var(--ringline-accept-strong, light-dark(#115f2c, #19713b));
    --danger: var(--ringline-danger, light-dark(#c0262d, #cc373e));
    --danger-strong: var(--ringline-danger-strong, light-dark(#9c1c22, #b52a31));
    --warning-ground: var(--ringline-warning-ground, light-dark(#fff4dc, #33290f));
    --warning-line: var(--ringline-warning-line, light-dark(#d9a520, #b98c1d));
    --problem: var(--ringline-problem, light-dark(#a81c23, #ff8f8f));
    --focus: var(--ringline-focus, light-dark(#0b57d0, #8ab8ff));
    --radius: var(--ringline-radius, 1rem);
    --shadow: var(
      --ringline-shadow,
      0 1px 2px light-dark(rgb(20 32 42 / 8%), rgb(0 0 0 / 40%)),
      0 8px 28px light-dark(rgb(20 32 42 / 10%), rgb(0 0 0 / 45%))
    );
    --font: var(--ringline-font, system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif);
  }
`;
