// What the page remembers between visits. Storage may be denied, full or hold something old: then the page forgets,
// and works on.

const PREFIX = "samsa:";

export function readKept<T>(key: string, parse: (value: unknown) => T | null): T | null {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? null : parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** False when it could not be kept. */
export function keep(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // Denied storage holds nothing to forget.
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
