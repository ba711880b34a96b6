// Reads bytes and makes a node of each value as it goes: the decoder's one way to come by a position.
import { ByteReader } from "../../base/bytes.ts";
import { utf8Decode } from "../../base/utf8.ts";
import { uuidFromBytes } from "../../base/uuid.ts";
import type { ByteMeaning, ByteNode, ByteType, ByteValue } from "../../inspect/byte-tree.ts";

/** What a field may say beside its value. */
export type Extras = Partial<
  Pick<ByteNode, "derived" | "isTime" | "isValid" | "meaning" | "problem" | "children" | "unpacked">
>;

export class NodeReader {
  private readonly reader: ByteReader;

  /** `origin` is the place of the first byte of `bytes` in the file. Reads stop at `end`. Throws ByteError. */
  constructor(
    readonly bytes: Uint8Array,
    readonly origin: number,
    start = 0,
    end = bytes.length,
  ) {
    this.reader = new ByteReader(bytes, start, end);
  }

  /** Where it stands, in the file's own positions. */
  get position(): number {
    return this.origin + this.reader.position;
  }

  get remaining(): number {
    return this.reader.remaining;
  }

  /** Bytes that are no value of their own. */
  take(length: number): Uint8Array {
    return this.reader.slice(length);
  }

  int8 = (name: string, extras?: Extras) => this.value(name, "int8", () => this.reader.int8(), extras);
  int16 = (name: string, extras?: Extras) => this.value(name, "int16", () => this.reader.int16(), extras);
  uint16 = (name: string, extras?: Extras) => this.value(name, "uint16", () => this.reader.uint16(), extras);
  int32 = (name: string, extras?: Extras) => this.value(name, "int32", () => this.reader.int32(), extras);
  uint32 = (name: string, extras?: Extras) => this.value(name, "uint32", () => this.reader.uint32(), extras);
  int64 = (name: string, extras?: Extras) => this.value(name, "int64", () => this.reader.int64(), extras);
  bool = (name: string, extras?: Extras) => this.value(name, "bool", () => this.reader.int8() !== 0, extras);
  float64 = (name: string, extras?: Extras) =>
    this.value(name, "float64", () => this.reader.float64(), extras);
  varint = (name: string, extras?: Extras) => this.value(name, "varint", () => this.reader.varint(), extras);
  uvarint = (name: string, extras?: Extras) =>
    this.value(name, "uvarint", () => this.reader.uvarint(), extras);
  varlong = (name: string, extras?: Extras) =>
    this.value(name, "varlong", () => this.reader.varlong(), extras);
  uuid = (name: string, extras?: Extras) =>
    this.value(name, "uuid", () => uuidFromBytes(this.reader.slice(16)), extras);

  /** `length` bytes; -1 is null and takes none. */
  blob(name: string, length: number, extras?: Extras): Sized<Uint8Array | null> {
    return this.value(name, "bytes", () => (length < 0 ? null : this.reader.slice(length)), extras);
  }

  text(name: string, length: number, extras?: Extras): Sized<string> {
    return this.value(name, "utf8", () => utf8Decode(this.reader.slice(length)), extras);
  }

  private value<T extends ByteValue>(name: string, type: ByteType, read: () => T, extras?: Extras): Sized<T> {
    const { position } = this;
    const value = read();
    return { name, position, length: this.position - position, type, value, ...extras };
  }
}

/** A node whose value's type is known. */
export type Sized<T extends ByteValue> = ByteNode & { readonly value: T };

/** A struct over everything from `start` to where its children end. */
export function struct(
  name: string,
  start: number,
  end: number,
  children: readonly ByteNode[],
  meaning?: ByteMeaning,
): ByteNode {
  return {
    name,
    position: start,
    length: end - start,
    type: "struct",
    value: null,
    children,
    ...(meaning === undefined ? {} : { meaning }),
  };
}

export function array(
  name: string,
  start: number,
  end: number,
  elements: readonly ByteNode[],
  meaning?: ByteMeaning,
): ByteNode {
  return { ...struct(name, start, end, elements, meaning), type: "array", value: elements.length };
}

/** The child that the decoder itself has made: a wrong name is a mistake of ours. */
export function child(node: ByteNode, name: string): ByteNode {
  const found = node.children?.find((candidate) => candidate.name === name);
  if (found === undefined) throw new TypeError(`${node.name} has no ${name}`);
  return found;
}

export function longOf(node: ByteNode, name: string): bigint {
  return BigInt(child(node, name).value as bigint | number);
}

export function intOf(node: ByteNode, name: string): number {
  return child(node, name).value as number;
}

/** Java's long: what an addition of offsets or timestamps comes to. */
export function asLong(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
