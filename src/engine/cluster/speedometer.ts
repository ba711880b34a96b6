// How fast playground time really goes: what it did in the last second, where it is granted and may stand still.
import { playAt, type TimeState } from "./playground-time.ts";

const LOOK_BACK_MS = 1_000;
const LOOK_EVERY_MS = 100;

interface Look {
  readonly realMs: number;
  readonly playMs: number;
}

export interface Speedometer {
  /** The speed that was asked for, until time has been granted for a while. */
  read(realMs: number): number;
}

export function createSpeedometer(state: () => TimeState): Speedometer {
  let looks: Look[] = [];
  let asked = 0;
  let reached = 0;
  return {
    read(realMs) {
      const present = state();
      const { speed, paused, horizonMs } = present;
      if (paused || horizonMs === null || speed !== asked) {
        asked = speed;
        reached = speed;
        looks = [];
        if (paused || horizonMs === null) return speed;
      }
      const last = looks.at(-1);
      if (last !== undefined && realMs - last.realMs < LOOK_EVERY_MS) return reached;
      const look = { realMs, playMs: playAt(present, realMs) };
      // However seldom it is read, there is one look to compare with.
      const recent = looks.filter((earlier) => realMs - earlier.realMs <= LOOK_BACK_MS);
      looks = [...(recent.length > 0 ? recent : looks.slice(-1)), look];
      const first = looks[0]!;
      const passedMs = realMs - first.realMs;
      if (passedMs > 0) reached = Math.min(speed, (look.playMs - first.playMs) / passedMs);
      return reached;
    },
  };
}
