// A first visit: how long after the load event three brokers and a controller, made from nothing, have taken a record
// with acks=all. Each round in a browser context of its own, so that nothing is cached or stored. There is no peer.
import type { EngineEvent, EventKind } from "../../src/engine/trace/event.ts";
import { type BenchResult, median, result } from "./bench.ts";
import { type Tab, withFreshPage, withTab } from "./page.ts";

const ROUNDS = 7;

const FIRST_RECORD = `import { Admin, KafkaProducer, NewTopic, ProducerRecord, StringSerializer } from "samsa";
const admin = Admin.create({});
await admin.createTopics([new NewTopic("first", 1, 3)]).all();
const producer = new KafkaProducer<string, string>({ acks: "all", "key.serializer": StringSerializer, "value.serializer": StringSerializer });
const metadata = await producer.send(new ProducerRecord("first", "record"));
console.log(metadata.toString());
`;

interface ColdStart {
  /** From the load event, in ms: until the workspace was open, and until the program said that its record is written. */
  readonly openMs: number;
  readonly ackMs: number;
  readonly printed: string;
  readonly events: readonly EngineEvent[];
}

declare global {
  interface Window {
    coldStart?: Promise<ColdStart>;
  }
}

/** Begins by itself at the load event, so that the driver of the browser is not measured. */
function startAtLoad(source: string): void {
  window.addEventListener("load", () => {
    const run = async (): Promise<ColdStart> => {
      const start = performance.now();
      window.host.open("kafka", { id: "cold" });
      await window.host.until("open");
      const openMs = performance.now() - start;
      const line = await new Promise<string>((resolve) => {
        window.host.workspace().run("program.ts", source, (output) => {
          resolve(output.kind === "exception" ? output.message : output.text);
        });
      });
      const ackMs = performance.now() - start;
      // The last events come with the next frames.
      await new Promise((done) => setTimeout(done, 200));
      return { openMs, ackMs, printed: line, events: window.host.events() };
    };
    window.coldStart = run();
  });
}

async function coldStart({ browser, hostUrl }: Tab): Promise<ColdStart> {
  return withFreshPage(browser, async (page) => {
    await page.addInitScript(startAtLoad, FIRST_RECORD);
    await page.goto(hostUrl);
    const start = (await page.evaluate(() => window.coldStart))!;
    if (start.printed !== "first-0@0") throw new Error(`the program said: ${start.printed}`);
    return start;
  });
}

/** What ends each phase: the first or the last event of its kind. */
const PHASES: readonly (readonly [phase: string, which: "first" | "last", ends: EventKind])[] = [
  ["controller", "last", "controller-elected"],
  ["registration", "last", "broker-registered"],
  ["unfence", "last", "broker-unfenced"],
  ["nodes ready", "last", "node-ready"],
  ["program started", "first", "client-started"],
  ["topic", "first", "topic-created"],
  ["first ack", "first", "batch-acked"],
];

/** Since the first node began to start, in ms. */
function phasesOf({ events }: ColdStart): readonly (readonly [phase: string, atMs: number])[] {
  const timesOf = (kind: EventKind): number[] =>
    events.filter(({ event }) => event.kind === kind).map(({ atMs }) => atMs);
  const began = Math.min(...timesOf("node-starting"));
  // The first that a node's own worker tells.
  const spawned = events.find(({ source, event }) => /^\d+$/.test(source) && event.kind !== "node-starting");
  const ends = PHASES.map(
    ([phase, which, kind]) => [phase, Math[which === "first" ? "min" : "max"](...timesOf(kind))] as const,
  );
  return [["spawn", spawned!.atMs] as const, ...ends].map(([phase, atMs]) => [phase, atMs - began] as const);
}

export function pageCold(): Promise<BenchResult> {
  return withTab(async (tab) => {
    const starts: ColdStart[] = [];
    for (let round = 0; round < ROUNDS; round++) starts.push(await coldStart(tab));
    const phases = starts.map(phasesOf);
    const typical = phases[0]!.map(([phase], i) => {
      const atMs = median(phases.map((times) => times[i]![1]));
      return `${phase} ${Math.round(atMs)}`;
    });
    const openMs = Math.round(median(starts.map((start) => start.openMs)));
    console.error(`page-cold: open after ${openMs} ms; since the nodes began (ms): ${typical.join(", ")}`);
    return result("page-cold", median(starts.map(({ ackMs }) => ackMs)), "ms", null);
  });
}
