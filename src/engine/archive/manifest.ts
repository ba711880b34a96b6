// samsa.properties: says what an archive, or a data directory of the gateway, is. An archive without one is taken for
// what it looks like: log directories of Apache Kafka.
import type { Uuid } from "../base/uuid.ts";

export const MANIFEST = "samsa.properties";

export type Manifest =
  /** Every node of a cluster: unpacked, a data directory of `samsa gateway --data`. */
  | { readonly kind: "workspace"; readonly clusterId: string }
  /** The log directory of one node. */
  | { readonly kind: "node"; readonly clusterId: string; readonly node: number }
  /** The partitions of one topic, and the configs that were set for it. */
  | {
      readonly kind: "topic";
      readonly clusterId: string;
      readonly topic: string;
      readonly topicId: Uuid;
      readonly configs: Readonly<Record<string, string>>;
    };

const CONFIG = "config.";

export function formatManifest(manifest: Manifest): string {
  const lines = [`cluster.id=${manifest.clusterId}`];
  if (manifest.kind === "node") lines.push(`export.node=${manifest.node}`);
  if (manifest.kind === "topic") {
    lines.push(`export.topic=${manifest.topic}`, `export.topic.id=${manifest.topicId}`);
    for (const [key, value] of Object.entries(manifest.configs)) {
      lines.push(`${CONFIG}${key}=${escapeValue(value)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Null when it is none. */
export function parseManifest(text: string): Manifest | null {
  const properties = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([^#!=\s][^=\s]*)\s*=\s*(.*)$/.exec(line);
    if (match !== null) properties.set(match[1]!, unescapeValue(match[2]!.trim()));
  }
  const clusterId = properties.get("cluster.id");
  if (clusterId === undefined || clusterId === "") return null;
  const node = properties.get("export.node");
  if (node !== undefined && /^\d+$/.test(node)) return { kind: "node", clusterId, node: Number(node) };
  const topic = properties.get("export.topic");
  const topicId = properties.get("export.topic.id");
  if (topic === undefined || topicId === undefined) return { kind: "workspace", clusterId };
  const configs: Record<string, string> = {};
  for (const [key, value] of properties) {
    if (key.startsWith(CONFIG)) configs[key.slice(CONFIG.length)] = value;
  }
  return { kind: "topic", clusterId, topic, topicId, configs };
}

const escapeValue = (value: string): string => value.replace(/\\/g, "\\\\").replace(/\r?\n/g, "\\n");
const unescapeValue = (value: string): string =>
  value.replace(/\\(.)/g, (_, letter: string) => (letter === "n" ? "\n" : letter));
