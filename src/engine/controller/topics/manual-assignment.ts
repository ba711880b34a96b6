// Checks replicas that a person has chosen, with Kafka's texts. Fenced brokers may be among them.
import { ErrorCode } from "../../protocol/errors.ts";
import { ControllerError } from "../decision.ts";
import type { MetadataImage } from "../image.ts";

const wrong = (message: string): ControllerError =>
  new ControllerError(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);

/** Throws ControllerError. `replicationFactor`: of the partitions before, null for the first one. */
export function checkManualAssignment(
  image: MetadataImage,
  replicas: readonly number[],
  replicationFactor: number | null,
): void {
  if (replicas.length === 0) throw wrong("The manual partition assignment includes an empty replica list.");
  const sorted = [...replicas].sort((a, b) => a - b);
  let previous: number | null = null;
  for (const id of sorted) {
    if (!image.brokers.has(id)) {
      throw wrong(`The manual partition assignment includes broker ${id}, but no such broker is registered.`);
    }
    if (id === previous) {
      throw wrong(`The manual partition assignment includes the broker ${id} more than once.`);
    }
    previous = id;
  }
  if (replicationFactor !== null && replicas.length !== replicationFactor) {
    throw wrong(
      `The manual partition assignment includes a partition with ${replicas.length} replica(s), but this is not consistent with previous partitions, which have ${replicationFactor} replica(s).`,
    );
  }
}
