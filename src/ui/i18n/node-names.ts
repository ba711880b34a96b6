// What sentences call a node: as the drawings do, so that one who reads of C3 finds it.

export interface NodeNames {
  /** C3; a broker by its number alone. */
  short(id: number): string;
  /** C3, or Broker 2. */
  full(id: number): string;
  /** With the number that Kafka's own tools want: C3 (3003). */
  withId(id: number): string;
}

/** The controllers in their order, and what a broker is called. */
export function nodeNames(controllers: readonly number[], broker: (id: number) => string): NodeNames {
  const label = (id: number): string | null => {
    const index = controllers.indexOf(id);
    return index < 0 ? null : `C${index + 1}`;
  };
  return {
    short: (id) => label(id) ?? String(id),
    full: (id) => label(id) ?? broker(id),
    withId: (id) => (label(id) === null ? String(id) : `${label(id)} (${id})`),
  };
}
