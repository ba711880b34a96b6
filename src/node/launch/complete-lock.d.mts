interface LockEntry {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export function missingOptionals(lock: {
  readonly packages: Readonly<Record<string, LockEntry>>;
}): readonly (readonly [name: string, range: string, parent: LockEntry])[];
