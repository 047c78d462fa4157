/** The dialog of a ring and of a question, and the banner. */

import { css } from "lit";

export const incoming = css`
  dialog:not([open]) {
    display: none;
  }

  .incoming {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 0.5rem;
    width: min(25rem, 100vw - 2rem);
    max-height: calc(100dvh - 2rem);
    padding: 3rem 1.5rem 1.5rem;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: calc(var(--radius) * 1.5);
    background: var(--surface);
    box-shadow: var(--shadow);
    color: var(--text);
    text-align: center;
  }

  .incoming::backdrop {
    background: rgb(8 14 18 / 62%);
  }

  .incoming h2 {
    margin-top: 1.75rem;
    font-size: 1.35rem;
  }

  .answers {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.75rem;
    width: 100%;
    margin-top: 1.5rem;
  }

  .answers .button {
    min-height: 3.25rem;
    padding-inline: 0.75rem;
  }

  /* Two words in one line, rather than a picture beside two lines. */
  .answers .plain .icon {
    display: none;
  }

  .answers .wide {
    grid-column: 1 / -1;
  }

  .answers .quiet {
    min-height: 2.75rem;
  }

  @media (max-width: 30rem) {
    .incoming {
      width: 100vw;
      max-width: none;
      margin: auto 0 0;
      border-width: 1px 0 0;
      border-radius: calc(var(--radius) * 1.5) calc(var(--radius) * 1.5) 0 0;
      padding-bottom: max(1.5rem, env(safe-area-inset-bottom));
    }
  }

  /* A phone on its side: the face on the left, the answers on the right. */
  @media (max-height: 30rem) and (min-width: 36rem) {
    .incoming {
      display: grid;
      grid-template: auto auto / 1fr 1.1fr;
      column-gap: 1.5rem;
      align-items: center;
      width: min(42rem, 100vw - 2rem);
      padding: 1.25rem 1.5rem;
    }

    .incoming .avatar {
      grid-area: 1 / 1;
      justify-self: center;
      margin: 1.5rem;
    }

    .incoming .avatar.large .face {
      width: 4.5rem;
      height: 4.5rem;
      font-size: 1.7rem;
    }

    .incoming h2 {
      grid-area: 2 / 1;
      margin: 0;
      font-size: 1.15rem;
    }

    .incoming .kind {
      grid-column: 2;
      align-self: end;
    }

    .incoming .answers {
      grid-column: 2;
      margin: 0;
    }
  }

  /* A banner: at the top, beside whatever else is going on. */
  .incoming.banner {
    position: fixed;
    inset: max(0.75rem, env(safe-area-inset-top)) 0 auto;
    z-index: 10;
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0.1rem 0.9rem;
    width: min(26rem, 100vw - 1.5rem);
    margin-inline: auto;
    padding: 1rem;
    border-width: 1px;
    border-radius: calc(var(--radius) * 1.5);
    text-align: start;
  }

  .incoming.banner .avatar {
    grid-row: span 2;
  }

  .incoming.banner h2 {
    margin: 0;
    font-size: 1.05rem;
  }

  .incoming.banner :is(.kind, .answers) {
    grid-column: 2;
  }

  .incoming.banner .answers {
    grid-column: 1 / -1;
    gap: 0.25rem 0.75rem;
    margin-top: 0.75rem;
  }

  .incoming.banner .answers .quiet {
    grid-column: 1 / -1;
  }

  .incoming.banner .answers .button {
    min-height: 2.75rem;
  }
`;
