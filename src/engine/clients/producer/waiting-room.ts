// Sends that have to wait for metadata: in Java they block the calling thread, here they stand in line. A record leaves
// when its topic and partition are known, or with an exception after max.block.ms.
import type { RecordHeader } from "../../records/record-cursor.ts";
import type { SendFuture } from "./send-future.ts";

export interface WaitingSend {
  readonly topic: string;
  readonly partition: number | null;
  readonly key: unknown;
  readonly value: unknown;
  readonly keyBytes: Uint8Array | null;
  readonly valueBytes: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
  readonly timestampMs: number;
  readonly future: SendFuture;
  /** Monotonic. */
  readonly sinceMs: number;
}

export class WaitingRoom {
  private readonly byTopic = new Map<string, WaitingSend[]>();
  private count = 0;
  private waiters: (() => void)[] = [];

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
    const line = this.byTopic.get(send.topic);
    if (line === undefined) this.byTopic.set(send.topic, [send]);
    else line.push(send);
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

  /** The longest waiting, over all topics. */
  get oldestSinceMs(): number | null {
    let oldest: number | null = null;
    for (const line of this.byTopic.values()) {
      const { sinceMs } = line[0]!;
      if (oldest === null || sinceMs < oldest) oldest = sinceMs;
    }
    return oldest;
  }
}
