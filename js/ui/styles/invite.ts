/** `<ringline-invite-picker>`. */

import { css } from "lit";

export const inviteStyles = css`
  :host {
    display: block;
  }

  .search {
    position: relative;
    display: flex;
    align-items: center;
  }

  .search .icon {
    position: absolute;
    inset-inline-start: 0.85rem;
    width: 1.25rem;
    height: 1.25rem;
    color: var(--text-muted);
    pointer-events: none;
  }

  .search input {
    padding-inline-start: 2.75rem;
    border-radius: 999px;
    appearance: none;
  }

  .list {
    display: flex;
    flex-direction: column;
    gap: 2px;
    max-height: min(22rem, 50dvh);
    margin-inline: -0.5rem;
    padding: 0.25rem 0.5rem;
    overflow-y: auto;
    overscroll-behavior: contain;
  }

  .none {
    padding: 1.5rem 0.5rem;
    text-align: center;
  }

  .person {
    position: relative;
    display: flex;
    flex: none;
    align-items: center;
    gap: 0.8rem;
    min-height: 3.5rem;
    padding: 0.4rem 0.75rem 0.4rem 0.6rem;
    border-radius: 0.9rem;
    font-weight: 400;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }

  .person:hover {
    background: var(--sunken);
  }

  .person:has(:checked) {
    background: color-mix(in srgb, var(--accent) 12%, transparent);
  }

  .person:has(:focus-visible) {
    outline: 3px solid var(--focus);
    outline-offset: -3px;
  }

  /* The row is the box: the real one lies over it, so that fingers and readers find it. */
  .person input {
    position: absolute;
    inset: 0;
    width: 100%;
    min-height: 0;
    height: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }

  .who {
    position: relative;
    flex: none;
  }

  .who .face {
    width: 2.6rem;
    height: 2.6rem;
  }

  .who[data-presence]::after {
    position: absolute;
    inset-block-end: -1px;
    inset-inline-end: -1px;
    box-sizing: border-box;
    width: 0.85rem;
    height: 0.85rem;
    border: 2px solid var(--surface);
    border-radius: 50%;
    background: var(--accept);
    content: "";
  }

  .who[data-presence="busy"]::after {
    background: var(--danger);
  }

  .who[data-presence="offline"]::after {
    background: var(--edge);
  }

  .names {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-width: 0;
    line-height: 1.3;
  }

  .names span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .name {
    font-weight: 600;
  }

  .id,
  .presence {
    font-size: 0.875rem;
  }

  .presence {
    flex: none;
  }

  .tick {
    display: grid;
    flex: none;
    place-items: center;
    width: 1.6rem;
    height: 1.6rem;
    border: 2px solid var(--edge);
    border-radius: 50%;
  }

  .tick .icon {
    visibility: hidden;
    width: 1rem;
    height: 1rem;
    stroke-width: 3;
  }

  :checked ~ .tick {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }

  :checked ~ .tick .icon {
    visibility: visible;
  }

  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem;
  }

  .foot .row {
    margin-inline-start: auto;
  }

  .count {
    display: flex;
    align-items: center;
    gap: 0.6rem;
    min-height: 2rem;
    font-weight: 600;
  }

  .faces {
    display: flex;
  }

  .faces .face {
    width: 2rem;
    height: 2rem;
    border: 2px solid var(--surface);
    font-size: 0.75rem;
  }

  .faces .avatar + .avatar {
    margin-inline-start: -0.6rem;
  }

  @media (forced-colors: active) {
    :checked ~ .tick {
      border-color: Highlight;
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }

    .who[data-presence]::after {
      display: none;
    }
  }
`;
