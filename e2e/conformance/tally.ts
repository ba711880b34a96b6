// Counts cases, and says of each one that fails what is different first.

/** What was computed is not what was recorded. */
export class Mismatch extends Error {
  override readonly name = "Mismatch";
}

export class Tally {
  passed = 0;
  readonly failures: string[] = [];

  /** Runs one case: it passes when `run` throws nothing. */
  async check(name: string, run: () => void | Promise<void>): Promise<void> {
    try {
      await run();
      this.passed++;
    } catch (error) {
      const reason = error instanceof Mismatch ? error.message : String((error as Error).stack ?? error);
      this.failures.push(`${name}: ${reason}`);
    }
  }

  get failed(): number {
    return this.failures.length;
  }
}

const SHOWN_CHARACTERS = 160;

function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/** The path and the values where two JSON values part; undefined when they are equal. Key order means nothing. */
export function firstDifference(expected: unknown, actual: unknown, path = ""): string | undefined {
  if (expected === actual) return undefined;
  if (typeof expected !== "object" || typeof actual !== "object" || expected === null || actual === null) {
    return `${path || "value"}: expected ${shown(expected)}, got ${shown(actual)}`;
  }
  if (Array.isArray(expected) !== Array.isArray(actual)) {
    return `${path}: expected ${shown(expected)}, got ${shown(actual)}`;
  }
  const left = expected as Readonly<Record<string, unknown>>;
  const right = actual as Readonly<Record<string, unknown>>;
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const step = Array.isArray(expected) ? `[${key}]` : path === "" ? key : `.${key}`;
    const difference = firstDifference(left[key], right[key], path + step);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const difference = firstDifference(expected, actual);
  if (difference !== undefined) throw new Mismatch(`${what}: ${difference}`);
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

export function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "hex"));
}

/** Bytes compared as hex, so that a difference shows where it is. */
export function expectBytes(actual: Uint8Array, expectedHex: string, what: string): void {
  const hex = hexOf(actual);
  if (hex === expectedHex) return;
  let at = 0;
  while (hex[at] === expectedHex[at]) at++;
  const byte = at >> 1;
  const near = (text: string): string => text.slice(2 * byte, 2 * byte + 16) || "the end";
  throw new Mismatch(
    `${what}: byte ${byte} differs: expected ${near(expectedHex)}, got ${near(hex)} (${expectedHex.length / 2} and ${actual.length} bytes)`,
  );
}

/** Runs what must fail, and gives what it threw. Anything but an error of `kinds` is a defect of ours. */
export function expectFailure<E extends Error>(
  run: () => unknown,
  kinds: readonly (new (...args: never[]) => E)[],
  what: string,
): E {
  try {
    run();
  } catch (error) {
    const known = kinds.find((kind) => error instanceof kind);
    if (known !== undefined) return error as E;
    throw new Mismatch(`${what}: failed with a foreign error: ${String(error)}`);
  }
  throw new Mismatch(`${what}: accepted, where Kafka refuses`);
}
