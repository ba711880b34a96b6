// Records of one batch by their places in its bytes: no object for each of them.
import type { RecordCursor } from "../../records/record-cursor.ts";

const FIRST_ROOM = 256;
const HAS_KEY = 1;
const HAS_VALUE = 2;

export class RecordList {
  private room = FIRST_ROOM;
  count = 0;
  offsetDeltas = new Int32Array(FIRST_ROOM);
  timestamps = new Float64Array(FIRST_ROOM);
  /** Key, value and headers are [starts, ends). */
  starts = new Int32Array(FIRST_ROOM);
  ends = new Int32Array(FIRST_ROOM);
  private flags = new Uint8Array(FIRST_ROOM);

  add(offsetDelta: number, cursor: RecordCursor): void {
    const { count } = this;
    if (count === this.room) this.grow();
    this.offsetDeltas[count] = offsetDelta;
    this.timestamps[count] = cursor.timestamp;
    this.starts[count] = cursor.fieldsAt;
    this.ends[count] = cursor.endAt;
    this.flags[count] = (cursor.keyLength < 0 ? 0 : HAS_KEY) | (cursor.valueLength < 0 ? 0 : HAS_VALUE);
    this.count++;
  }

  hasKey(index: number): boolean {
    return (this.flags[index]! & HAS_KEY) !== 0;
  }

  hasValue(index: number): boolean {
    return (this.flags[index]! & HAS_VALUE) !== 0;
  }

  /** Puts the record at `from` in the place of the one at `to`. */
  move(from: number, to: number): void {
    this.offsetDeltas[to] = this.offsetDeltas[from]!;
    this.timestamps[to] = this.timestamps[from]!;
    this.starts[to] = this.starts[from]!;
    this.ends[to] = this.ends[from]!;
    this.flags[to] = this.flags[from]!;
  }

  private grow(): void {
    this.room *= 2;
    this.offsetDeltas = grown(new Int32Array(this.room), this.offsetDeltas);
    this.timestamps = grown(new Float64Array(this.room), this.timestamps);
    this.starts = grown(new Int32Array(this.room), this.starts);
    this.ends = grown(new Int32Array(this.room), this.ends);
    this.flags = grown(new Uint8Array(this.room), this.flags);
  }
}

function grown<T extends Int32Array | Float64Array | Uint8Array>(larger: T, before: T): T {
  larger.set(before);
  return larger;
}
