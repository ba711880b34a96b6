// The byte inspector as a person uses it: from a partition to its bytes, bytes and tree chosen together, by pointer and by
// keyboard; what a power cut leaves; and no barrier that axe finds.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { bytesDictionary } from "../../src/ui/i18n/bytes-words.ts";
import { dictionary } from "../../src/ui/i18n/language.ts";
import { learnerOn, output, PATIENT, run, setSpeed, showTab, untilReady } from "./learner.ts";

test.use({ locale: "ko-KR" });
// A cluster, an editor and a program have to come first.
test.setTimeout(150_000);

const ko = dictionary("ko");
const w = bytesDictionary("ko");

const grid = (page: Page) => page.getByRole("grid");
const tree = (page: Page) => page.getByRole("tree", { name: w.treeLabel });
const chosenRow = (page: Page) => tree(page).locator('[aria-selected="true"]');
const lane = (page: Page) => page.getByRole("region", { name: w.lane.title });

/** The example has run, and the bytes of orders-0 are open. */
async function openBytes(page: Page): Promise<void> {
  await page.goto("./#/playground");
  const me = learnerOn(page, "ko");
  await untilReady(me);
  await run(me);
  await setSpeed(me, 10);
  await expect(output(me)).toContainText(ko.editor.outcome.finished, PATIENT);
  await setSpeed(me, 1);
  await showTab(me, ko.playground.topics);
  await page.getByRole("link", { name: ko.app.bytesOf("orders-0") }).click();
  await expect(chosenRow(page)).toContainText("batch 0", PATIENT);
}

test("from a partition to its bytes, and bytes and tree are one choice", async ({ page }) => {
  await openBytes(page);
  await expect(page.getByText(w.crcOk)).toBeVisible();

  await test.step("a row of the tree marks its bytes", async () => {
    await tree(page).getByRole("treeitem", { name: /^crc/ }).first().click();
    await expect(chosenRow(page)).toContainText("000011 · 4");
    await expect(grid(page).locator('[aria-selected="true"]')).toHaveCount(4);
  });

  await test.step("a byte chooses the field that it is part of", async () => {
    await grid(page).getByRole("gridcell").nth(16).click();
    await expect(chosenRow(page)).toContainText("magic");
    await expect(chosenRow(page)).toContainText("2");
  });

  await test.step("hovering a byte shows its field without choosing it", async () => {
    await grid(page).getByRole("gridcell").nth(0).hover();
    await expect(chosenRow(page)).toContainText("magic");
  });

  await test.step("a record of the drawing is found in the bytes", async () => {
    await lane(page).locator('[data-kind="offset"][data-value="1"]').click();
    await expect(chosenRow(page)).toContainText("offset 1");
  });

  await test.step("the other reading is that of kafka-dump-log.sh", async () => {
    await page.getByRole("button", { name: w.dump }).click();
    await expect(page.getByText("Dumping orders-0/00000000000000000000.log")).toBeVisible();
    await expect(page.getByText(/\| offset: 0 CreateTime: \d+ keySize: 3 valueSize: 4/)).toBeVisible();
    await page.getByRole("button", { name: w.tree, exact: true }).click();
  });

  await test.step("another file", async () => {
    await page.getByRole("button", { name: "partition.metadata" }).click();
    await expect(tree(page).getByRole("treeitem", { name: /^topic_id/ })).toBeVisible();
  });

  await test.step("no barrier in light or dark, and a phone scrolls in one direction", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 2)])).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.getByRole("combobox", { name: w.files })).toBeVisible();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(390);
    await page.getByRole("tab", { name: w.tab.tree }).click();
    await expect(tree(page).getByRole("treeitem").first()).toBeVisible();
  });
});

test("the whole way by keyboard, from the address", async ({ page }) => {
  await openBytes(page);
  await grid(page).focus();
  for (let i = 0; i < 16; i++) await page.keyboard.press("ArrowRight");
  await expect(chosenRow(page)).toContainText("magic");
  await page.keyboard.press("Enter");
  await expect(tree(page)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(chosenRow(page)).toContainText("crc");
  await page.keyboard.press("ArrowLeft");
  await expect(chosenRow(page)).toContainText("batch 0");
  await page.keyboard.press("ArrowLeft");
  await expect(chosenRow(page)).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("ArrowRight");
  await expect(chosenRow(page)).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Enter");
  await expect(grid(page)).toBeFocused();
  const jump = page.getByRole("textbox", { name: w.jump });
  await jump.fill("0x11");
  await jump.press("Enter");
  await expect(chosenRow(page)).toContainText("crc");
  const first = lane(page).locator('[data-kind="segment"]').first();
  await first.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(chosenRow(page)).toContainText(/offset \d/);

  await test.step("a power cut leaves what was flushed, and its files can still be read", async () => {
    await page.getByRole("button", { name: w.cut }).click();
    await expect(lane(page).getByText(/^브로커 \d[은는] 멈춰 있습니다/)).toBeVisible(PATIENT);
    await expect(page.getByText(w.now.asleepThen)).toBeVisible(PATIENT);
    await expect(tree(page).getByRole("treeitem").first()).toBeVisible(PATIENT);
    await page.getByRole("button", { name: w.start }).click();
    await expect(page.getByText(w.now.asleepThen)).toBeHidden(PATIENT);
  });
});
