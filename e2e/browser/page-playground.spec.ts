// The playground as a person uses it, the whole page on a phone, and what every page owes everybody: no barrier that axe
// finds, nothing that jumps, nothing that scrolls sideways.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { LESSONS } from "../../src/lessons/index.ts";
import { dictionary } from "../../src/ui/i18n/language.ts";
import { factor } from "../../src/ui/i18n/numbers.ts";
import {
  commandByKeyboard,
  commandByPointer,
  expectBroker,
  learnerOn,
  output,
  PATIENT,
  partitionRow,
  run,
  setSpeed,
  untilReady,
} from "./learner.ts";

test.use({ locale: "ko-KR" });

const ko = dictionary("ko");
const en = dictionary("en");
const { nodeStatus } = ko.cluster;

const PAGES = { home: "./", lesson: "./#/lesson/acks/1", playground: "./#/playground" } as const;

/** The page has all that it will have: its cluster runs, and its editor has come. */
async function untilSettled(page: Page, name: keyof typeof PAGES): Promise<void> {
  if (name === "home") {
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    return;
  }
  await expect(page.locator(".monaco-editor .view-lines")).toBeVisible(PATIENT);
  await expectBroker(learnerOn(page, "ko"), 3, nodeStatus.running);
  // The sentences of what is observed come last.
  if (name === "lesson") await expect(page.locator("#checks span").last()).toBeVisible(PATIENT);
}

test("produce, kill and start by pointer and by keyboard, pause, step and speed", async ({ page }) => {
  await page.goto(PAGES.playground);
  const me = learnerOn(page, "ko");
  await untilReady(me);
  await run(me);
  await setSpeed(me, 10);
  await expect(output(me)).toContainText(ko.editor.outcome.finished, PATIENT);
  await expect(output(me)).toContainText(/o-20 → orders-\d offset \d/);
  await expect(partitionRow(me, "orders-0")).toBeVisible();

  await test.step("the table has the numbers of the drawing", async () => {
    const pane = page.getByRole("region", { name: ko.cluster.title });
    const label = (await partitionRow(me, "orders-0").getAttribute("aria-label")) ?? "";
    const leo = /LEO (\d+)/.exec(label)?.[1] ?? "?";
    await pane.getByRole("button", { name: ko.cluster.table }).click();
    const row = pane.getByRole("row").filter({ hasText: "orders-0" }).first();
    await expect(row.getByRole("cell", { name: leo, exact: true })).not.toHaveCount(0);
    await pane.getByRole("button", { name: ko.cluster.map }).click();
  });

  await test.step("by pointer", async () => {
    await commandByPointer(me, 2, ko.faults.kill);
    await expectBroker(me, 2, nodeStatus.killed);
    await commandByPointer(me, 2, ko.faults.start);
    await expectBroker(me, 2, nodeStatus.running);
  });

  await test.step("by keyboard", async () => {
    await page.getByRole("button", { name: ko.app.search }).focus();
    await commandByKeyboard(me, 3, ko.faults.kill);
    await expectBroker(me, 3, nodeStatus.killed);
    await commandByKeyboard(me, 3, ko.faults.start);
    await expectBroker(me, 3, nodeStatus.running);
  });

  await test.step("time stands, goes one step, and goes on", async () => {
    await setSpeed(me, 1);
    const clock = page.getByRole("timer", { name: ko.time.clock });
    const transport = page.getByRole("group", { name: ko.time.transport });
    await transport.getByRole("button", { name: ko.time.pause }).click();
    const play = transport.getByRole("button", { name: ko.time.play });
    await expect(play).toBeVisible();
    const before = (await clock.textContent()) ?? "";
    await expect(clock).toHaveText(before);
    // What is due at this very moment happens first, without moving the clock.
    await expect(async () => {
      await transport.getByRole("button", { name: ko.time.step }).click();
      await expect(clock).not.toHaveText(before, { timeout: 500 });
    }).toPass();
    await expect(play).toBeVisible();
    const after = (await clock.textContent()) ?? "";
    await play.click();
    await expect(clock).not.toHaveText(after);
  });
});

test("language and theme are kept", async ({ page }) => {
  await page.goto(PAGES.home);
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  await page.getByRole("button", { name: ko.app.switchLanguage }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.home.title);
  const theme = (name: string) => page.getByRole("button", { name: `${en.app.theme}: ${name}` });
  await theme(en.app.themes.system).click();
  await theme(en.app.themes.light).click();
  const surface = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await surface();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.home.title);
  await expect(theme(en.app.themes.dark)).toBeVisible();
  expect(await surface()).toBe(dark);
  await theme(en.app.themes.dark).click();
  await theme(en.app.themes.system).click();
  expect(await surface()).not.toBe(dark);
});

test("the title of the tab says where one is", async ({ page }) => {
  await page.goto(PAGES.home);
  await expect(page).toHaveTitle(`${ko.home.title} · ${ko.app.name}`);
  await page.getByRole("link", { name: ko.app.playground, exact: true }).click();
  await expect(page).toHaveTitle(`${ko.app.playground} · ${ko.app.name}`);
  await page.goto(PAGES.lesson);
  const [lesson] = LESSONS;
  await expect(page).toHaveTitle(`${lesson!.steps[0]!.ko} · ${lesson!.title.ko} · ${ko.app.name}`);
  await page.getByRole("button", { name: ko.app.switchLanguage }).click();
  await expect(page).toHaveTitle(`${lesson!.steps[0]!.en} · ${lesson!.title.en} · ${en.app.name}`);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`no barrier that axe finds, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const name of ["home", "lesson", "playground"] as const) {
      await page.goto(PAGES[name]);
      await untilSettled(page, name);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      const found = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`);
      expect(found, name).toEqual([]);
    }
  });
}

