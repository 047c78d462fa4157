/** Before anything else: who are you? Plain links and a plain form, so that the name stands in the address. */

import { html, nothing, render } from "lit";
import { pageOf } from "./address.ts";
import { PEOPLE } from "./people.ts";

/** The longest user id that may be typed here. */
const MOST_TYPED = 64;

/** `session`: what an invitation link asked for, which the form passes on. */
export function showSignIn(main: HTMLElement, session: string | null): void {
  const people = PEOPLE.slice(0, 4).map(
    ({ userId }) => html`<a class="button plain" href=${pageOf(userId)}>${userId}</a>`,
  );
  render(
    html`<section class="card">
      <img class="logo" src=${new URL("./icon.svg", import.meta.url).href} alt="" />
      <h1>Welcome to Ringline</h1>
      <p class="muted">Pick a name. Others call you by it.</p>
      <form method="get" class="stack">
        <label for="user">Your name</label>
        <input
          id="user"
          name="user"
          required
          maxlength=${MOST_TYPED}
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          dir="auto"
        />
        ${session === null ? nothing : html`<input type="hidden" name="session" value=${session} />`}
        <button type="submit" class="button primary">Sign in</button>
      </form>
      ${
        session === null
          ? html`<p class="muted">Or be one of them:</p>
              <nav class="row" aria-label="People of the demo">${people}</nav>`
          : nothing
      }
    </section>`,
    main,
  );
  main.querySelector("input")?.focus();
}
