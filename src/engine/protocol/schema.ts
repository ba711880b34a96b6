// The form of the schema tables in schemas/, and the TypeScript types that follow from them.
import type { Uuid } from "../base/uuid.ts";

/** Inclusive: `"4-18"`, `"0"`, or `"none"`. */
export type VersionRange = string;

export interface FieldSchema {
  readonly name: string;
  /** A scalar, the name of a struct, or `[]` and one of these. */
  readonly type: string;
  /** The versions of the message in which the field is on the wire. */
  readonly versions: VersionRange;
  /** Versions in which the value may be null. Of an array it is the array, never the element. */
  readonly nullable?: VersionRange;
  /** Tag number, and the versions in which the field stands in the tag section. */
  readonly tag?: number;
  readonly tagged?: VersionRange;
  /** Only where it differs from the message's. */
  readonly flexible?: VersionRange;
  /** Only where it is not 0, false, "", empty, the zero UUID or a struct of defaults. */
  readonly default?: number | string | boolean | null;
  /** Set in a version without the field: left out silently. Without this a value other than the default is an error. */
  readonly ignorable?: boolean;
  readonly mapKey?: boolean;
  readonly entityType?: string;
  /** Of a struct, or of the elements of an array of structs. */
  readonly fields?: readonly FieldSchema[];
}

export interface MessageSchema {
  readonly name: string;
  /** `request`, `response`, `header`, or the family of a record. */
  readonly kind: string;
  /** API key, or the type id of a record. */
  readonly key?: number;
  readonly part?: string;
  readonly framing?: string;
  readonly versions: VersionRange;
  readonly flexible: VersionRange;
  readonly fields: readonly FieldSchema[];
}

export type Listener = "broker" | "controller";

export interface ApiSchema {
  readonly key: number;
  readonly name: string;
  readonly listeners: readonly Listener[];
  /** Only nodes of the cluster may call it. */
  readonly clusterAction?: boolean;
  /** A broker passes it on to the active controller in an Envelope. */
  readonly forwardable?: boolean;
  readonly latestVersionUnstable?: boolean;
  readonly request: MessageSchema;
  readonly response: MessageSchema;
}

interface ScalarTypes {
  bool: boolean;
  int8: number;
  int16: number;
  uint16: number;
  int32: number;
  uint32: number;
  int64: bigint;
  float64: number;
  uuid: Uuid;
  string: string;
  bytes: Uint8Array;
  /** Whole record batches back to back, never looked into by the codec. */
  records: Uint8Array;
}

type ElementValue<F, T> = T extends keyof ScalarTypes
  ? ScalarTypes[T]
  : F extends { fields: infer Fields extends readonly FieldSchema[] }
    ? StructValue<Fields>
    : never;
type PlainValue<F> = F extends { type: `[]${infer T}` }
  ? ElementValue<F, T>[]
  : F extends { type: infer T }
    ? ElementValue<F, T>
    : never;
type FieldValue<F> = F extends { nullable: string } ? PlainValue<F> | null : PlainValue<F>;
type StructValue<Fields extends readonly FieldSchema[]> = string extends Fields[number]["name"]
  ? Record<string, unknown>
  : { [F in Fields[number] as F["name"]]: FieldValue<F> } & WithUnknownTags;

type ElementInput<F, T> = T extends keyof ScalarTypes
  ? ScalarTypes[T]
  : F extends { fields: infer Fields extends readonly FieldSchema[] }
    ? StructInput<Fields>
    : never;
type PlainInput<F> = F extends { type: `[]${infer T}` }
  ? readonly ElementInput<F, T>[]
  : F extends { type: infer T }
    ? ElementInput<F, T>
    : never;
type FieldInput<F> = F extends { nullable: string } ? PlainInput<F> | null : PlainInput<F>;
type StructInput<Fields extends readonly FieldSchema[]> = string extends Fields[number]["name"]
  ? Readonly<Record<string, unknown>>
  : { readonly [F in Fields[number] as F["name"]]?: FieldInput<F> } & WithUnknownTags;

/** A tagged field that this version of the protocol does not know; it survives decoding and encoding. */
export interface UnknownTag {
  readonly tag: number;
  readonly data: Uint8Array;
}
interface WithUnknownTags {
  unknownTags?: readonly UnknownTag[];
}

/** What decoding gives: every field of every version is there, with its default where the version lacks it. */
export type MessageOf<S extends MessageSchema> = StructValue<S["fields"]>;
/** What encoding takes: a field left out has its default. */
export type MessageInput<S extends MessageSchema> = StructInput<S["fields"]>;

export type RequestOf<A extends ApiSchema> = MessageOf<A["request"]>;
export type RequestInput<A extends ApiSchema> = MessageInput<A["request"]>;
export type ResponseOf<A extends ApiSchema> = MessageOf<A["response"]>;
export type ResponseInput<A extends ApiSchema> = MessageInput<A["response"]>;

type Bounds = readonly [first: number, last: number];

/** Asked several times for each frame. */
const knownBounds = new Map<VersionRange, Bounds>();

/** [first, last] of a range; [0, -1], which holds nothing, for `"none"`. */
export function versionBounds(range: VersionRange): Bounds {
  let bounds = knownBounds.get(range);
  if (bounds === undefined) {
    const [first, last] = range.split("-");
    bounds = range === "none" ? [0, -1] : [Number(first), Number(last ?? first)];
    knownBounds.set(range, bounds);
  }
  return bounds;
}

export function versionInRange(version: number, range: VersionRange | undefined): boolean {
  if (range === undefined) return false;
  const [first, last] = versionBounds(range);
  return version >= first && version <= last;
}
