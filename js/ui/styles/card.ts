/** A page that is a card in the middle. */

import { css } from "lit";

export const card = css`
  .card {
    display: flex;
    flex-direction: column;
    gap: 1.1rem;
    width: min(30rem, 100% - 2rem);
    margin: auto;
    padding: 2rem;
    border: 1px solid var(--line);
    border-radius: calc(var(--radius) * 1.5);
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  .card.centred {
    align-items: center;
    text-align: center;
  }

  @media (max-width: 30rem) {
    .card {
      width: 100%;
      margin-block: 0 auto;
      padding: 1.75rem 1.25rem;
      border: 0;
      border-radius: 0;
      background: transparent;
      box-shadow: none;
    }

    .card.centred {
      margin-block: auto;
    }
  }
`;
