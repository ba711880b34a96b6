// How quantities are written, the same in both languages: units after a space, thousands with a comma.
const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export function count(value: number): string {
  return grouped.format(value);
}

export function bytes(value: number): string {
  return `${count(value)} B`;
}

/** A span of time: `412 ms`, `11.6 s`, `3 min 20 s`, `2 h 5 min`, `7 d`. */
export function span(ms: number): string {
  const abs = Math.abs(ms);
  if (abs < 1_000) return `${Math.round(ms)} ms`;
  if (abs < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (abs < 3_600_000) return `${Math.floor(abs / 60_000)} min ${Math.floor((abs % 60_000) / 1_000)} s`;
  if (abs < 86_400_000)
    return `${Math.floor(abs / 3_600_000)} h ${Math.floor((abs % 3_600_000) / 60_000)} min`;
  return `${Math.floor(abs / 86_400_000)} d ${Math.floor((abs % 86_400_000) / 3_600_000)} h`;
}

/** A moment on the playground's clock: `31.600 s`, `01:12.408`, `2:01:12.408`. */
export function moment(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 60) return `${seconds.toFixed(3)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds % 60).toFixed(3).padStart(6, "0");
  if (minutes < 60) return `${String(minutes).padStart(2, "0")}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

export function factor(value: number): string {
  return `${value >= 1 ? count(value) : String(Number(value.toPrecision(1)))}×`;
}

export function ids(values: readonly number[]): string {
  return `[${values.join(", ")}]`;
}
