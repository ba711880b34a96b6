// The lesson on the quorum, played in the page: controllers are killed, started and cut off in the drawing of the cluster
// and in the view of the quorum, by pointer and by keyboard, in both languages. Who leads is for the cluster to say.
import { expect, test } from "@playwright/test";
import { quorumDictionary } from "../../src/ui/i18n/quorum-words.ts";
import {
  chooseByKeyboard,
  commandByKeyboard,
  commandByPointer,
  expectBroker,
  output,
  PATIENT,
  run,
  setSpeed,
  showTab,
  whileTimeStands,
} from "./learner.ts";
import {
  begin,
  expectChecked,
  expectSolved,
  expectUnsolved,
  FAST,
  finish,
  goOn,
  lessonInOrder,
  runStart,
  startOver,
  switchToEnglish,
  writeAndRun,
} from "./lesson-play.ts";

const play = lessonInOrder("quorum", 150_000);

const quorumWords = () => quorumDictionary(play.me.language);
const voter = (label: string) => play.page.locator(`[data-voter="${label}"]`);
/** In the view of the quorum. */
const leading = () =>
  play.page
    .locator("[data-voter]")
    .and(play.page.getByLabel(new RegExp(`^C\\d, ${quorumWords().roles.leader}, `)));

async function leader(): Promise<string> {
  await expect(leading()).toHaveCount(1, PATIENT);
  return (await leading().getAttribute("data-voter")) ?? "";
}

async function expectDown(label: string): Promise<void> {
  await expect(voter(label)).toHaveAccessibleName(
    new RegExp(`^${label}, ${quorumWords().roles.killed}, `),
    PATIENT,
  );
}

async function killVoter(label: string): Promise<void> {
  await voter(label).click();
  await play.page.getByRole("menuitem", { name: play.me.words.faults.kill, exact: true }).click();
  await expectDown(label);
}

async function show(view: "cluster" | "quorum"): Promise<void> {
  const { live } = play.me.words.lesson;
  const choice = play.page.getByRole("group", { name: live.label }).getByRole("button", { name: live[view] });
  await choice.click();
  await expect(choice).toHaveAttribute("aria-pressed", "true");
}

/** In the drawing of the cluster: C1 is controller 3001. */
async function expectKilledInDrawing(id: number): Promise<void> {
  const drawn = play.page.locator(`[data-kind="controller"][data-value="${id}"]`);
  await expect(drawn).toHaveAccessibleName(
    new RegExp(`, ${play.me.words.cluster.nodeStatus.killed}$`),
    PATIENT,
  );
}

async function killControllers(...ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    await commandByPointer(play.me, id, play.me.words.faults.kill);
    await expectKilledInDrawing(id);
  }
}

test("1: a broker dies, the controller stays", async () => {
  await play.page.goto("./#/lesson/quorum/1");
  const step = await begin(play, 1);
  await runStart(play, step, 1);
  await startOver(play);
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText(/→ broker \d/, PATIENT);
  const said = await output(play.me).textContent();
  const named = Number(/→ broker (\d)/.exec(said ?? "")?.[1]);
  await commandByPointer(play.me, named, play.me.words.faults.kill);
  await expectBroker(play.me, named, play.me.words.cluster.nodeStatus.killed);
  await setSpeed(play.me, FAST);
  await expectSolved(play, step);
  await goOn(play);
});

test("2: by keyboard: a broker that comes later gets what is made later, and nothing else", async () => {
  const step = await begin(play, 2);
  await run(play.me);
  await showTab(play.me, play.me.words.editor.output);
  await expect(output(play.me)).toContainText("broker 3?", PATIENT);
  await expectUnsolved(play, step);
  await startOver(play);
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText("broker 3?", PATIENT);
  await expectBroker(play.me, 3, play.me.words.cluster.nodeStatus.stopped);
  await whileTimeStands(play.me, () =>
    commandByKeyboard(play.me, 3, play.me.words.faults.start, "Shift+Tab"),
  );
  await setSpeed(play.me, FAST);
  await expect(output(play.me)).toContainText(/payments-5 \[\d,\d\]/, PATIENT);
  await expectSolved(play, step);
  await goOn(play);
});

test("3: records move from broker to broker, and outlive the process", async () => {
  const step = await begin(play, 3);
  await runStart(play, step);
  await writeAndRun(play, step.solution.source);
  await expectChecked(play, "moved", step);
  await showTab(play.me, play.me.words.editor.output);
  await expect(output(play.me)).toContainText("read 20", PATIENT);
  await commandByPointer(play.me, 3, play.me.words.faults.stop);
  await expect(output(play.me)).toContainText("read 0", PATIENT);
  await expectChecked(play, "nobody-else-has-them", step);
  await commandByPointer(play.me, 3, play.me.words.faults.start);
  await expectSolved(play, step);
  await goOn(play);
});

