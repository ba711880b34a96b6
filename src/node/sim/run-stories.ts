// Plays stories and shows their transcripts, or writes them where the test compares them.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { playStory, StoryError } from "../../engine/sim/stories/play-story.ts";
import type { Story } from "../../engine/sim/stories/story.ts";
import type { CommandOutput } from "../commands/command.ts";

/** In the clone, where every `npm run` begins. */
const FOLDER = "e2e/golden/stories";

const drain = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Answers how many teach what they should. */
export async function runStories(
  stories: readonly Story[],
  write: boolean,
  { out, err }: CommandOutput,
): Promise<number> {
  let told = 0;
  if (write) await mkdir(FOLDER, { recursive: true });
  for (const story of stories) {
    try {
      const transcript = await playStory(story, drain);
      told++;
      if (!write) out(transcript);
      else {
        const file = join(FOLDER, `${story.name}.txt`);
        await writeFile(file, transcript);
        out(file);
      }
    } catch (error) {
      if (!(error instanceof StoryError)) throw error;
      err(`samsa sim: ${story.name}: ${error.message}`);
    }
  }
  return told;
}
