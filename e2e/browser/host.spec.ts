// The browser host with the smallest nodes: workers, wires, disks, faults, time, and who owns a workspace.
import { expect, test } from "@playwright/test";
import { expectStatus, openHost, runProgram, settled, visitHost } from "./open-host.ts";

/** Connects to broker 1 and waits for an answer to each frame, as long as it comes. */
const ECHO = `import { ports } from "ports";
const socket = await ports.network.connect("broker1", 9092);
const ask = (...bytes: number[]) => new Promise<string>((resolve) => {
  socket.onData = (frame: Uint8Array) => resolve([...frame].join(" "));
  socket.onClose = () => resolve("closed");
  socket.send(new Uint8Array(bytes));
});
`;

test.beforeEach(({ page }) => visitHost(page));

test("nodes start in workers and answer a program", async ({ page }) => {
  expect(await openHost(page, "echo")).toEqual({ kind: "open", restored: false });
  const { outcome, output } = await runProgram(page, `${ECHO}console.log(await ask(1, 2, 3), socket.peer);`);
  expect(output.map((line) => (line.kind === "exception" ? line.message : line.text))).toEqual([
    "1 2 3 broker1:9092",
  ]);
  expect(outcome).toBe("finished");
});

test("a view of a bigger buffer is sent alone", async ({ page }) => {
  await openHost(page, "echo");
  const source = `${ECHO}
const shared = new Uint8Array([9, 9, 5, 6, 9]);
const answer = new Promise((resolve) => { socket.onData = (frame: Uint8Array) => resolve([...frame].join(" ")); });
socket.send(shared.subarray(2, 4));
console.log(await answer, shared.length);`;
  expect((await runProgram(page, source)).output).toMatchObject([{ text: "5 6 5" }]);
});

test("nobody listens: the connection is refused; a port that is taken cannot be listened on", async ({
  page,
}) => {
  await openHost(page, "echo");
  const { output } = await runProgram(
    page,
    `import { ports } from "ports";
try { await ports.network.connect("broker9", 9092); } catch (error) { console.log(error.name, error.kind); }
try { await ports.network.listen("elsewhere", 1, () => {}); } catch (error) { console.log(error.name); }`,
  );
  expect(output).toMatchObject([{ text: "ConnectError refused" }, { text: "ConnectError" }]);
});

test("a killed node breaks its connections, is started again, and finds its disk", async ({ page }) => {
  await openHost(page, "echo");
  const program = runProgram(
    page,
    `${ECHO}console.log(await ask(1));
await new Promise((resolve) => { socket.onClose = () => resolve(null); });
console.log("lost");`,
  );
  await expect
    .poll(() => page.evaluate(() => JSON.stringify(window.host.snapshot()?.nodes.map((n) => n.detail))))
    .toContain('"connections":1');
  await page.evaluate(() => window.host.workspace().command({ kind: "kill", node: 1 }));
  expect((await program).output).toMatchObject([{ text: "1" }, { text: "lost" }]);
  await expectStatus(page, 1, "killed");
  await page.evaluate(() => window.host.workspace().command({ kind: "start", node: 1 }));
  await expectStatus(page, 1, "running");
  const starts = await page.evaluate(() => {
    const detail = window.host.snapshot()?.nodes.find((node) => node.id === 1)?.detail;
    return detail?.role === "broker" ? detail.brokerEpoch : null;
  });
  expect(starts).toBe(2);
});

test("a node that crashes is told as failed, with its error, and the others run on", async ({ page }) => {
  await openHost(page, "echo");
  const { output } = await runProgram(page, `${ECHO}console.log(await ask(0));`);
  expect(output).toMatchObject([{ text: "closed" }]);
  await expectStatus(page, 1, "failed");
  const nodes = await page.evaluate(() =>
    window.host.snapshot()?.nodes.map((n) => [n.id, n.status, n.error]),
  );
  expect(nodes).toContainEqual([1, "failed", expect.stringContaining("a defect of the node")]);
  expect(nodes).toContainEqual([2, "running", null]);
});

test("a frozen node keeps its connections and answers after the thaw", async ({ page }) => {
  await openHost(page, "echo");
  await page.evaluate(() => window.host.workspace().command({ kind: "freeze", node: 1 }));
  const program = runProgram(page, `${ECHO}console.log(await ask(4));`);
  await page.waitForTimeout(300);
  await page.evaluate(() => window.host.workspace().command({ kind: "thaw", node: 1 }));
  expect((await program).output).toMatchObject([{ text: "4" }]);
});

