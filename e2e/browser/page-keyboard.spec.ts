// How far it is for those who have no pointer: a group of controls is one place to press Tab, arrow keys go on within it,
// and what has the focus is seen to have it.
import { expect, type Page, test } from "@playwright/test";
import { dictionary } from "../../src/ui/i18n/language.ts";
import { expectBroker, learnerOn, PATIENT, untilReady } from "./learner.ts";

test.use({ locale: "ko-KR" });

const ko = dictionary("ko");
const PLAYGROUND = "./#/playground";
/** Whatever the page gains, the drawing is no further away than this. */
const TABS_TO_DRAWING_MAX = 20;

const PAGES = {
  playground: PLAYGROUND,
  quorum: "./#/playground/quorum",
  bytes: "./#/playground/bytes/1",
  lesson: "./#/lesson/acks/1",
} as const;

const inDrawing = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.activeElement?.closest("[data-drawing]") !== null);

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => (document.activeElement?.textContent ?? "").trim());

const isFocusSeen = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || !element.matches(":focus-visible")) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
  });

for (const [name, path] of Object.entries(PAGES)) {
  test(`${name}: the drawing is a few keys away, and a skip link from the top`, async ({ page }) => {
    await page.goto(path);
    await expect(page.locator("[data-drawing] :is(button, [role=button])").first()).toBeVisible(PATIENT);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: ko.app.skipToDrawing })).toBeFocused();
    for (let pressed = 2; !(await inDrawing(page)); pressed++) {
      expect(pressed, "places to press Tab").toBeLessThan(TABS_TO_DRAWING_MAX);
      // An editor keeps Tab for itself until Esc lets it go.
      if (await page.evaluate(() => document.activeElement?.closest(".monaco-editor") !== null)) {
        await page.keyboard.press("Escape");
      }
      await page.keyboard.press("Tab");
    }
    await page.getByRole("button", { name: ko.app.skipToDrawing }).focus();
    await page.keyboard.press("Enter");
    expect(await inDrawing(page)).toBe(true);
  });
}

test("in a group the arrow keys go on, Tab leaves it and comes back to where one was", async ({ page }) => {
  await page.goto(PLAYGROUND);
  const me = learnerOn(page, "ko");
  await untilReady(me);
  await expectBroker(me, 3, ko.cluster.nodeStatus.running);
  const nodes = page.getByRole("toolbar", { name: ko.playground.nodes });
  const at = (name: string) => nodes.getByRole("button", { name });
  await at("C1").focus();
  for (const name of [1, 2, 3].map(ko.cluster.broker)) {
    await page.keyboard.press("ArrowDown");
    await expect(at(name)).toBeFocused();
    expect(await isFocusSeen(page), name).toBe(true);
  }
  await page.keyboard.press("ArrowDown");
  await expect(at(ko.cluster.broker(3))).toBeFocused();
  await page.keyboard.press("Home");
  await expect(at("C1")).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("Tab");
  expect(await nodes.evaluate((element) => element.contains(document.activeElement))).toBe(false);
  await page.keyboard.press("Shift+Tab");
  await expect(at(ko.cluster.broker(3))).toBeFocused();
  // What can be done to a node is a group of its own, however much it is.
  await page.keyboard.press("Enter");
  const actions = page.getByRole("toolbar", { name: ko.playground.actions });
  await expect(actions.getByRole("button")).not.toHaveCount(0);
  await page.keyboard.press("Tab");
  expect(await actions.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  const first = await focused(page);
  await page.keyboard.press("ArrowDown");
  expect(await focused(page)).not.toBe(first);
  await page.keyboard.press("Tab");
  expect(await actions.evaluate((element) => element.contains(document.activeElement))).toBe(false);
});

test("tabs are one place, and the arrow keys choose", async ({ page }) => {
  await page.goto(PLAYGROUND);
  const tab = (name: string) => page.getByRole("tab", { name });
  await tab(ko.editor.output).focus();
  await page.keyboard.press("ArrowRight");
  await expect(tab(ko.playground.topics)).toBeFocused();
  await expect(tab(ko.playground.topics)).toHaveAttribute("aria-selected", "true");
  await expect(tab(ko.editor.output)).toHaveAttribute("tabindex", "-1");
});
