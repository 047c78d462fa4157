/** The top of the page: where we are, who we are, how the connection to the server is. */

import { html, nothing, render } from "lit";
import type { CallClient, ConnectionState } from "ringline";

/** What the header shows. */
export interface HeaderView {
  readonly user: string | null;
  readonly client: CallClient | null;
}

const CONNECTION: Readonly<Record<ConnectionState, string>> = {
  offline: "Offline",
  connecting: "Connecting…",
  online: "Online",
  waiting: "Reconnecting…",
  "in-use": "In use in another tab",
  fenced: "In use in another tab",
  refused: "Not signed in",
};

export function showHeader(header: HTMLElement, { user, client }: HeaderView): void {
  const connection = client
    ? html`<span class="connection ${client.connection}">${CONNECTION[client.connection]}</span>`
    : nothing;
  render(
    html`<span class="brand">
        <img class="logo" src=${new URL("./icon.svg", import.meta.url).href} alt="" />
        <span class="brand-name">Ringline</span>
      </span>
      ${connection} ${user === null ? nothing : html`<span class="user"><bdi>${user}</bdi></span>`}`,
    header,
  );
}
