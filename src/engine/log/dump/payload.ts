// What the keys and values of internal topics hold: the tree below a record's key and value, and the text that
// kafka-dump-log.sh prints with one of its decoders.
import { utf8Decode } from "../../base/utf8.ts";
import type { ByteNode } from "../../inspect/byte-tree.ts";
import { type FieldSchema, type MessageSchema, versionInRange } from "../../protocol/schema.ts";
import { ConsumerProtocolAssignment } from "../../protocol/schemas/consumer-protocol/consumer-protocol-assignment.ts";
import { ConsumerProtocolSubscription } from "../../protocol/schemas/consumer-protocol/consumer-protocol-subscription.ts";
import {
  GROUP_RECORDS,
  type RecordTable,
  SHARE_RECORDS,
  TRANSACTION_RECORDS,
} from "../../protocol/schemas/coordinator-records.ts";
import { type LookInto, messageJson, quoted } from "./message-json.ts";
import { faultOf, MessageFault, messageNode } from "./message-node.ts";
import { METADATA_RECORDS, metadataTypeName } from "./metadata-schemas.ts";
import { child, NodeReader } from "./node-reader.ts";
import { recordOffset } from "./record-node.ts";

/** The tool's decoder options. `text` is what it does without one. */
export type Decoder = "text" | "offsets" | "transactions" | "metadata" | "share";

/** The decoder that fits a file of a node's disk. */
export function decoderOf(name: string): Decoder {
  if (name.includes("__consumer_offsets-")) return "offsets";
  if (name.includes("__transaction_state-")) return "transactions";
  if (name.includes("__share_group_state-")) return "share";
  if (name.includes("__cluster_metadata-") || name.endsWith(".checkpoint")) return "metadata";
  return "text";
}

const TABLES: Readonly<Record<Exclude<Decoder, "text" | "metadata">, RecordTable>> = {
  offsets: GROUP_RECORDS,
  transactions: TRANSACTION_RECORDS,
  share: SHARE_RECORDS,
};

/** What stands behind `key:` and `payload:` of a record's line; undefined for a part that the line does not have. */
export interface PayloadText {
  readonly key?: string;
  readonly payload?: string;
}

export interface Payload {
  readonly text: PayloadText;
  /** What key and value hold, to stand below their nodes. */
  readonly key: readonly ByteNode[];
  readonly value: readonly ByteNode[];
  readonly problem?: string;
}

/** A record that the tool itself gives up at. */
export class MissingKeyError extends Error {
  override readonly name = "MissingKeyError";
}

/** `record` is no control record. Throws MissingKeyError. */
export function payloadOf(record: ByteNode, decoder: Decoder): Payload {
  const key = child(record, "key");
  const value = child(record, "value");
  switch (decoder) {
    case "text":
      return { text: { ...textOf("key", key), ...textOf("payload", value) }, key: [], value: [] };
    case "metadata":
      return metadataPayload(record, value);
    default:
      return coordinatorPayload(record, key, value, TABLES[decoder]);
  }
}

function textOf(part: "key" | "payload", node: ByteNode): PayloadText {
  return node.value === null ? {} : { [part]: utf8Decode(node.value as Uint8Array) };
}

const readerOf = (node: ByteNode): NodeReader => new NodeReader(node.value as Uint8Array, node.position);

// ---- coordinators ----

function coordinatorPayload(record: ByteNode, key: ByteNode, value: ByteNode, table: RecordTable): Payload {
  const offset = recordOffset(record);
  if (key.value === null) {
    throw new MissingKeyError(
      `Failed to decode message at offset ${offset} using the specified decoder (message had a missing key)`,
    );
  }
  const nodes: { key: ByteNode[]; value: ByteNode[] } = { key: [], value: [] };
  try {
    const reader = readerOf(key);
    const type = versionNode(reader, "type", "key");
    nodes.key.push(type);
    const schemas = table.get(type.value);
    if (schemas === undefined) {
      const text = `Unknown record type ${type.value} at offset ${offset}, skipping.`;
      return { text: { key: text }, ...nodes, problem: text };
    }
    // Kafka takes the type for the version of the key, and says so when it cannot read it.
    const keyNode = body(reader, schemas.key, type.value, "key");
    nodes.key.push(keyNode);
    const keyJson = `{"type":"${type.value}","data":${messageJson(schemas.key, 0, keyNode)}}`;
    if (value.value === null) return { text: { key: keyJson, payload: "<DELETE>" }, ...nodes };
    const valueReader = readerOf(value);
    const version = versionNode(valueReader, "version", "value");
    nodes.value.push(version);
    if (!versionInRange(version.value, schemas.value.versions)) {
      throw new MessageFault(`Found an unknown record version ${version.value} for ${type.value} type`);
    }
    const valueNode = lookedInto(schemas.value, body(valueReader, schemas.value, version.value, "value"));
    nodes.value.push(valueNode);
    const data = messageJson(schemas.value, version.value, valueNode, embeddedJson);
    return { text: { key: keyJson, payload: `{"version":"${version.value}","data":${data}}` }, ...nodes };
  } catch (error) {
    if (!(error instanceof MessageFault)) throw error;
    const text = `Error at offset ${offset}, skipping. ${error.message}`;
    return { text: { key: text }, ...nodes, problem: text };
  }
}

