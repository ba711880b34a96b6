// Which directory holds which replica (KIP-858): the controller lets no replica lead whose directory it does not know to
// be online. Where its metadata names another directory than the one that a replica is in, or none since the broker has
// several to choose from, the broker puts it right.
import { toLong } from "../../base/long.ts";
import type { Uuid } from "../../base/uuid.ts";
import { isConnectionFailure } from "../../net/channel.ts";
import type { Clock } from "../../ports/clock.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { AssignReplicasToDirs } from "../../protocol/schemas/73-assign-replicas-to-dirs.ts";
import type { ControllerLink } from "../lifecycle/controller-link.ts";
import { Errand } from "./errand.ts";
import type { Partition } from "./partition.ts";

const VERSION = 0;
const TIMEOUT_MS = 30_000;
/** What is found wrong within so short a time travels together. */
const GATHERING_MS = 10;
const RETRY_MS = 500;
const MOST_PER_REQUEST = 2250;

export interface DirectoryHost {
  readonly brokerId: number;
  readonly clock: Clock;
  readonly link: Pick<ControllerLink, "request" | "forget">;
  /** The directory that the replica is in. */
  directoryOf(partition: Partition): Uuid | null;
  brokerEpoch(): number;
  crashed(error: unknown): void;
}

export class DirectoryAssignments {
  private readonly errand: Errand;

  constructor(private readonly host: DirectoryHost) {
    const { clock } = host;
    this.errand = new Errand({
      clock,
      retryMs: RETRY_MS,
      gather: () => new Promise((resume) => clock.setTimer(GATHERING_MS, resume)),
      tell: (waiting) => this.tell(waiting),
      crashed: (error) => host.crashed(error),
    });
  }

  /** What the metadata says of the replica here; undefined when it says nothing. */
  check(partition: Partition, directory: Uuid | undefined): void {
    if (directory === undefined || directory === this.host.directoryOf(partition)) {
      this.errand.waiting.delete(partition);
    } else this.errand.add(partition);
  }

  close(): void {
    this.errand.close();
  }

  private async tell(waiting: Set<Partition>): Promise<boolean> {
    // One whose directory has failed meanwhile is told of too: only so the controller knows that it is lost.
    for (const partition of waiting) if (partition.role === "removed") waiting.delete(partition);
    const batch = [...waiting].slice(0, MOST_PER_REQUEST);
    if (batch.length === 0) return true;
    const done = await this.assign(batch);
    if (done) for (const partition of batch) waiting.delete(partition);
    return done;
  }

  private async assign(batch: readonly Partition[]): Promise<boolean> {
    const { brokerId, link } = this.host;
    const byDirectory = new Map<Uuid, Map<Uuid, { partitionIndex: number }[]>>();
    for (const partition of batch) {
      const directory = this.host.directoryOf(partition);
      if (directory === null) continue;
      const byTopic = byDirectory.get(directory) ?? new Map<Uuid, { partitionIndex: number }[]>();
      byDirectory.set(directory, byTopic);
      const { topicId, index } = partition;
      byTopic.set(topicId, [...(byTopic.get(topicId) ?? []), { partitionIndex: index }]);
    }
    const directories = [...byDirectory].map(([id, byTopic]) => ({
      id,
      topics: [...byTopic].map(([topicId, partitions]) => ({ topicId, partitions })),
    }));
    const body = { brokerId, brokerEpoch: toLong(this.host.brokerEpoch()), directories };
    try {
      const { errorCode } = (await link.request(AssignReplicasToDirs, VERSION, body, TIMEOUT_MS)).body;
      if (errorCode === ErrorCode.NOT_CONTROLLER) link.forget();
      // A partition that is refused by itself is one that the metadata will soon say more of.
      return errorCode === ErrorCode.NONE;
    } catch (error) {
      if (!isConnectionFailure(error)) throw error;
      return false;
    }
  }
}
