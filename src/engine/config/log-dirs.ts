// Where a broker keeps its logs: log.dirs, or log.dir when that says nothing.
import type { BrokerConfig } from "./broker-config.ts";

export function logDirsOf(config: BrokerConfig): readonly string[] {
  const several = (config.value("log.dirs") ?? []) as readonly string[];
  const paths = several.length > 0 ? several : (config.value("log.dir") as readonly string[]);
  return [...new Set(paths)];
}
