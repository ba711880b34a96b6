// What a broker looks at before it passes a change of configs on (KIP-226): configs of brokers are checked by the broker
// they are for, and levels of loggers never leave it.
import { ConfigError } from "../../../config/config-def.ts";
import { checkConfigsTogether, checkDynamicConfigs } from "../../../config/dynamic-config.ts";
import { ConfigResourceType } from "../../../config/resource-type.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { BrokerContext } from "../../broker-context.ts";

export interface AskedResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly AskedConfig[];
}

export interface AskedConfig {
  readonly name: string;
  readonly value: string | null;
  /** Left out by the API that replaces everything. */
  readonly configOperation?: number;
}

export interface ResourceAnswer {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
}

const Operation = { SET: 0, DELETE: 1, APPEND: 2, SUBTRACT: 3 } as const;
const OPERATION_NAMES = ["SET", "DELETE", "APPEND", "SUBTRACT"];
const KNOWN: ReadonlySet<number> = new Set(Object.values(ConfigResourceType));

class Refusal extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

const invalid = (message: string): Refusal => new Refusal(ErrorCode.INVALID_REQUEST, message);

/** The answer to a resource that needs no controller, or null: it is to be passed on. */
export function preprocess(
  broker: BrokerContext,
  resources: readonly AskedResource[],
  incremental: boolean,
): readonly (ResourceAnswer | null)[] {
  const key = ({ resourceType, resourceName }: AskedResource): string => `${resourceType}:${resourceName}`;
  const keys = resources.map(key);
  return resources.map((resource, index) => {
    const { resourceType, resourceName } = resource;
    const answer = (errorCode: number, errorMessage: string | null): ResourceAnswer => ({
      ...{ errorCode, errorMessage, resourceType, resourceName },
    });
    try {
      if (keys.indexOf(keys[index]!) !== keys.lastIndexOf(keys[index]!)) {
        throw invalid("Each resource must appear at most once.");
      }
      checkForm(resource);
      if (resourceType === ConfigResourceType.BROKER_LOGGER && incremental) {
        checkLoggers(broker, resource);
        return answer(ErrorCode.NONE, null);
      }
      if (resourceType === ConfigResourceType.BROKER) checkBroker(broker, resource, incremental);
      else if (!KNOWN.has(resourceType) || resourceType === ConfigResourceType.BROKER_LOGGER) {
        throw invalid(`Unknown resource type ${resourceType}`);
      }
      return null;
    } catch (error) {
      if (error instanceof Refusal) return answer(error.code, error.message);
      if (error instanceof ConfigError) return answer(ErrorCode.INVALID_REQUEST, error.message);
      throw error;
    }
  });
}

function checkForm({ configs }: AskedResource): void {
  if (new Set(configs.map(({ name }) => name)).size !== configs.length) {
    throw invalid("Error due to duplicate config keys");
  }
  const empty = configs.filter(
    ({ value, configOperation }) => value === null && configOperation !== Operation.DELETE,
  );
  if (empty.length > 0) {
    throw invalid(`Null value not supported for : ${empty.map(({ name }) => name).join(", ")}`);
  }
}

function checkIsThisNode({ brokerId }: BrokerContext, name: string): void {
  if (!/^[+-]?\d+$/.test(name)) throw invalid(`Node id must be an integer, but it is: ${name}`);
  if (Number(name) === brokerId) return;
  throw invalid(`Unexpected broker id, expected ${brokerId}, but received ${name}`);
}

/** Throws Refusal or ConfigError when this broker could not live with what would then be set. */
function checkBroker(broker: BrokerContext, resource: AskedResource, incremental: boolean): void {
  const { resourceType: type, resourceName: name, configs } = resource;
  const perBroker = name !== "";
  if (perBroker) checkIsThisNode(broker, name);
  const props = new Map(incremental ? broker.image().configs({ type, name }) : []);
  for (const { name: config, value, configOperation = Operation.SET } of configs) {
    if (configOperation === Operation.SET) props.set(config, value ?? "");
    else if (configOperation === Operation.DELETE) props.delete(config);
    else props.set(config, changedList(props.get(config) ?? "", value ?? "", configOperation));
  }
  checkDynamicConfigs(props, perBroker);
  checkConfigsTogether(broker.config, props);
}

function changedList(before: string, value: string, operation: number): string {
  const parts = (text: string): string[] =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  const [old, given] = [parts(before), parts(value)];
  const now =
    operation === Operation.APPEND
      ? [...new Set([...old, ...given])]
      : old.filter((part) => !given.includes(part));
  return now.join(",");
}

/** There are no loggers here, so that there is none whose level could be set. */
function checkLoggers(broker: BrokerContext, { resourceName, configs }: AskedResource): void {
  checkIsThisNode(broker, resourceName);
  for (const { name, configOperation = Operation.SET } of configs) {
    if (configOperation === Operation.APPEND || configOperation === Operation.SUBTRACT) {
      throw invalid(
        `${OPERATION_NAMES[configOperation]} operation is not allowed for the BROKER_LOGGER resource`,
      );
    }
    throw new Refusal(ErrorCode.INVALID_CONFIG, `Logger ${name} does not exist!`);
  }
}
