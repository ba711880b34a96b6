// The values of fields that are not there.
import { ZERO_UUID } from "../base/uuid.ts";
import type { FieldSchema } from "./schema.ts";

function scalarDefault(field: FieldSchema): unknown {
  const given = field.default;
  switch (field.type) {
    case "bool":
      return given === true;
    case "int64":
      return BigInt((given as number | string | undefined) ?? 0);
    case "uuid":
      return (given as string | undefined) ?? ZERO_UUID;
    case "string":
      return (given as string | undefined) ?? "";
    default:
      return Number(given ?? 0);
  }
}

export const isStructType = (type: string): boolean => /^[A-Z]/.test(type);

/** Makes the value of a field that is left out. */
export function defaultOf(field: FieldSchema, version: number): () => unknown {
  if (field.default === null) return () => null;
  if (field.type.startsWith("[]")) return () => [];
  if (field.type === "bytes" || field.type === "records") return () => new Uint8Array(0);
  if (isStructType(field.type)) {
    const parts = (field.fields ?? []).map((part) => [part.name, defaultOf(part, version)] as const);
    return () => {
      const struct: Record<string, unknown> = {};
      for (const [name, make] of parts) struct[name] = make();
      return struct;
    };
  }
  const value = scalarDefault(field);
  return () => value;
}

interface WithTags {
  readonly unknownTags?: readonly unknown[];
}

/** Tags that we do not know are content as well: a struct that has some is written. */
function hasUnknownTags(struct: WithTags): boolean {
  return struct.unknownTags !== undefined && struct.unknownTags.length > 0;
}

/** Whether a value is the one that a tagged field is not written for, and an absent field may have. */
export function defaultTest(field: FieldSchema, version: number): (value: unknown) => boolean {
  if (field.default === null) return (value) => value === null;
  if (field.type.startsWith("[]") || field.type === "bytes" || field.type === "records") {
    return (value) => value !== null && (value as ArrayLike<unknown>).length === 0;
  }
  if (isStructType(field.type)) {
    const tests = (field.fields ?? []).map((part) => [part.name, defaultTest(part, version)] as const);
    return (value) =>
      value !== null &&
      !hasUnknownTags(value as WithTags) &&
      tests.every(([name, test]) => {
        const part = (value as Record<string, unknown>)[name];
        return part === undefined || test(part);
      });
  }
  const standard = scalarDefault(field);
  return (value) => value === standard;
}
