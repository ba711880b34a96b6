// Serialisers and deserialisers that the clients have.
import {
  ByteArrayDeserializer,
  ByteArraySerializer,
  type Deserializer,
  DoubleDeserializer,
  DoubleSerializer,
  IntegerDeserializer,
  IntegerSerializer,
  LongDeserializer,
  LongSerializer,
  type Serializer,
  StringDeserializer,
  StringSerializer,
} from "../../../src/engine/clients/api/serialization.ts";
import { expectEqual, fromHex, hexOf } from "../tally.ts";
import { expectError, failureOf, type RecordedError } from "./recorded-error.ts";

export interface SerdeCase {
  readonly serde: string;
  readonly op: "serialize" | "deserialize";
  readonly value?: string | null;
  readonly hex: string | null;
  readonly error?: RecordedError;
}

interface Serde {
  readonly serializer: Serializer<never>;
  readonly deserializer: Deserializer<unknown>;
  /** The recorded text of a value as the value, and back. */
  parse(text: string): unknown;
  show(value: unknown): string;
}

const whole = { parse: (text: string) => Number(text), show: String };

const SERDES: Readonly<Record<string, Serde>> = {
  String: {
    serializer: new StringSerializer(),
    deserializer: new StringDeserializer(),
    parse: (text) => text,
    show: String,
  },
  Integer: { serializer: new IntegerSerializer(), deserializer: new IntegerDeserializer(), ...whole },
  Long: {
    serializer: new LongSerializer(),
    deserializer: new LongDeserializer(),
    parse: (text) => BigInt(text),
    show: String,
  },
  Double: {
    serializer: new DoubleSerializer(),
    deserializer: new DoubleDeserializer(),
    parse: (text) => Number(text),
    // Java writes 1.0 and 4.9E-324: only the value counts.
    show: (value) => String(Number(value)),
  },
  ByteArray: {
    serializer: new ByteArraySerializer(),
    deserializer: new ByteArrayDeserializer(),
    parse: fromHex,
    show: (value) => hexOf(value as Uint8Array),
  },
};

/** Not of these: other classes, and what JavaScript's numbers and text cannot hold as Java's do. */
export function isOurs({ serde, value, hex }: SerdeCase): boolean {
  if (SERDES[serde] === undefined) return false;
  if (serde === "String" && typeof value === "string" && /[\ud800-\udfff]/u.test(value)) return false;
  if (serde === "Long" && hex !== null && hex.length === 16)
    return Number.isSafeInteger(Number(BigInt.asIntN(64, BigInt(`0x${hex}`))));
  return true;
}

export async function checkSerde({ serde, op, value, hex, error }: SerdeCase): Promise<void> {
  const { serializer, deserializer, parse, show } = SERDES[serde]!;
  if (op === "serialize") {
    const bytes = serializer.serialize("t", (value == null ? null : parse(value)) as never);
    expectEqual(bytes === null ? null : hexOf(bytes), hex, "bytes");
    return;
  }
  const read = (): unknown => deserializer.deserialize("t", hex === null ? null : fromHex(hex));
  if (error !== undefined) return expectError(await failureOf(read, "deserialize"), error, "deserialize");
  const result = read();
  const expected = value == null ? null : serde === "Double" ? show(value) : value;
  expectEqual(result === null ? null : show(result), expected, "value");
}
