// An exception as the recordings show it, and how ours is held against it: class by its simple name, message, causes.
import { firstDifference, Mismatch } from "../tally.ts";

export interface RecordedError {
  readonly exception: string;
  readonly message: string | null;
  readonly cause?: RecordedError;
}

interface Shown {
  readonly exception: string;
  readonly message: string | null;
  readonly cause?: Shown;
}

const simpleName = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

function recordedAs({ exception, message, cause }: RecordedError): Shown {
  const shown = { exception: simpleName(exception), message };
  return cause === undefined ? shown : { ...shown, cause: recordedAs(cause) };
}

/** `"<n>ms"` in a recorded message stands for any number. */
function ours(error: unknown, expected: Shown): Shown {
  if (!(error instanceof Error)) return { exception: typeof error, message: String(error) };
  const { name, message, cause } = error;
  const anyNumber = expected.message?.includes("<n>ms") === true;
  const text = anyNumber ? message.replace(/\d+ms/g, "<n>ms") : message;
  const shown = { exception: name, message: text === "" && expected.message === null ? null : text };
  return expected.cause === undefined ? shown : { ...shown, cause: ours(cause, expected.cause) };
}

export function expectError(error: unknown, recorded: RecordedError, what: string): void {
  const expected = recordedAs(recorded);
  const difference = firstDifference(expected, ours(error, expected));
  if (difference !== undefined) throw new Mismatch(`${what}: ${difference}`);
}

/** What `run` throws. */
export async function failureOf(run: () => unknown, what: string): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Mismatch(`${what}: accepted, where Kafka refuses`);
}
