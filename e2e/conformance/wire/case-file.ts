// The form of a module that knows one file of cases.

export interface CaseFile<C> {
  readonly file: string;
  /** For people only; nothing depends on it. */
  name(one: C): string;
  /** Throws Mismatch where our code differs from the recording. */
  check(one: C): void;
}

/** What Java threw. */
export interface JavaError {
  readonly class: string;
  readonly message: string | null;
}
