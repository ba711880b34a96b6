// Work that reads files step by step: a generator that yields what a read gave and is handed the bytes. It runs at once
// as long as the page cache has them, which is nearly always, and goes on later where the disk must be asked.

export type Reads = Generator<Uint8Array | Promise<Uint8Array>, void, Uint8Array>;

/** Undefined when it is done already. `isWanted` is asked after each wait; when it says no, the rest is not done. */
export function runReads(steps: Reads, isWanted: () => boolean = () => true): Promise<void> | undefined {
  for (let step = steps.next(); !step.done; ) {
    const read = step.value;
    if (read instanceof Promise) return resume(steps, read, isWanted);
    step = steps.next(read);
  }
  return undefined;
}

async function resume(steps: Reads, first: Promise<Uint8Array>, isWanted: () => boolean): Promise<void> {
  let bytes = await first;
  while (isWanted()) {
    const step = steps.next(bytes);
    if (step.done) return;
    bytes = await step.value;
  }
}
