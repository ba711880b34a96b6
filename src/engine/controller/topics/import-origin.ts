// A topic that is imported from another cluster comes with files that name its id and the epochs of its leaders. So that
// they can be taken over byte for byte, whoever creates the topic for them may say both, as configs that are not kept.
// Kafka's CreateTopics has no place for either.
import { ByteError } from "../../base/bytes.ts";
import { type Uuid, uuidToBytes, ZERO_UUID } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { ControllerError } from "../decision.ts";
import type { MetadataImage } from "../image.ts";

export const TOPIC_ID_CONFIG = "samsa.import.topic.id";
export const LEADER_EPOCH_CONFIG = "samsa.import.leader.epoch";

interface Config {
  readonly name: string;
  readonly value: string | null;
}

export interface ImportOrigin {
  /** Null: a new one. */
  readonly topicId: Uuid | null;
  readonly leaderEpoch: number;
}

/** Throws ControllerError (INVALID_CONFIG). */
export function importOrigin(image: MetadataImage, configs: readonly Config[]): ImportOrigin {
  const textOf = (name: string): string | null =>
    configs.find((config) => config.name === name)?.value ?? null;
  const topicId = textOf(TOPIC_ID_CONFIG);
  if (topicId !== null && (!isUuid(topicId) || image.topicsById.has(topicId))) {
    throw new ControllerError(ErrorCode.INVALID_CONFIG, `${TOPIC_ID_CONFIG}: ${topicId} cannot be used`);
  }
  const epoch = textOf(LEADER_EPOCH_CONFIG) ?? "0";
  if (!/^\d{1,9}$/.test(epoch)) {
    throw new ControllerError(ErrorCode.INVALID_CONFIG, `${LEADER_EPOCH_CONFIG}: ${epoch} is no epoch`);
  }
  return { topicId, leaderEpoch: Number(epoch) };
}

export function withoutOrigin<C extends Config>(configs: readonly C[]): C[] {
  return configs.filter(({ name }) => name !== TOPIC_ID_CONFIG && name !== LEADER_EPOCH_CONFIG);
}

function isUuid(text: string): boolean {
  try {
    uuidToBytes(text);
    return text !== ZERO_UUID;
  } catch (error) {
    if (error instanceof ByteError) return false;
    throw error;
  }
}
