/** `<ringline-toasts>`. */

import { css } from "lit";

export const toastsStyles = css`
  :host {
    display: block;
    flex: none;
  }

  .toasts {
    display: flex;
    flex-direction: column;
    gap: 0.75rem;
    width: min(44rem, 100%);
    margin-inline: auto;
  }

  .toasts:has(.notice) {
    padding: 1rem 1rem 0;
  }

  .notice {
    animation: arrive 0.25s ease-out;
  }

  .notice .button {
    padding-inline: 0.75rem;
  }

  .notice > .icon {
    align-self: center;
  }

  .notice > p {
    flex-basis: 8rem;
  }

  .held p {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.5rem;
  }

  .held > .icon {
    width: 2.5rem;
    height: 2.5rem;
    padding: 0.6rem;
    border-radius: 50%;
    background: var(--sunken);
  }

  @media (max-width: 30rem) {
    .held .row {
      flex: 1 1 100%;
      justify-content: flex-end;
      gap: 0.5rem;
    }

    .notice .button {
      padding-inline: 0.55rem;
    }

    .held .button {
      flex: 1 1 auto;
    }
  }

  @keyframes arrive {
    from {
      opacity: 0;
      transform: translateY(-0.6rem);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .notice {
      animation: none;
    }
  }
`;
