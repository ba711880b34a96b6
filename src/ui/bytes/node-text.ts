// A node's value in a few characters, the same in both languages.
import type { ByteNode } from "../../engine/inspect/byte-tree.ts";

const SHOWN_BYTES = 120;
const decoder = new TextDecoder("utf-8", { fatal: true });

/** But for a tab and the ends of lines. */
const isControl = (letter: string): boolean =>
  (letter < " " && !"\t\n\r".includes(letter)) || letter === "\u007f";

/** Text where the bytes are printable text, else hex. */
export function bytesText(bytes: Uint8Array): string {
  const part = bytes.subarray(0, SHOWN_BYTES);
  const more = bytes.length > part.length ? "…" : "";
  try {
    const text = decoder.decode(part);
    if (![...text].some(isControl)) return JSON.stringify(text) + more;
  } catch {
    // Cut inside a character, or no text at all.
  }
  return `0x${hexOf(part)}${more}`;
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `2026-11-21 05:40:16.123`, in UTC as Kafka's own tools would. */
export function timeText(ms: bigint | number): string {
  const value = Number(ms);
  if (value < 0 || value > 8.64e15) return String(ms);
  return new Date(value).toISOString().replace("T", " ").replace("Z", "");
}

export function nodeText(node: ByteNode): string {
  const { value, derived } = node;
  if (node.isValid !== undefined) return `0x${Number(value).toString(16).padStart(8, "0")}`;
  if (node.type === "array") return value === null ? "null" : `${value}`;
  if (node.meaning === "batch.skipped") return `${value}`;
  if (node.type === "struct") return structText(node);
  if (node.isTime === true) {
    const time = timeText(derived ?? (value as bigint));
    return derived === undefined ? time : `${value} → ${time}`;
  }
  if (derived !== undefined) return `${value} → ${derived}`;
  if (node.name === "attributes" && node.children !== undefined) return attributesText(node);
  if (value instanceof Uint8Array) return node.children === undefined ? bytesText(value) : `${value.length}`;
  if (typeof value === "string" && node.type === "utf8") return JSON.stringify(value);
  return String(value);
}

function structText(node: ByteNode): string {
  const part = (name: string): ByteNode | undefined => node.children?.find((child) => child.name === name);
  const offset = part("offsetDelta")?.derived ?? part("relativeOffset")?.derived;
  const key = part("key")?.value;
  const parts = [
    ...(offset === undefined ? [] : [`offset ${offset}`]),
    ...(key instanceof Uint8Array && key.length <= 24 ? [bytesText(key)] : []),
  ];
  const last = part("lastOffsetDelta")?.derived;
  if (last !== undefined) parts.push(`${part("baseOffset")?.value}–${last}`);
  return node.problem === undefined ? parts.join(" · ") : node.problem;
}

function attributesText(node: ByteNode): string {
  const said = (node.children ?? []).flatMap(({ name, value }) =>
    typeof value === "string" ? [value] : value === true ? [name.replace(/^(is|has)/, "")] : [],
  );
  return said.join(" · ");
}

/** `0x0072`, as wide as the file needs. */
export function positionText(position: number, sizeBytes: number): string {
  return position.toString(16).padStart(Math.max(6, sizeBytes.toString(16).length), "0");
}
