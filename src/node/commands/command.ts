// The form of a sub-command of `samsa`. One file per command; commands/all.ts is the table.

export interface CommandOutput {
  out(line: string): void;
  err(line: string): void;
}

export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly help: string;
  /** Gives the exit code: 0, or 1 for failure. Throws UsageError when it is called wrongly, which exits 2. */
  run(args: readonly string[], output: CommandOutput): Promise<number>;
}

export class UsageError extends Error {
  override readonly name = "UsageError";
}
