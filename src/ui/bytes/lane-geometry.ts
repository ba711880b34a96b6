// Measures that the parts of a log's drawing share, and where an offset lies.

export const TOP = 22;
export const TITLE = 20;
export const CELLS = 30;
export const GAP = 2;

export interface Place {
  x(offset: number): number;
  readonly pitch: number;
  readonly top: number;
  /** Where the flags below stand. */
  readonly flagsAt: number;
}

export interface LaneFlags {
  readonly logStartOffset: number;
  /** Null where nobody knows: at a node that does not run. */
  readonly highWatermark: number | null;
  readonly logEndOffset: number;
  /** Recovery point: offsets below survive a power cut. */
  readonly flushedOffset: number | null;
  /** Where the part begins that the cleaner has not seen; null when it does not clean. */
  readonly firstDirtyOffset: number | null;
}

/** By spreading: SVG has no button of its own. */
export const PART = { role: "button" } as const;
