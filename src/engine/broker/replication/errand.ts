// Something that a broker has to tell the controller about its partitions: one request at a time, with all that is waiting
// by then, each partition at most once; tried again until it is told.
import type { Clock } from "../../ports/clock.ts";
import type { Partition } from "./partition.ts";

export interface ErrandOptions {
  readonly clock: Clock;
  readonly retryMs: number;
  /** What is found meanwhile travels with the first request. */
  gather(): Promise<void>;
  /** Tells of what waits, and takes it out. False: it has to be tried again, a little later. */
  tell(waiting: Set<Partition>): Promise<boolean>;
  crashed(error: unknown): void;
}

export class Errand {
  readonly waiting = new Set<Partition>();
  private busy = false;
  private closed = false;

  constructor(private readonly options: ErrandOptions) {}

  add(partition: Partition): void {
    this.waiting.add(partition);
    if (!this.busy) void this.run().catch((error: unknown) => this.options.crashed(error));
  }

  close(): void {
    this.closed = true;
  }

  private async run(): Promise<void> {
    const { clock, retryMs } = this.options;
    this.busy = true;
    await this.options.gather();
    while (this.waiting.size > 0 && !this.closed) {
      const done = await this.options.tell(this.waiting);
      if (!done) await new Promise<void>((resume) => clock.setTimer(retryMs, resume));
    }
    this.busy = false;
  }
}
