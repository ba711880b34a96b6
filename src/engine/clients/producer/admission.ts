// Records that cannot be placed yet, for their topic is not known or the codec is not loaded: lets them in when it is,
// and refuses them after max.block.ms, or when waiting would not mend it.
import type { Timer } from "../../ports/clock.ts";
import { TimeoutException } from "../api/exceptions.ts";
import type { ClientContext } from "../network/client-context.ts";
import type { Metadata } from "../network/metadata.ts";
import type { Accumulator, ProducerTopic } from "./accumulator.ts";
import type { DeliveryStats } from "./delivery-stats.ts";
import { notPresent, topicError } from "./refusals.ts";
import type { WaitingSend } from "./waiting-line.ts";
import { WaitingRoom } from "./waiting-room.ts";

/** A timer for less could fire at a time that the clock still shows as too early. */
const SHORTEST_WAIT_MS = 0.01;

export interface AdmissionSettings {
  readonly maxBlockMs: number;
  /** Keys and values are wanted again, not only their bytes. */
  readonly keepsObjects: boolean;
  /** Whether there is no codec to wait for. */
  readonly codecReady: boolean;
}

export class Admission {
  private readonly room: WaitingRoom;
  private readonly maxBlockMs: number;
  private codecReady: boolean;
  private timer: Timer | null = null;

  constructor(
    private readonly context: ClientContext,
    private readonly metadata: Metadata,
    private readonly accumulator: Accumulator,
    private readonly stats: DeliveryStats,
    settings: AdmissionSettings,
    /** Places a record whose topic is known; what it throws fails the record. */
    private readonly place: (topic: ProducerTopic, send: WaitingSend) => void,
  ) {
    this.room = new WaitingRoom(settings.keepsObjects);
    this.maxBlockMs = settings.maxBlockMs;
    this.codecReady = settings.codecReady;
  }

  /** Records that wait. */
  get size(): number {
    return this.room.size;
  }

  topics(): string[] {
    return this.room.topics();
  }

  /** Resolves when nothing waits any more. */
  whenEmpty(): Promise<void> {
    return this.room.whenEmpty();
  }

  /** The topic, when a record may go to it at once: nothing is missing, and no earlier one waits. */
  open(name: string, partition: number | null): ProducerTopic | null {
    const topic = this.accumulator.topics.get(name) ?? this.knownTopic(name);
    if (topic === undefined || !topic.exists || !this.codecReady) return null;
    if (partition !== null && partition >= topic.queues.length) return null;
    return this.room.size > 0 && this.room.has(name) ? null : topic;
  }

  wait(send: WaitingSend): void {
    const isNew = !this.room.has(send.topic);
    this.room.add(send);
    if (!isNew) return;
    const known = this.metadata.cluster.topics.get(send.topic);
    this.metadata.requestUpdate(known === undefined);
    this.plan();
  }

  codecLoaded(): void {
    this.codecReady = true;
    this.metadataChanged();
  }

  metadataChanged(): void {
    const { topics } = this.metadata.cluster;
    for (const topic of this.accumulator.topics.values()) topic.exists = false;
    for (const [name, metadata] of topics) {
      const usable = metadata.partitions.length > 0;
      if (usable && (this.room.has(name) || this.accumulator.topics.has(name)))
        this.accumulator.topic(metadata);
    }
    for (const name of this.room.topics()) {
      const metadata = topics.get(name);
      const error = metadata === undefined ? null : topicError(metadata);
      if (error !== null) this.refuse(name, error);
      else this.admit(name);
    }
    if (this.room.size > 0) this.metadata.requestUpdate();
    this.plan();
  }

  /** Whoever still waits is refused. */
  close(error: Error): void {
    for (const topic of this.room.topics()) this.refuse(topic, error);
    this.timer?.cancel();
  }

  /** A topic of which the metadata are there although nothing was sent to it. */
  private knownTopic(name: string): ProducerTopic | undefined {
    const metadata = this.metadata.cluster.topics.get(name);
    const usable = metadata !== undefined && metadata.partitions.length > 0;
    return usable ? this.accumulator.topic(metadata) : undefined;
  }

  private admit(name: string): void {
    const topic = this.accumulator.topics.get(name);
    if (topic === undefined || !topic.exists || !this.codecReady) return;
    this.room.release(name, (send) => {
      if (send.partition !== null && send.partition >= topic.queues.length) return false;
      try {
        this.place(topic, send);
      } catch (error) {
        this.fail(send, error as Error);
      }
      return true;
    });
  }

  private plan(): void {
    this.timer?.cancel();
    this.timer = null;
    const since = this.room.oldestSinceMs;
    if (since === null) return;
    const { clock } = this.context.ports;
    const leftMs = since + this.maxBlockMs - clock.monotonicMs();
    this.timer = clock.setTimer(Math.max(leftMs, SHORTEST_WAIT_MS), () => this.expire());
  }

  private expire(): void {
    const nowMs = this.context.ports.clock.monotonicMs();
    for (const topic of this.room.topics()) {
      const partitions = this.metadata.cluster.topics.get(topic)?.partitions.length ?? 0;
      this.room.release(topic, (send) => {
        if (send.sinceMs + this.maxBlockMs > nowMs) return false;
        const error =
          partitions > 0 && send.partition !== null
            ? new TimeoutException(
                `Partition ${send.partition} of topic ${topic} with partition count ${partitions} is not present in ` +
                  `metadata after ${this.maxBlockMs} ms.`,
              )
            : notPresent(topic, this.maxBlockMs);
        this.fail(send, error);
        return true;
      });
    }
    this.plan();
  }

  private refuse(topic: string, error: Error): void {
    this.room.release(topic, (send) => {
      this.fail(send, error);
      return true;
    });
  }

  private fail(send: WaitingSend, error: Error): void {
    this.stats.failedRecords++;
    try {
      send.future.fail(error);
    } catch (thrown) {
      this.context.log("error", `Error executing user-provided callback: ${String(thrown)}`);
    }
  }
}
