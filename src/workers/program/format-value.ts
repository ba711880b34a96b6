// How console.log shows a value: text as it is, the rest so that a learner can read it. Bounded in depth and length.
// It never fails and calls none of the program's own code but toString of errors and of objects that say who they are.

const MOST_CHARS = 10_000;
const MOST_ITEMS = 100;
const DEEPEST = 3;

export function formatLine(values: readonly unknown[]): string {
  const text = values.map((value) => (typeof value === "string" ? value : formatValue(value))).join(" ");
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}… (${text.length} characters)` : text;
}

export function formatValue(value: unknown): string {
  try {
    return show(value, 0, []);
  } catch (error) {
    return `[could not be shown: ${String((error as Error | null)?.message)}]`;
  }
}

function show(value: unknown, depth: number, above: readonly object[]): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "bigint":
      return `${value}n`;
    case "function":
      return `[function ${value.name || "without a name"}]`;
    case "object":
      return value === null ? "null" : showObject(value, depth, above);
    default:
      return String(value);
  }
}

function showObject(value: object, depth: number, above: readonly object[]): string {
  if (above.includes(value)) return "[circular]";
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Promise) return "Promise (forgotten await?)";
  if (value instanceof RegExp) return String(value);
  const own = ownText(value);
  if (own !== null) return own;
  const inside = [...above, value];
  const deeper = (item: unknown): string => show(item, depth + 1, inside);
  const name = (Object.getPrototypeOf(value) as object | null)?.constructor?.name ?? "";
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return `${name}(${(value as Uint8Array).length}) ${bracket("[", "]", [...take(value as Uint8Array)].map(String))}`;
  }
  if (depth >= DEEPEST) return Array.isArray(value) ? "[…]" : `${name === "Object" ? "" : `${name} `}{…}`;
  if (Array.isArray(value)) return bracket("[", "]", [...take(value)].map(deeper), value.length);
  if (value instanceof Map) {
    const entries = [...take(value.entries())].map(([key, item]) => `${deeper(key)} => ${deeper(item)}`);
    return `Map(${value.size}) ${bracket("{ ", " }", entries, value.size)}`;
  }
  if (value instanceof Set) {
    return `Set(${value.size}) ${bracket("{ ", " }", [...take(value.values())].map(deeper), value.size)}`;
  }
  const keys = Object.keys(value);
  const fields = keys
    .slice(0, MOST_ITEMS)
    .map((key) => `${key}: ${deeper((value as Record<string, unknown>)[key])}`);
  const prefix = name === "" || name === "Object" ? "" : `${name} `;
  return prefix + bracket("{ ", " }", fields, keys.length);
}

/** Classes with a toString of their own, as the Java classes have, are shown by it. */
function ownText(value: object): string | null {
  const own = (value as { toString?: unknown }).toString;
  if (typeof own !== "function" || own === Object.prototype.toString) return null;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return null;
  return String(value);
}

function* take<T>(items: Iterable<T>): Generator<T> {
  let taken = 0;
  for (const item of items) {
    if (taken++ >= MOST_ITEMS) return;
    yield item;
  }
}

function bracket(open: string, close: string, shown: readonly string[], total = shown.length): string {
  if (total === 0) return open.trim() + close.trim();
  const more = total > shown.length ? `, … ${total - shown.length} more` : "";
  return `${open}${shown.join(", ")}${more}${close}`;
}
