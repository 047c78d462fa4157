/** Buttons, fields, notices and faces. What is pressed is at least 44 pixels high and wide (WCAG 2.5.5). */

import { css } from "lit";

export const controls = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.55rem;
    min-width: 2.75rem;
    min-height: 2.75rem;
    padding: 0.5rem 1rem;
    border: 1px solid transparent;
    border-radius: 0.75rem;
    background: transparent;
    color: var(--text);
    font: inherit;
    font-weight: 600;
    line-height: 1.2;
    text-decoration: none;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }

  .button.primary {
    background: var(--accent);
    color: var(--on-accent);
  }

  .button.primary:hover {
    background: var(--accent-strong);
  }

  .button.plain {
    border-color: var(--edge);
    background: var(--surface);
  }

  .button.plain:hover,
  .button.quiet:hover {
    background: var(--sunken);
  }

  .button.quiet {
    color: var(--text-muted);
  }

  .button.accept {
    background: var(--accept);
    color: #fff;
  }

  .button.accept:hover {
    background: var(--accept-strong);
  }

  .button.danger {
    background: var(--danger);
    color: #fff;
  }

  .button.danger:hover {
    background: var(--danger-strong);
  }

  .round {
    display: flex;
    flex: 0 1 6.5rem;
    flex-direction: column;
    align-items: center;
    gap: 0.45rem;
    min-width: 4.75rem;
    padding: 0.25rem 0;
    border: 0;
    border-radius: 0.75rem;
    background: transparent;
    color: inherit;
    font: inherit;
    font-size: 0.8125rem;
    line-height: 1.2;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }

  .disc {
    display: grid;
    flex: none;
    place-items: center;
    width: 3.5rem;
    height: 3.5rem;
    border: 1px solid transparent;
    border-radius: 50%;
  }

  .disc .icon {
    width: 1.6rem;
    height: 1.6rem;
  }

  .round.plain .disc {
    border-color: var(--edge);
    background: var(--surface);
    color: var(--text);
  }

  .round.plain:hover .disc {
    background: var(--sunken);
  }

  .round.off .disc {
    background: var(--text);
    color: var(--surface);
  }

  .round.off:hover .disc {
    background: var(--text-muted);
  }

  .round.warn .disc {
    border-color: var(--danger);
    background: var(--surface);
    color: var(--problem);
  }

  .round.warn:hover .disc,
  .round[aria-expanded="true"] .disc {
    background: var(--sunken);
  }

  .round.danger .disc {
    background: var(--danger);
    color: #fff;
  }

  .round.danger:hover .disc {
    background: var(--danger-strong);
  }

  /* Above a picture. */
  .corner {
    display: grid;
    place-items: center;
    width: 2.75rem;
    height: 2.75rem;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: rgb(10 16 20 / 62%);
    color: #fff;
    cursor: pointer;
  }

  .corner:hover {
    background: rgb(10 16 20 / 88%);
  }

  label {
    font-weight: 600;
  }

  input {
    width: 100%;
    min-height: 3rem;
    padding: 0.5rem 0.9rem;
    border: 1px solid var(--edge);
    border-radius: 0.75rem;
    background: var(--surface);
    color: var(--text);
    font: inherit;
    font-size: 1.0625rem;
  }

  input::placeholder {
    color: var(--text-muted);
    opacity: 1;
  }

  input[aria-invalid] {
    border-color: var(--problem);
  }

  .problem {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    color: var(--problem);
  }

  .stack {
    display: flex;
    flex-direction: column;
    gap: 0.75rem;
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
  }

  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 0.6rem 0.75rem;
    padding: 0.75rem 1rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  .notice > p {
    flex: 1 1 10rem;
  }

  .notice > .icon {
    align-self: center;
  }

  .notice .icon + p {
    line-height: 1.4;
  }

  .notice.warning {
    border-color: var(--warning-line);
    background: var(--warning-ground);
  }

  .avatar {
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
  }

  .face {
    display: grid;
    place-items: center;
    width: 3rem;
    height: 3rem;
    border-radius: 50%;
    background: var(--hue);
    color: #fff;
    font-weight: 600;
    user-select: none;
  }

  .avatar.large .face {
    width: 6.5rem;
    height: 6.5rem;
    font-size: 2.4rem;
  }

  img.face {
    object-fit: cover;
  }

  /* The colour of a face goes on behind it in a tile. */
  [data-hue="0"],
  .tile:has([data-hue="0"]) {
    --hue: #0b6e65;
  }
  [data-hue="1"],
  .tile:has([data-hue="1"]) {
    --hue: #7a3e9d;
  }
  [data-hue="2"],
  .tile:has([data-hue="2"]) {
    --hue: #b0413e;
  }
  [data-hue="3"],
  .tile:has([data-hue="3"]) {
    --hue: #2b5ea7;
  }
  [data-hue="4"],
  .tile:has([data-hue="4"]) {
    --hue: #8a5a00;
  }
  [data-hue="5"],
  .tile:has([data-hue="5"]) {
    --hue: #3d6b21;
  }
  [data-hue="6"],
  .tile:has([data-hue="6"]) {
    --hue: #a3356e;
  }
  [data-hue="7"],
  .tile:has([data-hue="7"]) {
    --hue: #46536b;
  }
`;
