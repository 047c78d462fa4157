/** The bar of buttons: one line, that scrolls where it is narrow; the end of a call is always there. */

import { css } from "lit";

export const controls = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0.5rem;
    padding: 0.5rem 0;
  }

  @container (max-width: 38rem) {
    .bar {
      flex-wrap: nowrap;
      justify-content: flex-start;
      gap: 0.25rem;
      overflow-x: auto;
      overscroll-behavior-x: contain;
      scroll-padding-inline: 0.5rem 5.5rem;
      scrollbar-width: none;
    }

    .bar::before,
    .bar::after {
      flex: 1 0 0;
      content: "";
    }

    .round {
      flex: 0 0 4.6rem;
      min-width: 0;
      font-size: 0.75rem;
    }

    .disc {
      width: 3rem;
      height: 3rem;
    }

    .round.danger {
      position: sticky;
      inset-inline-end: 0;
      background: linear-gradient(to right, transparent, var(--ground) 0.75rem);
      background: var(--ground);
      box-shadow: -0.75rem 0 0.75rem -0.5rem var(--ground);
    }
  }

  @media (max-height: 30rem) {
    .disc {
      width: 2.75rem;
      height: 2.75rem;
    }
  }
`;
