// What every Rng must do: whole numbers of 32 bits, all bits alive.
import type { Rng } from "../rng.ts";

export function checkRng(rng: Rng): void {
  let ones = 0;
  let zeros = 0;
  const seen = new Set<number>();
  for (let i = 0; i < 1000; i++) {
    const value = rng.nextUint32();
    if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff)
      throw new Error(`${value} is no uint32`);
    seen.add(value);
    ones |= value;
    zeros |= ~value;
  }
  if (ones !== -1 || zeros !== -1) throw new Error("a bit never changes");
  if (seen.size < 990) throw new Error("too many repetitions");
}
