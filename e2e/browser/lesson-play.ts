// How a lesson is played in the page, in the order of a learner: predict, run the first code and see that it is not enough,
// change it, run again in the same cluster, do to the cluster what the text asks, read the explanation.
import { pathToFileURL } from "node:url";
import { type Browser, expect, type Locator, type Page, test } from "@playwright/test";
import type { Lesson, Step } from "../../src/lessons/api/lesson.ts";
import { LESSONS } from "../../src/lessons/index.ts";
import { bundle } from "../../src/node/launch/bundle.mjs";
import {
  type Learner,
  learnerOn,
  output,
  PATIENT,
  pasteCode,
  run,
  runButton,
  setSpeed,
  showTab,
  untilReady,
} from "./learner.ts";

/** A kill is believed after a session of 9 s: what comes after it is watched at this speed. */
export const FAST = 10;

declare global {
  interface Window {
    /** What the live region said, in order. */
    announced: string[];
  }
}

export interface LessonPlay {
  readonly lesson: Lesson;
  readonly page: Page;
  /** In the language that the page has now. */
  me: Learner;
}

async function openLesson(browser: Browser, id: string): Promise<LessonPlay> {
  // Lesson texts are Markdown: the file is read as the headless gate reads it.
  const built: { lesson: Lesson } = await import(
    pathToFileURL(await bundle(`src/lessons/${id}/lesson.ts`)).href
  );
  const page = await browser.newPage();
  await page.addInitScript(() => {
    window.announced = [];
    new MutationObserver(() => {
      const text = document.querySelector('[role="status"]')?.textContent ?? "";
      if (text !== window.announced.at(-1)) window.announced.push(text);
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  return { lesson: built.lesson, page, me: learnerOn(page, "ko") };
}

/** Before the tests of a lesson, which go through it in its order: one page for all of them. */
export function lessonInOrder(id: string, timeoutMs: number): LessonPlay {
  test.use({ locale: "ko-KR", permissions: ["clipboard-read", "clipboard-write"] });
  test.describe.configure({ mode: "serial", timeout: timeoutMs });
  let play: LessonPlay | null = null;
  const opened = (): LessonPlay => {
    if (play === null) throw new Error("the lesson is opened before its first test");
    return play;
  };
  test.beforeAll(async ({ browser }) => {
    play = await openLesson(browser, id);
  });
  test.afterAll(() => opened().page.close());
  return {
    get lesson() {
      return opened().lesson;
    },
    get page() {
      return opened().page;
    },
    get me() {
      return opened().me;
    },
    set me(me) {
      opened().me = me;
    },
  };
}

export async function switchToEnglish(play: LessonPlay): Promise<void> {
  const { page, me } = play;
  await page.getByRole("button", { name: me.words.app.switchLanguage }).click();
  play.me = learnerOn(page, "en");
}

export function checkItem({ page, me }: LessonPlay, id: string, step: Step): Locator {
  const goal = step.checks.find((each) => each.id === id)?.goal[me.language] ?? id;
  return page.locator("#checks").getByRole("listitem").filter({ hasText: goal });
}

export async function expectChecked(play: LessonPlay, id: string, step: Step): Promise<void> {
  await showTab(play.me, play.me.words.lesson.checks);
  await expect(checkItem(play, id, step).getByLabel(play.me.words.lesson.status.passed)).toBeVisible(PATIENT);
}

export async function begin({ lesson, page, me }: LessonPlay, index: number): Promise<Step> {
  const step = lesson.steps[index - 1];
  if (step === undefined) throw new Error(`there is no step ${index}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${index}. ${step.title[me.language]}`);
  const { words } = me;
  // Before a prediction nothing runs, and nothing is given away.
  await expect(page.getByText(words.lesson.predictFirst)).toBeVisible(PATIENT);
  await expect(page.getByText(words.lesson.locked)).toBeVisible();
  await expect(page.getByText(step.explain[me.language])).toBeHidden();
  await expect(runButton(me)).toBeDisabled();
  const asks = page.getByRole("button", { name: words.lesson.predictNeeded });
  await expect(asks).toBeVisible(PATIENT);
  // It asks below the editor, whose last line and scrollbar can still be had.
  const covers = await asks.locator("..").evaluate((note) => {
    const editor = note.previousElementSibling?.getBoundingClientRect();
    return note.getBoundingClientRect().top < (editor?.bottom ?? Number.POSITIVE_INFINITY) - 1;
  });
  expect(covers).toBe(false);
  await asks.click();
  await expect(page.getByRole("radio").first()).toBeFocused();
  const { options, answer } = step.prediction;
  // The wrong one: that costs nothing.
  const guess = options[answer === 0 ? 1 : 0];
  await page.getByRole("radio", { name: guess?.[me.language] ?? "" }).check();
  await untilReady(me);
  return step;
}

/** The code that the step begins with runs to its end and is not enough. */
export async function runStart(play: LessonPlay, step: Step, speed: typeof FAST | 1 = FAST): Promise<void> {
  const { me } = play;
  await run(me);
  await showTab(me, me.words.editor.output);
  await setSpeed(me, speed);
  await expect(output(me)).toContainText(me.words.editor.outcome.finished, PATIENT);
  await setSpeed(me, 1);
  await expectUnsolved(play, step);
}

export async function expectUnsolved({ page, me }: LessonPlay, step: Step): Promise<void> {
  await showTab(me, me.words.lesson.checks);
  await expect(page.locator("#checks").getByRole("listitem")).toHaveCount(step.checks.length);
  await expect(page.getByRole("img", { name: me.words.lesson.status.passed })).not.toHaveCount(
    step.checks.length,
  );
  await expect(page.getByText(me.words.lesson.locked)).toBeVisible();
}

export async function startOver({ page, me }: LessonPlay): Promise<void> {
  await page.getByRole("button", { name: me.words.lesson.restart }).click();
  await page.getByRole("dialog").getByRole("button", { name: me.words.lesson.restart }).click();
  await expect(runButton(me)).toBeDisabled();
  await untilReady(me);
}

export async function writeAndRun({ me }: LessonPlay, source: string): Promise<void> {
  await pasteCode(me, source);
  await run(me);
  await showTab(me, me.words.editor.output);
}

/** All checks are green, each with the sentence that says what was observed; the explanation is open. */
export async function expectSolved({ page, me }: LessonPlay, step: Step): Promise<void> {
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

export async function goOn({ page, me }: LessonPlay): Promise<void> {
  await page.getByRole("link", { name: me.words.lesson.next, exact: true }).click();
}

/** From the last step home, where the progress is told: this lesson whole, of all lessons. */
export async function finish({ lesson, page, me }: LessonPlay): Promise<void> {
  await page.getByRole("link", { name: me.words.lesson.finish, exact: true }).click();
  const all = LESSONS.reduce((sum, { steps }) => sum + steps.length, 0);
  await expect(page.getByText(me.words.home.steps(lesson.steps.length, all))).toBeVisible();
}
