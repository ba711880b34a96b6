// What the configs of a consumer must satisfy together.
import {
  ClassNotFoundException,
  ConfigException,
  IllegalArgumentException,
  InvalidConfigurationException,
  InvalidGroupIdException,
  KafkaException,
  UnsupportedOperationException,
} from "../api/exceptions.ts";
import { bootstrapAddresses, type ClientConfig } from "./client-config.ts";

/** Configs that only one of the two group protocols has (KIP-848). */
const CLASSIC_ONLY = ["partition.assignment.strategy", "heartbeat.interval.ms", "session.timeout.ms"];
const CONSUMER_ONLY = ["group.remote.assignor"];
const MAX_NAME_LENGTH = 249;

/** Sets enable.auto.commit to what is in effect. Throws ConfigException or InvalidConfigurationException. */
export function applyConsumerRules(config: ClientConfig): void {
  const instanceId = config.textOrNull("group.instance.id");
  if (instanceId !== null) checkInstanceId(instanceId);
  if (config.textOrNull("group.id") === null) withoutGroup(config);
  const protocol = config.text("group.protocol").toUpperCase();
  refuseOfOtherProtocol(config, protocol, protocol === "CONSUMER" ? CLASSIC_ONLY : CONSUMER_ONLY);
}

function withoutGroup(config: ClientConfig): void {
  if (config.isGiven("enable.auto.commit") && config.flag("enable.auto.commit"))
    throw new InvalidConfigurationException(
      "enable.auto.commit cannot be set to true when default group id (null) is used.",
    );
  config.override("enable.auto.commit", false);
}

function refuseOfOtherProtocol(config: ClientConfig, protocol: string, names: readonly string[]): void {
  const given = names.filter((name) => {
    if (!config.isGiven(name)) return false;
    const value = config.value(name);
    return !(value === null || value === "" || (Array.isArray(value) && value.length === 0));
  });
  if (given.length > 0)
    throw new ConfigException(`${given.join(", ")} cannot be set when group.protocol=${protocol}`);
}

const ASSIGNORS =
  /^(class )?org\.apache\.kafka\.clients\.consumer\.(Range|RoundRobin|Sticky|CooperativeSticky)Assignor$/;

/** What Kafka finds out only while it builds the consumer: the caller wraps what this throws. */
export function checkConsumer(config: ClientConfig): void {
  const groupId = config.textOrNull("group.id");
  if (groupId === "")
    throw new InvalidGroupIdException("The configured group.id should not be an empty string or whitespace.");
  for (const name of config.list("interceptor.classes"))
    if (typeof name === "string")
      throw new KafkaException(`Class ${name} cannot be found`, new ClassNotFoundException(name));
  bootstrapAddresses(config);
  if (config.text("security.protocol").toUpperCase() !== "PLAINTEXT")
    throw new UnsupportedOperationException("The brokers of this playground listen on PLAINTEXT only.");
  if (groupId === null || config.text("group.protocol").toUpperCase() !== "CLASSIC") return;
  if (config.number("heartbeat.interval.ms") >= config.number("session.timeout.ms"))
    throw new IllegalArgumentException("Heartbeat must be set lower than the session timeout");
  for (const name of config.list("partition.assignment.strategy"))
    if (typeof name === "string" && !ASSIGNORS.test(name))
      throw new KafkaException(
        `${name} ClassNotFoundException exception occurred`,
        new ClassNotFoundException(name),
      );
}

function checkInstanceId(id: string): void {
  const wrong = nameFault(id);
  if (wrong !== null) throw new InvalidConfigurationException(`Group instance id is invalid: ${wrong}`);
}

/** Why `name` cannot name a topic or a group instance; null if it can. */
export function nameFault(name: string): string | null {
  if (name === "") return "the empty string is not allowed";
  if (name === "." || name === "..") return `'${name}' is not allowed`;
  if (name.length > MAX_NAME_LENGTH)
    return `the length of '${name}' is longer than the max allowed length ${MAX_NAME_LENGTH}`;
  if (!/^[a-zA-Z0-9._-]+$/.test(name))
    return `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`;
  return null;
}
