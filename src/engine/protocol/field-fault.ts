// How an error inside a message finds out where it stands: the path grows while the error travels up the structs.
import { ByteError } from "../base/bytes.ts";

/** Something is wrong at `offset`, a byte position; the codec turns it into a DecodeError or an EncodeError. */
export class FieldFault extends Error {
  path = "";
  constructor(
    readonly reason: string,
    readonly offset: number,
  ) {
    super(reason);
  }
}

export function within(error: unknown, step: string): FieldFault {
  const fault =
    error instanceof FieldFault
      ? error
      : error instanceof ByteError
        ? new FieldFault(error.message, error.offset)
        : null;
  if (fault === null) throw error;
  fault.path = fault.path === "" || fault.path.startsWith("[") ? step + fault.path : `${step}.${fault.path}`;
  return fault;
}
