// Reads a tar file piece by piece, and trusts nothing in it: names that lead elsewhere, sizes that cannot be, headers
// that were tampered with, an end that is missing. Links, devices and sparse files are refused; a log directory has none.
import { ArchiveError } from "./archive-error.ts";
import { BLOCK_BYTES, decode, paddedBytes, parseHeader, parsePax, type TarHeader } from "./tar-format.ts";

export interface TarEntry {
  /** A relative path with "/", without "." and "..". */
  readonly name: string;
  readonly sizeBytes: number;
  /** To be read before the next entry is asked for; what is not read is skipped. */
  content(): AsyncIterable<Uint8Array>;
}

export type ByteStream = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Headers of names and attributes are read whole. */
const LARGEST_EXTRA_BYTES = 1024 * 1024;
const LONGEST_NAME = 4096;
const MOST_ENTRIES = 1_000_000;

/** Yields the files in their order. Throws ArchiveError. */
export async function* readTar(stream: ByteStream): AsyncGenerator<TarEntry> {
  const source = new ByteSource(stream);
  let extra: Extra = { ...NO_EXTRA };
  try {
    for (let count = 0; ; count++) {
      if (count > MOST_ENTRIES) throw new ArchiveError("too-large", `more than ${MOST_ENTRIES} entries`);
      const at = source.position;
      const block = await source.take(BLOCK_BYTES, at === 0 ? "no-tar" : "truncated");
      const header = parseHeader(block, at);
      if (header === null) {
        if (at === 0) throw new ArchiveError("no-tar", "it is empty");
        return;
      }
      if (header.type !== "file" && header.type !== "directory") {
        extra = await readExtra(source, header, extra, at);
        continue;
      }
      const name = safeName(extra.name ?? header.name);
      const sizeBytes = extra.sizeBytes ?? header.sizeBytes;
      extra = { ...NO_EXTRA };
      const end = source.position + paddedBytes(sizeBytes);
      if (header.type === "file") {
        if (name === null) throw new ArchiveError("unsafe-name", `a file without a name at byte ${at}`);
        yield { name, sizeBytes, content: () => source.pieces(sizeBytes) };
      }
      await source.skipTo(end);
    }
  } finally {
    await source.close();
  }
}

/** What the entries before a file say of it. */
interface Extra {
  readonly name: string | null;
  readonly sizeBytes: number | null;
}

const NO_EXTRA: Extra = { name: null, sizeBytes: null };

async function readExtra(source: ByteSource, header: TarHeader, extra: Extra, at: number): Promise<Extra> {
  const { type, typeFlag, sizeBytes } = header;
  if (type === "other") {
    throw new ArchiveError("unsupported", `type "${printable(typeFlag)}" of ${printable(header.name)}`);
  }
  if (sizeBytes > LARGEST_EXTRA_BYTES) throw new ArchiveError("too-large", `header at byte ${at}`);
  const content = (await source.take(paddedBytes(sizeBytes), "truncated")).slice(0, sizeBytes);
  if (type === "long-name") {
    const end = content.indexOf(0);
    return { ...extra, name: decode(end < 0 ? content : content.subarray(0, end), at) };
  }
  const records = parsePax(content, at);
  if (records.has("GNU.sparse.major") || records.has("GNU.sparse.size")) {
    throw new ArchiveError("unsupported", `sparse file at byte ${at}`);
  }
  // What holds for all entries (a date, a comment) says nothing of names or sizes.
  if (type === "pax-global") return extra;
  const size = records.get("size");
  if (size !== undefined && !(/^\d{1,16}$/.test(size) && Number.isSafeInteger(Number(size)))) {
    throw new ArchiveError("too-large", `size in the pax header at byte ${at}`);
  }
  return {
    name: records.get("path") ?? extra.name,
    sizeBytes: size === undefined ? extra.sizeBytes : Number(size),
  };
}

/** Without "./" and doubled or trailing slashes; null for the directory itself. Throws for a name that leads out of it. */
function safeName(name: string): string | null {
  const refuse = (): never => {
    throw new ArchiveError("unsafe-name", printable(name));
  };
  if (name.length > LONGEST_NAME) refuse();
  if (name.startsWith("/") || name.includes("\\") || /^[A-Za-z]:/.test(name) || hasControl(name)) refuse();
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) refuse();
  return parts.length === 0 ? null : parts.join("/");
}

const isControl = (code: number): boolean => code < 0x20 || (code >= 0x7f && code < 0xa0);
const hasControl = (text: string): boolean =>
  Array.from(text).some((letter) => isControl(letter.codePointAt(0)!));

/** Control characters must not reach a terminal. */
const printable = (text: string): string =>
  Array.from(text.slice(0, 200), (letter) => (isControl(letter.codePointAt(0)!) ? "?" : letter)).join("");

/** A stream of pieces of any length, taken as the reader wants it. */
class ByteSource {
  position = 0;
  private readonly iterator: Iterator<Uint8Array> | AsyncIterator<Uint8Array>;
  private rest: Uint8Array = new Uint8Array(0);

  constructor(stream: ByteStream) {
    this.iterator =
      Symbol.asyncIterator in stream ? stream[Symbol.asyncIterator]() : stream[Symbol.iterator]();
  }

  /** Exactly `length` bytes. */
  async take(length: number, atEnd: "truncated" | "no-tar"): Promise<Uint8Array> {
    const taken = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const piece = await this.next(length - done);
      if (piece === null) throw new ArchiveError(atEnd, `at byte ${this.position}`);
      taken.set(piece, done);
      done += piece.length;
    }
    return taken;
  }

  async *pieces(length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0; ) {
      const piece = await this.next(left);
      if (piece === null) throw new ArchiveError("truncated", `at byte ${this.position}`);
      left -= piece.length;
      yield piece;
    }
  }

  async skipTo(position: number): Promise<void> {
    while (this.position < position) {
      const piece = await this.next(position - this.position);
      if (piece === null) throw new ArchiveError("truncated", `at byte ${this.position}`);
    }
  }

  async close(): Promise<void> {
    await this.iterator.return?.();
  }

  /** At most `length` bytes, at least one; null at the end. */
  private async next(length: number): Promise<Uint8Array | null> {
    while (this.rest.length === 0) {
      const { done, value } = await this.iterator.next();
      if (done === true) return null;
      this.rest = value;
    }
    const piece = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(piece.length);
    this.position += piece.length;
    return piece;
  }
}
