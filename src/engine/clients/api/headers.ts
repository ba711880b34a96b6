// Headers of records: names with bytes, in order, names may repeat.
import { utf8Encode } from "../../base/utf8.ts";
import type { RecordHeader as PlainHeader } from "../../records/record-cursor.ts";

/** One header. */
export interface Header {
  key(): string;
  value(): Uint8Array | null;
}

/** The headers of a record, in order. */
export interface Headers extends Iterable<Header> {
  /** Text counts as its UTF-8 bytes. Returns these headers. */
  add(key: string, value: Uint8Array | string | null): Headers;
  add(header: Header): Headers;
  remove(key: string): Headers;
  /** The last header of that name, or null. */
  lastHeader(key: string): Header | null;
  headers(key: string): Iterable<Header>;
  toArray(): Header[];
}

/** A header of your own. */
export class RecordHeader implements Header {
  private readonly bytes: Uint8Array | null;
  constructor(
    private readonly name: string,
    value: Uint8Array | string | null,
  ) {
    this.bytes = typeof value === "string" ? utf8Encode(value) : value;
  }
  key(): string {
    return this.name;
  }
  value(): Uint8Array | null {
    return this.bytes;
  }
  toString(): string {
    const bytes = this.bytes === null ? "null" : `[${this.bytes.join(", ")}]`;
    return `RecordHeader(key = ${this.name}, value = ${bytes})`;
  }
}

/** Headers to fill: `new RecordHeaders().add("trace-id", "42")`. */
export class RecordHeaders implements Headers {
  private list: Header[];

  constructor(headers: Iterable<Header> = []) {
    this.list = [...headers];
  }

  add(key: string, value: Uint8Array | string | null): Headers;
  add(header: Header): Headers;
  add(keyOrHeader: string | Header, value: Uint8Array | string | null = null): Headers {
    this.list.push(typeof keyOrHeader === "string" ? new RecordHeader(keyOrHeader, value) : keyOrHeader);
    return this;
  }
  remove(key: string): Headers {
    this.list = this.list.filter((header) => header.key() !== key);
    return this;
  }
  lastHeader(key: string): Header | null {
    return this.list.findLast((header) => header.key() === key) ?? null;
  }
  headers(key: string): Iterable<Header> {
    return this.list.filter((header) => header.key() === key);
  }
  toArray(): Header[] {
    return [...this.list];
  }
  [Symbol.iterator](): Iterator<Header> {
    return this.list[Symbol.iterator]();
  }
  toString(): string {
    return `RecordHeaders(headers = [${this.list.join(", ")}], isReadOnly = false)`;
  }
}

const NONE: readonly PlainHeader[] = [];

/** @internal As the batch builder takes them. */
export function plainHeaders(headers: Headers | null): readonly PlainHeader[] {
  if (headers === null) return NONE;
  const list = headers.toArray();
  return list.length === 0 ? NONE : list.map((header) => ({ key: header.key(), value: header.value() }));
}

/** @internal */
export function headersOf(plain: readonly PlainHeader[]): RecordHeaders {
  return new RecordHeaders(plain.map(({ key, value }) => new RecordHeader(key, value)));
}
