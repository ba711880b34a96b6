// Every error code becomes the exception that Kafka's clients throw, with its ancestors and its text.
import { exceptionClasses, exceptionOf } from "../../../src/engine/clients/api/exceptions.ts";
import { errorInfo } from "../../../src/engine/protocol/errors.ts";
import { expectEqual, Mismatch } from "../tally.ts";

export interface ErrorCase {
  readonly code: number;
  readonly name: string;
  readonly exception: string | null;
  readonly retriable: boolean;
  readonly message: string;
  readonly superclasses?: readonly string[];
}

export function checkError({ code, name, exception, retriable, message, superclasses }: ErrorCase): void {
  const info = errorInfo(code);
  expectEqual([info.name, info.exception, info.retriable], [name, exception, retriable], "code");
  if (exception === null) return;
  const error = exceptionOf(code);
  expectEqual([error.name, error.message], [exception, message], "exception");
  for (const ancestor of superclasses ?? []) {
    const known = exceptionClasses[ancestor];
    if (known === undefined || !(error instanceof known))
      throw new Mismatch(`${exception} is no ${ancestor}`);
  }
}
