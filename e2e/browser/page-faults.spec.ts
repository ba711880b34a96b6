// What can go wrong for a person on the page, and that the page says what, where, and what to do, in both languages.
import { expect, type Page, test } from "@playwright/test";
import type { OwnText } from "../../src/ui/editor/own-texts.ts";
import type { Dictionary } from "../../src/ui/i18n/ko.ts";
import { dictionary } from "../../src/ui/i18n/language.ts";
import type { ToldLoss } from "../../src/ui/i18n/losses-ko.ts";
import {
  commandByPointer,
  expectBroker,
  type Learner,
  learnerOn,
  output,
  PATIENT,
  partitionRow,
  pasteCode,
  run,
  setSpeed,
  untilReady,
} from "./learner.ts";

test.use({ locale: "ko-KR", permissions: ["clipboard-read", "clipboard-write"] });

async function openPlayground(page: Page): Promise<Learner> {
  await page.goto("./#/playground");
  return learnerOn(page, "ko");
}

/** What holds in Korean holds in English, and back again. */
async function inBothLanguages(page: Page, holds: (words: Dictionary) => Promise<void>): Promise<void> {
  for (const language of ["ko", "en"] as const) {
    await holds(dictionary(language));
    await page.getByRole("button", { name: dictionary(language).app.switchLanguage }).click();
  }
}

async function expectUnharmed(me: Learner): Promise<void> {
  for (const id of [1, 2, 3]) await expectBroker(me, id, me.words.cluster.nodeStatus.running);
}

interface Expected {
  readonly source: string;
  readonly text: string;
  readonly line: number;
  /** What it is, where the page says it in its own words. */
  readonly own?: OwnText;
  /** Kafka's own text stands first, and then what it means. */
  readonly exception?: keyof Dictionary["editor"]["exceptions"];
}

/** The exception is told with its line, and that line is marked in the editor. */
async function expectException(me: Learner, { source, text, line, own, exception }: Expected): Promise<void> {
  const { page } = me;
  await pasteCode(me, source);
  await run(me);
  await expect(page.getByText(text)).toBeVisible(PATIENT);
  await inBothLanguages(page, async (words) => {
    const list = output({ ...me, words });
    await expect(list).toContainText(words.editor.outcome.failed);
    const told = list.getByRole("listitem").filter({ hasText: text });
    if (own !== undefined) await expect(told).toContainText(words.editor.own(own) ?? "?");
    if (exception !== undefined) await expect(told).toContainText(words.editor.exceptions[exception]);
    const toLine = told.getByRole("button", { name: words.editor.toLine(line) });
    await expect(toLine).toHaveText(words.editor.line(line));
    await toLine.click();
  });
  // The mark lies under the text of that line.
  const mark = page.locator(".monaco-editor .squiggly-error").first();
  const number = page
    .locator(".monaco-editor .margin .line-numbers")
    .filter({ hasText: new RegExp(`^${line}$`) });
  await expect(mark).toBeVisible();
  const [markBox, lineBox] = [await mark.boundingBox(), await number.boundingBox()];
  expect(Math.abs((markBox?.y ?? 0) - (lineBox?.y ?? Number.NaN))).toBeLessThan(3);
}

const EXCEPTIONS: Readonly<Record<string, Expected>> = {
  "an exception of Kafka": {
    source: `import { Admin, NewTopic } from "samsa";

const admin = Admin.create({ "bootstrap.servers": "broker1:9092" });
await admin.createTopics([new NewTopic("twice", 1, 1)]).all();
await admin.createTopics([new NewTopic("twice", 1, 1)]).all();
`,
    text: "TopicExistsException: Topic 'twice' already exists.",
    line: 5,
    exception: "TopicExistsException",
  },
  "an exception of the language": {
    source: 'const orders = new Map<string, string>();\n\nnew URL(orders.get("o-1") ?? "o-1");\n',
    text: "TypeError: Failed to construct 'URL'",
    line: 3,
  },
  "a syntax error": { source: "const a = 1;\n\nconst b = (a;\n", text: "SyntaxError", line: 3 },
  "the network": {
    source: '// [1]\nawait (globalThis as any).fetch("https://example.com/");\n',
    text: "SandboxError: fetch",
    line: 2,
    own: { kind: "not-available", what: "fetch" },
  },
  "another module": {
    source: '// [1]\n// [2]\nimport { readFile } from "node:fs";\nreadFile;\n',
    text: "ModuleError",
    line: 3,
    own: { kind: "no-such-module", module: "node:fs" },
  },
};

test("a program's errors have a name, a line and a meaning", async ({ page }) => {
  const me = await openPlayground(page);
  await untilReady(me);
  for (const [what, expected] of Object.entries(EXCEPTIONS)) {
    await test.step(what, () => expectException(me, expected));
  }
  await expectUnharmed(me);
});

