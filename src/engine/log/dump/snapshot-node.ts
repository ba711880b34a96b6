// A producer snapshot as a tree: version, checksum, and an entry for each producer.
import { ByteError } from "../../base/bytes.ts";
import { crc32c } from "../../base/crc32c.ts";
import type { ByteNode } from "../../inspect/byte-tree.ts";
import { ProducerSnapshot } from "../../protocol/schemas/producer-snapshot/producer-snapshot.ts";
import { rest } from "./index-nodes.ts";
import { faultOf, MessageFault, messageNode } from "./message-node.ts";
import { NodeReader } from "./node-reader.ts";

const VERSION = 1;
/** Behind the version and the checksum. */
const CHECKED_AT = 6;

/** What is there: version, crc, producerEntries; a "broken" node takes the place of what is not. */
export function snapshotNodes(bytes: Uint8Array): ByteNode[] {
  const nodes: ByteNode[] = [];
  try {
    const reader = new NodeReader(bytes, 0);
    const version = reader.int16("version", { meaning: "snapshot.version" });
    nodes.push(version);
    if (version.value !== VERSION) {
      return [
        ...nodes,
        rest(
          "broken",
          2,
          bytes.length,
          `Snapshot failed schema validation: Snapshot contained an unknown file version ${version.value}`,
        ),
      ];
    }
    const message = messageNode(reader, ProducerSnapshot, VERSION, "snapshot");
    for (const node of message.children ?? []) nodes.push(explained(node, bytes));
    return nodes;
  } catch (error) {
    if (!(error instanceof ByteError || error instanceof MessageFault)) throw error;
    const at = nodes.at(-1);
    const start = at === undefined ? 0 : at.position + at.length;
    const { message } = faultOf(error);
    return [...nodes, rest("broken", start, bytes.length, `Snapshot failed schema validation: ${message}`)];
  }
}

function explained(node: ByteNode, bytes: Uint8Array): ByteNode {
  if (node.name === "crc") {
    const isValid = node.value === crc32c(bytes, CHECKED_AT, bytes.length);
    return { ...node, meaning: "snapshot.crc", isValid };
  }
  const entries = (node.children ?? []).map(
    (entry): ByteNode => ({ ...entry, meaning: "snapshot.producer" }),
  );
  return { ...node, children: entries };
}
