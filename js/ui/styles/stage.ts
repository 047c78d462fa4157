/** The room of the tiles, the pages, and the row of those who are out. */

import { css } from "lit";

export const stage = css`
  :host {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 0.75rem;
    min-width: 0;
    min-height: 0;
  }

  .tiles {
    position: relative;
    flex: 1;
    min-width: 0;
    min-height: var(--ringline-stage-height, 10rem);
    contain: layout;
  }

  /* Where they stand is written to each of them. */
  .tiles > ringline-tile {
    position: absolute;
    top: 0;
    left: 0;
    aspect-ratio: auto;
    transform-origin: 0 0;
  }

  .tiles > ringline-tile[place="inset"] {
    z-index: 2;
  }

  .tiles > ringline-tile[movable] {
    cursor: grab;
    touch-action: none;
    user-select: none;
  }

  .tiles > ringline-tile[movable]:active {
    cursor: grabbing;
  }

  .alone {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    text-align: center;
  }

  .captions {
    position: absolute;
    inset: auto 0 3.5rem;
    z-index: 3;
    display: flex;
    justify-content: center;
    padding-inline: 1rem;
    pointer-events: none;
  }

  .pages {
    position: absolute;
    inset: auto 0 0;
    z-index: 3;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.75rem;
    height: 2.75rem;
    font-size: 0.9375rem;
    font-variant-numeric: tabular-nums;
  }

  .pages .corner {
    background: transparent;
    color: var(--text);
  }

  .pages .corner:hover {
    background: var(--sunken);
  }

  /* They point the way that the language is read. */
  .pages .corner:dir(rtl) .icon {
    transform: scaleX(-1);
  }

  .outs {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    gap: 0.5rem;
    max-height: 40%;
    overflow-y: auto;
  }

  .outs > ringline-tile {
    flex: 0 1 20rem;
  }

  /* Pictures need the height more. */
  @media (max-width: 40rem) {
    .outs {
      flex-wrap: nowrap;
      max-height: none;
      overflow-x: auto;
      scroll-snap-type: x proximity;
    }

    .outs > ringline-tile {
      flex: 1 0 min(18rem, 88%);
      scroll-snap-align: start;
    }
  }
`;
