// java.util.Properties, for programs that keep the form of the Java original.

/** Configs by name: `props.put(ProducerConfig.ACKS_CONFIG, "all")`. A plain object does as well. */
export class Properties extends Map<string, unknown> {
  /** Returns the value that was there before, or null. */
  put(key: string, value: unknown): unknown {
    const before = this.get(key) ?? null;
    this.set(key, value);
    return before;
  }
  putAll(other: ReadonlyMap<string, unknown>): void {
    for (const [key, value] of other) this.set(key, value);
  }
  setProperty(key: string, value: string): unknown {
    return this.put(key, value);
  }
  getProperty(key: string, otherwise: string | null = null): string | null {
    const value = this.get(key);
    return typeof value === "string" ? value : otherwise;
  }
}
