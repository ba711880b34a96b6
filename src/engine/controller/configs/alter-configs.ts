// AlterConfigs and IncrementalAlterConfigs (KIP-339): each resource succeeds or fails by itself. What is set already is
// not written again.

import { brokerConfigDef } from "../../config/broker-config.ts";
import { clientMetricsConfigDef } from "../../config/client-metrics-config.ts";
import { groupConfigDef } from "../../config/group-config.ts";
import { topicConfigDef } from "../../config/topic-config.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { AlterConfigs } from "../../protocol/schemas/33-alter-configs.ts";
import type { IncrementalAlterConfigs } from "../../protocol/schemas/44-incremental-alter-configs.ts";
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import {
  type ApiError,
  ControllerError,
  type ControllerState,
  type Decision,
  NO_ERROR,
} from "../decision.ts";
import { hasElr } from "../features/metadata-version.ts";
import type { ConfigResource } from "../image.ts";
import { javaStringHash, timelineOrder } from "../topics/java-order.ts";
import { CLUSTER_DEFAULT, isResourceType, MIN_INSYNC_REPLICAS, ResourceType } from "./effective-config.ts";
import { checkMinIsrChange, checkResource, checkValues } from "./validate-configs.ts";

export const ConfigOpType = { SET: 0, DELETE: 1, APPEND: 2, SUBTRACT: 3 } as const;

export interface ConfigOp {
  readonly name: string;
  readonly type: number;
  readonly value: string | null;
}

export interface ConfigOutcome {
  readonly error: ApiError;
  readonly records: readonly MetadataRecord[];
}

/** `isNew`: of a topic that the same request creates. */
export function incrementalAlter(
  state: ControllerState,
  resource: ConfigResource,
  ops: readonly ConfigOp[],
  isNew: boolean,
): ConfigOutcome {
  return outcomeOf(() => {
    const current = state.image.configs(resource);
    const changes = new Map<string, string | null>();
    for (const { name, type, value } of ops) {
      const next = appliedOp(resource, name, type, value, current.get(name) ?? null);
      if (next !== (current.get(name) ?? null)) changes.set(name, next);
    }
    return changeRecords(state, resource, changes, isNew);
  });
}

/** The older API: what is not named is deleted. */
function legacyAlter(
  state: ControllerState,
  resource: ConfigResource,
  configs: readonly { readonly name: string; readonly value: string | null }[],
): ConfigOutcome {
  return outcomeOf(() => {
    const current = state.image.configs(resource);
    const changes = new Map<string, string | null>();
    for (const { name, value } of configs) {
      if (value !== (current.get(name) ?? null)) changes.set(name, value);
    }
    const named = new Set(configs.map(({ name }) => name));
    for (const name of timelineOrder([...current.keys()], javaStringHash)) {
      // With ELR on, min ISR stays unless it is set to something else.
      const isKept = name === MIN_INSYNC_REPLICAS && hasElr(state.image.features);
      const isBroker = resource.type === ResourceType.BROKER;
      if (!named.has(name) && !(isKept && isBroker)) changes.set(name, null);
    }
    return changeRecords(state, resource, changes, false);
  });
}

function outcomeOf(decide: () => readonly MetadataRecord[]): ConfigOutcome {
  try {
    return { error: NO_ERROR, records: decide() };
  } catch (failure) {
    if (!(failure instanceof ControllerError)) throw failure;
    return { error: { code: failure.code, message: failure.message }, records: [] };
  }
}

function appliedOp(
  resource: ConfigResource,
  name: string,
  type: number,
  value: string | null,
  current: string | null,
): string | null {
  switch (type) {
    case ConfigOpType.SET:
      return value;
    case ConfigOpType.DELETE:
      return null;
    case ConfigOpType.APPEND:
    case ConfigOpType.SUBTRACT:
      break;
    default:
      throw new ControllerError(ErrorCode.INVALID_REQUEST, `Unknown config operation ${type}`);
  }
  const isAppend = type === ConfigOpType.APPEND;
  const def = defOf(resource, name);
  if (def?.type !== "LIST") {
    throw new ControllerError(
      ErrorCode.INVALID_CONFIG,
      `Can't ${isAppend ? "APPEND" : "SUBTRACT"} to key ${name} because its type is not LIST.`,
    );
  }
  // What nobody has set is appended to the default.
  const text = current ?? def.default ?? "";
  const list = text === "" ? [] : text.split(",");
  const values = (value ?? "").split(",");
  const next = isAppend
    ? [...list, ...values.filter((one, at) => !list.includes(one) && values.indexOf(one) === at)]
    : list.filter((one) => !values.includes(one));
  return next.join(",");
}

