/** Lists, switches, sliders and meters: what a browser draws in its own way, drawn like the rest. */

import { css } from "lit";

export const fields = css`
  .picker {
    display: flex;
    flex-direction: column;
    gap: 0.35rem;
    min-width: 0;
  }

  .picker > label {
    font-size: 0.9375rem;
  }

  .choice {
    position: relative;
    display: flex;
    align-items: center;
    color: var(--text);
  }

  .choice > .icon {
    position: absolute;
    inset-inline-start: 0.8rem;
    width: 1.25rem;
    height: 1.25rem;
    color: var(--text-muted);
    pointer-events: none;
  }

  /* The arrow: drawn, since that of the browser does not follow the colours. */
  .choice::after {
    position: absolute;
    inset-inline-end: 1.1rem;
    width: 0.5rem;
    height: 0.5rem;
    border: solid var(--text-muted);
    border-width: 0 2px 2px 0;
    transform: translateY(-25%) rotate(45deg);
    content: "";
    pointer-events: none;
  }

  select {
    width: 100%;
    min-width: 0;
    min-height: 3rem;
    padding-block: 0.5rem;
    padding-inline: 2.75rem 2.5rem;
    border: 1px solid var(--edge);
    border-radius: 0.75rem;
    appearance: none;
    background: var(--surface);
    color: var(--text);
    font: inherit;
    text-overflow: ellipsis;
    cursor: pointer;
  }

  select:hover {
    background: var(--sunken);
  }

  option {
    background: var(--surface);
    color: var(--text);
  }

  .iconic {
    display: grid;
    flex: none;
    place-items: center;
    width: 2.75rem;
    height: 2.75rem;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 50%;
    background: transparent;
    color: var(--text);
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }

  .iconic.plain:hover {
    background: var(--sunken);
  }

  .iconic.off {
    background: var(--text);
    color: var(--surface);
  }

  input[type="range"] {
    --track: linear-gradient(var(--line) 0 0);
    min-height: 2.75rem;
    padding: 0;
    border: 0;
    background: transparent;
    accent-color: var(--accent);
    cursor: pointer;
  }

  /* A switch: a checkbox to every reader. */
  .switch {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1rem;
    min-height: 2.75rem;
    cursor: pointer;
  }

  .switch input {
    position: relative;
    flex: none;
    width: 3.25rem;
    min-height: 0;
    height: 2rem;
    margin: 0;
    padding: 0;
    border: 2px solid var(--edge);
    border-radius: 999px;
    appearance: none;
    background: var(--sunken);
    cursor: pointer;
    transition: background-color 0.15s;
  }

  .switch input::before {
    position: absolute;
    inset-block-start: calc(50% - 0.625rem);
    inset-inline-start: 0.25rem;
    width: 1.25rem;
    height: 1.25rem;
    border-radius: 50%;
    background: var(--edge);
    content: "";
    transition:
      inset-inline-start 0.15s,
      background-color 0.15s;
  }

  .switch input:checked {
    border-color: var(--accent);
    background: var(--accent);
  }

  .switch input:checked::before {
    inset-inline-start: calc(100% - 1.5rem);
    background: var(--on-accent);
  }

  .switch input:disabled {
    opacity: 0.5;
    cursor: default;
  }

  .level {
    position: relative;
    height: 0.6rem;
    overflow: hidden;
    border-radius: 999px;
    background: var(--sunken);
  }

  .level i {
    position: absolute;
    inset: 0;
    border-radius: inherit;
    background: linear-gradient(90deg, var(--accent) 70%, var(--warning-line) 90%);
    clip-path: inset(0 calc(100% - 100% * var(--level, 0)) 0 0 round 999px);
    transition: clip-path 0.08s linear;
  }

  .level:dir(rtl) i {
    transform: scaleX(-1);
  }

  @media (prefers-reduced-motion: reduce) {
    .level i,
    .switch input,
    .switch input::before {
      transition: none;
    }
  }

  @media (forced-colors: active) {
    .level {
      border: 1px solid CanvasText;
    }

    .level i {
      background: Highlight;
      forced-color-adjust: none;
    }

    .switch input::before {
      background: ButtonText;
      forced-color-adjust: none;
    }

    .switch input:checked {
      background: Highlight;
      forced-color-adjust: none;
    }

    .switch input:checked::before {
      background: HighlightText;
    }
  }
`;