declare global {
  interface Window {
    /** Sum of the layout shifts that no input of a person explains. */
    layoutShift: number;
  }
}

for (const name of ["lesson", "playground"] as const) {
  test(`nothing jumps while the ${name} comes, with its cluster and its editor`, async ({ page }) => {
    await page.addInitScript(() => {
      window.layoutShift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        })[]) {
          if (!entry.hadRecentInput) window.layoutShift += entry.value;
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(PAGES[name]);
    await untilSettled(page, name);
    expect(await page.evaluate(() => window.layoutShift)).toBeLessThanOrEqual(0.1);
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  const isAsWideAsTheScreen = (page: Page): Promise<boolean> =>
    page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

  test("a lesson goes by its tabs", async ({ page }) => {
    await page.goto(PAGES.home);
    expect(await isAsWideAsTheScreen(page)).toBe(true);
    await page.getByRole("link", { name: ko.home.start }).tap();
    const { tabs } = ko.lesson;
    const tab = (name: string) => page.getByRole("navigation").getByRole("button", { name });
    await expect(tab(tabs.code)).toBeVisible(PATIENT);
    await tab(tabs.code).tap();
    // What is to be done first is told in sight, and leads there.
    const asks = page.getByRole("button", { name: ko.lesson.predictNeeded });
    await expect(asks).toBeInViewport();
    await asks.tap();
    await page.getByRole("radio").first().check();
    await page.getByRole("button", { name: ko.lesson.hint(0, 3) }).tap();
    await expect(page.getByText(ko.lesson.hintTitle(1), { exact: true })).toBeInViewport();
    await tab(tabs.code).tap();
    const runIt = page.getByRole("button", { name: ko.editor.run });
    await expect(runIt).toBeEnabled(PATIENT);
    await runIt.tap();
    await tab(tabs.checks).tap();
    await expect(page.locator("#checks")).toBeVisible();
    await page.getByRole("tab", { name: ko.editor.output }).tap();
    await expect(output(learnerOn(page, "ko"))).toContainText(ko.editor.outcome.finished, PATIENT);
    for (const name of Object.values(tabs)) {
      await tab(name).tap();
      expect(await isAsWideAsTheScreen(page), name).toBe(true);
    }
  });

  test("time goes faster and pages are found without a keyboard", async ({ page }) => {
    await page.goto(PAGES.playground);
    await expectBroker(learnerOn(page, "ko"), 1, nodeStatus.running);
    await page.getByRole("combobox", { name: ko.time.speed }).selectOption({ label: factor(10) });
    const clock = page.getByRole("timer", { name: ko.time.clock });
    const seconds = async (): Promise<number> => {
      const [s = 0, min = 0] = ((await clock.textContent()) ?? "")
        .split(":")
        .reverse()
        .map(Number.parseFloat);
      return min * 60 + s;
    };
    const before = await seconds();
    await expect.poll(seconds, PATIENT).toBeGreaterThan(before + 10);
    await page.getByRole("button", { name: ko.app.search }).tap();
    const field = page.getByRole("combobox", { name: ko.app.palette });
    const height = async (): Promise<number | undefined> => (await field.boundingBox())?.y;
    const top = await height();
    await field.fill(ko.app.timeLab);
    expect(await height(), "what one types into stays where it is").toBe(top);
    await page.getByRole("option", { name: ko.app.timeLab }).tap();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(ko.app.timeLab);
    // English has the longer names of places.
    await page.getByRole("button", { name: ko.app.switchLanguage }).tap();
    const toKorean = page.getByRole("button", { name: en.app.switchLanguage });
    await expect(toKorean).toBeInViewport({ ratio: 1 });
    expect(await isAsWideAsTheScreen(page)).toBe(true);
  });

  test("the playground goes by its tabs", async ({ page }) => {
    await page.goto(PAGES.playground);
    const { tabs } = ko.playground;
    const tab = (name: string) => page.getByRole("navigation").getByRole("button", { name });
    await expect(page.getByRole("button", { name: ko.playground.runExample })).toBeVisible(PATIENT);
    for (const name of Object.values(tabs)) {
      await tab(name).tap();
      expect(await isAsWideAsTheScreen(page), name).toBe(true);
    }
    await tab(tabs.map).tap();
    await page.getByRole("button", { name: ko.playground.runExample }).tap();
    await tab(tabs.code).tap();
    await expect(output(learnerOn(page, "ko"))).toContainText(/o-\d → orders-\d offset \d/, PATIENT);
    await tab(tabs.nodes).tap();
    await page.getByRole("button", { name: ko.cluster.broker(2) }).tap();
    await page.getByRole("button", { name: ko.faults.kill }).tap();
    await expect(page.getByRole("button", { name: ko.cluster.broker(2) })).toContainText(nodeStatus.killed);
  });
});
