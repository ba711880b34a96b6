// A cleaning as a row of small steps, so that it never keeps a produce waiting: a generator that yields a promise when it
// has to wait, and a number when it has done so much work and others should have their turn. Who runs it decides what
// to do in between. That it counts work and not time makes it the same in every world.

/** A promise to wait for, or the bytes that were read and written since the last step. */
export type Step = Promise<unknown> | number;
export type Steps<T> = Generator<Step, T, unknown>;

/** The value, after waiting for it where it is not there at once. */
export function* waitFor<T>(value: T | Promise<T>): Steps<T> {
  return value instanceof Promise ? ((yield value) as T) : value;
}

/** Counts work until it is time for others. */
export class Turns {
  private records = 0;
  private bytes = 0;

  /** How many records may still be looked at in this turn. */
  get left(): number {
    return Math.max(1, RECORDS_A_TURN - this.records);
  }

  did(records: number, bytes: number): void {
    this.records += records;
    this.bytes += bytes;
  }

  /** Gives way when enough was done. */
  *giveWay(): Steps<void> {
    if (this.records < RECORDS_A_TURN && this.bytes < BYTES_A_TURN) return;
    const { bytes } = this;
    this.records = 0;
    this.bytes = 0;
    yield bytes;
  }
}

/** Together well below a millisecond or two on any machine of today. */
export const RECORDS_A_TURN = 1024;
const BYTES_A_TURN = 256 * 1024;

/**
 * Runs to the end. `between` is asked after each piece of work, and says when to go on; before every step `isWanted` is
 * asked, and when it says no, the rest is not done and the answer is null.
 */
export async function runSteps<T>(
  steps: Steps<T>,
  between: (bytes: number) => Promise<void> | undefined,
  isWanted: () => boolean = () => true,
): Promise<T | null> {
  let step = steps.next();
  while (!step.done) {
    const waited: Promise<unknown> =
      typeof step.value === "number" ? Promise.resolve(between(step.value)) : step.value;
    const goOn = await waited.then(
      (value) => () => steps.next(value),
      (error: unknown) => () => steps.throw(error),
    );
    if (!isWanted()) {
      // Lets it take away what it had begun.
      steps.return(undefined as T);
      return null;
    }
    step = goOn();
  }
  return step.value;
}
