// Mistakes of a producer: they break what idempotence promises.
import type { PlantedBug } from "./planted-bug.ts";

const IDEMPOTENCE = "src/engine/clients/producer/idempotence.ts";

export const CLIENT_BUGS: readonly PlantedBug[] = [
  {
    name: "retry-has-new-sequence",
    about: "a producer gives a batch that it sends again another sequence",
    file: IDEMPOTENCE,
    find: "if (!batch.hasSequence) {",
    replace: "if (true) {",
    profile: "exactly-once",
  },
  {
    name: "sequence-stands-still",
    about: "a producer counts each batch as one record",
    file: IDEMPOTENCE,
    find: "state.nextSequence = addSequence(state.nextSequence, batch.recordCount);",
    replace: "state.nextSequence = addSequence(state.nextSequence, 1);",
    profile: "exactly-once",
  },
];
