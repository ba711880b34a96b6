// What may be changed in a broker while it runs (KIP-226): which names, with which values, and which of them only for
// one broker. Names that Kafka does not know are accepted.
import { BrokerConfig, brokerConfigDef } from "./broker-config.ts";
import { ConfigError, parseConfig } from "./config-def.ts";

const LISTENER_PREFIX = /^listener\.name\.[^.]+\./;
/** Configs of a listener that are cluster-wide all the same. */
const CLUSTER_LEVEL_OF_LISTENERS = new Set([
  "max.connection.creation.rate",
  "max.connections",
  "num.network.threads",
]);
/** Of one mechanism at one listener: `listener.name.<listener>.<mechanism>.<name>`. */
const OF_MECHANISMS: readonly string[] = [
  "connections.max.reauth.ms",
  "sasl.jaas.config",
  "sasl.login.callback.handler.class",
  "sasl.login.class",
  "sasl.server.callback.handler.class",
];
const SECURITY: ReadonlySet<string> = new Set([
  "ssl.key.password",
  "ssl.keystore.certificate.chain",
  "ssl.keystore.key",
  "ssl.keystore.location",
  "ssl.keystore.password",
  "ssl.keystore.type",
  "ssl.truststore.certificates",
  "ssl.truststore.location",
  "ssl.truststore.password",
  "ssl.truststore.type",
]);

/** The config behind a name that may stand for one listener only. */
function baseName(name: string): string {
  const own = name.replace(LISTENER_PREFIX, "");
  if (own === name) return name;
  return OF_MECHANISMS.find((config) => own === config || own.endsWith(`.${config}`)) ?? own;
}

function isDynamic(name: string): boolean {
  const def = brokerConfigDef(baseName(name));
  return def === undefined || def.updateMode !== undefined;
}

function isPerBroker(name: string): boolean {
  const base = baseName(name);
  if (base !== name) return !CLUSTER_LEVEL_OF_LISTENERS.has(base);
  return brokerConfigDef(name)?.updateMode === "per-broker";
}

/**
 * Throws ConfigError when `props`, all that is to be set dynamically, cannot be. `perBroker`: for one broker, not for
 * all by default.
 */
export function checkDynamicConfigs(props: ReadonlyMap<string, string>, perBroker: boolean): void {
  const names = [...props.keys()];
  refuse(
    names.filter((name) => !isDynamic(name)),
    "Cannot update these configs dynamically",
  );
  refuse(
    names.filter((name) => SECURITY.has(name)),
    "These security configs can be dynamically updated only per-listener using the listener prefix",
  );
  for (const [name, text] of props) {
    const def = brokerConfigDef(baseName(name));
    if (def !== undefined) parseConfig(def, text);
  }
  if (perBroker) return;
  refuse(
    names.filter(isPerBroker),
    "Cannot update these configs at default cluster level, broker id must be specified",
  );
}

function refuse(names: readonly string[], why: string): void {
  if (names.length > 0) throw new ConfigError(`${why}: [${names.join(", ")}]`);
}

/** Throws ConfigError when the broker could not run with `props` over what its file says. */
export function checkConfigsTogether(config: BrokerConfig, props: ReadonlyMap<string, string>): void {
  new BrokerConfig({ ...Object.fromEntries(config.statics), ...Object.fromEntries(props) });
}
