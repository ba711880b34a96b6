// All of golden/controller that is played today: the controller's cases, and the placement of replicas.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ControllerError } from "../../../src/engine/controller/decision.ts";
import { placeReplicas, type UsableBroker } from "../../../src/engine/controller/topics/replica-placer.ts";
import { errorInfo } from "../../../src/engine/protocol/errors.ts";
import { readCases } from "../golden.ts";
import { expectEqual, Tally } from "../tally.ts";
import type { ControllerCase } from "./case.ts";
import { javaRandom } from "./java-random.ts";
import { playController } from "./play.ts";

interface PlaceCase {
  readonly fn: string;
  readonly brokers: readonly UsableBroker[];
  readonly seed: number;
  readonly numPartitions: number;
  readonly numReplicas: number;
  readonly result?: readonly (readonly number[])[];
  readonly resultOfSecondCall?: readonly (readonly number[])[];
  readonly error?: string;
}

export async function runController(dir: string): Promise<Tally> {
  const tally = new Tally();
  const folder = join(dir, "cases");
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  for (const file of files) {
    for (const recorded of readCases<ControllerCase>(folder, file)) {
      await tally.check(recorded.name, () => playController(recorded));
    }
  }
  for (const [index, row] of readCases<PlaceCase>(dir, "tables.jsonl").entries()) {
    if (row.fn === "place") await tally.check(`place #${index}`, () => checkPlacement(row));
  }
  return tally;
}

function checkPlacement(row: PlaceCase): void {
  const random = javaRandom(row.seed);
  const place = (): unknown => {
    try {
      return placeReplicas(random, row.brokers, row.numPartitions, row.numReplicas);
    } catch (error) {
      if (error instanceof ControllerError) return errorInfo(error.code).exception;
      throw error;
    }
  };
  expectEqual(place(), row.result ?? row.error, "assignments");
  if (row.resultOfSecondCall !== undefined) expectEqual(place(), row.resultOfSecondCall, "second call");
}
