// Control records: the type in the key, the message in the value, and what kafka-dump-log.sh says of them.
import type { ByteNode } from "../../inspect/byte-tree.ts";
import { CONTROL_TYPES, type ControlType, controlSchema } from "../../records/control.ts";
import { messageJson } from "./message-json.ts";
import { faultOf, MessageFault, messageNode } from "./message-node.ts";
import { child, NodeReader } from "./node-reader.ts";

/** The version and the type. */
const SMALLEST_KEY_BYTES = 4;

/** How the tool calls the records that it prints as JSON. */
const JSON_NAMES: Partial<Record<ControlType, string>> = {
  LEADER_CHANGE: "LeaderChange:",
  SNAPSHOT_HEADER: "SnapshotHeader",
  SNAPSHOT_FOOTER: "SnapshotFooter",
  KRAFT_VERSION: "KRaftVersion",
  KRAFT_VOTERS: "KRaftVoters",
};

export interface ControlPayload {
  readonly text: string;
  readonly key: readonly ByteNode[];
  readonly value: readonly ByteNode[];
}

/** Throws MessageFault where the tool itself fails. */
export function controlPayload(record: ByteNode): ControlPayload {
  try {
    return read(record);
  } catch (error) {
    throw faultOf(error);
  }
}

function read(record: ByteNode): ControlPayload {
  const keyNode = child(record, "key");
  const key = new NodeReader((keyNode.value as Uint8Array | null) ?? new Uint8Array(0), keyNode.position);
  if (key.remaining < SMALLEST_KEY_BYTES) {
    throw new MessageFault(
      `Invalid value size found for control record key. Must have at least ${SMALLEST_KEY_BYTES} bytes, but found only ${key.remaining}`,
      "org.apache.kafka.common.InvalidRecordException",
    );
  }
  const version = key.int16("version", { meaning: "message.version" });
  const type = key.int16("type", { meaning: "control.type" });
  const keyNodes = [version, type];
  const name = CONTROL_TYPES[type.value];
  if (name === undefined) return { text: `controlType: UNKNOWN(${type.value})`, key: keyNodes, value: [] };
  const valueNode = child(record, "value");
  const value = new NodeReader(
    (valueNode.value as Uint8Array | null) ?? new Uint8Array(0),
    valueNode.position,
  );
  if (name === "ABORT" || name === "COMMIT") {
    const markerVersion = value.int16("version", { meaning: "message.version" });
    const epoch = value.int32("coordinatorEpoch", { meaning: "control.marker" });
    const text = `endTxnMarker: ${name} coordinatorEpoch: ${epoch.value}`;
    return { text, key: keyNodes, value: [markerVersion, epoch] };
  }
  const schema = controlSchema(name);
  // The message begins with a field of its own for its version, which says how it is to be read.
  const own = new NodeReader(value.bytes, 0).int16("version").value;
  const message = messageNode(value, schema, own, schema.name);
  const text = `${JSON_NAMES[name]} ${messageJson(schema, own, message)}`;
  return { text, key: keyNodes, value: [message] };
}
