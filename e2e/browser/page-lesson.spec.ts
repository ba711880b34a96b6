// The lesson on acks, played in the page by what a learner does, in the order of a learner: run the first code and see that
// it is not enough, change it, run again in the same cluster, do to the cluster what the text asks, read the explanation.
import { pathToFileURL } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import type { Lesson, Step } from "../../src/lessons/api/lesson.ts";
import { bundle } from "../../src/node/launch/bundle.mjs";
import {
  commandByKeyboard,
  commandByPointer,
  expectBroker,
  type Learner,
  leaderAndIsr,
  learnerOn,
  output,
  PATIENT,
  partitionRow,
  pasteCode,
  run,
  runButton,
  setSpeed,
  showTab,
  untilReady,
  whileTimeStands,
} from "./learner.ts";

test.use({ locale: "ko-KR", permissions: ["clipboard-read", "clipboard-write"] });
test.describe.configure({ mode: "serial", timeout: 120_000 });

/** A kill is believed after a session of 9 s: what comes after it is watched at this speed. */
const FAST = 10;

declare global {
  interface Window {
    /** What the live region said, in order. */
    announced: string[];
  }
}

let lesson: Lesson;
let page: Page;
let me: Learner;

test.beforeAll(async ({ browser }) => {
  // Lesson texts are Markdown: the file is read as the headless gate reads it.
  const built: { lesson: Lesson } = await import(
    pathToFileURL(await bundle("src/lessons/acks/lesson.ts")).href
  );
  lesson = built.lesson;
  page = await browser.newPage();
  await page.addInitScript(() => {
    window.announced = [];
    new MutationObserver(() => {
      const text = document.querySelector('[role="status"]')?.textContent ?? "";
      if (text !== window.announced.at(-1)) window.announced.push(text);
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  me = learnerOn(page, "ko");
});

test.afterAll(() => page.close());

const stepAt = (index: number): Step => {
  const step = lesson.steps[index - 1];
  if (step === undefined) throw new Error(`there is no step ${index}`);
  return step;
};

function check(id: string, step: Step) {
  const goal = step.checks.find((each) => each.id === id)?.goal[me.language] ?? id;
  return page.locator("#checks").getByRole("listitem").filter({ hasText: goal });
}

async function begin(index: number): Promise<Step> {
  const step = stepAt(index);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${index}. ${step.title[me.language]}`);
  const { words } = me;
  // Before a prediction nothing runs, and nothing is given away.
  await expect(page.getByText(words.lesson.predictFirst)).toBeVisible(PATIENT);
  await expect(page.getByText(words.lesson.locked)).toBeVisible();
  await expect(page.getByText(step.explain[me.language])).toBeHidden();
  await expect(runButton(me)).toBeDisabled();
  await page.getByRole("button", { name: words.lesson.predictNeeded }).click(PATIENT);
  await expect(page.getByRole("radio").first()).toBeFocused();
  const { options, answer } = step.prediction;
  // The wrong one: that costs nothing.
  const guess = options[answer === 0 ? 1 : 0];
  await page.getByRole("radio", { name: guess?.[me.language] ?? "" }).check();
  await untilReady(me);
  return step;
}

/** The code that the step begins with runs to its end and is not enough. */
async function runStart(step: Step): Promise<void> {
  await run(me);
  await showTab(me, me.words.editor.output);
  await setSpeed(me, FAST);
  await expect(output(me)).toContainText(me.words.editor.outcome.finished, PATIENT);
  await setSpeed(me, 1);
  await expectUnsolved(step);
}

async function expectUnsolved(step: Step): Promise<void> {
  await showTab(me, me.words.lesson.checks);
  await expect(page.locator("#checks").getByRole("listitem")).toHaveCount(step.checks.length);
  await expect(page.getByRole("img", { name: me.words.lesson.status.passed })).not.toHaveCount(
    step.checks.length,
  );
  await expect(page.getByText(me.words.lesson.locked)).toBeVisible();
}

async function startOver(): Promise<void> {
  await page.getByRole("button", { name: me.words.lesson.restart }).click();
  await page.getByRole("dialog").getByRole("button", { name: me.words.confirm.go }).click();
  await expect(runButton(me)).toBeDisabled();
  await untilReady(me);
}

async function writeAndRun(source: string): Promise<void> {
  await pasteCode(me, source);
  await run(me);
  await showTab(me, me.words.editor.output);
}

/** All checks are green, each with the sentence that says what was observed; the explanation is open. */
async function expectSolved(step: Step): Promise<void> {
  await showTab(me, me.words.lesson.checks);
  for (const { goal } of step.checks) {
    const item = page.locator("#checks").getByRole("listitem").filter({ hasText: goal[me.language] });
    await expect(item.getByLabel(me.words.lesson.status.passed)).toBeVisible(PATIENT);
    await expect(item.locator("span")).toHaveText(/\d/);
  }
  await expect(page.getByText(step.explain[me.language])).toBeVisible();
  await expect(page.getByText(step.see[me.language])).toBeVisible();
  await expect(page.getByText(me.words.lesson.mine)).toBeVisible();
  await expect(page.getByText(me.words.lesson.cluster, { exact: true })).toBeVisible();
  await expect
    .poll(() => page.evaluate(() => window.announced), PATIENT)
    .toContain(me.words.lesson.announceStep);
  await page.evaluate(() => window.announced.splice(0));
}

/** While a program sends: the records under way are then the same on every machine. */
async function killByPointer(id: number): Promise<void> {
  await whileTimeStands(me, async () => {
    await commandByPointer(me, id, me.words.faults.kill);
    await expectBroker(me, id, me.words.cluster.nodeStatus.killed);
  });
}

async function goOn(): Promise<void> {
  await page.getByRole("link", { name: me.words.lesson.next, exact: true }).click();
}

test("1: acks=0, the leader killed by pointer", async () => {
  await page.goto("./");
  await page.getByRole("link", { name: me.words.home.start }).click();
  const step = await begin(1);
  await runStart(step);
  await writeAndRun(step.solution.source);
  await expect(output(me)).toContainText("o-10 → offset -1", PATIENT);
  await killByPointer(1);
  await setSpeed(me, FAST);
  await expectSolved(step);
  await expect(check("lost", step)).toContainText("40");
  await goOn();
});

test("2: acks=1, the leader killed by keyboard alone", async () => {
  const step = await begin(2);
  await runStart(step);
  await writeAndRun(step.solution.source);
  await expect(output(me)).toContainText(/o-10 → offset \d/, PATIENT);
  await whileTimeStands(me, async () => {
    await commandByKeyboard(me, 1, me.words.faults.kill, "Shift+Tab");
    await expectBroker(me, 1, me.words.cluster.nodeStatus.killed);
  });
  await setSpeed(me, FAST);
  await expectSolved(step);
  await goOn();
});

test("3: acks=0 is not enough, acks=all is", async () => {
  const step = await begin(3);
  const wrong = step.wrong[0];
  await writeAndRun(wrong?.source ?? "");
  await expect(output(me)).toContainText("o-10 →", PATIENT);
  await killByPointer(1);
  await setSpeed(me, FAST);
  await expect(runButton(me)).toBeEnabled(PATIENT);
  await expectUnsolved(step);
  await startOver();
  await writeAndRun(step.solution.source);
  await expect(output(me)).toContainText(/o-10 → offset \d/, PATIENT);
  await killByPointer(1);
  await setSpeed(me, FAST);
  await expectSolved(step);
  await goOn();
});

test("4: the ISR shrinks by itself", async () => {
  const step = await begin(4);
  await runStart(step);
  await startOver();
  await writeAndRun(step.solution.source);
  await setSpeed(me, FAST);
  await expect(partitionRow(me, "orders-0")).toHaveAttribute(
    "aria-label",
    leaderAndIsr(me, "orders-0", 1, [1, 2]),
    PATIENT,
  );
  await expectSolved(step);
  await goOn();
});

test("5: both followers killed, the write is refused", async () => {
  const step = await begin(5);
  await leaveLeaderAlone();
  await writeAndRun(step.solution.source);
  await expect(output(me)).toContainText("NotEnoughReplicasException", PATIENT);
  await expectSolved(step);
  await goOn();
});

test("6: an unclean leader", async () => {
  const step = await begin(6);
  await leaveLeaderAlone();
  await writeAndRun(step.solution.source);
  await expect(output(me)).toContainText("o-5 → offset 4", PATIENT);
  await killByPointer(1);
  await commandByPointer(me, 2, me.words.faults.start);
  await setSpeed(me, FAST);
  await expectSolved(step);
  await goOn();
});

async function leaveLeaderAlone(): Promise<void> {
  for (const id of [2, 3]) {
    await commandByPointer(me, id, me.words.faults.kill);
    await expectBroker(me, id, me.words.cluster.nodeStatus.killed);
  }
  await setSpeed(me, FAST);
  await expect(partitionRow(me, "orders-0")).toHaveAttribute(
    "aria-label",
    leaderAndIsr(me, "orders-0", 1, [1]),
    PATIENT,
  );
  await setSpeed(me, 1);
}

test("7: everything together, in English, whoever leads; a reload keeps it", async () => {
  await page.getByRole("button", { name: me.words.app.switchLanguage }).click();
  me = learnerOn(page, "en");
  const step = await begin(7);
  await runStart(step);
  await startOver();
  await writeAndRun(step.solution.source);
  await expect(output(me)).toContainText(/p-10 → offset \d/, PATIENT);
  const row = partitionRow(me, "payments-0");
  const label = (await row.getAttribute("aria-label")) ?? "";
  const leader = [1, 2, 3].find((id) =>
    leaderAndIsr(me, "payments-0", id, []).test(label.replace(/\[.*?\]/, "[]")),
  );
  await killByPointer(leader ?? 0);
  await setSpeed(me, FAST);
  await expectSolved(step);
  await expect(output(me)).toBeHidden();
  await expect(row).toHaveAttribute("aria-label", /LEO 4\d, HW 4\d/);

  await page.reload();
  await expect(page.getByText(step.explain.en)).toBeVisible(PATIENT);
  await expect(row).toHaveAttribute("aria-label", /LEO 4\d, HW 4\d/, PATIENT);
  await page.getByRole("link", { name: me.words.lesson.finish, exact: true }).click();
  await expect(page.getByText(me.words.home.steps(7, 7))).toBeVisible();
});
