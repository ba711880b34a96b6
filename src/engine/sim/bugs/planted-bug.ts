// A planted bug: one change to a source file, made only in the bundle that a simulation runs from. Production code knows
// nothing of it. It shows that the simulator would find such a mistake if somebody made it.

export interface PlantedBug {
  readonly name: string;
  /** What the cluster does wrong. */
  readonly about: string;
  /** From the project's root. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The profile in which it shows soonest. */
  readonly profile: string;
}
