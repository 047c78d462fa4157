/** The pages that are a card in the middle, and the small window. */

import { css } from "lit";
import { card } from "./card.ts";

const around = css`
  :host {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    background: var(--ground);
  }

  .kit {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }

  ringline-outgoing,
  ringline-call {
    flex: 1;
  }

  /* Small: beside whatever the page shows. */
  ringline-call[small][data-corner^="top"] {
    top: max(1rem, env(safe-area-inset-top));
  }

  ringline-call[small][data-corner^="bottom"] {
    bottom: max(1rem, env(safe-area-inset-bottom));
  }

  ringline-call[small][data-corner$="left"] {
    left: max(1rem, env(safe-area-inset-left));
  }

  ringline-call[small][data-corner$="right"] {
    right: max(1rem, env(safe-area-inset-right));
  }

  ringline-call[small] {
    position: fixed;
    z-index: 5;
    touch-action: none;
    width: min(20rem, 100vw - 2rem);
    border: 1px solid var(--line);
    border-radius: calc(var(--radius) * 1.25);
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  .card h1 + .muted {
    margin-top: -0.75rem;
  }

  .card .row .button {
    flex: 1 1 8rem;
    gap: 0.45rem;
    padding-inline: 0.6rem;
  }

  .card.centred .row {
    justify-content: center;
    width: 100%;
    margin-top: 0.4rem;
  }

  .reason {
    font-size: 1.0625rem;
  }

  .join {
    padding-top: 1.1rem;
    border-top: 1px solid var(--line);
  }

  .join:has(+ form) {
    padding: 0 0 1.25rem;
    border-top: 0;
    border-bottom: 1px solid var(--line);
  }

  @media (max-width: 30rem) {
    /* Words that fit in one line say more than a picture beside two. */
    .join .button .icon {
      display: none;
    }
  }
`;

export const kit = [card, around];
