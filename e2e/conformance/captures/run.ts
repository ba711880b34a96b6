// Conversations between real clients and Apache Kafka: every frame of them through our codec, both ways.
import { Tally } from "../tally.ts";
import { loadCodecs } from "../wire/batches.ts";
import { conversations, isFrame } from "./conversation.ts";
import { checkFrame } from "./decode.ts";

export async function runCaptures(dir: string): Promise<Tally> {
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
