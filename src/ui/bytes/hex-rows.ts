// Which rows of a file are in sight. A browser cannot scroll over as many pixels as a large file has rows: beyond a bound
// the scroll bar stands for parts of the file, and the wheel moves by rows.

export const ROW_HEIGHT = 24;
/** Browsers lose precision somewhere above 16 million pixels. */
const MOST_PIXELS = 8_000_000;

export interface HexScroll {
  readonly rows: number;
  readonly visibleRows: number;
  /** Height of what is scrolled. */
  readonly pixels: number;
  readonly isScaled: boolean;
}

export function hexScroll(sizeBytes: number, perRow: number, viewHeight: number): HexScroll {
  const rows = Math.max(1, Math.ceil(sizeBytes / perRow));
  const visibleRows = Math.max(1, Math.ceil(viewHeight / ROW_HEIGHT));
  const pixels = rows * ROW_HEIGHT;
  return { rows, visibleRows, pixels: Math.min(pixels, MOST_PIXELS), isScaled: pixels > MOST_PIXELS };
}

/** The first row in sight when the view is scrolled so far. */
export function rowAt({ rows, visibleRows, pixels, isScaled }: HexScroll, scrollTop: number): number {
  const last = Math.max(0, rows - Math.max(1, visibleRows - 1));
  if (!isScaled) return Math.min(last, Math.max(0, Math.floor(scrollTop / ROW_HEIGHT)));
  const way = pixels - visibleRows * ROW_HEIGHT;
  return Math.min(last, Math.max(0, Math.round((scrollTop / way) * last)));
}

/** How far the view must be scrolled for a row to be the first in sight. */
export function scrollTo({ rows, visibleRows, pixels, isScaled }: HexScroll, row: number): number {
  if (!isScaled) return row * ROW_HEIGHT;
  const last = Math.max(1, rows - Math.max(1, visibleRows - 1));
  return (Math.min(row, last) / last) * (pixels - visibleRows * ROW_HEIGHT);
}
