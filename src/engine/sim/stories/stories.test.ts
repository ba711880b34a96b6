// Each story plays as its transcript says. After a change that moves lines on purpose: `samsa sim --stories --write`, and
// read the difference.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { STORIES } from "./all.ts";
import { playStory } from "./play-story.ts";

const FOLDER = fileURLToPath(new URL("../../../../e2e/golden/stories", import.meta.url));
const drain = (): Promise<void> => new Promise((done) => setImmediate(done));

test("every story has its transcript, and every transcript its story", () => {
  const names = STORIES.map(({ name }) => `${name}.txt`).sort();
  expect(readdirSync(FOLDER).sort()).toEqual(names);
});

for (const story of STORIES) {
  test(`${story.name}: ${story.title}`, async () => {
    expect(await playStory(story, drain)).toBe(readFileSync(`${FOLDER}/${story.name}.txt`, "utf8"));
  });
}