function versionNode(reader: NodeReader, name: string, part: string) {
  try {
    return reader.int16(name, { meaning: "message.version" });
  } catch {
    throw new MessageFault(`Could not read version from ${part}'s buffer.`);
  }
}

function body(reader: NodeReader, schema: MessageSchema, version: number, part: string): ByteNode {
  try {
    return messageNode(reader, schema, version, schema.name);
  } catch (error) {
    throw new MessageFault(
      `Could not read record with version ${version} from ${part}'s buffer due to: ${faultOf(error).message}.`,
    );
  }
}

// ---- what members of classic consumer groups say to each other, inside GroupMetadataValue ----

const EMBEDDED: Readonly<Record<string, MessageSchema>> = {
  subscription: ConsumerProtocolSubscription,
  assignment: ConsumerProtocolAssignment,
};

function lookedInto(schema: MessageSchema, message: ByteNode): ByteNode {
  if (schema.name !== "GroupMetadataValue") return message;
  const field = (name: string): ByteNode | undefined => message.children?.find((node) => node.name === name);
  if (field("protocolType")?.value !== "consumer") return message;
  const inMembers = (members: ByteNode): ByteNode => ({
    ...members,
    children: (members.children ?? []).map((member) => ({
      ...member,
      children: (member.children ?? []).map(opened),
    })),
  });
  const children = (message.children ?? []).map((node) => (node.name === "members" ? inMembers(node) : node));
  return { ...message, children };
}

/** The bytes with what they hold; as they are when they hold nothing that can be read. */
function opened(node: ByteNode): ByteNode {
  const schema = EMBEDDED[node.name];
  if (schema === undefined || !(node.value instanceof Uint8Array)) return node;
  const reader = new NodeReader(node.value, node.position + node.length - node.value.length);
  try {
    const version = reader.int16("version", { meaning: "message.version" });
    return { ...node, children: [version, messageNode(reader, schema, version.value, schema.name)] };
  } catch {
    return node;
  }
}

const embeddedJson: LookInto = (field: FieldSchema, node: ByteNode) => {
  const schema = EMBEDDED[field.name];
  const [version, message] = node.children ?? [];
  if (schema === undefined || version === undefined || message === undefined) return null;
  return messageJson(schema, version.value as number, message);
};

// ---- the metadata log ----

function metadataPayload(record: ByteNode, value: ByteNode): Payload {
  const nodes: ByteNode[] = [];
  try {
    const reader = new NodeReader((value.value as Uint8Array | null) ?? new Uint8Array(0), value.position);
    const frame = frameNode(reader, "frameVersion", "frame version");
    nodes.push(frame);
    if (frame.value !== 1) throw new MessageFault(frameProblem(frame.value));
    const type = frameNode(reader, "type", "type");
    nodes.push(type);
    const version = frameNode(reader, "version", "version");
    nodes.push(version);
    const schema = METADATA_RECORDS.get(type.value);
    if (schema === undefined) throw new MessageFault(`Unknown metadata id ${type.value}`);
    const message = metadataMessage(reader, schema, version.value);
    nodes.push(message);
    const name = metadataTypeName(schema);
    if (reader.remaining > 0) {
      throw new MessageFault(`Found ${reader.remaining} byte(s) of garbage after ${type.value}`);
    }
    const data = messageJson(schema, version.value, message);
    const text = `{"type":${quoted(name)},"version":${version.value},"data":${data}}`;
    return { text: { payload: text }, key: [], value: nodes };
  } catch (error) {
    if (!(error instanceof MessageFault)) throw error;
    const text = `Error at ${recordOffset(record)}, skipping. ${error.message}`;
    return { text: { payload: text }, key: [], value: nodes, problem: text };
  }
}

function metadataMessage(reader: NodeReader, schema: MessageSchema, version: number): ByteNode {
  try {
    return messageNode(reader, schema, version, schema.name);
  } catch (error) {
    if (!(error instanceof MessageFault)) throw error;
    throw new MessageFault(`Failed to deserialize record with type ${schema.key}`);
  }
}

function frameProblem(version: number): string {
  return version === 0
    ? "Could not deserialize metadata record with frame version 0. Note that upgrades from the preview release of KRaft in 2.8 to newer versions are not supported."
    : `Could not deserialize metadata record due to unknown frame version ${version}(only frame version 1 is supported)`;
}

function frameNode(reader: NodeReader, name: string, what: string) {
  try {
    return reader.uvarint(name, { meaning: "message.version" });
  } catch {
    throw new MessageFault(`Error while reading ${what}`);
  }
}
