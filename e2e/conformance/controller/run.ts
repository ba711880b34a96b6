// All of golden/controller: the controller's cases, the stories of raft, and the look-ups of pure functions.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ControllerError } from "../../../src/engine/controller/decision.ts";
import { placeReplicas, type UsableBroker } from "../../../src/engine/controller/topics/replica-placer.ts";
import { errorInfo } from "../../../src/engine/protocol/errors.ts";
import { readCases } from "../golden.ts";
import { expectEqual, Mismatch, Tally } from "../tally.ts";
import type { ControllerCase } from "./case.ts";
import { javaRandom } from "./java-random.ts";
import { playController } from "./play.ts";
import { compareStory } from "./raft/compare-story.ts";
import { StoryPlayer } from "./raft/play-story.ts";
import type { RaftStory } from "./raft/story.ts";
import { checkRow, hasTable, type TableRow } from "./raft/tables.ts";

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
  for (const story of readCases<RaftStory>(dir, "raft.jsonl")) {
    await tally.check(story.name, async () => {
      const player = new StoryPlayer(story);
      await player.play();
      await compareStory(story, player);
    });
  }
  for (const [index, row] of readCases<TableRow>(dir, "tables.jsonl").entries()) {
    await tally.check(`${row.fn} #${index}`, () => {
      if (row.fn === "place") checkPlacement(row as unknown as PlaceCase);
      else if (hasTable(row.fn)) checkRow(row);
      else throw new Mismatch("there is no such function here");
    });
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