test("paused time holds timers and messages; a step lets one thing happen", async ({ page }) => {
  await openHost(page, "echo");
  await page.evaluate(() => window.host.workspace().command({ kind: "pause" }));
  const before = await page.evaluate(() => window.host.snapshot()!.time.nowMs);
  const program = runProgram(page, `setTimeout(() => console.log("an hour later"), 3_600_000);`);
  await page.waitForTimeout(300);
  await page.evaluate(() => window.host.workspace().command({ kind: "step" }));
  const { output, outcome } = await program;
  expect(output).toMatchObject([{ text: "an hour later" }]);
  expect(outcome).toBe("finished");
  const time = await page.evaluate(() => window.host.snapshot()!.time);
  expect(time.nowMs - before).toBeGreaterThanOrEqual(3_599_000);
  expect(time.paused).toBe(true);
});

test("speed and jump reach programs: sleeps are shorter, the wall clock goes ahead", async ({ page }) => {
  await openHost(page, "echo");
  await page.evaluate(() => window.host.workspace().command({ kind: "speed", factor: 1_000 }));
  await page.evaluate(() => window.host.workspace().command({ kind: "jump", byMs: 7 * 86_400_000 }));
  const { output } = await runProgram(
    page,
    `const before = performance.now();
await new Promise((resolve) => setTimeout(resolve, 60_000));
console.log(performance.now() - before >= 60_000, new Date().getTime(), Date.now() - new Date().getTime() < 1_000);`,
  );
  const [line] = output;
  const words = line?.kind === "log" ? line.text.split(" ") : [];
  expect([words[0], words[2]]).toEqual(["true", "true"]);
  expect(Number(words[1])).toBeGreaterThan(Date.now() + 6 * 86_400_000);
});

test("a hidden tab stands still, says so, and goes on when it is seen again", async ({ page }) => {
  await openHost(page, "echo");
  const setHidden = (hidden: boolean): Promise<void> =>
    page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await setHidden(true);
  expect(await page.evaluate(() => window.host.state())).toEqual({
    kind: "open",
    restored: false,
    held: true,
  });
  await expect.poll(() => page.evaluate(() => window.host.snapshot()?.time.paused)).toBe(true);
  await setHidden(false);
  expect(await page.evaluate(() => window.host.state())).toEqual({ kind: "open", restored: false });
  await expect.poll(() => page.evaluate(() => window.host.snapshot()?.time.paused)).toBe(false);
});

test("a command that makes no sense is refused with CommandError", async ({ page }) => {
  await openHost(page, "echo");
  const name = await page.evaluate(() =>
    window.host
      .workspace()
      .command({ kind: "start", node: 1 })
      .then(
        () => "done",
        (error: Error) => error.name,
      ),
  );
  expect(name).toBe("CommandError");
});

test("a reload restores the cluster; a reset begins anew", async ({ page }) => {
  await openHost(page, "echo");
  const first = await page.evaluate(() => window.host.snapshot()?.clusterId);
  await page.reload();
  expect(await openHost(page, "echo")).toEqual({ kind: "open", restored: true });
  expect(await page.evaluate(() => window.host.snapshot()?.clusterId)).toBe(first);
  await page.evaluate(() => window.host.workspace().reset());
  expect(await settled(page)).toEqual({ kind: "open", restored: false });
  await expect.poll(() => page.evaluate(() => window.host.snapshot()?.clusterId)).not.toBe(first);
});

test("a second tab waits, takes over, and the first knows", async ({ page, context }) => {
  await openHost(page, "echo");
  const second = await context.newPage();
  await visitHost(second);
  expect(await openHost(second, "echo")).toEqual({ kind: "owned-elsewhere" });
  await second.evaluate(() => window.host.workspace().takeOver());
  expect(await settled(second)).toEqual({ kind: "open", restored: true });
  await page.waitForFunction(() => window.host.state().kind === "owned-elsewhere");
  // And back again.
  await page.evaluate(() => window.host.workspace().takeOver());
  expect(await settled(page)).toEqual({ kind: "open", restored: true });
});

test("close ends the nodes and gives the workspace back", async ({ page, context }) => {
  await openHost(page, "echo");
  await page.evaluate(() => window.host.workspace().close());
  expect(await page.evaluate(() => window.host.state())).toEqual({ kind: "closed" });
  const second = await context.newPage();
  await visitHost(second);
  expect(await openHost(second, "echo")).toEqual({ kind: "open", restored: true });
});

test("refused storage is told", async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("storage is switched off here", "SecurityError");
    };
  });
  await visitHost(page);
  expect(await openHost(page, "echo")).toEqual({
    kind: "failed",
    reason: "storage-denied",
    message: "storage is switched off here",
  });
});

test("full storage is told", async ({ page, context }) => {
  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(page.url());
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
  expect(await openHost(page, "echo")).toMatchObject({ kind: "failed", reason: "storage-full" });
  await devtools.send("Storage.overrideQuotaForOrigin", { origin });
});
