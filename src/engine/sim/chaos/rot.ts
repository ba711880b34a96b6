// Disks that rot: bits of flushed batches turn over while their broker is down. What Kafka does about it, and so do we:
// - A start after a power cut goes through what lies behind the recovery point, cuts the log at the first batch with a
//   wrong checksum, and fetches the rest from the leader. What lies before is not looked at, nor is anything after a
//   shutdown in order.
// - A leader hands out what it has. A follower checks each batch before it appends it, and asks again and again; a
//   consumer checks, too (check.crcs), and its poll fails at that batch. Both get on when another replica leads.
// - So with one healthy replica left all is well as soon as that one leads, and nothing makes it lead: somebody has to
//   see the error and empty the rotten disk, whose broker comes back with nothing and fetches everything.
// A checksum covers a batch from its attributes on. Of the header only the checksum itself is hit here: the offsets and
// lengths of a header are believed by whoever walks over a log, in Kafka as here.
import { randomBelow, seededRandom } from "../../base/random.ts";
import type { DiskStore, StoredFile } from "../../disk/store.ts";
import type { Rng } from "../../ports/rng.ts";
import { batchHeaders } from "../../records/batch.ts";
import type { RottenBatch } from "../invariants/checker.ts";
import type { SimCluster } from "../start-cluster.ts";

export interface RotRequest {
  readonly kind: "rot";
  readonly node: number;
  /** Decides which bits. */
  readonly seed: number;
}

export interface Rot {
  /** All that ever were. */
  readonly batches: readonly RottenBatch[];
  give(request: RotRequest): Promise<void>;
  /** Its disk has rotten, and was not emptied since. */
  isRotten(node: number): boolean;
  nodes(): readonly number[];
  diskEmptied(node: number): void;
}

const CRC_AT = 17;
const CRC_BYTES = 4;
const RECORDS_AT = 61;
const MOST_BITS = 12;
/** One bit in so many is one of the checksum. */
const HITS_CHECKSUM = 4;

export function createRot({ world }: SimCluster, topic: string): Rot {
  const batches: RottenBatch[] = [];
  const rotten = new Set<number>();

  async function give({ node, seed }: RotRequest): Promise<void> {
    const rng = seededRandom(seed);
    const store = world.store(`${node}`);
    const files = (await store.load()).filter(
      ({ name, sizeBytes }) => name.startsWith(`${topic}-`) && name.endsWith(".log") && sizeBytes > 0,
    );
    if (files.length === 0 || world.isAlive(`${node}`)) return;
    for (let left = 1 + randomBelow(rng, MOST_BITS); left > 0; left--)
      await turnOver(node, store, files[randomBelow(rng, files.length)]!, rng);
  }

  async function turnOver(node: number, store: DiskStore, file: StoredFile, rng: Rng): Promise<void> {
    const { name, sizeBytes } = file;
    const bytes = await store.read(name, 0, sizeBytes);
    const headers = [...batchHeaders(bytes)];
    if (headers.length === 0 || world.isAlive(`${node}`)) return;
    const { baseOffset, position, sizeBytes: batchBytes } = headers[randomBelow(rng, headers.length)]!;
    const inBatch =
      randomBelow(rng, HITS_CHECKSUM) === 0
        ? CRC_AT + randomBelow(rng, CRC_BYTES)
        : RECORDS_AT + randomBelow(rng, batchBytes - RECORDS_AT);
    const at = position + inBatch;
    const turned = Uint8Array.of(bytes[at]! ^ (1 << randomBelow(rng, 8)));
    const partition = Number(name.slice(topic.length + 1, name.indexOf("/")));
    batches.push({ node, topic, partition, baseOffset });
    await store.commit([{ kind: "write", name, position: at, bytes: turned, restIsZeros: false }]);
  }

  return {
    batches,
    give(request) {
      rotten.add(request.node);
      return give(request);
    },
    isRotten: (node) => rotten.has(node),
    nodes: () => [...rotten],
    diskEmptied: (node) => void rotten.delete(node),
  };
}
