/** `<ringline-prejoin>`: the picture beside the choices; above them where there is no room. */

import { css } from "lit";
import { card } from "./card.ts";
import { fields } from "./fields.ts";

export const prejoinStyles = [
  fields,
  card,
  css`
    :host {
      display: block;
      container-type: inline-size;
    }

    .card.with-picture {
      display: grid;
      grid-template-columns: minmax(0, 1.35fr) minmax(17rem, 1fr);
      gap: 2rem;
      width: min(64rem, 100% - 2rem);
    }

    .preview {
      position: relative;
      display: grid;
      place-items: center;
      overflow: hidden;
      min-height: 18rem;
      border: 1px solid transparent; /* forced colours show it */
      max-height: 32rem;
      border-radius: calc(var(--radius) * 1.25);
      background: radial-gradient(120% 120% at 50% 0%, #25343b, #11181c);
      color: #f2f6f8;
    }

    .preview video {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      object-fit: cover;
    }

    .preview video[hidden] {
      display: none;
    }

    .mirrored {
      transform: scaleX(-1);
    }

    .dark {
      display: flex;
      flex-direction: column;
      align-items: center;
      gap: 0.75rem;
      padding: 1rem;
      text-align: center;
    }

    .dark .icon {
      width: 2.75rem;
      height: 2.75rem;
      opacity: 0.8;
    }

    .choices {
      gap: 1rem;
      min-width: 0;
    }

    .where {
      margin-top: -0.75rem;
    }

    .device {
      display: flex;
      flex-direction: column;
      gap: 0.5rem;
    }

    .device:empty {
      display: none;
    }

    /* The switch above says it already. */
    .switch ~ .picker > label {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }

    .card .row {
      margin-top: 0.5rem;
    }

    .card .row .button {
      flex: 1 1 auto;
      min-height: 3rem;
    }

    .card .row .button.primary {
      flex-grow: 3;
    }

    @container (max-width: 46rem) {
      .card.with-picture {
        grid-template-columns: minmax(0, 1fr);
        gap: 1.25rem;
        width: min(30rem, 100% - 2rem);
      }

      .preview {
        min-height: 0;
        aspect-ratio: 16 / 10;
      }
    }

    @container (max-width: 30rem) {
      .card.with-picture {
        width: 100%;
      }
    }
  `,
];
