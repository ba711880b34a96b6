// Configs of a subscription to clients' metrics (KIP-714).
import { type ConfigDef, ConfigError, ConfigRequestError, parseConfig } from "./config-def.ts";

export const CLIENT_METRICS_CONFIGS: readonly ConfigDef[] = [
  { name: "interval.ms", type: "INT", default: "300000" },
  { name: "match", type: "LIST", default: "", oneOf: [], emptyAllowed: true },
  { name: "metrics", type: "LIST", default: "", oneOf: [], emptyAllowed: true },
];

const DEFS: ReadonlyMap<string, ConfigDef> = new Map(CLIENT_METRICS_CONFIGS.map((def) => [def.name, def]));

export function clientMetricsConfigDef(name: string): ConfigDef | undefined {
  return DEFS.get(name);
}

const LEAST_INTERVAL_MS = 100;
const MOST_INTERVAL_MS = 3_600_000;

/** `own`: all that the subscription is to have. Throws ConfigError. */
export function checkClientMetricsConfigs(own: ReadonlyMap<string, string>): void {
  for (const name of own.keys()) {
    if (!DEFS.has(name)) throw new ConfigRequestError(`Unknown client metrics configuration: ${name}`);
  }
  const values = new Map([...own].map(([name, text]) => [name, parseConfig(DEFS.get(name)!, text)]));
  const intervalMs = values.get("interval.ms") as number | undefined;
  if (intervalMs !== undefined && (intervalMs < LEAST_INTERVAL_MS || intervalMs > MOST_INTERVAL_MS)) {
    throw new ConfigRequestError(
      `Invalid value ${intervalMs} for interval.ms, interval must be between ${LEAST_INTERVAL_MS} and ${MOST_INTERVAL_MS} (1 hour)`,
    );
  }
  for (const pattern of (values.get("match") ?? []) as readonly string[]) {
    if (!isLegalMatch(pattern)) throw new ConfigError(`Illegal client matching pattern: ${pattern}`);
  }
}

const MATCH_KEYS: ReadonlySet<string> = new Set([
  "client_instance_id",
  "client_id",
  "client_software_name",
  "client_software_version",
  "client_source_address",
  "client_source_port",
]);

/** `<label>=<regular expression>`. */
function isLegalMatch(pattern: string): boolean {
  const parts = pattern.split("=");
  const [label, expression] = parts;
  if (parts.length !== 2 || expression === undefined || expression === "") return false;
  if (!MATCH_KEYS.has(label!.trim())) return false;
  try {
    new RegExp(expression.trim());
    return true;
  } catch {
    return false;
  }
}