function defOf(
  { type }: ConfigResource,
  name: string,
): { readonly type: string; readonly default: string | null } | undefined {
  switch (type) {
    case ResourceType.TOPIC:
      return topicConfigDef(name);
    case ResourceType.BROKER:
      return brokerConfigDef(name);
    case ResourceType.GROUP:
      return groupConfigDef(name);
    case ResourceType.CLIENT_METRICS:
      return clientMetricsConfigDef(name);
    default:
      return undefined;
  }
}

/** Throws ControllerError. */
function changeRecords(
  state: ControllerState,
  resource: ConfigResource,
  changes: ReadonlyMap<string, string | null>,
  isNew: boolean,
): MetadataRecord[] {
  checkResource(state, resource, isNew);
  const all = new Map(state.image.configs(resource));
  for (const [name, value] of changes) {
    checkMinIsrChange(state, resource, name, value);
    if (value === null) all.delete(name);
    else all.set(name, value);
  }
  checkValues(state, resource, all);
  const records: MetadataRecord[] = [];
  for (const [name, value] of changes) {
    const { type: resourceType, name: resourceName } = resource;
    records.push(metadataRecord("ConfigRecord", 0, { resourceType, resourceName, name, value }));
  }
  // Who is eligible depends on min ISR: what was known before does not count any more.
  if (changes.has(MIN_INSYNC_REPLICAS) && hasElr(state.image.features)) records.push(...clearElr(resource));
  return records;
}

function clearElr({ type, name }: ConfigResource): MetadataRecord[] {
  if (type === ResourceType.TOPIC) return [metadataRecord("ClearElrRecord", 0, { topicName: name })];
  if (type === ResourceType.BROKER && name === CLUSTER_DEFAULT) {
    return [metadataRecord("ClearElrRecord", 0, { topicName: "" })];
  }
  return [];
}

// ---- the requests ----

export function incrementalAlterConfigs(
  state: ControllerState,
  request: RequestOf<typeof IncrementalAlterConfigs>,
): Decision<ResponseInput<typeof IncrementalAlterConfigs>> {
  return alterResources(request, ({ type, name, configs }) =>
    incrementalAlter(
      state,
      { type, name },
      configs.map((config) => ({ name: config.name, type: config.configOperation, value: config.value })),
      false,
    ),
  );
}

export function alterConfigs(
  state: ControllerState,
  request: RequestOf<typeof AlterConfigs>,
): Decision<ResponseInput<typeof AlterConfigs>> {
  return alterResources(request, ({ type, name, configs }) => legacyAlter(state, { type, name }, configs));
}

interface AlterRequest<C> {
  readonly resources: readonly {
    readonly resourceType: number;
    readonly resourceName: string;
    readonly configs: readonly C[];
  }[];
  readonly validateOnly: boolean;
}

function alterResources<C>(
  { resources, validateOnly }: AlterRequest<C>,
  alter: (resource: ConfigResource & { readonly configs: readonly C[] }) => ConfigOutcome,
): Decision<ResponseInput<typeof IncrementalAlterConfigs>> {
  const records: MetadataRecord[] = [];
  const responses = resources.map(({ resourceType, resourceName, configs }) => {
    const outcome = alter({ type: resourceType, name: resourceName, configs });
    records.push(...outcome.records);
    const { code: errorCode, message: errorMessage } = outcome.error;
    const isKnown = isResourceType(resourceType);
    return { errorCode, errorMessage, resourceType: isKnown ? resourceType : 0, resourceName };
  });
  return { records: validateOnly ? [] : records, response: { responses } };
}
