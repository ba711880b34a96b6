// Conversations between real clients and Apache Kafka: every frame of them through our codec, both ways, and every
// conversation with our own cluster in the recorded one's place.
import { Mismatch, Tally } from "../tally.ts";
import { loadCodecs } from "../wire/batches.ts";
import { conversations, isFrame } from "./conversation.ts";
import { checkFrame } from "./decode.ts";
import { replay } from "./replay.ts";

export async function runCaptures(dir: string): Promise<Tally> {
  const tally = await readCaptures(dir);
  const { tally: replayed, compared, notApplicable } = await replayCaptures(dir);
  console.log(
    `${replayed.passed} conversations replayed: ${compared} answers compared; ${notApplicable} need what is not built yet, or a moment`,
  );
  tally.passed += replayed.passed;
  tally.failures.push(...replayed.failures);
  return tally;
}

export async function readCaptures(dir: string): Promise<Tally> {
  const tally = new Tally();
  await loadCodecs();
  for (const { name, lines } of conversations(dir)) {
    for (const [i, line] of lines.entries()) {
      if (!isFrame(line)) continue;
      const title = `${name} line ${i + 2}: ${line.api ?? "unknown API"} v${line.apiVersion} ${line.dir}`;
      await tally.check(title, () => checkFrame(line));
    }
  }
  return tally;
}

export interface ReplayedAll {
  /** A conversation of which something could be compared is a case. */
  readonly tally: Tally;
  readonly compared: number;
  readonly notApplicable: number;
}

export async function replayCaptures(dir: string): Promise<ReplayedAll> {
  const tally = new Tally();
  await loadCodecs();
  let compared = 0;
  let notApplicable = 0;
  for (const conversation of conversations(dir)) {
    const replayed = await replay(conversation);
    compared += replayed.compared;
    notApplicable += replayed.notApplicable;
    if (replayed.compared === 0 && replayed.mismatch === null) continue;
    await tally.check(`replay of ${conversation.name}`, () => {
      if (replayed.mismatch !== null) throw new Mismatch(replayed.mismatch);
    });
  }
  return { tally, compared, notApplicable };
}
