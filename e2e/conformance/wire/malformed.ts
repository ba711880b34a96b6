// Request bodies that no client should send: accepted and refused as Kafka's generated readers do.
import { ByteReader } from "../../../src/engine/base/bytes.ts";
import { DecodeError, encodeMessage, readMessage } from "../../../src/engine/protocol/codec.ts";
import { type Json, messageToJson } from "../../../src/engine/protocol/json.ts";
import { expectBytes, expectEqual, expectFailure, fromHex } from "../tally.ts";
import type { CaseFile, JavaError } from "./case-file.ts";
import { bodySchema } from "./lookup.ts";

interface MalformedCase {
  readonly api: string;
  readonly key: number;
  readonly kind: string;
  readonly version: number;
  readonly name: string;
  readonly body: string;
  readonly ok?: {
    readonly json: Json;
    readonly remaining: number;
    readonly rewritten?: string;
    /** Kafka reads tags that its own writer then refuses: unsorted or double ones. */
    readonly rewriteError?: JavaError;
  };
  readonly error?: JavaError;
}

export const malformed: CaseFile<MalformedCase> = {
  file: "malformed.jsonl",
  name: (one) => `${one.api} v${one.version} ${one.name}`,
  check(one) {
    const schema = bodySchema(one);
    const reader = new ByteReader(fromHex(one.body));
    if (one.ok === undefined) {
      expectFailure(
        () => readMessage(schema, one.version, reader),
        [DecodeError],
        one.error!.message ?? "error",
      );
      return;
    }
    const message = readMessage(schema, one.version, reader);
    expectEqual(messageToJson(schema, one.version, message), one.ok.json, "decoded");
    expectEqual(reader.remaining, one.ok.remaining, "bytes left");
    if (one.ok.rewritten !== undefined) {
      expectBytes(encodeMessage(schema, one.version, message), one.ok.rewritten, "rewritten");
    }
  },
};
