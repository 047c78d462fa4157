/** What every element of the kit looks like. */

import { css } from "lit";
import type { CSSResultGroup } from "lit";
import { controls } from "./controls.ts";
import { tokens } from "./tokens.ts";

const letters = css`
  :host {
    font-family: var(--font);
    line-height: 1.5;
    color: var(--text);
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h1,
  h2,
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }

  h1,
  h2 {
    line-height: 1.25;
  }

  h1,
  h2,
  .centred p {
    text-wrap: balance;
  }

  h1 {
    font-size: 1.5rem;
  }

  /* The heading takes the focus so that a reader begins there; there is nothing to press. */
  h1:focus,
  dialog:focus {
    outline: none;
  }

  :focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 3px;
  }

  /* A very long name must not push the buttons away. */
  .stage h1,
  .incoming h2 {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }

  a {
    color: var(--accent);
    text-underline-offset: 0.2em;
  }

  .muted {
    color: var(--text-muted);
  }

  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .icon {
    flex: none;
    width: 1.4rem;
    height: 1.4rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .icon-hangUp,
  .icon-phone {
    fill: currentcolor;
    stroke: none;
  }
`;

const rings = css`
  .avatar.rings::before,
  .avatar.rings::after {
    position: absolute;
    inset: 0;
    border: 3px solid var(--accent);
    border-radius: 50%;
    content: "";
    animation: ring 2s ease-out infinite;
  }

  .avatar.rings::after {
    animation-delay: 1s;
  }

  @keyframes ring {
    from {
      opacity: 0.9;
      transform: scale(1);
    }

    to {
      opacity: 0;
      transform: scale(1.55);
    }
  }

  /* Without motion the rings stand still. */
  @media (prefers-reduced-motion: reduce) {
    .avatar.rings::before,
    .avatar.rings::after {
      animation: none;
      transform: scale(1.13);
    }

    .avatar.rings::after {
      opacity: 0.45;
      transform: scale(1.28);
    }
  }
`;

export const base: CSSResultGroup = [tokens, letters, controls, rings];
