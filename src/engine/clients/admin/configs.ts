// Admin's requests about configs. Those of a broker are asked of, and set at, that broker itself.
import type { RequestInput } from "../../protocol/schema.ts";
import { DescribeConfigs } from "../../protocol/schemas/32-describe-configs.ts";
import { IncrementalAlterConfigs } from "../../protocol/schemas/44-incremental-alter-configs.ts";
import type { Verdicts } from "../api/admin-results.ts";
import {
  type AlterConfigOp,
  type AlterConfigOpType,
  Config,
  ConfigEntry,
  type ConfigResource,
  type ConfigResourceType,
  type ConfigSource,
  configResources,
} from "../api/admin-types.ts";
import { type AdminClient, errorOf, repeatIfBusy } from "./admin-client.ts";

const TYPE_CODES: Readonly<Record<ConfigResourceType, number>> = {
  TOPIC: 2,
  BROKER: 4,
  BROKER_LOGGER: 8,
  CLIENT_METRICS: 16,
  GROUP: 32,
};
const TYPES = new Map(Object.entries(TYPE_CODES).map(([type, code]) => [code, type as ConfigResourceType]));
const OPERATIONS: Readonly<Record<AlterConfigOpType, number>> = { SET: 0, DELETE: 1, APPEND: 2, SUBTRACT: 3 };
const SOURCES: readonly ConfigSource[] = [
  "UNKNOWN",
  "DYNAMIC_TOPIC_CONFIG",
  "DYNAMIC_BROKER_CONFIG",
  "DYNAMIC_DEFAULT_BROKER_CONFIG",
  "STATIC_BROKER_CONFIG",
  "DEFAULT_CONFIG",
  "DYNAMIC_BROKER_LOGGER_CONFIG",
  "DYNAMIC_CLIENT_METRICS_CONFIG",
  "DYNAMIC_GROUP_CONFIG",
];

/** Resources by the broker that has to be asked; -1 for any. */
function byBroker(resources: Iterable<ConfigResource>): Map<number, ConfigResource[]> {
  const groups = new Map<number, ConfigResource[]>();
  for (const resource of resources) {
    const own = resource.type() === "BROKER" || resource.type() === "BROKER_LOGGER";
    const broker = own && !resource.isDefault() ? Number(resource.name()) : -1;
    const group = groups.get(broker);
    if (group === undefined) groups.set(broker, [resource]);
    else group.push(resource);
  }
  return groups;
}

async function merged<T>(
  parts: readonly Promise<Verdicts<ConfigResource, T>>[],
): Promise<Verdicts<ConfigResource, T>> {
  return new Map((await Promise.all(parts)).flatMap((verdicts) => [...verdicts]));
}

function resourceOf(code: number, name: string): ConfigResource {
  return new configResources(TYPES.get(code) ?? "TOPIC", name);
}

export async function describeConfigs(
  client: AdminClient,
  resources: readonly ConfigResource[],
): Promise<Verdicts<ConfigResource, Config>> {
  await client.brokers();
  const parts = [...byBroker(resources)].map(([broker, group]) => {
    const body = () => ({
      includeSynonyms: false,
      includeDocumentation: false,
      resources: group.map((resource) => ({
        resourceType: TYPE_CODES[resource.type()],
        resourceName: resource.name(),
        configurationKeys: null,
      })),
    });
    return broker < 0
      ? client.call(DescribeConfigs, body, readDescribed)
      : client.callBroker(broker, DescribeConfigs, body, readDescribed);
  });
  return merged(parts);
}

interface DescribedConfigs {
  readonly results: readonly {
    readonly errorCode: number;
    readonly errorMessage: string | null;
    readonly resourceType: number;
    readonly resourceName: string;
    readonly configs: readonly {
      readonly name: string;
      readonly value: string | null;
      readonly readOnly: boolean;
      readonly configSource: number;
      readonly isSensitive: boolean;
    }[];
  }[];
}

function readDescribed(answer: DescribedConfigs): Verdicts<ConfigResource, Config> {
  const verdicts = new Map<ConfigResource, { value: Config } | { error: Error }>();
  for (const { errorCode, errorMessage, resourceType, resourceName, configs } of answer.results) {
    repeatIfBusy(errorCode);
    const error = errorOf(errorCode, errorMessage);
    const entries = configs.map(
      ({ name, value, configSource, isSensitive, readOnly }) =>
        new ConfigEntry(name, value, SOURCES[configSource] ?? "UNKNOWN", isSensitive, readOnly),
    );
    verdicts.set(
      resourceOf(resourceType, resourceName),
      error === null ? { value: new Config(entries) } : { error },
    );
  }
  return verdicts;
}

export async function incrementalAlterConfigs(
  client: AdminClient,
  changes: ReadonlyMap<ConfigResource, Iterable<AlterConfigOp>>,
): Promise<Verdicts<ConfigResource, void>> {
  await client.brokers();
  const parts = [...byBroker(changes.keys())].map(([broker, group]) => {
    const body = (): RequestInput<typeof IncrementalAlterConfigs> => ({
      validateOnly: false,
      resources: group.map((resource) => ({
        resourceType: TYPE_CODES[resource.type()],
        resourceName: resource.name(),
        configs: [...changes.get(resource)!].map((change) => ({
          name: change.configEntry().name(),
          configOperation: OPERATIONS[change.opType()],
          value: change.configEntry().value(),
        })),
      })),
    });
    const read = (answer: { readonly responses: readonly AlteredResource[] }) => {
      const verdicts = new Map<ConfigResource, { value: undefined } | { error: Error }>();
      for (const { errorCode, errorMessage, resourceType, resourceName } of answer.responses) {
        repeatIfBusy(errorCode);
        const error = errorOf(errorCode, errorMessage);
        const verdict = error === null ? { value: undefined } : { error };
        verdicts.set(resourceOf(resourceType, resourceName), verdict);
      }
      return verdicts;
    };
    return broker < 0
      ? client.call(IncrementalAlterConfigs, body, read)
      : client.callBroker(broker, IncrementalAlterConfigs, body, read);
  });
  return merged<void>(parts);
}

interface AlteredResource {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
}
