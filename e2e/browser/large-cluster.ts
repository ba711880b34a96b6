// As large a cluster as the page offers: nine brokers, five controllers, two thousand partitions with three replicas each,
// made as a person makes it, with the dialog and with a program.
import { expect } from "@playwright/test";
import {
  expectBroker,
  type Learner,
  output,
  pasteCode,
  run,
  runButton,
  showTab,
  untilReady,
} from "./learner.ts";

export const BROKERS = 9;
export const CONTROLLERS = 5;
export const TOPICS = 20;
const PARTITIONS_EACH = 100;
export const PARTITIONS = TOPICS * PARTITIONS_EACH;

/** Fourteen workers share the cores with everything else. */
const STARTED = { timeout: 90_000 } as const;

const CREATE = `import { Admin, NewTopic } from "samsa";

const admin = Admin.create({});
const topics = Array.from({ length: ${TOPICS} }, (_, i) => new NewTopic("topic-" + i, ${PARTITIONS_EACH}, 3));
await admin.createTopics(topics).all();
console.log("created all");`;

/** From an open playground: empties its cluster and starts the large one. */
export async function startLarge(me: Learner): Promise<void> {
  const { page, words } = me;
  await page.getByRole("button", { name: words.playground.reset }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: words.playground.brokers }).selectOption(String(BROKERS));
  await dialog.getByRole("button", { name: String(CONTROLLERS), exact: true }).click();
  await dialog.getByRole("button", { name: words.playground.reset }).click();
  await expect(page.locator('[data-kind="broker"]')).toHaveCount(BROKERS, STARTED);
  for (let id = 1; id <= BROKERS; id++) await expectBroker(me, id, words.cluster.nodeStatus.running);
  await expect(runButton(me)).toBeEnabled(STARTED);
}

export async function createPartitions(me: Learner): Promise<void> {
  await untilReady(me);
  await pasteCode(me, CREATE);
  await run(me);
  await showTab(me, me.words.editor.output);
  await expect(output(me)).toContainText("created all", STARTED);
}

/** Each partition has a leader, and both followers fetch from it. */
export async function untilReplicated({ page, words }: Learner): Promise<void> {
  const grid = page.getByRole("region", { name: words.cluster.allPartitions });
  await expect(grid).toContainText(words.cluster.partitionCount(PARTITIONS), STARTED);
  await expect(grid).toContainText(words.cluster.cellStates.whole(PARTITIONS), STARTED);
}
