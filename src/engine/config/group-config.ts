// Dynamic configs of a group (KIP-848, KIP-932, KIP-1071). What a group does not set is the broker's, and the broker's
// bounds hold for what it sets: Kafka's GroupConfig.
import type { BrokerConfig } from "./broker-config.ts";
import { ConfigError, type ConfigValue, type GroupConfigDef, parseConfig } from "./config-def.ts";

const ASSIGNMENT = { type: "INT", default: "1000", min: 0 } as const;
const HEARTBEAT = { type: "INT", default: "5000", min: 1 } as const;
const SESSION = { type: "INT", default: "45000", min: 1 } as const;

const ofBroker = <D extends GroupConfigDef>(def: D): GroupConfigDef => ({
  ...def,
  brokerSynonym: `group.${def.name}`,
});

export const GROUP_CONFIGS: readonly GroupConfigDef[] = [
  ofBroker({ name: "consumer.assignment.interval.ms", ...ASSIGNMENT }),
  ofBroker({ name: "consumer.heartbeat.interval.ms", ...HEARTBEAT }),
  ofBroker({ name: "consumer.session.timeout.ms", ...SESSION }),
  ofBroker({ name: "share.assignment.interval.ms", ...ASSIGNMENT }),
  { name: "share.auto.offset.reset", type: "STRING", default: "latest", check: "share-offset-reset" },
  ofBroker({ name: "share.delivery.count.limit", type: "INT", default: "5", min: 2 }),
  ofBroker({ name: "share.heartbeat.interval.ms", ...HEARTBEAT }),
  {
    name: "share.isolation.level",
    type: "STRING",
    default: "read_uncommitted",
    oneOf: ["read_committed", "read_uncommitted"],
  },
  ofBroker({ name: "share.partition.max.record.locks", type: "INT", default: "2000", min: 100 }),
  ofBroker({ name: "share.record.lock.duration.ms", type: "INT", default: "30000", min: 1000 }),
  { name: "share.renew.acknowledge.enable", type: "BOOLEAN", default: "true" },
  ofBroker({ name: "share.session.timeout.ms", ...SESSION }),
  ofBroker({ name: "streams.assignment.interval.ms", ...ASSIGNMENT }),
  ofBroker({ name: "streams.heartbeat.interval.ms", ...HEARTBEAT }),
  ofBroker({ name: "streams.initial.rebalance.delay.ms", type: "INT", default: "3000", min: 0 }),
  ofBroker({ name: "streams.num.standby.replicas", type: "INT", default: "0", min: 0 }),
  ofBroker({ name: "streams.session.timeout.ms", ...SESSION }),
];

const DEFS: ReadonlyMap<string, GroupConfigDef> = new Map(GROUP_CONFIGS.map((def) => [def.name, def]));

export function groupConfigDef(name: string): GroupConfigDef | undefined {
  return DEFS.get(name);
}

/** The value in force: the group's own, else the broker's, else the default. */
export function groupValue(
  def: GroupConfigDef,
  own: ReadonlyMap<string, string>,
  broker: BrokerConfig,
): ConfigValue {
  const text = own.get(def.name);
  if (text !== undefined) return parseConfig(def, text);
  return def.brokerSynonym === undefined ? parseConfig(def, def.default) : broker.value(def.brokerSynonym);
}

/** A kind of group, and what of it the broker bounds, in the order in which Kafka looks. */
const BOUNDED: readonly (readonly [group: string, names: readonly string[]])[] = [
  ["consumer", ["heartbeat.interval.ms", "session.timeout.ms", "assignment.interval.ms"]],
  [
    "share",
    [
      ...["heartbeat.interval.ms", "session.timeout.ms", "record.lock.duration.ms", "delivery.count.limit"],
      ...["partition.max.record.locks", "assignment.interval.ms"],
    ],
  ],
  [
    "streams",
    ["heartbeat.interval.ms", "session.timeout.ms", "num.standby.replicas", "assignment.interval.ms"],
  ],
];

/** `own`: all that the group is to have. Throws ConfigError. */
export function checkGroupConfigs(own: ReadonlyMap<string, string>, broker: BrokerConfig): void {
  for (const name of own.keys())
    if (!DEFS.has(name)) throw new ConfigError(`Unknown group config name: ${name}`);
  const values = new Map(GROUP_CONFIGS.map((def) => [def.name, groupValue(def, own, broker)]));
  const number = (name: string): number => values.get(name) as number;
  for (const [group, names] of BOUNDED) {
    for (const name of names) checkBounds(group, name, number(`${group}.${name}`), broker);
  }
  for (const [group] of BOUNDED) {
    const [session, heartbeat] = [`${group}.session.timeout.ms`, `${group}.heartbeat.interval.ms`];
    if (number(session) <= number(heartbeat))
      throw new ConfigError(`${session} must be greater than ${heartbeat}`);
  }
}

function checkBounds(group: string, name: string, value: number, broker: BrokerConfig): void {
  const what = `${group}.${name}`;
  if (name === "num.standby.replicas") {
    const most = `group.${group}.max.standby.replicas`;
    if (value > broker.number(most)) throw new ConfigError(`${what} must be less than or equal to ${most}`);
    return;
  }
  const [least, most] = [`group.${group}.min.${name}`, `group.${group}.max.${name}`];
  if (value < broker.number(least))
    throw new ConfigError(`${what} must be greater than or equal to ${least}`);
  if (value > broker.number(most)) throw new ConfigError(`${what} must be less than or equal to ${most}`);
}
