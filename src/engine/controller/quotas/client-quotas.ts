// AlterClientQuotas (KIP-546): limits of users, client ids, both together, and IP addresses. Which limits there are
// depends on what they are for.
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { AlterClientQuotas } from "../../protocol/schemas/49-alter-client-quotas.ts";
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import {
  type ApiError,
  ControllerError,
  type ControllerState,
  type Decision,
  NO_ERROR,
} from "../decision.ts";
import { quotaKey } from "../image-security.ts";
import { refuseTooManyRecords } from "../record-limit.ts";
import { javaMapOrder, javaStringHash } from "../topics/java-order.ts";
import { isIpOrKnownHost } from "./ip-text.ts";

type AlterRequest = RequestOf<typeof AlterClientQuotas>;
type Entry = AlterRequest["entries"][number];
type Entity = ReadonlyMap<string, string | null>;

interface Answer {
  readonly entity: Entity;
  readonly error: ApiError;
}

const EntityType = { USER: "user", CLIENT_ID: "client-id", IP: "ip" } as const;

type QuotaType = "LONG" | "INT" | "DOUBLE" | "STRING";

const CLIENT_KEYS: Readonly<Record<string, QuotaType>> = {
  consumer_byte_rate: "LONG",
  producer_byte_rate: "LONG",
  request_percentage: "DOUBLE",
  controller_mutation_rate: "DOUBLE",
};
/** Credentials once stood beside the limits of a user, and their names are still known there. */
const USER_KEYS: Readonly<Record<string, QuotaType>> = {
  ...CLIENT_KEYS,
  "SCRAM-SHA-256": "STRING",
  "SCRAM-SHA-512": "STRING",
};
const IP_KEYS: Readonly<Record<string, QuotaType>> = { connection_creation_rate: "INT" };

const LARGEST = { LONG: 2 ** 63, INT: 2 ** 31 - 1 } as const;
const FRACTION_TOLERANCE = 1e-6;
/** The tables of Java's maps, as Kafka sizes them. */
const ENTITY_TABLE = 4;

const invalid = (message: string): ControllerError => new ControllerError(ErrorCode.INVALID_REQUEST, message);

export function alterClientQuotas(
  state: ControllerState,
  request: AlterRequest,
): Decision<ResponseInput<typeof AlterClientQuotas>> {
  const records: MetadataRecord[] = [];
  // An entity has one answer: that of its last entry.
  const answers = new Map<string, Answer>();
  for (const { entity: parts, ops } of request.entries) {
    const entity = ordered(new Map(parts.map(({ entityType, entityName }) => [entityType, entityName])));
    const name = nameOf(entity);
    const isTwice = answers.has(name) || new Set(ops.map(({ key }) => key)).size < ops.length;
    let error: ApiError = NO_ERROR;
    try {
      // What was decided for its first entry stays.
      if (isTwice) throw invalid(`Ignoring duplicate entity ${name}`);
      records.push(...alteration(state, entity, ops));
    } catch (failure) {
      if (!(failure instanceof ControllerError)) throw failure;
      error = failure;
    }
    answers.set(name, { entity, error });
  }
  refuseTooManyRecords(records.length);
  const entries = [...answers.values()].map(({ entity, error: { code, message } }) => ({
    entity: [...entity].map(([entityType, entityName]) => ({ entityType, entityName })),
    errorCode: code,
    errorMessage: message,
  }));
  return { records: request.validateOnly ? [] : records, response: { entries } };
}

/** As Kafka writes it. */
const nameOf = (entity: Entity): string =>
  `ClientQuotaEntity(entries={${[...entity].map(([type, name]) => `${type}=${name}`).join(", ")}})`;

/** Throws ControllerError. */
function alteration({ image }: ControllerState, entity: Entity, ops: Entry["ops"]): MetadataRecord[] {
  checkEntity(entity);
  const keys = keysFor(entity);
  const current = image.clientQuotas.get(quotaKey(entity))?.values ?? new Map<string, number>();
  const wanted = new Map(ops.map(({ key, value, remove }) => [key, remove ? null : value]));
  const order = javaMapOrder([...wanted.keys()], javaStringHash, ops.length, tableFor(ops.length));
  const records: MetadataRecord[] = [];
  const record = (key: string, value: number, remove: boolean): void => {
    const entries = [...entity].map(([entityType, entityName]) => ({ entityType, entityName }));
    records.push(metadataRecord("ClientQuotaRecord", 0, { entity: entries, key, value, remove }));
  };
  for (const key of order) {
    const value = wanted.get(key) ?? null;
    if (value === null) {
      if (current.has(key)) record(key, 0, true);
      continue;
    }
    checkValue(keys, key, value);
    if (current.get(key) !== value) record(key, value, false);
  }
  return records;
}

/** Of a map made for so many keys. */
function tableFor(size: number): number {
  let table = 1;
  while (table < size) table *= 2;
  return table;
}

/** The last of a type counts. */
function ordered(given: Entity): Entity {
  const order = javaMapOrder([...given.keys()], javaStringHash, given.size, ENTITY_TABLE);
  return new Map(order.map((type) => [type, given.get(type)!]));
}

function checkEntity(entity: Entity): void {
  if (entity.size === 0) throw invalid("Invalid empty client quota entity");
  for (const [type, name] of entity) {
    if (!(Object.values(EntityType) as string[]).includes(type)) {
      throw invalid(`Unhandled client quota entity type: ${type}`);
    }
    if (name === "") throw invalid(`Empty ${type} not supported`);
  }
}

function keysFor(entity: Entity): Readonly<Record<string, QuotaType>> {
  const hasUser = entity.has(EntityType.USER);
  const hasClientId = entity.has(EntityType.CLIENT_ID);
  if (!entity.has(EntityType.IP)) return hasUser && !hasClientId ? USER_KEYS : CLIENT_KEYS;
  if (hasUser || hasClientId) {
    throw invalid("Invalid quota entity combination, IP entity shouldnot be combined with User or ClientId");
  }
  const ip = entity.get(EntityType.IP) ?? null;
  if (ip !== null && !isIpOrKnownHost(ip)) throw invalid(`${ip} is not a valid IP or resolvable host.`);
  return IP_KEYS;
}

function checkValue(keys: Readonly<Record<string, QuotaType>>, key: string, value: number): void {
  const type = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (type === undefined) throw invalid(`Invalid configuration key ${key}`);
  if (value <= 0) throw invalid(`Quota ${key} must be greater than 0`);
  if (type === "DOUBLE") return;
  if (type === "STRING") throw invalid(`Unexpected config type ${type} should be Long or Double`);
  if (value > LARGEST[type]) {
    const kind = type === "INT" ? "an INT" : "a LONG";
    throw invalid(`Proposed value for ${key} is too large for ${kind}.`);
  }
  if (value % 1 > FRACTION_TOLERANCE) throw invalid(`${key} cannot be a fractional value.`);
}
