// Mistakes of clients: of a producer, which break what idempotence promises, and of a consumer.
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
  {
    name: "corrupt-batch-shown",
    about: "a consumer takes what a broker sends, without a look at the checksum",
    file: "src/engine/clients/consumer/completed-fetch.ts",
    find: "if (checkCrcs && !checkCrc(this.bytes, batch.position))",
    replace: "if (false)",
    profile: "rot",
  },
];
