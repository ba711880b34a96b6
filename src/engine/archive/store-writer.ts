// Writes files into a store that no node has open, in pieces that suit it: whole records where it keeps records, and
// nothing where there are only zeros, as in a preallocated index.
import { utf8Encode } from "../base/utf8.ts";
import type { DiskStore, StoreOp } from "../disk/store.ts";

/** A multiple of every store's record. */
const PIECE_BYTES = 1024 * 1024;
/** So much is written in one commit. */
const COMMIT_BYTES = 4 * PIECE_BYTES;

export class StoreWriter {
  private ops: StoreOp[] = [];
  private pendingBytes = 0;
  private name = "";
  private position = 0;
  private piece = new Uint8Array(PIECE_BYTES);
  private filled = 0;

  constructor(private readonly store: DiskStore) {}

  /** Begins the file `name`; what had the name before is gone. */
  create(name: string): void {
    this.name = name;
    this.position = 0;
    this.ops.push({ kind: "create", name });
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const length = Math.min(bytes.length - done, PIECE_BYTES - this.filled);
      this.piece.set(bytes.subarray(done, done + length), this.filled);
      this.filled += length;
      done += length;
      if (this.filled === PIECE_BYTES) await this.putPiece();
    }
  }

  /** Ends the present file. */
  async end(): Promise<void> {
    if (this.filled > 0) await this.putPiece();
  }

  /** A small file, whole. */
  async text(name: string, text: string): Promise<void> {
    this.create(name);
    await this.write(utf8Encode(text));
    await this.end();
  }

  /** Further changes, after the files written so far. */
  change(op: StoreOp): void {
    this.ops.push(op);
  }

  async commit(): Promise<void> {
    const { ops } = this;
    this.ops = [];
    this.pendingBytes = 0;
    if (ops.length > 0) await this.store.commit(ops);
  }

  private async putPiece(): Promise<void> {
    const { name, position, filled } = this;
    let end = filled;
    while (end > 0 && this.piece[end - 1] === 0) end--;
    if (end > 0) {
      // Kept until the commit, while the next piece is being filled.
      const bytes = this.piece.slice(0, end);
      this.ops.push({ kind: "write", name, position, bytes, restIsZeros: true });
      this.pendingBytes += end;
    }
    this.position += filled;
    this.filled = 0;
    if (end < filled) this.ops.push({ kind: "truncate", name, sizeBytes: this.position });
    if (this.pendingBytes >= COMMIT_BYTES) await this.commit();
  }
}
