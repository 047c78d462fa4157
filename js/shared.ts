/**
 * One client per url, user and device in a page, counted by its users (React's StrictMode mounts everything
 * twice). Knows nothing about clients but how to count them.
 */

/** Something that several users of the same key have in common. */
export interface Share<T> {
  readonly key: string;
  readonly value: Promise<T>;
  users: number;
}

const shares = new Map<string, Share<unknown>>();
const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** A number for `object` that no other object in this page has. */
export function identityOf(object: object): number {
  let number = numbers.get(object);
  if (number === undefined) numbers.set(object, (number = lastNumber += 1));
  return number;
}

/**
 * The share of `key`, made if there is none; the caller is one more user. A share whose making fails is
 * dropped.
 */
export function share<T>(key: string, make: (share: Share<T>) => Promise<T>): Share<T> {
  let found = shares.get(key) as Share<T> | undefined;
  if (!found) {
    const { promise: value, resolve } = Promise.withResolvers<T>();
    const fresh: Share<T> = { key, value, users: 0 };
    shares.set(key, (found = fresh));
    resolve(make(fresh));
    value.catch(() => drop(fresh));
  }
  found.users += 1;
  return found;
}

/** Used again after everybody had left. */
export function retain(share: Share<unknown>): void {
  if (share.users > 0) return;
  share.users = 1;
  if (!shares.has(share.key)) shares.set(share.key, share);
}

/** One user less; answers whether that was the last. */
export function release(share: Share<unknown>): boolean {
  share.users = Math.max(0, share.users - 1);
  if (share.users > 0) return false;
  drop(share);
  return true;
}

/** Whoever comes next gets a fresh one. */
export function drop(share: Share<unknown>): void {
  if (shares.get(share.key) === share) shares.delete(share.key);
}
