// Assertions state what the engine itself guarantees. What a user or the network can cause is a Kafka error code.

/** The engine broke its own rule: a defect in Samsa, never the answer to bad input. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** For the end of a switch over a closed union. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${JSON.stringify(value)}`);
}
