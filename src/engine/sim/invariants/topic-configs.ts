// A topic has the configs that were written for it since it was made: all of them, and none that a topic of the same name
// had before. All nodes could be wrong about that in the same way, so it is told from the bytes of the metadata log.
import { ResourceType } from "../../controller/configs/effective-config.ts";
import type { MetadataRecord } from "../../raft/metadata-record.ts";
import { type Checker, controllerOf, InvariantViolation } from "./checker.ts";
import { readCommittedMetadata } from "./committed-metadata.ts";

export function topicConfigs(): Checker {
  const invariant = "topic configs";
  /** Names by id, and configs by name. */
  const names = new Map<string, string>();
  const configs = new Map<string, Map<string, string>>();
  /** All below was read. */
  let readEnd = 0;

  function took(record: MetadataRecord, offset: number): void {
    readEnd = offset + 1;
    if (record.type === "TopicRecord") {
      names.set(record.data.topicId, record.data.name);
      // What a gap took with it may have been a topic of that name.
      configs.set(record.data.name, new Map());
    } else if (record.type === "RemoveTopicRecord") {
      configs.delete(names.get(record.data.topicId) ?? "");
    } else if (record.type === "ConfigRecord" && record.data.resourceType === ResourceType.TOPIC) {
      const own = configs.get(record.data.resourceName);
      if (record.data.value === null) own?.delete(record.data.name);
      else own?.set(record.data.name, record.data.value);
    }
  }

  const read = readCommittedMetadata({ onRecord: took, onGap: () => configs.clear() });
  return {
    invariant,
    onMoment({ snapshot, logs }) {
      read(logs);
      const controller = controllerOf(snapshot);
      // While the controller decides, its image may be ahead of what is committed.
      if (controller === null || controller.highWatermark !== controller.logEndOffset) return;
      if (controller.highWatermark !== readEnd) return;
      for (const { name, configs: said } of controller.topics) {
        const written = configs.get(name);
        if (written === undefined || isSame(written, said)) continue;
        throw new InvariantViolation(
          invariant,
          `${name} has ${JSON.stringify(said)} at controller ${controller.id}; written was ${JSON.stringify(Object.fromEntries(written))}`,
        );
      }
    },
  };
}

function isSame(written: ReadonlyMap<string, string>, said: Readonly<Record<string, string>>): boolean {
  const own = Object.entries(said);
  return own.length === written.size && own.every(([name, value]) => written.get(name) === value);
}
