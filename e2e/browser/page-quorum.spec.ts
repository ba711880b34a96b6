// The quorum view as a person uses it: three controllers, the leader killed by keyboard, two of three dead and back, links
// cut, messages held and released, and the chain of causes of an event.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { type QuorumDictionary, quorumKo } from "../../src/ui/i18n/quorum-ko.ts";
import { quorumDictionary } from "../../src/ui/i18n/quorum-words.ts";
import { type Learner, learnerOn, output, PATIENT, pasteCode, runButton, untilReady } from "./learner.ts";

test.use({ locale: "ko-KR", permissions: ["clipboard-read", "clipboard-write"] });
test.setTimeout(150_000);

const w: QuorumDictionary = quorumKo;
const WHOLE = w.now({ kind: "whole", leader: "C1", epoch: 1, voters: 3 }).cause;
const NO_QUORUM = w.now({ kind: "no-quorum", connected: 1, voters: 3, majority: 2 }).fact;

const voter = (page: Page, label: string): Locator => page.locator(`[data-voter="${label}"]`);
const withRole = (page: Page, role: string): Locator =>
  page.locator("[data-voter]").filter({ has: page.getByText(role, { exact: true }) });

async function leaderOf(page: Page): Promise<string> {
  await expect(withRole(page, w.roles.leader)).toHaveCount(1, PATIENT);
  return (await withRole(page, w.roles.leader).getAttribute("data-voter")) ?? "";
}

/** From one controller to three, asked before everything starts over. */
async function openQuorum(page: Page): Promise<Learner> {
  await page.goto("./#/playground/quorum");
  const me = learnerOn(page, "ko");
  await expect(withRole(page, w.roles.leader)).toHaveCount(1, PATIENT);
  await page.getByRole("button", { name: w.changeSize }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "3", exact: true }).click();
  await dialog.getByRole("button", { name: me.words.playground.reset }).click();
  await expect(page.getByText(WHOLE)).toBeVisible(PATIENT);
  await expect(page.locator("[data-voter]")).toHaveCount(3);
  return me;
}

