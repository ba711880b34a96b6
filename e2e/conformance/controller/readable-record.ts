// A difference between fields says more than one between bytes.
import type { Json } from "../../../src/engine/protocol/json.ts";
import { decodeMetadataRecord } from "../../../src/engine/raft/metadata-record.ts";
import { fromHex } from "../tally.ts";

export function readableRecord(hex: string): Json {
  const { type, version, data } = decodeMetadataRecord(fromHex(hex));
  const text = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === "bigint" ? Number(value) : value,
  );
  return { type, version, data: JSON.parse(text) as Json };
}
