// Cuts a byte stream into frames. A host that delivers one frame a chunk (a MessagePort does) costs no copy.
import { FRAME_SIZE_BYTES } from "./frames.ts";

/** The stream cannot be a Kafka client's: the connection is to be closed, without an answer. */
export class FrameSizeError extends Error {
  override readonly name = "FrameSizeError";
  constructor(
    readonly sizeBytes: number,
    readonly maxBytes: number,
  ) {
    super(`a frame of ${sizeBytes} bytes; allowed are 0 to ${maxBytes}`);
  }
}

export class FrameSplitter {
  private chunks: Uint8Array[] = [];
  private buffered = 0;

  /** `maxBytes` is socket.request.max.bytes: the largest body of a frame. */
  constructor(
    public maxBytes: number,
    private readonly onFrame: (frame: Uint8Array) => void,
  ) {}

  /** Bytes of a frame that is not complete yet. */
  get pendingBytes(): number {
    return this.buffered;
  }

  /** Calls onFrame with each frame that is complete, without its size. Throws FrameSizeError. */
  push(chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.buffered === 0 && rest.length >= FRAME_SIZE_BYTES) {
        const size = this.checked(readSize(rest));
        if (rest.length >= FRAME_SIZE_BYTES + size) {
          this.onFrame(rest.subarray(FRAME_SIZE_BYTES, FRAME_SIZE_BYTES + size));
          // Most often it is one frame, and all of it.
          if (rest.length === FRAME_SIZE_BYTES + size) return;
          rest = rest.subarray(FRAME_SIZE_BYTES + size);
          continue;
        }
      }
      rest = this.collect(rest);
    }
  }

  /** Takes what the unfinished frame lacks, and gives back the rest. */
  private collect(chunk: Uint8Array): Uint8Array {
    const target = this.buffered < FRAME_SIZE_BYTES ? FRAME_SIZE_BYTES : FRAME_SIZE_BYTES + this.headSize();
    const taken = chunk.subarray(0, target - this.buffered);
    this.chunks.push(taken);
    this.buffered += taken.length;
    if (this.buffered >= FRAME_SIZE_BYTES) {
      const size = this.checked(this.headSize());
      if (this.buffered === FRAME_SIZE_BYTES + size) {
        const whole = join(this.chunks, this.buffered);
        this.chunks = [];
        this.buffered = 0;
        this.onFrame(whole.subarray(FRAME_SIZE_BYTES));
      }
    }
    return chunk.subarray(taken.length);
  }

  private headSize(): number {
    if (this.chunks[0]!.length < FRAME_SIZE_BYTES) this.chunks = [join(this.chunks, this.buffered)];
    return readSize(this.chunks[0]!);
  }

  private checked(size: number): number {
    if (size < 0 || size > this.maxBytes) throw new FrameSizeError(size, this.maxBytes);
    return size;
  }
}

function readSize(bytes: Uint8Array): number {
  return (bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!;
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
