/** Names and pictures of users, as far as direct calls need them: from the views of the server. */

/** How a user is shown. */
export interface Profile {
  readonly name?: string;
  readonly avatar?: string;
}

/** The profile in a participant's state. */
export function profileOf({ name, avatar }: Profile): Profile {
  return Object.freeze({
    ...(name === undefined ? {} : { name }),
    ...(avatar === undefined ? {} : { avatar }),
  });
}
