/** `<ringline-devices>`. */

import { css } from "lit";
import { fields } from "./fields.ts";

export const devicesStyles = [
  fields,
  css`
    :host {
      display: block;
    }

    .devices {
      gap: 1rem;
    }

    .picker + .level {
      margin-top: -0.4rem;
    }

    .aside {
      display: flex;
      align-items: center;
      gap: 0.6rem;
    }

    .volumes {
      gap: 0.25rem;
      padding-top: 0.75rem;
      border-top: 1px solid var(--line);
    }

    .volume {
      display: flex;
      align-items: center;
      gap: 0.75rem;
    }

    .volume .face {
      width: 2.5rem;
      height: 2.5rem;
    }

    .loudness {
      flex: 1;
      min-width: 0;
    }

    .loudness .name {
      display: block;
      overflow: hidden;
      margin-bottom: -0.6rem;
      font-size: 0.9375rem;
      font-weight: 600;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  `,
];
