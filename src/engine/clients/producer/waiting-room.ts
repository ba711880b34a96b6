// Sends that have to wait for metadata: in Java they block the calling thread, here they stand in line. A record leaves
// when its topic and partition are known, or with an exception after max.block.ms.
import { WaitingLine, type WaitingSend } from "./waiting-line.ts";

export class WaitingRoom {
  private readonly byTopic = new Map<string, WaitingLine>();
  private count = 0;
  private waiters: (() => void)[] = [];

  /** `keepsObjects`: keys and values are wanted again, not only their bytes. */
  constructor(private readonly keepsObjects: boolean) {}

  get size(): number {
    return this.count;
  }
  has(topic: string): boolean {
    return this.byTopic.has(topic);
  }
  topics(): string[] {
    return [...this.byTopic.keys()];
  }

  add(send: WaitingSend): void {
    let line = this.byTopic.get(send.topic);
    if (line === undefined) {
      line = new WaitingLine(send.topic, this.keepsObjects);
      this.byTopic.set(send.topic, line);
    }
    line.add(send);
    this.count++;
  }

  /** Lets go all of a topic that `leaves` says; the others stay, in order. */
  release(topic: string, leaves: (send: WaitingSend) => boolean): void {
    const line = this.byTopic.get(topic);
    if (line === undefined) return;
    // The topic is open again while its line is worked off, so that a callback may send to it.
    this.byTopic.delete(topic);
    this.count -= line.length;
    for (const send of line) if (!leaves(send)) this.add(send);
    if (this.count > 0) return;
    const waiters = this.waiters;
    this.waiters = [];
    for (const resolve of waiters) resolve();
  }

  /** Resolves when nothing waits any more. */
  whenEmpty(): Promise<void> {
    if (this.count === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiters.push(resolve);
    });
  }

  /** Since when the first of all lines has waited; null when nobody does. */
  get oldestSinceMs(): number | null {
    let oldest: number | null = null;
    for (const { oldestSinceMs } of this.byTopic.values())
      if (oldestSinceMs !== null && (oldest === null || oldestSinceMs < oldest)) oldest = oldestSinceMs;
    return oldest;
  }
}
