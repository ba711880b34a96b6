// Names that a cluster gives by itself, so that ours are others than the recorded ones: topics, producers, fetch sessions.
// What is seen in answers is remembered, and put into the requests that follow.
import { crc32c } from "../../../src/engine/base/crc32c.ts";
import { CRC_AT, PRODUCER_ID_AT, RECORDS_AT } from "../../../src/engine/records/batch.ts";

const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;

export class Identities {
  private readonly topics = new Map<string, string>();
  private readonly producers = new Map<string, bigint>();
  private readonly sessions = new Map<number, number>();

  /** In an answer the recorded cluster said `recorded` where ours says `own`. */
  learn(field: string, recorded: unknown, own: unknown): void {
    if (field === "topicId") this.topics.set(String(recorded), String(own));
    else if (field === "producerId") this.producers.set(String(recorded), BigInt(own as number));
    else if (field === "sessionId") this.sessions.set(Number(recorded), Number(own));
  }

  /** Ours for a recorded topic id, if it is known. */
  topic(recorded: string): string | undefined {
    return this.topics.get(recorded);
  }

  /** A request of the recording as our cluster must be asked. */
  own(value: unknown, field = ""): unknown {
    if (typeof value === "bigint" && field === "producerId")
      return this.producers.get(String(value)) ?? value;
    if (typeof value === "number" && field === "sessionId") return this.sessions.get(value) ?? value;
    if (typeof value === "string" && field === "topicId") return this.topics.get(value) ?? value;
    if (value instanceof Uint8Array) return field === "records" ? this.ownRecords(value) : value;
    if (Array.isArray(value)) return value.map((one) => this.own(one, field));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.own(one, name)]));
  }

  private ownRecords(records: Uint8Array): Uint8Array {
    if (records.length < RECORDS_AT || records[MAGIC_AT] !== 2) return records;
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    const own = this.producers.get(String(view.getBigInt64(PRODUCER_ID_AT)));
    if (own === undefined) return records;
    const copy = records.slice();
    const copied = new DataView(copy.buffer);
    copied.setBigInt64(PRODUCER_ID_AT, own);
    copied.setUint32(CRC_AT, crc32c(copy, ATTRIBUTES_AT));
    return copy;
  }

  /** Records of our answer as they would have been recorded. */
  recordedRecords(records: Uint8Array): Uint8Array {
    const copy = records.slice();
    const view = new DataView(copy.buffer);
    for (let at = 0; at + RECORDS_AT <= copy.length; at += 12 + view.getInt32(at + 8)) {
      const id = view.getBigInt64(at + PRODUCER_ID_AT);
      for (const [recorded, own] of this.producers)
        if (own === id) view.setBigInt64(at + PRODUCER_ID_AT, BigInt(recorded));
    }
    return copy;
  }
}
