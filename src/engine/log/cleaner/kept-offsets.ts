// Which offsets a cleaning left, as ranges: for people to look at.
const MOST_RANGES = 256;

export class KeptOffsets {
  private readonly list: [number, number][] = [];

  add(offset: number): void {
    const last = this.list[this.list.length - 1];
    if (last !== undefined && last[1] === offset - 1) last[1] = offset;
    else if (this.list.length < MOST_RANGES) this.list.push([offset, offset]);
  }

  get ranges(): readonly (readonly [number, number])[] {
    return this.list;
  }
}