test("4: topics and configs are records of a log that every node has; the list of events shows them", async () => {
  const step = await begin(play, 4);
  await runStart(play, step, 1);
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText("broker 1: 3000000 DYNAMIC_BROKER_CONFIG", PATIENT);
  await expect(output(play.me)).toContainText("broker 2: 2000000 DYNAMIC_DEFAULT_BROKER_CONFIG");
  await commandByPointer(play.me, 2, play.me.words.faults.restart);
  await expectSolved(play, step);
  const { cluster, events, time } = play.me.words;
  const timeline = play.page.getByRole("region", { name: time.timeline });
  await timeline.getByRole("button", { name: cluster.table, exact: true }).click();
  await expect(timeline).toContainText("ConfigRecord · BROKER <default> message.max.bytes=2000000");
  const created = events({ kind: "topic-created", topic: "orders", partitions: 3, replicas: 3 });
  await timeline.getByText(created, { exact: true }).click();
  await expect(timeline).toContainText("TopicRecord · orders");
  await timeline.getByRole("button", { name: cluster.map, exact: true }).click();
  await goOn(play);
});

test("5: the active controller killed by keyboard alone; an election, and writes go on", async () => {
  const step = await begin(play, 5);
  await runStart(play, step, 1);
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText(/o-5 → offset \d/, PATIENT);
  await whileTimeStands(play.me, async () => {
    const label = await leader();
    const isThere = (): Promise<boolean> =>
      voter(label).evaluate((element) => element === document.activeElement);
    for (let pressed = 0; !(await isThere()); pressed++) {
      expect(pressed, `${label} is within reach of Shift+Tab`).toBeLessThan(30);
      await play.page.keyboard.press("Shift+Tab");
    }
    await play.page.keyboard.press("Enter");
    await chooseByKeyboard(play.page, play.me.words.faults.kill);
    await expectDown(label);
  });
  await expectSolved(play, step);
  await goOn(play);
});

test("6: of four controllers one may die, not two", async () => {
  const step = await begin(play, 6);
  await runStart(play, step, 1);
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText("try-5 ok", PATIENT);
  const first = await leader();
  await killVoter(first);
  await expectChecked(play, "created-with-1-down", step);
  const second = ["C1", "C2", "C3", "C4"].find((label) => label !== first) ?? "";
  await killVoter(second);
  await expectChecked(play, "refused-with-2-down", step);
  await voter(first).click();
  await play.page.getByRole("menuitem", { name: play.me.words.faults.start, exact: true }).click();
  await expectSolved(play, step);
  await goOn(play);
});

test("7: the third of five dies, and the leader that lives resigns", async () => {
  const step = await begin(play, 7);
  await runStart(play, step, 1);
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText("try-5 ok", PATIENT);
  const active = await leader();
  const [first, second, third] = ["C1", "C2", "C3", "C4", "C5"].filter((label) => label !== active);
  await killVoter(first ?? "");
  await killVoter(second ?? "");
  await expectChecked(play, "created-with-2-down", step);
  await killVoter(third ?? "");
  await expectSolved(play, step);
  await expect(leading()).toHaveCount(0);
  await goOn(play);
});

test("8: in English: without a quorum writing and reading go on, creating does not", async () => {
  await switchToEnglish(play);
  const step = await begin(play, 8);
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText(/o-5 → offset \d/, PATIENT);
  await whileTimeStands(play.me, () => killControllers(3002, 3003));
  await expect(output(play.me)).toContainText("payments TimeoutException", PATIENT);
  await expectSolved(play, step);
  await goOn(play);
});

test("9: by keyboard: the ISR cannot shrink until a controller is back", async () => {
  const step = await begin(play, 9);
  const { kill, start } = play.me.words.faults;
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText(/o-3 → offset \d/, PATIENT);
  await whileTimeStands(play.me, async () => {
    for (const id of [3001, 3002]) {
      await commandByKeyboard(play.me, id, kill, "Shift+Tab");
      await expectKilledInDrawing(id);
    }
    await commandByKeyboard(play.me, 3, kill, "Shift+Tab");
    await expectBroker(play.me, 3, play.me.words.cluster.nodeStatus.killed);
  });
  await expectChecked(play, "timed-out", step);
  await expectChecked(play, "stays-in-isr", step);
  await commandByPointer(play.me, 3002, start);
  await expectSolved(play, step);
  await goOn(play);
});

test("10: a partition without a leader, until a controller is back", async () => {
  const step = await begin(play, 10);
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText(/o-6 → offset \d/, PATIENT);
  await whileTimeStands(play.me, async () => {
    await killControllers(3001, 3003);
    await commandByPointer(play.me, 1, play.me.words.faults.kill);
    await expectBroker(play.me, 1, play.me.words.cluster.nodeStatus.killed);
  });
  await expectChecked(play, "others-go-on", step);
  await expectChecked(play, "dark", step);
  await commandByPointer(play.me, 3003, play.me.words.faults.start);
  await expectSolved(play, step);
  await goOn(play);
});

test("11: two leaders, one decision; a reload keeps it", async () => {
  const step = await begin(play, 11);
  await runStart(play, step, 1);
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText("try-7 ok", PATIENT);
  const old = await leader();
  await play.page.getByRole("button", { name: quorumWords().isolate(old), exact: true }).click();
  await expectChecked(play, "never-two-in-one-epoch", step);
  await play.page.getByRole("button", { name: quorumWords().healAll, exact: true }).click();
  await expectSolved(play, step);
  expect(await leader()).not.toBe(old);
  await show("cluster");
  await expect(play.page.locator('[data-kind="controller"]')).toHaveCount(3);

  await play.page.reload();
  await expect(play.page.getByText(step.explain.en)).toBeVisible(PATIENT);
  await finish(play);
});
