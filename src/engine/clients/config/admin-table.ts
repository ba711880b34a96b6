// Configs of the admin client, beside the shared ones, as Apache Kafka 4.3.1 defines them.
import { type ConfigKey, row } from "./config-def.ts";
import { SHARED_CONFIGS } from "./shared-table.ts";
import { ANY_LIST, range } from "./validators.ts";

export const ADMIN_CONFIGS: readonly ConfigKey[] = [
  ...SHARED_CONFIGS,
  row("bootstrap.controllers", "LIST", "", ANY_LIST, "HIGH"),
  row("bootstrap.servers", "LIST", "", ANY_LIST, "HIGH"),
  row("client.id", "STRING", "", null, "MEDIUM"),
  row("connections.max.idle.ms", "LONG", "300000", null, "MEDIUM"),
  row("default.api.timeout.ms", "INT", "60000", range("0", null), "MEDIUM"),
  row("enable.metrics.push", "BOOLEAN", "false", null, "LOW"),
  row("receive.buffer.bytes", "INT", "65536", range("-1", null), "MEDIUM"),
  row("retries", "INT", "2147483647", range("0", "2147483647"), "LOW"),
];
