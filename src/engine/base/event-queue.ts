// What is due when: a binary heap ordered by time, and by order of arrival among equals, so that whoever plays it back
// always plays it back alike. Most of what is due some day is a timeout that never comes: what is cancelled leaves the
// heap at once, and nobody holds on to it.

export interface QueuedEvent {
  readonly dueMs: number;
  readonly fire: () => void;
  /** Takes it out; nothing happens when it is out already. */
  cancel(): void;
}

export interface EventQueue {
  add(dueMs: number, fire: () => void): QueuedEvent;
  /** The earliest event; it stays in the queue. */
  peek(): QueuedEvent | null;
  /** Takes the earliest event out. */
  pop(): QueuedEvent | null;
}

const OUT = -1;

class Entry implements QueuedEvent {
  /** Where in the heap it stands. */
  at = OUT;
  constructor(
    readonly dueMs: number,
    readonly sequence: number,
    readonly fire: () => void,
    private readonly heap: Heap,
  ) {}

  cancel(): void {
    if (this.at !== OUT) this.heap.remove(this);
  }
}

const before = (a: Entry, b: Entry): boolean =>
  a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.sequence < b.sequence);

class Heap implements EventQueue {
  private readonly entries: Entry[] = [];
  private nextSequence = 0;

  add(dueMs: number, fire: () => void): QueuedEvent {
    const entry = new Entry(dueMs, this.nextSequence++, fire, this);
    this.rise(entry, this.entries.length);
    return entry;
  }

  peek(): QueuedEvent | null {
    return this.entries[0] ?? null;
  }

  pop(): QueuedEvent | null {
    const first = this.entries[0];
    if (first === undefined) return null;
    this.remove(first);
    return first;
  }

  remove(entry: Entry): void {
    const { entries } = this;
    const { at } = entry;
    entry.at = OUT;
    const last = entries.pop()!;
    if (last === entry) return;
    // The last one takes the place, and may belong above it as well as below.
    if (at > 0 && before(last, entries[(at - 1) >> 1]!)) this.rise(last, at);
    else this.sink(last, at);
  }

  private rise(moving: Entry, start: number): void {
    const { entries } = this;
    let at = start;
    while (at > 0) {
      const parent = entries[(at - 1) >> 1]!;
      if (!before(moving, parent)) break;
      entries[at] = parent;
      parent.at = at;
      at = (at - 1) >> 1;
    }
    entries[at] = moving;
    moving.at = at;
  }

  private sink(moving: Entry, start: number): void {
    const { entries } = this;
    let at = start;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && before(entries[child + 1]!, entries[child]!)) child++;
      const next = entries[child]!;
      if (!before(next, moving)) break;
      entries[at] = next;
      next.at = at;
      at = child;
    }
    entries[at] = moving;
    moving.at = at;
  }
}

export function createEventQueue(): EventQueue {
  return new Heap();
}