test("an endless loop is told and ended, the cluster runs on", async ({ page }) => {
  const me = await openPlayground(page);
  await untilReady(me);
  await pasteCode(me, 'console.log("in");\nfor (;;) {}\n');
  await run(me);
  await expect(output(me)).toContainText(me.words.editor.outcome.unresponsive, PATIENT);
  await inBothLanguages(page, (words) =>
    expect(output({ ...me, words })).toContainText(words.editor.outcome.unresponsive),
  );
  await expectUnharmed(me);
  await pasteCode(me, 'console.log("and again");\n');
  await run(me);
  await expect(output(me)).toContainText(me.words.editor.outcome.finished, PATIENT);
});

test("a run that ended with its page is told to who comes back, until something is run", async ({ page }) => {
  const me = await openPlayground(page);
  await untilReady(me);
  await expect(page.getByText(me.words.editor.noOutput)).toBeVisible();
  await pasteCode(me, 'console.log("on and on");\nawait new Promise(() => {});\n');
  await run(me);
  await expect(output(me)).toContainText("on and on", PATIENT);
  await page.reload();
  await inBothLanguages(page, ({ editor }) =>
    expect(page.getByText(editor.leftRunning)).toBeVisible(PATIENT),
  );
  await untilReady(me);
  await pasteCode(me, 'console.log("short");\n');
  await run(me);
  await expect(output(me)).toContainText(me.words.editor.outcome.finished, PATIENT);
  await page.reload();
  await expect(page.getByText(me.words.editor.noOutput)).toBeVisible(PATIENT);
});

test("storage that the browser denies", async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The user denied permission to access the database.", "SecurityError");
    };
  });
  await openPlayground(page);
  await expectFailure(page, "storage-denied");
});

test("storage that is full", async ({ page, context, baseURL }) => {
  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(baseURL ?? "");
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
  await openPlayground(page);
  await expectFailure(page, "storage-full");
});

const FILL = `import { KafkaProducer, ProducerRecord, StringSerializer } from "samsa";
const producer = new KafkaProducer<string, string>({ acks: "all", "key.serializer": StringSerializer, "value.serializer": StringSerializer, "linger.ms": 0, "request.timeout.ms": 2000, "delivery.timeout.ms": 4000 });
const noise = (): string => Array.from({ length: 5_000 }, () => Math.random().toString(36).slice(2, 12)).join("");
let stored = 0;
try {
  for (;;) stored = Number((await producer.send(new ProducerRecord("orders", 0, "k", noise()))).offset()) + 1;
} catch (error) {
  console.log("filled", (error as Error).name);
}
await producer.close();
`;

const WRITE = `import { Admin, KafkaProducer, NewTopic, ProducerRecord, StringSerializer } from "samsa";
await Admin.create({}).createTopics([new NewTopic("orders", 1, 3)]).all().catch(() => {});
const producer = new KafkaProducer<string, string>({ acks: "all", "key.serializer": StringSerializer, "value.serializer": StringSerializer });
for (let i = 0; i < 10; i++) {
  const { offset } = await producer.send(new ProducerRecord("orders", 0, "k", "value " + i)).then((sent) => ({ offset: Number(sent.offset()) }));
  console.log("offset", offset, "stored");
}
await producer.close();
`;

/** Offsets of the program's output, as it printed them. */
const offsets = async (me: Learner): Promise<readonly number[]> =>
  [...((await output(me).textContent()) ?? "").matchAll(/offset (\d+) stored/g)].map(([, offset]) =>
    Number(offset),
  );

test("storage that fills while the cluster runs: it is told, what was flushed stays, and all goes on with new room", async ({
  page,
  context,
  baseURL,
}) => {
  test.setTimeout(180_000);
  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(baseURL ?? "");
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 12_000_000 });
  const me = await openPlayground(page);
  await untilReady(me);
  await pasteCode(me, WRITE);
  await run(me);
  await expect(output(me)).toContainText(me.words.editor.outcome.finished, PATIENT);
  expect(await offsets(me)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  // What is on the disk survives a power cut.
  await setSpeed(me, 10);
  await commandByPointer(me, 1, me.words.faults.restart);
  for (const id of [2, 3]) await commandByPointer(me, id, me.words.faults.restart);
  await expectUnharmed(me);
  await setSpeed(me, 1);

  await pasteCode(me, FILL);
  await run(me);
  const full = page.getByRole("alert").filter({ hasText: me.words.states.storageFull });
  await expect(full).toBeVisible(PATIENT);
  await expect(output(me)).toContainText(/filled \w+Exception/, PATIENT);
  await inBothLanguages(page, async ({ states, now }) => {
    const alert = page.getByRole("alert").filter({ hasText: states.storageFull });
    await expect(alert.getByRole("button", { name: states.startAgain })).toBeVisible();
    // Who meets the end of the room first is the browser's dice: what is said before the names is the same.
    const nobody = { kind: "disk-failed", controllers: [], message: "", browserFull: true } as const;
    const [said] = now({ ...nobody, brokers: [1] }).fact.split(/ ?(?:브로커|broker)/);
    await expect(page.getByText(said!).first()).toBeVisible(PATIENT);
  });

  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 500_000_000 });
  await setSpeed(me, 10);
  await full.getByRole("button", { name: me.words.states.startAgain }).click();
  await expect(full).toBeHidden({ timeout: 60_000 });
  await expectUnharmed(me);
  await setSpeed(me, 1);
  await pasteCode(me, WRITE);
  await run(me);
  await expect(output(me)).toContainText(me.words.editor.outcome.finished, PATIENT);
  expect((await offsets(me))[0]).toBeGreaterThanOrEqual(10);
});

