// Learners' programs: how they end, where their errors are, and that they reach the cluster and nothing else.
import { expect, test } from "@playwright/test";
import { openHost, runProgram, visitHost } from "./open-host.ts";

test.beforeEach(async ({ page }) => {
  await visitHost(page);
  await openHost(page, "echo", { brokers: 1 });
});

test("an exception ends the program at the learner's own line and column", async ({ page }) => {
  const source = `interface Order { id: number }
const order: Order = { id: 7 };
  throw new TypeError("no " + order.id);`;
  const { outcome, output } = await runProgram(page, source);
  expect(outcome).toBe("failed");
  expect(output).toMatchObject([
    { kind: "exception", name: "TypeError", message: "no 7", line: 3, column: 9 },
  ]);
});

const ERRORS: readonly [what: string, source: string, error: object][] = [
  ["in a timer", "\nsetTimeout(() => { null.x; }, 1);", { name: "TypeError", line: 2 }],
  [
    "in a promise nobody waits for",
    "\n\nPromise.reject(new RangeError('far'));\nawait new Promise(() => {});",
    { name: "RangeError", line: 3 },
  ],
  ["syntax, as the transpiler sees it", "const a = 1;\nfoo(1;", { name: "SyntaxError", line: 2, column: 6 }],
  ["syntax, as the engine sees it", "const a = 1;\nlet a = 2;", { name: "SyntaxError", line: 2, column: 5 }],
  [
    "an unknown name of samsa",
    'import { Nothing } from "samsa";\nnew Nothing();',
    { name: "ModuleError", message: '"samsa" has no Nothing', line: 2 },
  ],
  ["another module", 'import fs from "node:fs";\nfs.x;', { name: "ModuleError", line: 1 }],
  ["a module at run time", 'await import("./other.js");', { name: "ModuleError", line: 1 }],
];

for (const [what, source, error] of ERRORS) {
  test(`errors have a place: ${what}`, async ({ page }) => {
    const { outcome, output } = await runProgram(page, source);
    expect(output.at(-1)).toMatchObject({ kind: "exception", ...error });
    expect(outcome).toBe("failed");
  });
}

test("console lines come in order, formatted, with their lines", async ({ page }) => {
  const { output } = await runProgram(
    page,
    'console.log("a", { b: [1] });\n\nconsole.warn(2n);\nconsole.error(new Error("c"));',
  );
  expect(output).toMatchObject([
    { kind: "log", text: "a { b: [1] }", line: 1 },
    { kind: "warn", text: "2n", line: 3 },
    { kind: "error", text: "Error: c", line: 4 },
  ]);
});

test("an endless loop is ended, and the page lived on meanwhile", async ({ page }) => {
  const started = runProgram(page, 'console.log("in");\nfor (;;) {}');
  // Frames are still drawn while it spins.
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  const { outcome, output } = await started;
  expect(outcome).toBe("unresponsive");
  expect(output).toMatchObject([{ text: "in" }]);
  expect(await page.evaluate(() => window.host.snapshot()?.nodes.map(({ status }) => status))).toEqual([
    "running",
    "running",
  ]);
});

test("a flood of lines is bounded and the rest counted", async ({ page }) => {
  const { outcome, output } = await runProgram(page, "for (let i = 0; i < 100_000; i++) console.log(i);");
  expect(outcome).toBe("finished");
  const shown = output.filter(({ kind }) => kind === "log").length;
  const told = output.map((line) => (line.kind === "warn" ? Number(/… (\d+) more/.exec(line.text)?.[1]) : 0));
  expect(shown).toBeLessThan(5_000);
  expect(shown + told.reduce((sum, count) => sum + count, 0)).toBe(100_000);
});

test("a program that waits for ever is stopped by its person", async ({ page }) => {
  const { outcome } = await runProgram(page, "await new Promise(() => {});", 200);
  expect(outcome).toBe("stopped");
});

const FORBIDDEN = [
  'fetch("/")',
  "new XMLHttpRequest()",
  'new WebSocket("ws://localhost/")',
  'new EventSource("/")',
  'importScripts("/x.js")',
  "indexedDB.databases()",
  "caches.keys()",
  'new BroadcastChannel("samsa/test")',
  'new Worker("x.js")',
  "navigator.storage",
  "navigator.sendBeacon('/')",
  'postMessage("x")',
  'eval("1")',
];

for (const attempt of FORBIDDEN) {
  test(`out of reach: ${attempt}`, async ({ page }) => {
    const { outcome, output } = await runProgram(page, `${attempt};`);
    expect(output).toMatchObject([{ kind: "exception", name: "SandboxError", line: 1 }]);
    expect(outcome).toBe("failed");
  });
}

test("prototypes give nothing back", async ({ page }) => {
  const source = `const powers = ["fetch", "XMLHttpRequest", "WebSocket", "indexedDB", "caches", "importScripts", "navigator", "location", "Worker", "BroadcastChannel", "MessagePort", "close", "postMessage"];
const found: string[] = [];
for (let holder = Object.getPrototypeOf(globalThis); holder !== null; holder = Object.getPrototypeOf(holder)) {
  for (const power of powers) if (Object.prototype.hasOwnProperty.call(holder, power)) found.push(power);
}
for (const power of powers) {
  Reflect.deleteProperty(globalThis, power);
  const value = (globalThis as any)[power];
  try { if (value !== undefined && typeof value !== "function") value.x; else if (value) value(); else continue; found.push(power); } catch {}
}
let made = "nothing";
try { made = typeof Function("return fetch")(); } catch (error) { made = error.name; }
let delayed = "nothing";
try { delayed = typeof (async () => {}).constructor("return 1"); } catch (error) { delayed = error.name; }
console.log(found.join(" ") || "nothing", made, delayed);`;
  expect((await runProgram(page, source)).output).toMatchObject([{ text: "nothing EvalError EvalError" }]);
});

test("without the lockdown the frame itself still allows no network and no storage of ours", async ({
  page,
}) => {
  // The walls behind the wall: a worker made in the same document, with a script that locks nothing.
  const frame = page.frames().find((it) => it.url().endsWith("/sandbox.html")) ?? (await firstFrame(page));
  const seen = await frame.evaluate(
    () =>
      new Promise<Record<string, string>>((resolve) => {
        const script = `(async () => {
          const tried = {};
          for (const [name, act] of Object.entries({
            fetch: () => fetch("/"),
            socket: () => new Promise((ok, no) => { const s = new WebSocket("ws://localhost:4174/"); s.onopen = ok; s.onerror = () => no(new Error("blocked")); }),
            script: async () => importScripts("/assets/x.js"),
            storage: () => new Promise((ok, no) => { const r = indexedDB.open("samsa/test/workspace"); r.onsuccess = ok; r.onerror = () => no(r.error); }),
          })) {
            try { await act(); tried[name] = "done"; } catch (error) { tried[name] = "refused"; }
          }
          postMessage(tried);
        })()`;
        const worker = new Worker(URL.createObjectURL(new Blob([script])));
        worker.onmessage = ({ data }) => resolve(data as Record<string, string>);
      }),
  );
  expect(seen).toEqual({ fetch: "refused", socket: "refused", script: "refused", storage: "refused" });
});

async function firstFrame(page: Parameters<typeof runProgram>[0]) {
  await runProgram(page, "1;");
  return page.frames().find((it) => it.url().endsWith("/sandbox.html"))!;
}
