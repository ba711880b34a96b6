/** A map that is copied on its first change, so that whoever holds the one before sees no change. */
export class DraftMap<K, V> {
  private copy: Map<K, V> | null = null;
  constructor(private readonly base: ReadonlyMap<K, V>) {}

  get current(): ReadonlyMap<K, V> {
    return this.copy ?? this.base;
  }
  get writable(): Map<K, V> {
    this.copy ??= new Map(this.base);
    return this.copy;
  }
}
