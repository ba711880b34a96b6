// How a decoder sees a file: it asks for ranges and never for the whole. A log of a gigabyte is walked from one batch
// header to the next.

export interface FileReader {
  readonly sizeBytes: number;
  /** Up to `length` bytes at `position`, fewer at the end of the file. */
  read(position: number, length: number): Uint8Array | Promise<Uint8Array>;
}

/** Another file of the same directory by its bare name; null when there is none. */
export type Siblings = (name: string) => FileReader | null | Promise<FileReader | null>;

const WINDOW_BYTES = 64 * 1024;

export function bytesReader(bytes: Uint8Array): FileReader {
  return {
    sizeBytes: bytes.length,
    read: (position, length) => bytes.subarray(position, Math.min(position + length, bytes.length)),
  };
}

/** Small reads close together, as a walk over headers makes them, come from one window of the file. */
export function windowed(reader: FileReader, windowBytes = WINDOW_BYTES): FileReader {
  let window = new Uint8Array(0);
  let start = 0;
  return {
    sizeBytes: reader.sizeBytes,
    async read(position, length) {
      const end = Math.min(position + length, reader.sizeBytes);
      if (end <= position) return new Uint8Array(0);
      if (position < start || end > start + window.length) {
        if (length > windowBytes) return await reader.read(position, length);
        window = new Uint8Array(await reader.read(position, windowBytes));
        start = position;
      }
      return window.subarray(position - start, end - start);
    },
  };
}

/** The first `sizeBytes` of a file. */
export function firstBytes(reader: FileReader, sizeBytes: number): FileReader {
  const size = Math.min(sizeBytes, reader.sizeBytes);
  return {
    sizeBytes: size,
    read: (position, length) => reader.read(position, Math.max(0, Math.min(length, size - position))),
  };
}

export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `00000000000000000007` of `t-0/00000000000000000007.timeindex`. */
export function stemOf(path: string): string {
  return fileNameOf(path).split(".")[0] ?? "";
}
