// A test in virtual time that awaits something has to let time pass meanwhile.
import type { World } from "./world.ts";

/** Plays on until the promise settles; rejects as it does, or when it has not settled within `limitMs`. */
export async function untilSettled<T>(
  world: Pick<World, "runUntil">,
  promise: Promise<T>,
  limitMs: number,
): Promise<T> {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  promise.then(settle, settle);
  await world.runUntil(() => settled, limitMs);
  return promise;
}
