// A set of byte positions, kept as sorted ranges that neither touch nor overlap: which bytes of a file are dirty, and
// which bytes of a chunk are in memory. Files grow at the end, so that the last range is nearly always the one to change.

export class Ranges {
  /** start, end, start, end, … */
  private readonly bounds: number[] = [];
  private total = 0;

  get isEmpty(): boolean {
    return this.bounds.length === 0;
  }

  get totalBytes(): number {
    return this.total;
  }

  /** Each range as [start, end). */
  *[Symbol.iterator](): Generator<readonly [start: number, end: number]> {
    for (let i = 0; i < this.bounds.length; i += 2) yield [this.bounds[i]!, this.bounds[i + 1]!];
  }

  add(start: number, end: number): void {
    if (start >= end) return;
    const { bounds } = this;
    const last = bounds.length - 2;
    if (last < 0 || start > bounds[last + 1]!) {
      bounds.push(start, end);
      this.total += end - start;
      return;
    }
    if (start >= bounds[last]!) {
      if (end > bounds[last + 1]!) {
        this.total += end - bounds[last + 1]!;
        bounds[last + 1] = end;
      }
      return;
    }
    let from = 0;
    while (bounds[from + 1]! < start) from += 2;
    let to = from;
    let mergedStart = start;
    let mergedEnd = end;
    while (to < bounds.length && bounds[to]! <= end) {
      mergedStart = Math.min(mergedStart, bounds[to]!);
      mergedEnd = Math.max(mergedEnd, bounds[to + 1]!);
      this.total -= bounds[to + 1]! - bounds[to]!;
      to += 2;
    }
    this.total += mergedEnd - mergedStart;
    bounds.splice(from, to - from, mergedStart, mergedEnd);
  }

  addAll(other: Ranges): void {
    for (const [start, end] of other) this.add(start, end);
  }

  /** Forgets everything from `position` on. */
  cut(position: number): void {
    const { bounds } = this;
    for (let last = bounds.length - 2; last >= 0 && bounds[last + 1]! > position; last -= 2) {
      const start = bounds[last]!;
      this.total -= bounds[last + 1]! - Math.max(start, position);
      if (start >= position) bounds.length = last;
      else bounds[last + 1] = position;
    }
  }

  covers(start: number, end: number): boolean {
    if (start >= end) return true;
    const { bounds } = this;
    for (let i = bounds.length - 2; i >= 0; i -= 2) {
      if (bounds[i]! <= start) return bounds[i + 1]! >= end;
    }
    return false;
  }

  touches(start: number, end: number): boolean {
    const { bounds } = this;
    for (let i = bounds.length - 2; i >= 0; i -= 2) {
      if (bounds[i]! < end) return bounds[i + 1]! > start;
    }
    return false;
  }
}
