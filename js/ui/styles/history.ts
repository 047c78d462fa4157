/** `<ringline-history>`. */

import { css } from "lit";
import { fields } from "./fields.ts";

export const historyStyles = [
  fields,
  css`
    :host {
      display: block;
      container-type: inline-size;
    }

    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 0.25rem 1rem;
    }

    h2 {
      font-size: 1.25rem;
    }

    .empty {
      padding-block: 1rem;
    }

    ul {
      display: flex;
      flex-direction: column;
      margin: 0.25rem 0 0;
      padding: 0;
      list-style: none;
    }

    li {
      display: flex;
      align-items: center;
      gap: 0.8rem;
      min-height: 4rem;
      padding-block: 0.5rem;
    }

    li + li {
      border-top: 1px solid var(--line);
    }

    .what {
      flex: 1;
      min-width: 0;
    }

    .name {
      overflow: hidden;
      font-weight: 600;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    .missed .name,
    .missed .way,
    .missed .facts .icon {
      color: var(--problem);
    }

    .missed .way {
      font-weight: 700;
    }

    .facts {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      column-gap: 0.4rem;
      font-size: 0.875rem;
    }

    .facts .icon {
      width: 1rem;
      height: 1rem;
      stroke-width: 2.4;
    }

    .facts span + span::before {
      margin-inline-end: 0.4rem;
      content: "·";
    }

    .when {
      display: flex;
      flex: none;
      flex-direction: column;
      align-items: flex-end;
      font-size: 0.875rem;
      font-variant-numeric: tabular-nums;
    }

    .again {
      display: flex;
      flex: none;
    }

    .again .iconic {
      color: var(--accent);
    }

    /* On a phone the time goes below the name. */
    @container (max-width: 28rem) {
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 0 0.75rem;
      }

      .avatar,
      .again {
        grid-row: 1 / 3;
      }

      .again {
        grid-column: 3;
      }

      .what,
      .when {
        grid-column: 2;
      }

      .when {
        flex-flow: row wrap;
        justify-content: flex-start;
        column-gap: 0.4rem;
      }

      .when span::before {
        margin-inline-end: 0.4rem;
        content: "·";
      }
    }
  `,
];
