// From a column of the transpiled text back to the learner's column. The transpiler keeps lines; its source map
// (version 3: base64 VLQ, differences from entry to entry) tells the columns.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

interface Entry {
  readonly generatedColumn: number;
  readonly sourceColumn: number;
}

/** For each line of the transpiled text its entries, columns from 0. */
export type ColumnMap = readonly (readonly Entry[])[];

export function readColumnMap(mappings: string): ColumnMap {
  let sourceColumn = 0;
  return mappings.split(";").map((line) => {
    let generatedColumn = 0;
    const entries: Entry[] = [];
    for (const segment of line.split(",")) {
      const [generatedStep, , , sourceStep] = readNumbers(segment);
      if (generatedStep === undefined) continue;
      generatedColumn += generatedStep;
      if (sourceStep === undefined) continue;
      sourceColumn += sourceStep;
      entries.push({ generatedColumn, sourceColumn });
    }
    return entries;
  });
}

function readNumbers(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const char of segment) {
    const digit = DIGITS.indexOf(char);
    value |= (digit & 31) << shift;
    if ((digit & 32) !== 0) {
      shift += 5;
      continue;
    }
    numbers.push((value & 1) === 1 ? -(value >>> 1) : value >>> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}

/** Line and column from 1. Entries are beginnings of tokens: the nearest to the left counts. */
export function sourceColumnOf(map: ColumnMap, line: number, column: number): number {
  const entries = map[line - 1] ?? [];
  const entry = entries.findLast(({ generatedColumn }) => generatedColumn <= column - 1);
  return entry === undefined ? column : entry.sourceColumn + 1;
}
