/** The bar of buttons: one line, that scrolls where it is narrow; the end of a call is always there. */

import { css } from "lit";

export const controls = css`
  :host {
    display: block;
    min-width: 0;
    container-type: inline-size;
  }

  .bar {
    display: flex;
    gap: 0.25rem;
    padding: 0.5rem 0;
    overflow-x: auto;
    overscroll-behavior-x: contain;
    scroll-padding-inline: 0.5rem 5.5rem;
    scrollbar-width: none;
  }

  /* In the middle while there is room; scrolled from the first one where there is none. */
  .bar::before,
  .bar::after {
    flex: 1 0 0;
    content: "";
  }

  .round {
    flex: 0 1 5.25rem;
    min-width: 4.4rem;
  }

  .caption {
    max-width: 100%;
    overflow-wrap: anywhere;
    hyphens: auto;
  }

  .disc {
    width: 3.25rem;
    height: 3.25rem;
  }

  /* A little apart, so that nobody hangs up by accident. */
  .bar:not(.few) .round.danger {
    margin-inline-start: 0.5rem;
  }

  /* As wide that half a button shows that there are more. */
  @container (max-width: 60rem) {
    .round {
      flex-basis: 4.4rem;
      font-size: 0.7rem;
    }

    .disc {
      width: 3rem;
      height: 3rem;
    }

    .bar:not(.few) .round.danger {
      position: sticky;
      inset-inline-end: 0;
      z-index: 1;
      margin-inline-start: 0;
      border-radius: 0;
      background: var(--ground);
      box-shadow: -0.4rem 0 0.5rem 0.1rem var(--ground);
    }
  }

  @media (max-height: 30rem) {
    .disc {
      width: 2.75rem;
      height: 2.75rem;
    }
  }
`;
