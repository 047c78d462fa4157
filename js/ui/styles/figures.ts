/** The table of `figures.ts`. */

import { css } from "lit";

export const figuresStyles = css`
  :host {
    max-width: 100%;
    font-size: 0.875rem;
  }

  summary {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    width: fit-content;
    min-height: 2.75rem;
    color: var(--text-muted);
    cursor: pointer;
  }

  summary::before {
    width: 0.5rem;
    height: 0.5rem;
    border: solid currentcolor;
    border-width: 0 2px 2px 0;
    transform: rotate(-45deg);
    content: "";
  }

  [open] summary::before {
    transform: rotate(45deg);
  }

  .scroller {
    overflow-x: auto;
  }

  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }

  :is(th, td) {
    padding: 0.35rem 0.9rem 0.35rem 0;
    border-bottom: 1px solid var(--line);
    text-align: start;
    white-space: nowrap;
  }

  .muted {
    margin-top: 0.35rem;
  }
`;