/** Opens the menu of a voter by keyboard and chooses. */
async function command(page: Page, label: string, name: string): Promise<void> {
  await voter(page, label).focus();
  await page.keyboard.press("Enter");
  const item = page.getByRole("menuitem", { name, exact: true });
  await expect(item).toBeVisible();
  const isFocused = (): Promise<boolean> => item.evaluate((element) => element === document.activeElement);
  for (let moves = 0; !(await isFocused()); moves++) {
    expect(moves, `${name} is within reach of the arrow keys`).toBeLessThan(30);
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await expect(item).toBeHidden();
}

/** Reached by Tab from where the focus is, pressed by Enter. */
async function press(target: Locator): Promise<void> {
  await target.focus();
  await target.press("Enter");
}

const programOf = (
  lines: string,
): string => `import { Admin, KafkaProducer, NewTopic, ProducerRecord, StringSerializer } from "samsa";

const servers = "broker1:9092,broker2:9092,broker3:9092";
${lines}
`;
const CREATE = programOf(`const admin = Admin.create({ "bootstrap.servers": servers });
await admin.createTopics([new NewTopic("orders", 1, 3)]).all();
console.log("created");`);
const PRODUCE = programOf(`const producer = new KafkaProducer({
  "bootstrap.servers": servers,
  acks: "all",
  // A new idempotent producer needs an id, and ids are given out by the controller.
  "enable.idempotence": "false",
  "key.serializer": StringSerializer,
  "value.serializer": StringSerializer,
});
const metadata = await producer.send(new ProducerRecord("orders", "k", "v"));
console.log("written at", metadata.offset());`);
const CREATE_MORE =
  programOf(`const admin = Admin.create({ "bootstrap.servers": servers, "default.api.timeout.ms": "4000", "request.timeout.ms": "2000" });
try {
  await admin.createTopics([new NewTopic("more", 1, 1)]).all();
  console.log("created more");
} catch (error) {
  console.log("refused:", (error as Error).name);
}`);

async function inPlayground(me: Learner, source: string, says: string | RegExp): Promise<void> {
  await me.page.getByRole("link", { name: w.toPlayground }).click();
  await untilReady(me);
  await pasteCode(me, source);
  await press(runButton(me));
  await expect(output(me)).toContainText(says, PATIENT);
  await me.page.getByRole("link", { name: w.open }).click();
  await expect(me.page.locator("[data-voter]")).toHaveCount(3);
}

test("the leader is killed by keyboard: another one is elected, its votes and their causes are told", async ({
  page,
}) => {
  const me = await openQuorum(page);
  const old = await leaderOf(page);
  await command(page, old, me.words.faults.kill);
  await expect(voter(page, old)).toContainText(w.roles.killed);
  await expect(withRole(page, w.roles.leader)).toHaveCount(1, PATIENT);
  const next = await leaderOf(page);
  expect(next).not.toBe(old);
  // Events call the voters as the drawing does.
  const events = page.getByRole("region", { name: w.events });
  await expect(events).toContainText(`강제 종료 · ${old}`);
  await expect(events).toContainText(`${next}에게 투표`);
  await expect(page.getByText(w.majorityLine(2, 3, 2))).toBeVisible(PATIENT);
  const election = page.getByRole("region", { name: /^epoch \d+ 투표$/ });
  await expect(election).toContainText(`${next}`);
  await expect(election).toContainText(w.tally(2, 3, true, 2));

  // Why it won: the granted vote, then the request that asked for it, back to where it began.
  await press(election.getByRole("button", { name: w.ballot.granted }));
  const why = page.getByRole("region", { name: me.words.time.why });
  await expect(why.getByRole("listitem").first()).toContainText(/투표/);
  await expect(why.getByRole("listitem").filter({ hasText: "Vote" }).first()).toBeVisible();
  const causes = why.getByRole("button");
  const request = await causes.nth(1).textContent();
  await press(causes.nth(1));
  await expect(causes.first()).toHaveAttribute("aria-current", "true");
  expect(await causes.first().textContent()).toBe(request);

  await command(page, old, me.words.faults.start);
  await expect(page.getByText(WHOLE)).toBeVisible(PATIENT);
  expect(await leaderOf(page)).toBe(next);
});

test("two of three dead: no quorum, records go on, topics wait; one back, and it recovers", async ({
  page,
}) => {
  const me = await openQuorum(page);
  await inPlayground(me, CREATE, "created");
  const others = ["C1", "C2", "C3"].filter((label) => label !== "C1");
  for (const label of others) await command(page, label, me.words.faults.kill);
  const none = page.getByRole("region", { name: w.log }).getByText(NO_QUORUM);
  await expect(none).toBeVisible(PATIENT);
  await expect(withRole(page, w.roles.leader)).toHaveCount(0, PATIENT);
  await inPlayground(me, PRODUCE, "written at 0");
  await inPlayground(me, CREATE_MORE, "refused: TimeoutException");
  await command(page, "C2", me.words.faults.start);
  await expect(withRole(page, w.roles.leader)).toHaveCount(1, PATIENT);
  await expect(none).toBeHidden(PATIENT);
  await inPlayground(me, CREATE_MORE, /created more|TopicExists/);
});

test("an isolated leader is left behind, and follows again when its links heal", async ({ page }) => {
  await openQuorum(page);
  const old = await leaderOf(page);
  await press(page.getByRole("button", { name: w.isolate(old), exact: true }));
  await expect(
    page.getByText(w.linkState({ cut: "both", delayMs: 0, holds: false, held: 0 })).first(),
  ).toBeVisible();
  await expect(voter(page, old)).not.toContainText(w.roles.leader, PATIENT);
  await expect(withRole(page, w.roles.leader)).toHaveCount(1, PATIENT);
  expect(await leaderOf(page)).not.toBe(old);
  await press(page.getByRole("button", { name: w.healAll, exact: true }));
  await expect(page.getByText(WHOLE)).toBeVisible(PATIENT);
  // There is nothing more to heal; the person stays among the links.
  await expect(page.getByRole("region", { name: w.links }).locator("button:focus")).toHaveCount(1);
});

test("messages are held, released one by one and dropped, by keyboard", async ({ page }) => {
  await openQuorum(page);
  const leader = await leaderOf(page);
  const follower = leader === "C2" ? "C3" : "C2";
  const [a, b] = [leader, follower].sort();
  const link = w.link(a ?? "", b ?? "");
  await press(page.getByRole("button", { name: w.onLink(w.hold, link) }));
  const held = page.getByRole("region", { name: w.held });
  const first = held.getByRole("listitem").first();
  await expect(first).toBeVisible(PATIENT);
  const release = first.getByRole("button", { name: /보내기$/ });
  const name = (await release.getAttribute("aria-label")) ?? "";
  await press(release);
  await expect(held.getByRole("button", { name, exact: true })).toBeHidden(PATIENT);
  // The button went with its message; the person stays in the list.
  await expect(held.locator("button:focus")).toHaveCount(1, PATIENT);
  await expect(held.getByRole("listitem").first()).toBeVisible(PATIENT);
  await press(held.getByRole("button", { name: /버리기$/, disabled: false }).first());
  await expect(page.getByRole("region", { name: w.events })).toContainText("메시지 버리기", PATIENT);
  await press(page.getByRole("button", { name: w.onLink(w.let, link) }));
  await expect(held.getByRole("listitem")).toHaveCount(0, PATIENT);
  await expect(page.getByText(WHOLE)).toBeVisible(PATIENT);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`no barrier that axe finds, ${colorScheme}, wide and on a phone, drawn and as a table`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const me = await openQuorum(page);
    await press(page.getByRole("button", { name: w.onLink(w.cut, w.link("C1", "C2")) }));
    await expect(page.getByRole("button", { name: w.onLink(w.heal, w.link("C1", "C2")) })).toBeFocused();
    await press(page.getByRole("button", { name: w.onLink(w.hold, w.link("C2", "C3")) }));
    const check = async (where: string): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      const found = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`);
      expect(found, where).toEqual([]);
    };
    await check("drawn");
    await page.getByRole("button", { name: me.words.cluster.table, exact: true }).click();
    await check("as a table");
    await page.setViewportSize({ width: 390, height: 844 });
    await check("table on a phone");
    await page.getByRole("button", { name: me.words.cluster.map, exact: true }).click();
    await check("drawn on a phone");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole("button", { name: me.words.app.switchLanguage }).click();
    await expect(page.getByRole("heading", { name: quorumDictionary("en").log })).toBeVisible();
  });
}
