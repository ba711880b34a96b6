// Everything that our builders refuse, tried once: the texts are compared with those of Kafka's builder.
import { EncodeError } from "../../../src/engine/protocol/codec.ts";
import { BatchBuilder, BatchBuilderError, type BatchOptions } from "../../../src/engine/records/builder.ts";
import { controlRecord } from "../../../src/engine/records/control.ts";

const KEY = Uint8Array.of(1);
const DIRECTORY = "AAAAAAAAAAUAAAAAAAAABg";

function appended(options: BatchOptions, offsets: readonly number[]): void {
  const builder = new BatchBuilder(options);
  for (const offset of offsets) builder.appendAt(offset, 0, KEY, KEY);
  builder.build();
}

let texts: string[] = [];

function probe(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (error instanceof EncodeError) texts.push(error.reason);
    else if (error instanceof BatchBuilderError) texts.push(error.message);
    else throw error;
  }
}

/** What the types of our builders leave no way to ask for: old messages have none of it, and header keys are text. */
const INEXPRESSIBLE = /not supported for magic [01]$|^Magic v[01] does not support|^Null header keys/;

/** Whether our builders refuse with this text, or cannot be asked at all. */
export function isRefused(text: string): boolean {
  return INEXPRESSIBLE.test(text) || refusals().includes(text);
}

/** The texts of all refusals. */
function refusals(): readonly string[] {
  if (texts.length > 0) return texts;
  texts = [];
  probe(() => appended({ transactional: true }, []));
  probe(() => appended({ producerId: 1n }, []));
  probe(() => appended({ producerId: 1n, producerEpoch: 0 }, []));
  for (let offset = 0; offset < 10; offset++) {
    for (let next = 0; next <= offset; next++) probe(() => appended({}, [offset, next]));
  }
  probe(() => appended({}, [2 ** 31]));
  const voter = { voterId: 1, voterDirectoryId: DIRECTORY };
  probe(() => controlRecord("LEADER_CHANGE", { leaderId: 1, voters: [voter] }));
  return texts;
}
