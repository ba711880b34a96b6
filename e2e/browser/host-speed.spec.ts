// High speeds on a machine that is too slow for them: time goes as fast as the cluster can follow, so that nobody who
// lives is fenced, and who is dead is, after its session.
import { expect, type Page, test } from "@playwright/test";
import { openHost, runProgram, visitHost } from "./open-host.ts";

/** For a good while of real time, on a machine whose processors all have something else to do. */
const PRODUCING_MS = 11_000;
const BUSY_WORKERS = 2;
const SESSION_MS = 9_000;
/** A broker's last heartbeat is up to 2 s old when it dies. */
const HEARTBEAT_MS = 2_000;

const CREATE = `import { Admin, KafkaProducer, NewTopic, ProducerRecord, StringSerializer } from "samsa";
const admin = Admin.create({});
await admin.createTopics([new NewTopic("orders", 3, 3)]).all();
`;

/** Prints how many records were acknowledged, and the first error. */
const PRODUCE = `${CREATE}const producer = new KafkaProducer<string, string>({ acks: "all", "key.serializer": StringSerializer, "value.serializer": StringSerializer });
let acknowledged = 0;
setInterval(() => console.log(acknowledged), 5_000);
for (;;) {
  for (let i = 0; i < 100; i++) {
    producer.send(new ProducerRecord("orders", String(i), "a value"), (metadata, exception) => {
      if (exception === null) acknowledged++;
      else console.error(exception.message);
    });
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
}
`;

const time = (page: Page) => page.evaluate(() => window.host.snapshot()!.time);

/** Who was fenced because its session expired, and when. */
const fenced = (page: Page) =>
  page.evaluate(() =>
    window.host
      .events()
      .flatMap(({ event, atMs }) =>
        event.kind === "broker-fenced" && event.reason === "session" ? [{ broker: event.broker, atMs }] : [],
      ),
  );

/** As the trace has it: whoever asks the clock after the command may be seconds late. */
const killedMs = (page: Page) =>
  page.evaluate(
    () =>
      window.host.events().find(({ event }) => event.kind === "command" && event.command["kind"] === "kill")!
        .atMs,
  );

async function openBusy(page: Page, factor: number): Promise<void> {
  await openHost(page, "kafka");
  await page.evaluate((workers) => {
    const loop = URL.createObjectURL(new Blob(["for (;;);"]));
    for (let i = 0; i < workers; i++) new Worker(loop);
  }, BUSY_WORKERS);
  await page.evaluate((speed) => window.host.workspace().command({ kind: "speed", factor: speed }), factor);
}

test.beforeEach(({ page }) => visitHost(page));

for (const factor of [1_000, 10_000]) {
  test(`at ${factor}× nobody who lives is fenced; a dead broker is, after its session`, async ({ page }) => {
    await openBusy(page, factor);
    const before = await time(page);
    const { output } = await runProgram(page, PRODUCE, PRODUCING_MS);
    const after = await time(page);
    expect(output.filter(({ kind }) => kind !== "log")).toEqual([]);
    expect(output.length).toBeGreaterThan(0);
    expect(await fenced(page)).toEqual([]);
    expect(after.nowMs - before.nowMs).toBeGreaterThan(3 * SESSION_MS);
    expect(after.reachedSpeed).toBeLessThan(factor);

    await page.evaluate(() => window.host.workspace().command({ kind: "kill", node: 3 }));
    await expect.poll(() => fenced(page), { timeout: 20_000 }).toMatchObject([{ broker: 3 }]);
    const [{ atMs } = { atMs: 0 }] = await fenced(page);
    expect(atMs - (await killedMs(page))).toBeGreaterThan(SESSION_MS - HEARTBEAT_MS - 2_000);
  });
}

test("a frozen broker does not hold time up, and is fenced", async ({ page }) => {
  await openBusy(page, 1_000);
  await page.evaluate(() => window.host.workspace().command({ kind: "freeze", node: 2 }));
  const { nowMs } = await time(page);
  await expect.poll(() => fenced(page), { timeout: 20_000 }).toMatchObject([{ broker: 2 }]);
  await expect.poll(async () => (await time(page)).nowMs - nowMs).toBeGreaterThan(2 * SESSION_MS);
});

test("a program in an endless loop holds time up for a moment only", async ({ page }) => {
  await openHost(page, "kafka");
  await page.evaluate(() => window.host.workspace().command({ kind: "speed", factor: 1_000 }));
  const { nowMs } = await time(page);
  const program = runProgram(page, "for (;;);");
  await expect.poll(async () => (await time(page)).nowMs - nowMs).toBeGreaterThan(10 * SESSION_MS);
  expect(await page.evaluate(() => window.host.snapshot()!.clients.length)).toBe(0);
  expect((await program).outcome).toBe("unresponsive");
  expect(await fenced(page)).toEqual([]);
});

test("pause and step are exact at a high speed", async ({ page }) => {
  await openHost(page, "kafka");
  await page.evaluate(() => window.host.workspace().command({ kind: "speed", factor: 10_000 }));
  await expect.poll(async () => (await time(page)).nowMs).toBeGreaterThan(60_000);
  await page.evaluate(() => window.host.workspace().command({ kind: "pause" }));
  await expect.poll(async () => (await time(page)).paused).toBe(true);
  const { nowMs } = await time(page);
  await page.waitForTimeout(300);
  expect((await time(page)).nowMs).toBe(nowMs);
  // Whatever is pending in the cluster comes within half a second, a fetch's longest wait.
  for (let i = 0; i < 5; i++) await page.evaluate(() => window.host.workspace().command({ kind: "step" }));
  const stepped = (await time(page)).nowMs;
  expect(stepped).toBeGreaterThanOrEqual(nowMs);
  expect(stepped - nowMs).toBeLessThanOrEqual(5 * 500);
  await page.evaluate(() => window.host.workspace().command({ kind: "resume" }));
  await expect.poll(async () => (await time(page)).nowMs).toBeGreaterThan(stepped + SESSION_MS);
  expect(await fenced(page)).toEqual([]);
});
