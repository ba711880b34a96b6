// The time lab: days are written, the wall clock jumps, and what retention and the cleaner leave is told by offset.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { bytesDictionary } from "../../src/ui/i18n/bytes-words.ts";
import { dictionary } from "../../src/ui/i18n/language.ts";
import { PATIENT } from "./learner.ts";

test.use({ locale: "ko-KR" });

const w = bytesDictionary("ko").lab;

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const log = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const segments = (page: Page, name: string) =>
  log(page, name).locator("svg").last().locator('[data-kind="segment"]');

/** In the page, not in what is read aloud of it. */
const said = (page: Page, text: string | RegExp) => page.locator("#content").getByText(text);

async function act(page: Page, name: string): Promise<void> {
  await expect(button(page, name)).toBeEnabled(PATIENT);
  await button(page, name).press("Enter");
  await expect(button(page, name)).toBeEnabled(PATIENT);
}

async function writeDays(page: Page, days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    await act(page, w.write);
    await act(page, w.day);
  }
}

test("a week later the old segments go, and the cleaner leaves the last value of each key", async ({
  page,
}) => {
  test.setTimeout(150_000);
  await page.goto("./#/lab/time");
  await expect(button(page, w.write)).toBeEnabled(PATIENT);
  await writeDays(page, 3);
  await act(page, w.write);
  await expect(segments(page, "clicks")).toHaveCount(4);

  await test.step("nothing is old enough yet", async () => {
    await act(page, w.retention);
    await expect(said(page, w.now.keptAll)).toBeVisible();
  });

  await test.step("the cleaner", async () => {
    await act(page, w.clean);
    await expect(said(page, /레코드 10건에서 \d건이 남았습니다/)).toBeVisible();
    await expect(log(page, "prices").getByText(w.before)).toBeVisible();
    await expect(log(page, "prices").getByText(w.after)).toBeVisible();
  });

  await test.step("a week and a day later", async () => {
    await act(page, w.week);
    await expect(said(page, w.now.jumpedThen(4))).toBeVisible();
    await act(page, w.write);
    await act(page, w.retention);
    await expect(said(page, w.now.deleted([0, 3, 6, 9], 12))).toBeVisible();
    await expect(log(page, "clicks").getByText(bytesDictionary("ko").lane.gone).first()).toBeVisible();
  });

  await test.step("the table has the same segments", async () => {
    await button(page, dictionary("ko").cluster.table).click();
    await expect(log(page, "clicks").getByRole("row")).toHaveCount(2);
    await expect(log(page, "clicks").getByRole("cell", { name: "12–14" })).toBeVisible();
    await button(page, dictionary("ko").cluster.map).click();
  });

  await test.step("no barrier, and a phone scrolls in one direction", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 2)])).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});
