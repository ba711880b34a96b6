// The lesson on acks, played in the page by what a learner does, by pointer and by keyboard, in both languages.
import { expect, test } from "@playwright/test";
import {
  commandByKeyboard,
  commandByPointer,
  expectBroker,
  leaderAndIsr,
  output,
  PATIENT,
  partitionRow,
  runButton,
  setSpeed,
  whileTimeStands,
} from "./learner.ts";
import {
  begin,
  checkItem,
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

const play = lessonInOrder("acks", 120_000);

/** While a program sends: the records under way are then the same on every machine. */
async function killByPointer(id: number): Promise<void> {
  await whileTimeStands(play.me, async () => {
    await commandByPointer(play.me, id, play.me.words.faults.kill);
    await expectBroker(play.me, id, play.me.words.cluster.nodeStatus.killed);
  });
}

test("1: acks=0, the leader killed by pointer", async () => {
  await play.page.goto("./");
  await play.page.getByRole("link", { name: play.me.words.home.start }).click();
  const step = await begin(play, 1);
  await runStart(play, step);
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText("o-10 → offset -1", PATIENT);
  await killByPointer(1);
  await setSpeed(play.me, FAST);
  await expectSolved(play, step);
  await expect(checkItem(play, "lost", step)).toContainText("40");
  await goOn(play);
});

test("2: acks=1, the leader killed by keyboard alone", async () => {
  const step = await begin(play, 2);
  await runStart(play, step);
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText(/o-10 → offset \d/, PATIENT);
  await whileTimeStands(play.me, async () => {
    await commandByKeyboard(play.me, 1, play.me.words.faults.kill, "Shift+Tab");
    await expectBroker(play.me, 1, play.me.words.cluster.nodeStatus.killed);
  });
  await setSpeed(play.me, FAST);
  await expectSolved(play, step);
  await goOn(play);
});

test("3: acks=0 is not enough, acks=all is", async () => {
  const step = await begin(play, 3);
  const wrong = step.wrong[0];
  await writeAndRun(play, wrong?.source ?? "");
  await expect(output(play.me)).toContainText("o-10 →", PATIENT);
  await killByPointer(1);
  await setSpeed(play.me, FAST);
  await expect(runButton(play.me)).toBeEnabled(PATIENT);
  await expectUnsolved(play, step);
  await startOver(play);
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText(/o-10 → offset \d/, PATIENT);
  await killByPointer(1);
  await setSpeed(play.me, FAST);
  await expectSolved(play, step);
  await goOn(play);
});

test("4: the ISR shrinks by itself", async () => {
  const step = await begin(play, 4);
  await runStart(play, step);
  await startOver(play);
  await writeAndRun(play, step.solution.source);
  await setSpeed(play.me, FAST);
  await expect(partitionRow(play.me, "orders-0")).toHaveAttribute(
    "aria-label",
    leaderAndIsr(play.me, "orders-0", 1, [1, 2]),
    PATIENT,
  );
  await expectSolved(play, step);
  await goOn(play);
});

test("5: both followers killed, the write is refused", async () => {
  const step = await begin(play, 5);
  await leaveLeaderAlone();
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText("NotEnoughReplicasException", PATIENT);
  await expectSolved(play, step);
  await goOn(play);
});

test("6: an unclean leader", async () => {
  const step = await begin(play, 6);
  await leaveLeaderAlone();
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText("o-5 → offset 4", PATIENT);
  await killByPointer(1);
  await commandByPointer(play.me, 2, play.me.words.faults.start);
  await setSpeed(play.me, FAST);
  await expectSolved(play, step);
  await goOn(play);
});

async function leaveLeaderAlone(): Promise<void> {
  for (const id of [2, 3]) {
    await commandByPointer(play.me, id, play.me.words.faults.kill);
    await expectBroker(play.me, id, play.me.words.cluster.nodeStatus.killed);
  }
  await setSpeed(play.me, FAST);
  await expect(partitionRow(play.me, "orders-0")).toHaveAttribute(
    "aria-label",
    leaderAndIsr(play.me, "orders-0", 1, [1]),
    PATIENT,
  );
  await setSpeed(play.me, 1);
}

test("7: everything together, in English, whoever leads; a reload keeps it", async () => {
  await switchToEnglish(play);
  const step = await begin(play, 7);
  await runStart(play, step);
  await startOver(play);
  await writeAndRun(play, step.solution.source);
  await expect(output(play.me)).toContainText(/p-10 → offset \d/, PATIENT);
  const row = partitionRow(play.me, "payments-0");
  const label = (await row.getAttribute("aria-label")) ?? "";
  const leader = [1, 2, 3].find((id) =>
    leaderAndIsr(play.me, "payments-0", id, []).test(label.replace(/\[.*?\]/, "[]")),
  );
  await killByPointer(leader ?? 0);
  await setSpeed(play.me, FAST);
  await expectSolved(play, step);
  await expect(output(play.me)).toBeHidden();
  await expect(row).toHaveAttribute("aria-label", /LEO 4\d, HW 4\d/);

  await play.page.reload();
  await expect(play.page.getByText(step.explain.en)).toBeVisible(PATIENT);
  await expect(row).toHaveAttribute("aria-label", /LEO 4\d, HW 4\d/, PATIENT);
  await finish(play);
});
