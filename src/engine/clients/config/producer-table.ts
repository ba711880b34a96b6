// Configs of the producer, beside the shared ones, as Apache Kafka 4.3.1 defines them.
import { type ConfigKey, row } from "./config-def.ts";
import { SHARED_CONFIGS } from "./shared-table.ts";
import { ANY_LIST, GZIP_LEVEL, NON_EMPTY, NON_EMPTY_LIST, oneOf, range } from "./validators.ts";

export const PRODUCER_CONFIGS: readonly ConfigKey[] = [
  ...SHARED_CONFIGS,
  row("acks", "STRING", "all", oneOf("all", "-1", "0", "1"), "LOW"),
  row("batch.size", "INT", "16384", range("0", null), "MEDIUM"),
  row("bootstrap.servers", "LIST", null, NON_EMPTY_LIST, "HIGH", { required: true }),
  row("buffer.memory", "LONG", "33554432", range("0", null), "HIGH"),
  row("client.id", "STRING", "", null, "MEDIUM"),
  row("compression.gzip.level", "INT", "-1", GZIP_LEVEL, "MEDIUM"),
  row("compression.lz4.level", "INT", "9", range("1", "17"), "MEDIUM"),
  row("compression.type", "STRING", "none", oneOf("none", "gzip", "snappy", "lz4", "zstd"), "HIGH"),
  row("compression.zstd.level", "INT", "3", range("-131072", "22"), "MEDIUM"),
  row("connections.max.idle.ms", "LONG", "540000", null, "MEDIUM"),
  row("delivery.timeout.ms", "INT", "120000", range("0", null), "MEDIUM"),
  row("enable.idempotence", "BOOLEAN", "true", null, "LOW"),
  row("enable.metrics.push", "BOOLEAN", "true", null, "LOW"),
  row("interceptor.classes", "LIST", "", ANY_LIST, "LOW"),
  row("key.serializer", "CLASS", null, null, "HIGH", { required: true }),
  row("linger.ms", "LONG", "5", range("0", null), "MEDIUM"),
  row("max.block.ms", "LONG", "60000", range("0", null), "MEDIUM"),
  row("max.in.flight.requests.per.connection", "INT", "5", range("1", null), "LOW"),
  row("max.request.size", "INT", "1048576", range("0", null), "MEDIUM"),
  row("metadata.max.idle.ms", "LONG", "300000", range("5000", null), "LOW"),
  row("partitioner.adaptive.partitioning.enable", "BOOLEAN", "true", null, "LOW"),
  row("partitioner.availability.timeout.ms", "LONG", "0", range("0", null), "LOW"),
  row("partitioner.class", "CLASS", null, null, "MEDIUM"),
  row("partitioner.ignore.keys", "BOOLEAN", "false", null, "MEDIUM"),
  row("receive.buffer.bytes", "INT", "32768", range("-1", null), "MEDIUM"),
  row("retries", "INT", "2147483647", range("0", "2147483647"), "HIGH"),
  row("transaction.timeout.ms", "INT", "60000", null, "LOW"),
  row("transaction.two.phase.commit.enable", "BOOLEAN", "false", null, "LOW"),
  row("transactional.id", "STRING", null, NON_EMPTY, "LOW"),
  row("value.serializer", "CLASS", null, null, "HIGH", { required: true }),
];
