// The configs of topics, as replicas of this broker obey them: what is set for the topic itself, and the broker's defaults
// under it.
import type { BrokerConfig } from "../../config/broker-config.ts";
import { ConfigResourceType } from "../../config/resource-type.ts";
import { logConfigOf, topicValue } from "../../config/topic-config.ts";
import type { MetadataDelta, MetadataImage } from "../../controller/image.ts";
import type { LogConfig } from "../../log/log.ts";
import type { Partition } from "./partition.ts";

type Texts = ReadonlyMap<string, string>;
const NO_TEXTS: Texts = new Map();

export class TopicSettings {
  /** What was asked of one image: every batch that a follower takes asks again. */
  private known = new Map<string, Texts>();
  private knownOf: MetadataImage | null = null;

  constructor(
    private readonly config: BrokerConfig,
    private readonly image: () => MetadataImage | null,
  ) {}

  /** What is set for the topic itself. */
  of(topic: string): Texts {
    const image = this.image();
    if (image === null) return NO_TEXTS;
    if (image !== this.knownOf) {
      this.known = new Map();
      this.knownOf = image;
    }
    let own = this.known.get(topic);
    if (own === undefined) {
      own = image.configs({ type: ConfigResourceType.TOPIC, name: topic });
      this.known.set(topic, own);
    }
    return own;
  }

  logConfig(topic: string): LogConfig {
    return logConfigOf(this.of(topic), this.config);
  }

  minIsr(topic: string): number {
    return topicValue("min.insync.replicas", this.of(topic), this.config) as number;
  }

  /** Topics take over what changed for them or, a broker's default having changed, for all. */
  changed({ changedConfigs }: MetadataDelta, topics: Iterable<readonly [string, Iterable<Partition>]>): void {
    const all = changedConfigs.some(({ type }) => type === ConfigResourceType.BROKER);
    for (const [topic, partitions] of topics) {
      const own = changedConfigs.some(
        ({ type, name }) => type === ConfigResourceType.TOPIC && name === topic,
      );
      if (!all && !own) continue;
      const logConfig = this.logConfig(topic);
      const minIsr = this.minIsr(topic);
      for (const partition of partitions) {
        partition.log.updateConfig(logConfig);
        partition.future?.updateConfig(logConfig);
        partition.configureMinIsr(minIsr);
      }
    }
  }
}
