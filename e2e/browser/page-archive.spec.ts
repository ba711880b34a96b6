// Files out of the playground and into it, as a person takes and brings them.
import { readFile, writeFile } from "node:fs/promises";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { dictionary, type Language } from "../../src/ui/i18n/language.ts";
import {
  type Learner,
  learnerOn,
  output,
  PATIENT,
  partitionRow,
  run,
  setSpeed,
  untilReady,
} from "./learner.ts";

const LONG = { timeout: 60_000 } as const;
const LEO = /LEO (\d+)/;

function dialog({ page, words }: Learner): Locator {
  return page.getByRole("dialog", { name: words.archive.title });
}

async function openDialog(me: Learner): Promise<void> {
  await me.page.getByRole("button", { name: me.words.archive.title }).click();
  await expect(dialog(me)).toBeVisible();
}

async function exportAs(me: Learner, choice: string): Promise<string> {
  await openDialog(me);
  const { words, page } = me;
  await dialog(me).getByLabel(words.archive.what).selectOption({ label: choice });
  const download = page.waitForEvent("download", LONG);
  await dialog(me).getByRole("button", { name: words.archive.export, exact: true }).click();
  const path = await (await download).path();
  await expect(dialog(me).getByRole("status")).toContainText(".tar", LONG);
  await dialog(me).getByRole("button", { name: words.app.close }).click();
  return path;
}

async function importFrom(me: Learner, path: string): Promise<void> {
  await openDialog(me);
  await dialog(me).getByLabel(me.words.archive.choose).setInputFiles(path);
  await dialog(me).getByRole("button", { name: me.words.archive.import, exact: true }).click();
}

async function ordersEnd(me: Learner): Promise<string> {
  const label = (await partitionRow(me, "orders-0").getAttribute("aria-label")) ?? "";
  return LEO.exec(label)?.[1] ?? "none";
}

async function filled(page: Page, language: Language): Promise<Learner> {
  await page.goto("./#/playground");
  const me = learnerOn(page, language);
  await untilReady(me);
  await run(me);
  await setSpeed(me, 10);
  await expect(output(me)).toContainText(me.words.editor.outcome.finished, LONG);
  await setSpeed(me, 1);
  return me;
}

async function empty(me: Learner): Promise<void> {
  const { page, words } = me;
  await page.getByRole("button", { name: words.playground.reset }).click();
  await page.getByRole("dialog").getByRole("button", { name: words.playground.reset }).click();
  await untilReady(me);
  await expect(partitionRow(me, "orders-0")).toHaveCount(0, PATIENT);
}

test.describe("in Korean", () => {
  test.use({ locale: "ko-KR" });

  test("the whole cluster is exported, emptied and imported: its records are there", async ({ page }) => {
    test.setTimeout(240_000);
    const me = await filled(page, "ko");
    const end = await ordersEnd(me);
    expect(Number(end)).toBeGreaterThan(0);
    const path = await exportAs(me, me.words.archive.workspace);
    const tar = await readFile(path);
    expect(tar.includes("broker-1/orders-0/00000000000000000000.log")).toBe(true);
    expect(tar.includes("controller-3001/__cluster_metadata-0/quorum-state")).toBe(true);
    await untilReady(me);
    await empty(me);
    await importFrom(me, path);
    await expect(dialog(me).getByRole("status")).toHaveText(
      me.words.archive.imported({ kind: "workspace" }),
      LONG,
    );
    await dialog(me).getByRole("button", { name: me.words.app.close }).click();
    await expect(partitionRow(me, "orders-0")).toHaveAttribute(
      "aria-label",
      new RegExp(`LEO ${end}\\b`),
      LONG,
    );
    await page.reload();
    await untilReady(me);
    await expect(partitionRow(me, "orders-0")).toHaveAttribute(
      "aria-label",
      new RegExp(`LEO ${end}\\b`),
      LONG,
    );
  });
});

test.describe("in English", () => {
  test.use({ locale: "en-US" });

  test("a topic comes back to another cluster; what is no archive changes nothing", async ({ page }) => {
    test.setTimeout(240_000);
    const en = dictionary("en");
    const me = await filled(page, "en");
    const end = await ordersEnd(me);
    const path = await exportAs(me, en.archive.topic("orders"));
    await importFrom(me, path);
    await expect(dialog(me).getByRole("alert")).toContainText(en.archive.errors["topic-exists"], LONG);
    await dialog(me).getByRole("button", { name: en.app.close }).click();
    await empty(me);

    const broken = test.info().outputPath("broken.tar");
    const tar = await readFile(path);
    for (const [bytes, error] of [
      [tar.subarray(0, tar.length - 2000), en.archive.errors.truncated],
      [Buffer.from("no archive at all".repeat(100)), en.archive.errors["no-tar"]],
      [Buffer.concat([tar.subarray(0, 20), Buffer.from("x"), tar.subarray(21)]), en.archive.errors.damaged],
    ] as const) {
      await writeFile(broken, bytes);
      await importFrom(me, broken);
      await expect(dialog(me).getByRole("alert")).toContainText(error, LONG);
      await dialog(me).getByRole("button", { name: en.app.close }).click();
    }
    await expect(partitionRow(me, "orders-0")).toHaveCount(0);

    await importFrom(me, path);
    await expect(dialog(me).getByRole("status")).toHaveText("Imported orders.", LONG);
    await dialog(me).getByRole("button", { name: en.app.close }).click();
    await expect(partitionRow(me, "orders-0")).toHaveAttribute(
      "aria-label",
      new RegExp(`LEO ${end}\\b`),
      LONG,
    );
  });
});
