/** Tiles: a picture or a face on a dark ground, badges at the bottom, buttons in the upper corner. */

import { css } from "lit";

const frame = css`
  :host {
    position: relative;
    display: block;
    min-width: 0;
    aspect-ratio: 16 / 9;
  }

  :host([place="row"]) {
    aspect-ratio: auto;
  }

  .tile {
    --tile: var(--ringline-tile, light-dark(#dfe6ea, #1a2429));
    --hue: transparent;
    --corners: var(--ringline-tile-radius, calc(var(--radius) * 1.1));
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    overflow: hidden;
    border-radius: var(--corners);
    background:
      radial-gradient(circle at 50% 42%, color-mix(in oklab, var(--hue) 26%, transparent), transparent 72%),
      var(--tile);
    container-type: size;
  }

  .tile.video {
    --tile: var(--ringline-tile, #161f24);
    color: #f2f6f8;
  }

  /* In two colours: one of them is seen, whatever the picture is. */
  .tile:focus-visible {
    outline-offset: 2px;
    box-shadow: 0 0 0 2px var(--surface);
  }

  .tile.video:has([data-hue]) {
    background:
      radial-gradient(circle at 50% 42%, color-mix(in oklab, var(--hue) 55%, transparent), transparent 78%),
      var(--tile);
  }

  /* Above the picture, so that nothing covers it. */
  .tile::after {
    position: absolute;
    inset: 0;
    border: 3px solid var(--ringline-speaks, light-dark(#0d8f4c, #3ddc84));
    border-radius: inherit;
    box-shadow: inset 0 0 0 1px rgb(0 0 0 / 30%);
    content: "";
    opacity: 0;
    pointer-events: none;
    transition: opacity 150ms;
  }

  .tile.speaks::after {
    opacity: 1;
  }

  .tile.video::after {
    border-color: var(--ringline-speaks, #3ddc84);
  }

  video {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
  }

  video.cut {
    object-fit: cover;
  }

  .shared {
    background: #0b1013;
  }

  .unseen-picture {
    visibility: hidden;
  }

  .mirrored {
    transform: scaleX(-1);
  }

  .avatar.large .face {
    width: clamp(2.25rem, 36cqmin, 8.5rem);
    height: clamp(2.25rem, 36cqmin, 8.5rem);
    font-size: clamp(0.9rem, 13cqmin, 3rem);
    box-shadow: 0 6px 24px rgb(0 0 0 / 22%);
  }

  .camera-off {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 0.25rem;
    padding: 0.5rem;
    font-size: clamp(0.75rem, 7cqmin, 1rem);
    line-height: 1.25;
    text-align: center;
  }

  .camera-off .icon {
    width: clamp(1.25rem, 16cqmin, 2.5rem);
    height: clamp(1.25rem, 16cqmin, 2.5rem);
  }

  :host([place="inset"]) .tile {
    --tile: var(--ringline-tile, #263238);
    --corners: calc(var(--radius) * 0.85);
    color: #f2f6f8;
    box-shadow:
      0 0 0 1px rgb(255 255 255 / 22%),
      0 6px 22px rgb(0 0 0 / 38%);
  }
`;

const badges = css`
  .badges {
    position: absolute;
    inset: auto 0.6rem 0.6rem;
    display: flex;
    align-items: end;
    gap: 0.4rem;
    pointer-events: none;
  }

  .badge {
    display: inline-flex;
    align-items: center;
    gap: 0.35rem;
    min-width: 0;
    max-width: 100%;
    padding: 0.2rem 0.65rem;
    border-radius: 999px;
    background: rgb(10 16 20 / 70%);
    color: #fff;
    font-size: 0.875rem;
    line-height: 1.4;
    backdrop-filter: blur(8px);
    pointer-events: auto;
  }

  .badge > span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .badge .icon {
    width: 1.05rem;
    height: 1.05rem;
  }

  .muted-badge .icon {
    color: #ffb4ab;
  }

  /* A long name makes room. Bars rise to the right everywhere. */
  .quality {
    direction: ltr;
    flex: none;
    align-items: end;
    gap: 2px;
    min-height: 1.625rem;
    padding-block: 0.45rem;
  }

  .quality i {
    width: 3px;
    border-radius: 1px;
    background: rgb(255 255 255 / 35%);
  }

  .quality i:nth-child(1) {
    height: 0.25rem;
  }
  .quality i:nth-child(2) {
    height: 0.36rem;
  }
  .quality i:nth-child(3) {
    height: 0.47rem;
  }
  .quality i:nth-child(4) {
    height: 0.58rem;
  }
  .quality i:nth-child(5) {
    height: 0.7rem;
  }

  .quality i.filled {
    background: #fff;
  }

  .quality:is([data-quality="0"], [data-quality="1"], [data-quality="2"]) i.filled {
    background: #ffb4ab;
  }

  /* What stands there stays clear of the self view. */
  :host([covered="bottom-left"]) .badges {
    left: calc(var(--covered) + 1.1rem);
  }

  :host([covered="bottom-right"]) .badges {
    right: calc(var(--covered) + 1.1rem);
  }

  @container (max-width: 13rem) {
    .badges {
      inset: auto 0.35rem 0.35rem;
      gap: 0.25rem;
    }

    .badge {
      padding: 0.1rem 0.5rem;
      font-size: 0.78rem;
    }

    .quality {
      min-height: 1.3rem;
      padding-block: 0.3rem;
    }
  }

  @container (max-width: 8rem) {
    .quality {
      display: none;
    }
  }
`;

