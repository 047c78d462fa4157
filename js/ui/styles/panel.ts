/** The box above the bar of a call, and what has no element of its own in it. */

import { css } from "lit";

export const panelStyles = css`
  :host {
    padding: 1rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1rem;
    margin: 0;
    padding: 0;
    border: 0;
  }

  .choices legend {
    padding: 0;
    font-weight: 600;
  }

  .choice {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 2.75rem;
    font-weight: 400;
  }

  .choice input {
    width: 1.25rem;
    min-height: 1.25rem;
    accent-color: var(--accent);
  }

  .keys {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0.4rem 1rem;
  }

  .keys dd {
    margin: 0;
  }

  kbd {
    padding: 0.1rem 0.5rem;
    border: 1px solid var(--line);
    border-radius: 0.4rem;
    background: var(--sunken);
    font: inherit;
    font-size: 0.875rem;
  }
`;
