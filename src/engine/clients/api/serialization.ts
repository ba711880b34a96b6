// Keys and values as bytes. `key.serializer` and its kin take a class, an object of it, or Java's class name.
import { utf8Decode, utf8Encode } from "../../base/utf8.ts";
import { ClassCastException, SerializationException } from "./exceptions.ts";
import { encodeText } from "./text-slab.ts";

/** Turns keys or values into bytes. Your own may be any object with this method. */
export interface Serializer<T> {
  serialize(topic: string, data: T | null): Uint8Array | null;
  configure?(configs: ReadonlyMap<string, unknown>, isKey: boolean): void;
  close?(): void;
}

/** Turns bytes into keys or values. Your own may be any object with this method. */
export interface Deserializer<T> {
  deserialize(topic: string, data: Uint8Array | null): T | null;
  configure?(configs: ReadonlyMap<string, unknown>, isKey: boolean): void;
  close?(): void;
}

/** Text as UTF-8. */
export class StringSerializer implements Serializer<string> {
  serialize(_topic: string, data: string | null): Uint8Array | null {
    if (data === null || data === undefined) return null;
    if (typeof data !== "string") throw cannotCast(data, "StringSerializer");
    return encodeText(data);
  }
}
export class StringDeserializer implements Deserializer<string> {
  deserialize(_topic: string, data: Uint8Array | null): string | null {
    return data === null ? null : utf8Decode(data);
  }
}

/** Bytes as they are. */
export class ByteArraySerializer implements Serializer<Uint8Array> {
  serialize(_topic: string, data: Uint8Array | null): Uint8Array | null {
    if (data === null || data === undefined) return null;
    if (!(data instanceof Uint8Array)) throw cannotCast(data, "ByteArraySerializer");
    return data;
  }
}
export class ByteArrayDeserializer implements Deserializer<Uint8Array> {
  deserialize(_topic: string, data: Uint8Array | null): Uint8Array | null {
    return data === null ? null : data.slice();
  }
}

/** A whole number of 32 bits, big-endian. */
export class IntegerSerializer implements Serializer<number> {
  serialize(_topic: string, data: number | null): Uint8Array | null {
    if (data === null || data === undefined) return null;
    if ((data | 0) !== data) throw cannotCast(data, "IntegerSerializer");
    return filled(4, (view) => view.setInt32(0, data));
  }
}
export class IntegerDeserializer implements Deserializer<number> {
  deserialize(_topic: string, data: Uint8Array | null): number | null {
    return data === null ? null : viewOf(data, 4, "IntegerDeserializer").getInt32(0);
  }
}

/** A whole number of 64 bits, big-endian. Numbers are exact up to 2^53; give a bigint for more. */
export class LongSerializer implements Serializer<number | bigint> {
  serialize(_topic: string, data: number | bigint | null): Uint8Array | null {
    if (data === null || data === undefined) return null;
    if (typeof data !== "bigint" && !Number.isSafeInteger(data)) throw cannotCast(data, "LongSerializer");
    return filled(8, (view) => view.setBigInt64(0, BigInt(data)));
  }
}
/** Gives a number, and throws SerializationException for one that a number cannot hold exactly. */
export class LongDeserializer implements Deserializer<number> {
  deserialize(_topic: string, data: Uint8Array | null): number | null {
    if (data === null) return null;
    const value = viewOf(data, 8, "LongDeserializer").getBigInt64(0);
    if (!Number.isSafeInteger(Number(value)))
      throw new SerializationException(`${value} is larger than a number can hold exactly`);
    return Number(value);
  }
}

/** A floating-point number of 64 bits, big-endian. */
export class DoubleSerializer implements Serializer<number> {
  serialize(_topic: string, data: number | null): Uint8Array | null {
    if (data === null || data === undefined) return null;
    if (typeof data !== "number") throw cannotCast(data, "DoubleSerializer");
    return filled(8, (view) => view.setFloat64(0, data));
  }
}
export class DoubleDeserializer implements Deserializer<number> {
  deserialize(_topic: string, data: Uint8Array | null): number | null {
    return data === null ? null : viewOf(data, 8, "Deserializer").getFloat64(0);
  }
}

/** Anything as JSON text. Kafka's clients have none of this name; it is here for short programs. */
export class JsonSerializer<T = unknown> implements Serializer<T> {
  serialize(_topic: string, data: T | null): Uint8Array | null {
    if (data === null || data === undefined) return null;
    return utf8Encode(JSON.stringify(data));
  }
}
export class JsonDeserializer<T = unknown> implements Deserializer<T> {
  deserialize(_topic: string, data: Uint8Array | null): T | null {
    if (data === null) return null;
    try {
      return JSON.parse(utf8Decode(data)) as T;
    } catch (error) {
      throw new SerializationException("The data are no JSON text", error);
    }
  }
}

function filled(sizeBytes: number, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  fill(new DataView(bytes.buffer));
  return bytes;
}

function viewOf(data: Uint8Array, sizeBytes: number, who: string): DataView {
  if (data.length !== sizeBytes)
    throw new SerializationException(`Size of data received by ${who} is not ${sizeBytes}`);
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}

function cannotCast(data: unknown, serializer: string): ClassCastException {
  return new ClassCastException(`${serializer} cannot take ${typeof data} ${String(data)}`);
}