const actions = css`
  .actions {
    position: absolute;
    top: 0.4rem;
    inset-inline-end: 0.4rem;
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0.3rem;
    max-width: calc(100% - 0.8rem);
    transition: opacity 120ms;
  }

  .actions .corner {
    backdrop-filter: blur(8px);
  }

  .actions .corner.danger:hover {
    background: var(--danger);
  }

  .actions .corner.off {
    background: #fff;
    color: #14202a;
  }

  .actions .corner:focus-visible {
    outline-offset: 0;
  }

  :host([covered="top-left"]) .actions:dir(rtl) {
    left: calc(var(--covered) + 1.1rem);
  }

  :host([covered="top-right"]) .actions:dir(ltr) {
    right: calc(var(--covered) + 1.1rem);
  }

  /* They come when somebody is at the tile; a pin that is in stays. */
  @media (hover: hover) {
    .tile:not(:hover, :focus-within) .corner:not(.off) {
      opacity: 0;
    }
  }

  @media (hover: none) {
    @container (max-width: 15rem) {
      .tile:not(:focus-within) .corner:not(.off) {
        opacity: 0;
        pointer-events: none;
      }
    }
  }

  @container (max-width: 10rem) {
    .actions {
      top: 0.15rem;
      inset-inline-end: 0.15rem;
      gap: 0;
      max-width: 100%;
    }
  }
`;

const absent = css`
  .absent {
    align-content: center;
    gap: 0.5rem;
    padding: 0.6rem;
    border: 1.5px dashed color-mix(in oklab, currentcolor 40%, transparent);
    text-align: center;
  }

  .absent .avatar.large {
    margin: 0.5rem;
  }

  .absent .avatar.large .face {
    width: clamp(2.25rem, 26cqmin, 6rem);
    height: clamp(2.25rem, 26cqmin, 6rem);
    font-size: clamp(0.9rem, 10cqmin, 2.2rem);
  }

  .person {
    display: flex;
    flex-direction: column;
    min-width: 0;
    max-width: 100%;
    line-height: 1.3;
  }

  .person strong {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .person span {
    font-size: 0.9375rem;
    opacity: 0.85;
  }

  .absent .button {
    flex: none;
    border-color: color-mix(in oklab, currentcolor 45%, transparent);
    background: transparent;
    color: inherit;
    scroll-margin-bottom: 12rem;
  }

  .absent .button:hover {
    background: color-mix(in oklab, currentcolor 14%, transparent);
  }

  @container (max-height: 13rem) {
    .absent .avatar.large {
      margin: 0.1rem;
    }
  }

  @container (max-height: 9.2rem) {
    .absent .avatar {
      display: none;
    }
  }

  @container (max-width: 9rem) {
    .person span {
      font-size: 0.8125rem;
    }

    .absent .button {
      padding-inline: 0.6rem;
      font-size: 0.875rem;
    }
  }

  /* Flat, in a row with others. */
  :host([place="row"]) .tile {
    position: relative;
    inset: auto;
    display: flex;
    align-items: center;
    gap: 0.6rem;
    padding: 0.4rem 0.6rem;
    border: 1px dashed var(--edge);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    text-align: start;
    container-type: normal;
  }

  :host([place="row"]) .person {
    flex: 1;
  }

  :host([place="row"]) .face {
    width: 2.25rem;
    height: 2.25rem;
    font-size: 0.875rem;
  }
`;

const adapted = css`
  @media (forced-colors: active) {
    .tile {
      border: 1px solid CanvasText;
    }

    .tile::after {
      border-color: Highlight;
    }

    .badge,
    .corner {
      border: 1px solid CanvasText;
      background: Canvas;
      color: CanvasText;
      backdrop-filter: none;
    }

    .face {
      border: 1px solid CanvasText;
    }

    .quality i {
      background: GrayText;
      forced-color-adjust: none;
    }

    .quality i.filled,
    .quality:is([data-quality="0"], [data-quality="1"], [data-quality="2"]) i.filled {
      background: CanvasText;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .tile::after,
    .actions {
      transition: none;
    }
  }
`;

export const tile = [frame, badges, actions, absent, adapted];
