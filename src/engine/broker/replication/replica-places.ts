// Where the logs of a broker's replicas are: which directory a new one is made in, what an earlier life left of a topic
// that was made anew or of a move, and what nobody knows of any more.
import type { Uuid } from "../../base/uuid.ts";
import type { MetadataImage, PartitionImage, TopicImage } from "../../controller/image.ts";
import { DirectoryId } from "../../controller/image-partition.ts";
import type { LogConfig, LogManager, PartitionLog } from "../../log/log.ts";
import { METADATA_TOPIC } from "../../raft/metadata-topic.ts";

export class ReplicaPlaces {
  /** Where a replica that is not here yet shall go, by its topic and number. */
  private readonly preferred = new Map<string, Uuid>();

  constructor(
    private readonly brokerId: number,
    private readonly logs: LogManager,
  ) {}

  /** A replica that is made here later goes into this directory. */
  prefer(topic: string, index: number, directory: Uuid): void {
    this.preferred.set(`${topic}-${index}`, directory);
  }

  get hasOfflineDirectory(): boolean {
    return this.logs.directories.some(({ offline }) => offline !== null);
  }

  /** Null when it may be in a directory that is offline: a second one elsewhere would be another history. */
  openLog(
    topic: TopicImage,
    { partition: index }: PartitionImage,
    assigned: Uuid,
    config: LogConfig,
  ): PartitionLog | null {
    const { logs } = this;
    if (this.mayLieOffline(topic.name, index, assigned)) return null;
    const left = logs.get(topic.name, index);
    if (left !== undefined && left.topicId !== topic.id) logs.remove(topic.name, index);
    const place = `${topic.name}-${index}`;
    this.resolveFuture(topic, index, assigned);
    const directory = this.preferred.get(place) ?? assigned;
    const log = logs.create(topic.name, index, topic.id, config, directory);
    this.preferred.delete(place);
    return log;
  }

  private mayLieOffline(topic: string, index: number, assigned: Uuid): boolean {
    if (!this.hasOfflineDirectory || this.logs.get(topic, index) !== undefined) return false;
    if (assigned === DirectoryId.UNASSIGNED) return false;
    return !this.logs.directories.some(({ id, offline }) => id === assigned && offline === null);
  }

  /** What an earlier life left of a move: the copy takes the place of a log that has gone, or is of another topic. */
  private resolveFuture(topic: TopicImage, index: number, assigned: Uuid): void {
    const { logs } = this;
    const future = logs.futureOf(topic.name, index);
    if (future === undefined) return;
    if (future.topicId !== topic.id) logs.removeFuture(topic.name, index);
    else if (logs.get(topic.name, index) === undefined && logs.directoryOf(future).id === assigned) {
      logs.promoteFuture(topic.name, index);
    }
  }

  /** Everything on disk that the image does not know of was deleted while the broker was away. The logs that went. */
  removeStrays(image: MetadataImage): PartitionLog[] {
    const isHere = ({ topic, topicId, partition }: PartitionLog): boolean => {
      const replicas = image.topicsById.get(topicId)?.partitions.get(partition)?.replicas ?? [];
      return replicas.includes(this.brokerId) || topic === METADATA_TOPIC;
    };
    for (const { logs } of this.logs.directories) {
      for (const { topic, partition } of [...logs].filter((log) => !isHere(log))) {
        const future = this.logs.futureOf(topic, partition);
        if (future !== undefined && !isHere(future)) this.logs.removeFuture(topic, partition);
      }
    }
    const strays = this.logs.all().filter((log) => !isHere(log));
    for (const { topic, partition } of strays) this.logs.remove(topic, partition);
    return strays;
  }
}
