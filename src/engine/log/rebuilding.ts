// Rebuilding the producers' state by reading the log takes no time where the page cache has what it reads, and else some:
// what happens meanwhile is kept and done afterwards.
import { DiskError } from "../ports/disk.ts";
import { type Reads, runReads } from "./reads.ts";

export class Rebuilding {
  private running: Promise<void> | null = null;
  private missed: (() => void)[] = [];
  private failed = false;
  private turns = 0;

  get isRunning(): boolean {
    return this.running !== null;
  }

  /** The disk could not be read: nothing is known until it is tried again. */
  get hasFailed(): boolean {
    return this.failed;
  }

  /** Settles when nothing is being rebuilt any more. */
  async settled(): Promise<void> {
    while (this.running !== null) await this.running;
  }

  /** Runs `steps`, at once as far as the page cache has what they read. */
  run(steps: Reads): void {
    this.overtake();
    // One that is overtaken by another stops at its next read.
    const turn = this.turns;
    const running = runReads(steps, () => this.turns === turn);
    if (running !== undefined) this.running = this.finish(running, turn);
  }

  private async finish(running: Promise<void>, turn: number): Promise<void> {
    try {
      await running;
      if (this.turns !== turn) return;
      this.running = null;
      for (const event of this.missed.splice(0)) event();
    } catch (error) {
      // The disk fails for everybody else, too.
      if (!(error instanceof DiskError)) throw error;
      if (this.turns !== turn) return;
      this.running = null;
      this.failed = true;
    }
  }

  /** What runs, and what waits for it, is void. */
  overtake(): void {
    this.turns++;
    this.running = null;
    this.missed = [];
    this.failed = false;
  }

  /** Now, or when what runs has ended. */
  afterwards(event: () => void): void {
    if (this.running === null) event();
    else this.missed.push(event);
  }
}
