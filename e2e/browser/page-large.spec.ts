// The largest cluster that the page offers: everything of it is shown, nothing lies upon anything else, and the page answers.
// How fast is for the benchmark page-large to say.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import {
  BROKERS,
  CONTROLLERS,
  createPartitions,
  PARTITIONS,
  startLarge,
  TOPICS,
  untilReplicated,
} from "./large-cluster.ts";
import { commandByPointer, expectBroker, type Learner, learnerOn, PATIENT } from "./learner.ts";

test.use({ locale: "ko-KR", permissions: ["clipboard-read", "clipboard-write"] });
test.describe.configure({ mode: "serial", timeout: 180_000 });

let page: Page;
let me: Learner;

test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext()).newPage();
  me = learnerOn(page, "ko");
});

test.afterAll(() => page.context().close());

const clusterPane = (): Locator => page.getByRole("region", { name: me.words.cluster.title });
const grid = (): Locator => clusterPane().getByRole("listbox", { name: me.words.cluster.allPartitions });
/** What is open, as the drawing's name tells. */
const drawing = (key: string): Locator => page.getByRole("group", { name: me.words.cluster.drawing(key) });

/** Pairs of these that share room on screen, by the text or label of both. */
function overlaps(parts: Locator): Promise<string[]> {
  return parts.evaluateAll((elements) => {
    const boxes = elements.map((element) => ({
      name: element.getAttribute("aria-label") ?? element.textContent ?? "",
      box: element.getBoundingClientRect(),
    }));
    return boxes.flatMap((a, i) =>
      boxes
        .slice(i + 1)
        .filter(({ box }) => {
          const wide = Math.min(a.box.right, box.right) - Math.max(a.box.left, box.left);
          const high = Math.min(a.box.bottom, box.bottom) - Math.max(a.box.top, box.top);
          return wide > 1 && high > 1;
        })
        .map((b) => `${a.name} / ${b.name}`),
    );
  });
}

test("it starts, and every partition of it is shown", async () => {
  await page.goto("./#/playground");
  await expectBroker(me, 3, me.words.cluster.nodeStatus.running);
  await startLarge(me);
  await createPartitions(me);
  await untilReplicated(me);
  const nodes = page.getByRole("toolbar", { name: me.words.playground.nodes });
  await expect(nodes.getByRole("button", { name: /^C\d/ })).toHaveCount(CONTROLLERS);
  expect(await overlaps(page.locator('[data-kind="broker"]'))).toEqual([]);
  expect(await overlaps(grid().locator("text"))).toEqual([]);
  const outlines = await grid()
    .locator("path[d^=M]")
    .evaluateAll((paths) => paths.map((path) => path.getAttribute("d")?.split("M").length ?? 0));
  expect(outlines.reduce((sum, parts) => sum + parts - 1, 0)).toBe(PARTITIONS);
});

test("a partition is opened by pointer, by keyboard and by name", async () => {
  await grid().scrollIntoViewIfNeeded();
  const box = await grid().boundingBox();
  // The second line of the first topic: wherever it is, it is another one than the first.
  await grid().click({ position: { x: (box?.width ?? 0) - 40, y: 5 } });
  const opened = await grid().getByRole("option").getAttribute("aria-label");
  const key = /^topic-0-\d+/.exec(opened ?? "")?.[0] ?? "";
  expect(key).not.toBe("topic-0-0");
  await expect(drawing(key)).toBeVisible();

  await grid().focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(drawing("topic-0-1")).toBeVisible();

  await page.getByRole("combobox", { name: me.words.cluster.chooseTopic }).selectOption("topic-19");
  await page.getByRole("combobox", { name: me.words.cluster.choosePartition }).selectOption("99");
  await expect(drawing("topic-19-99")).toBeVisible();

  await page.keyboard.press("ControlOrMeta+K");
  const search = page.getByRole("dialog").getByRole("combobox");
  await search.fill("topic-7-42");
  await expect(page.getByRole("option", { name: /^topic-7-42/ })).toBeVisible();
  await search.press("Enter");
  await expect(drawing("topic-7-42")).toBeVisible();
});

test("the tables hold all rows, and make those in sight", async () => {
  await clusterPane().getByRole("button", { name: me.words.cluster.table, exact: true }).click();
  const table = clusterPane().getByRole("table", { name: me.words.cluster.table_.partition });
  await expect(table).toHaveAttribute("aria-rowcount", String(PARTITIONS * 3 + 1));
  expect(await table.getByRole("row").count()).toBeLessThan(200);
  await table.locator("xpath=../..").evaluate((scroller) => {
    scroller.scrollTop = scroller.scrollHeight;
  });
  await expect(table.getByRole("button", { name: "topic-9-99", exact: true })).toBeVisible();
  await table.getByRole("button", { name: "topic-9-99", exact: true }).click();
  await clusterPane().getByRole("button", { name: me.words.cluster.map, exact: true }).click();
  await expect(drawing("topic-9-99")).toBeVisible();
});

test("a broker is killed: what it led has other leaders, and what is short of replicas is counted", async () => {
  const { words } = me;
  await commandByPointer(me, 5, words.faults.kill);
  const fifth = page.locator('[data-kind="broker"][data-value="5"]');
  await expect(fifth).toHaveAttribute("aria-label", new RegExp(words.cluster.nodeStatus.killed), PATIENT);
  const region = page.getByRole("region", { name: words.cluster.allPartitions });
  // What it held, which is about what each of the others holds, and no partition without a leader.
  const share = (PARTITIONS * 3) / BROKERS;
  const { whole, behind } = words.cluster.cellStates;
  const told = async (text: (n: number) => string): Promise<number> => {
    const found = new RegExp(text(0).replace("0", "([\\d,]+)")).exec((await region.textContent()) ?? "");
    return Number((found?.[1] ?? "0").replaceAll(",", ""));
  };
  await expect
    .poll(
      async () => {
        const short = await told(behind);
        return short > share * 0.9 && short < share * 1.1 && short + (await told(whole)) === PARTITIONS;
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  await commandByPointer(me, 5, words.faults.start);
  await untilReplicated(me);
});

test("no barrier that axe finds", async () => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`)).toEqual([]);
});

test("the first page tells what there is to open", async () => {
  await page.goto("./#/");
  const { home } = me.words;
  const link = page.getByRole("link", { name: home.keptCluster(TOPICS) });
  await expect(link).toContainText(home.clusterSize(CONTROLLERS, BROKERS));
});
