// What Kafka demands of several broker configs together, in the words of its KafkaConfig and of its group coordinators.
// What it demands of listeners, roles and voters is not here: a node of ours knows those from elsewhere.
import { ConfigError, type ConfigValue } from "./config-def.ts";

/** The values of a broker. */
export interface ConfigValues {
  number(name: string): number;
  value(name: string): ConfigValue;
}

/** Throws ConfigError. */
export function checkRequirements(config: ConfigValues): void {
  checkNodeId(config);
  for (const kind of ["consumer", "share", "streams"]) checkGroups(config, kind);
  checkShareGroups(config);
  if (!list(config, "group.coordinator.rebalance.protocols").includes("classic"))
    throw new ConfigError("Disabling the 'classic' protocol is not supported.");
  checkTimes(config);
  checkSizes(config);
  checkConnections(config);
  checkCordonedDirs(config);
}

function require(condition: boolean, message: string): void {
  if (!condition) throw new ConfigError(`requirement failed: ${message}`);
}

const list = (config: ConfigValues, name: string): readonly string[] =>
  config.value(name) as readonly string[];

function checkNodeId(config: ConfigValues): void {
  const [node, broker] = [config.value("node.id"), config.value("broker.id")];
  if (node !== null && broker !== null && broker !== UNSET_ID && node !== broker)
    throw new ConfigError("You must set `node.id` to the same value as `broker.id`.");
}
const UNSET_ID = -1;

// ---- groups ----

function checkGroups(config: ConfigValues, kind: string): void {
  checkBounds(config, kind, "heartbeat.interval.ms");
  checkBounds(config, kind, "session.timeout.ms");
  const [heartbeat, session] = [`group.${kind}.heartbeat.interval.ms`, `group.${kind}.session.timeout.ms`];
  if (config.number(heartbeat) >= config.number(session))
    throw new ConfigError(`${heartbeat} must be less than ${session}`);
  if (kind === "streams")
    atMost(config, "group.streams.num.standby.replicas", "group.streams.max.standby.replicas");
  checkBounds(config, kind, "assignment.interval.ms");
}

function checkBounds(config: ConfigValues, kind: string, name: string): void {
  const [least, own, most] = [
    `group.${kind}.min.${name}`,
    `group.${kind}.${name}`,
    `group.${kind}.max.${name}`,
  ];
  atLeast(config, most, least);
  atLeast(config, own, least);
  atMost(config, own, most);
}

function checkShareGroups(config: ConfigValues): void {
  for (const name of ["delivery.count.limit", "partition.max.record.locks"]) {
    atLeast(config, `group.share.max.${name}`, `group.share.${name}`);
    atLeast(config, `group.share.${name}`, `group.share.min.${name}`);
  }
  atLeast(config, "group.share.record.lock.duration.ms", "group.share.min.record.lock.duration.ms");
  atLeast(config, "group.share.max.record.lock.duration.ms", "group.share.record.lock.duration.ms");
  atLeast(config, "group.share.max.share.sessions", "group.share.max.size");
}

function atLeast(config: ConfigValues, name: string, other: string): void {
  if (config.number(name) < config.number(other))
    throw new ConfigError(`${name} must be greater than or equal to ${other}`);
}

function atMost(config: ConfigValues, name: string, other: string): void {
  if (config.number(name) > config.number(other))
    throw new ConfigError(`${name} must be less than or equal to ${other}`);
}

// ---- times ----

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

function checkTimes(config: ConfigValues): void {
  const retentionMs = inMs(config, "log.retention", true);
  const unlimitedOrMore = "log.retention.ms must be unlimited (-1) or, greater than or equal to 1";
  require(retentionMs < 0 || retentionMs >= 1, unlimitedOrMore);
  require(inMs(config, "log.roll", false) >= 1, "log.roll.ms must be greater than or equal to 1");
  require(inMs(config, "log.roll.jitter", false) >= 0, "log.roll.jitter.ms must be equal or greater than 0");
  const waitMs = config.number("replica.fetch.wait.max.ms");
  const noTimeouts =
    "replica.socket.timeout.ms should always be at least replica.fetch.wait.max.ms to prevent unnecessary socket timeouts";
  require(waitMs <= config.number("replica.socket.timeout.ms"), noTimeouts);
  const steadyIsr =
    "replica.fetch.wait.max.ms should always be less than or equal to replica.lag.time.max.ms to prevent frequent changes in ISR";
  require(waitMs <= config.number("replica.lag.time.max.ms"), steadyIsr);
}

/** A time that may be given in milliseconds, minutes or hours; the finest unit wins. */
function inMs(config: ConfigValues, prefix: string, withMinutes: boolean): number {
  const ms = config.value(`${prefix}.ms`);
  if (ms !== null) return ms as number;
  const minutes = withMinutes ? config.value(`${prefix}.minutes`) : null;
  if (minutes !== null) return (minutes as number) * MINUTE_MS;
  return config.number(`${prefix}.hours`) * HOUR_MS;
}

// ---- sizes, connections, directories ----

const LEAST_DEDUPE_BYTES = 1024 * 1024;

function checkSizes(config: ConfigValues): void {
  const perThread = config.number("log.cleaner.dedupe.buffer.size") / config.number("log.cleaner.threads");
  const dedupe = "log.cleaner.dedupe.buffer.size must be at least 1MB per cleaner thread.";
  require(perThread >= LEAST_DEDUPE_BYTES, dedupe);
  const queuedBytes = config.number("queued.max.request.bytes");
  const queued = "queued.max.request.bytes must be larger or equal to socket.request.max.bytes";
  require(queuedBytes <= 0 || queuedBytes >= config.number("socket.request.max.bytes"), queued);
}

function checkConnections(config: ConfigValues): void {
  const overrides = (config.value("max.connections.per.ip.overrides") as string).trim();
  for (const override of overrides === "" ? [] : overrides.split(/\s*,\s*/)) {
    const colon = override.lastIndexOf(":");
    if (colon < 0) {
      // What Java's substring says, and so what people look up.
      const said = `begin 0, end -1, length ${override.length}`;
      throw new ConfigError(
        `Error parsing configuration property 'max.connections.per.ip.overrides': ${said}`,
      );
    }
    const most = override.slice(colon + 1);
    if (!/^[+-]?\d+$/.test(most)) throw new ConfigError(`For input string: "${most}"`);
  }
  const needsOverrides =
    "max.connections.per.ip can be set to zero only if max.connections.per.ip.overrides property is set.";
  require(config.number("max.connections.per.ip") !== 0 || overrides !== "", needsOverrides);
}

function checkCordonedDirs(config: ConfigValues): void {
  const cordoned = list(config, "cordoned.log.dirs");
  if (cordoned.includes("*")) {
    const alone = "When cordoned.log.dirs is set to *, it must not contain other values";
    return require(cordoned.length === 1, alone);
  }
  const dirs = (config.value("log.dirs") as readonly string[] | null) ?? [config.value("log.dir")];
  const missing = cordoned.filter((dir) => !dirs.includes(dir));
  const present = `All entries in cordoned.log.dirs must be present in log.dirs or log.dir. Missing entries : ${missing.join(", ")}`;
  require(missing.length === 0, present);
}
