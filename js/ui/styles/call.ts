/** Waiting and in a call: the stage fills the page, controls stand below, notices above. */

import { css } from "lit";

/** What an app can style in the notices of a call: they, and their buttons by name. */
export const NOTICE_PARTS =
  "notice, button, try-again, agree, leave-me-out, microphone, cancel-request, dismiss";

export const call = css`
  :host {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }

  .stage {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 1rem;
    width: min(76rem, 100%);
    margin-inline: auto;
    padding: 1rem max(1rem, env(safe-area-inset-right)) max(1rem, env(safe-area-inset-bottom))
      max(1rem, env(safe-area-inset-left));
  }

  .stage .title {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 1rem;
  }

  .stage .title > .status {
    flex: none;
  }

  .stage h1 {
    font-size: 1.25rem;
  }

  .stage .title h1 {
    -webkit-line-clamp: 2;
    text-wrap: wrap;
  }

  .status {
    color: var(--text-muted);
  }

  .time {
    color: var(--text);
    font-variant-numeric: tabular-nums;
  }

  .notices,
  ringline-notices {
    display: contents;
  }

  /* Only a button. */
  .notice.bare {
    justify-content: center;
    padding: 0;
    border: 0;
    background: none;
    box-shadow: none;
  }

  .bar {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0.5rem;
  }

  .waiting .bar .button {
    min-width: 14rem;
    min-height: 3.25rem;
  }

  .who {
    display: flex;
    flex: 1;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 0.75rem;
    min-height: 14rem;
    text-align: center;
  }

  .who .avatar {
    margin-bottom: 1rem;
  }

  .who h1 {
    font-size: 1.6rem;
  }

  ringline-stage {
    flex: 1;
    min-height: 16rem;
  }

  /* Not larger than leaves room for whom one calls, and for the way out. */
  .own {
    flex: 0 1 auto;
    align-self: center;
    width: min(60rem, 100%, 108dvh);
    min-height: 10rem;
    margin-top: auto;
  }

  .waiting.video .who {
    flex: 1 0 auto;
    justify-content: flex-start;
    min-height: 0;
    padding-top: 0.5rem;
  }

  .waiting.video .avatar {
    display: none;
  }

  /* However many there are, one can hang up without looking for it. */
  ringline-controls {
    position: sticky;
    bottom: 0;
    z-index: 2;
    margin-inline: -1rem;
    padding: 0 1rem env(safe-area-inset-bottom);
    background: var(--ground);
  }

  .stage.in-call {
    padding-bottom: 0;
  }

  ringline-panel {
    flex: none;
    width: min(34rem, 100%);
    margin-inline: auto;
  }

  ringline-panel[data-panel="none"] {
    display: none;
  }

  /* A small window in the page: the tiles, and what is needed most. */
  :host([small]) .stage {
    gap: 0.25rem;
    padding: 0.5rem;
  }

  :host([small]) ringline-controls {
    margin: 0;
    padding: 0;
    background: transparent;
  }

  :host([small]) :is(.notices, h1) {
    display: none;
  }

  :host([small]) ringline-stage {
    min-height: 8rem;
  }

  @media (max-width: 40rem) {
    .own {
      aspect-ratio: 4 / 5;
      width: min(100%, 48dvh);
    }

    .stage h1 {
      font-size: 1.125rem;
    }

    .who h1 {
      font-size: 1.6rem;
    }

    .waiting .bar .button {
      width: 100%;
    }
  }

  /* A phone on its side: everything closer together. */
  @media (max-height: 30rem) {
    .stage {
      gap: 0.5rem;
      padding-block: 0.5rem;
    }

    .stage h1 {
      -webkit-line-clamp: 1;
    }

    ringline-stage {
      min-height: 8rem;
    }

    .who {
      gap: 0.25rem;
      min-height: 0;
    }

    .who .avatar {
      display: none;
    }

    .own {
      flex: 1 1 7rem;
      min-height: 5rem;
    }
  }
`;
