// What is due when: a binary heap ordered by time, and by order of arrival among equals, so that whoever plays it back
// always plays it back alike.

export interface QueuedEvent {
  readonly dueMs: number;
  readonly sequence: number;
  readonly fire: () => void;
  cancelled: boolean;
}

export interface EventQueue {
  add(dueMs: number, fire: () => void): QueuedEvent;
  /** The earliest event that is not cancelled; it stays in the queue. */
  peek(): QueuedEvent | null;
  /** Takes the earliest event out. */
  pop(): QueuedEvent | null;
}

const before = (a: QueuedEvent, b: QueuedEvent): boolean =>
  a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.sequence < b.sequence);

export function createEventQueue(): EventQueue {
  const heap: QueuedEvent[] = [];
  let nextSequence = 0;

  function rise(start: number): void {
    let at = start;
    const moving = heap[at]!;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(moving, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = moving;
  }

  function sink(): void {
    let at = 0;
    const moving = heap[0]!;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, moving)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = moving;
  }

  function removeFirst(): QueuedEvent {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      sink();
    }
    return first;
  }

  function peek(): QueuedEvent | null {
    // Cancelling only marks: the mark is looked at when the event would come first.
    while (heap.length > 0 && heap[0]!.cancelled) removeFirst();
    return heap[0] ?? null;
  }

  return {
    add(dueMs, fire) {
      const event: QueuedEvent = { dueMs, sequence: nextSequence++, fire, cancelled: false };
      heap.push(event);
      rise(heap.length - 1);
      return event;
    },
    peek,
    pop: () => (peek() === null ? null : removeFirst()),
  };
}
