// The log cleaner of the broker, as log.cleaner.* say.
import type { BrokerConfig } from "../../config/broker-config.ts";
import type { CleanerHost } from "../../log/cleaner/cleaner-host.ts";
import type { ReplicaManager } from "./replica-manager.ts";

export function startLogCleaner(
  replicas: ReplicaManager,
  config: BrokerConfig,
  crashed: (error: unknown) => void,
): void {
  if (!config.flag("log.cleaner.enable")) return;
  const host: CleanerHost = {
    settings: () => ({
      backoffMs: config.number("log.cleaner.backoff.ms"),
      dedupeBufferBytes: config.number("log.cleaner.dedupe.buffer.size"),
      loadFactor: config.number("log.cleaner.io.buffer.load.factor"),
      // One half to read, one half to write.
      ioBufferBytes: config.number("log.cleaner.io.buffer.size") / 2,
      maxBytesPerSecond: config.number("log.cleaner.io.max.bytes.per.second"),
    }),
    isUsable: ({ topic, partition }) => replicas.partition(topic, partition)?.isUsable === true,
    deleted({ topic, partition }) {
      const cut = replicas.partition(topic, partition);
      if (cut !== undefined) replicas.changed(cut);
    },
    diskFailed: (error) => replicas.diskFailed(error),
    crashed,
  };
  replicas.logs.cleaner.start(host);
}
