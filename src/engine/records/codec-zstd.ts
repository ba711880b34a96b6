// Zstandard: written by libzstd in WebAssembly, read by fzstd in plain JavaScript, which streams and so can be stopped
// when a small batch unfolds into an enormous one.
import { Decompress } from "fzstd";
import type { Codec } from "./compression.ts";
import { RecordError, undecodable } from "./record-error.ts";

const DEFAULT_LEVEL = 3;
const FRAME_MAGIC = 0xfd2fb528;
/** As libzstd refuses larger windows unless told otherwise. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;

/** Fetches and compiles the WebAssembly module. */
export async function loadZstd(): Promise<Codec> {
  const wasm = await import("@bokuweb/zstd-wasm");
  await wasm.init();
  return {
    compress: (bytes, level = DEFAULT_LEVEL) => wasm.compress(bytes, level),
    decompress,
  };
}

function decompress(bytes: Uint8Array, maxBytes: number): Uint8Array {
  checkWindow(bytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress((chunk) => {
    size += chunk.length;
    if (size > maxBytes) throw undecodable(`Decompressed data exceeds ${maxBytes} bytes`);
    chunks.push(chunk);
  });
  try {
    stream.push(bytes, true);
  } catch (error) {
    if (error instanceof RecordError) throw error;
    throw undecodable(`Damaged zstd stream: ${(error as Error).message}`);
  }
  if (chunks.length === 1) return chunks[0]!;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** The window is allocated before the first byte is decompressed: its size is not to be believed blindly. */
function checkWindow(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 6 || view.getUint32(0, true) !== FRAME_MAGIC) throw undecodable("No zstd frame");
  const descriptor = bytes[4]!;
  const singleSegment = (descriptor & 0x20) !== 0;
  const window = singleSegment ? contentSize(view, descriptor) : windowSize(bytes[5]!);
  if (window > MAX_WINDOW_BYTES) throw undecodable(`A zstd window of ${window} bytes is too large`);
}

function windowSize(code: number): number {
  const base = 2 ** (10 + (code >> 3));
  return base + (base / 8) * (code & 7);
}

function contentSize(view: DataView, descriptor: number): number {
  const at = 5 + [0, 1, 2, 4][descriptor & 3]!;
  const bytes = [1, 2, 4, 8][descriptor >> 6]!;
  if (at + bytes > view.byteLength) throw undecodable("The zstd frame is cut off");
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, true) + 256;
  return view.getUint32(at, true) + (bytes === 4 ? 0 : view.getUint32(at + 4, true) * 2 ** 32);
}
