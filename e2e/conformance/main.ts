// `npm run -s conformance -- TOPIC [--dir DIR]`: plays recorded cases of Apache Kafka against our own code.
import { parseArgs } from "node:util";
import { goldenDir } from "./golden.ts";
import type { Tally } from "./tally.ts";

/** Plays the cases in a folder. */
export type Runner = (dir: string) => Promise<Tally>;

const RUNNERS: Readonly<Record<string, () => Promise<Runner>>> = {
  captures: async () => (await import("./captures/run.ts")).runCaptures,
  "client-logic": async () => (await import("./client-logic/run.ts")).runClientLogic,
  controller: async () => (await import("./controller/run.ts")).runController,
  storage: async () => (await import("./storage/run.ts")).runStorage,
  wire: async () => (await import("./wire/run.ts")).runWire,
};

const USAGE = `usage: npm run -s conformance -- TOPIC [--dir DIR]

  TOPIC   ${Object.keys(RUNNERS).join(", ")}
  --dir   a folder with cases of the same form, instead of the project's own copy in e2e/golden`;

async function main(): Promise<number> {
  let topic: string | undefined;
  let dir: string | undefined;
  try {
    const parsed = parseArgs({ allowPositionals: true, options: { dir: { type: "string" } } });
    [topic] = parsed.positionals;
    dir = parsed.values.dir;
    if (parsed.positionals.length !== 1) throw new TypeError("exactly one topic is needed");
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  const load = Object.hasOwn(RUNNERS, topic!) ? RUNNERS[topic!] : undefined;
  if (load === undefined) {
    console.error(`unknown topic: ${topic}\n\n${USAGE}`);
    return 2;
  }
  const tally = await (await load())(goldenDir(topic!, dir));
  for (const failure of tally.failures) console.log(failure);
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  return tally.failed > 0 || tally.passed === 0 ? 1 : 0;
}

process.exitCode = await main();