const MAKE_LEDGER = `import { Admin, NewTopic } from "samsa";
await Admin.create({}).createTopics([new NewTopic("ledger", new Map([[0, [2]]]))]).all();
`;
const WRITE_LEDGER = `import { KafkaProducer, ProducerRecord, StringSerializer } from "samsa";
const producer = new KafkaProducer<string, string>({ acks: "all", "key.serializer": StringSerializer, "value.serializer": StringSerializer, "linger.ms": 0 });
for (let i = 0; i < 37; i++) await producer.send(new ProducerRecord("ledger", 0, "k", "value " + i));
console.log("all acknowledged");
`;

test("after a reload it is told what was not flushed, and where it is now", async ({ page }) => {
  const me = await openPlayground(page);
  await untilReady(me);
  await pasteCode(me, MAKE_LEDGER);
  await run(me);
  await expect(output(me)).toContainText(me.words.editor.outcome.finished, PATIENT);
  // A second before the page cache is written back becomes a long time.
  await setSpeed(me, 0.01);
  await pasteCode(me, WRITE_LEDGER);
  await run(me);
  await expect(output(me)).toContainText("all acknowledged", PATIENT);
  await expect(partitionRow(me, "ledger-0")).toHaveAttribute("aria-label", /LEO 37, HW 37/);
  await page.reload();

  const told: ToldLoss = {
    ...{ topic: "ledger", partition: 0, cut: "host", fromOffset: 0, toOffset: 37, atLeast: true },
    ...{ returning: 0, gone: 37, goneCommitted: 37, damaged: 0 },
  };
  const timeline = page.getByRole("region", { name: me.words.time.timeline });
  await timeline.getByRole("button", { name: me.words.cluster.table }).click();
  await inBothLanguages(page, async (words) => {
    const { losses, events, now } = words;
    const notice = page.getByRole("region", { name: losses.title });
    await expect(notice).toContainText(losses.one([2], told), PATIENT);
    // It stands above what time is steered by.
    const above = await notice.boundingBox();
    const steering = await page.getByRole("group", { name: words.time.transport }).boundingBox();
    expect(above!.y + above!.height).toBeLessThan(steering!.y);
    const listed = page.getByRole("button", { name: events({ kind: "records-lost", ...told }) });
    await expect(listed).toBeVisible();
    const { fact } = now({ kind: "records-lost", loss: { node: 2, atMs: 0, ...told } });
    await expect(page.getByText(fact).first()).toBeVisible();
  });
  const { losses } = me.words;
  await page.getByRole("button", { name: losses.dismiss }).click();
  await expect(page.getByRole("region", { name: losses.title })).toBeHidden();
});

async function expectFailure(page: Page, reason: "storage-denied" | "storage-full"): Promise<void> {
  const failed = page
    .getByRole("alert")
    .filter({ hasText: learnerOn(page, "ko").words.states.failed[reason] });
  await expect(failed).toBeVisible(PATIENT);
  await inBothLanguages(page, async ({ states }) => {
    const alert = page.getByRole("alert").filter({ hasText: states.failed[reason] });
    await expect(alert.getByRole("button", { name: states.reopen })).toBeVisible();
  });
}

test("a second tab says who has the cluster, and takes it over", async ({ page, context }) => {
  const first = await openPlayground(page);
  await expectUnharmed(first);
  const second = await openPlayground(await context.newPage());
  const waiting = second.page.getByRole("alert").filter({ hasText: second.words.states.ownedElsewhere });
  await expect(waiting).toBeVisible(PATIENT);
  await inBothLanguages(second.page, ({ states }) =>
    expect(second.page.getByRole("alert").filter({ hasText: states.ownedElsewhere })).toBeVisible(),
  );
  await second.page.getByRole("button", { name: second.words.states.takeOver }).click();
  await expect(waiting).toBeHidden(PATIENT);
  await expectUnharmed(second);
  const lost = first.page.getByRole("alert").filter({ hasText: first.words.states.ownedElsewhere });
  await expect(lost).toBeVisible(PATIENT);
});
