// Configs that name a class: given as the class itself, as an object of it, or by its Java name.

import { ConfigException, KafkaException } from "../api/exceptions.ts";
import { RoundRobinPartitioner } from "../api/partitioner.ts";
import {
  ByteArrayDeserializer,
  ByteArraySerializer,
  DoubleDeserializer,
  DoubleSerializer,
  IntegerDeserializer,
  IntegerSerializer,
  JsonDeserializer,
  JsonSerializer,
  LongDeserializer,
  LongSerializer,
  StringDeserializer,
  StringSerializer,
} from "../api/serialization.ts";

type Class = new () => object;

const SERIALIZATION = "org.apache.kafka.common.serialization.";
const CLASSES: Readonly<Record<string, Class>> = {
  [`${SERIALIZATION}StringSerializer`]: StringSerializer,
  [`${SERIALIZATION}StringDeserializer`]: StringDeserializer,
  [`${SERIALIZATION}ByteArraySerializer`]: ByteArraySerializer,
  [`${SERIALIZATION}ByteArrayDeserializer`]: ByteArrayDeserializer,
  [`${SERIALIZATION}IntegerSerializer`]: IntegerSerializer,
  [`${SERIALIZATION}IntegerDeserializer`]: IntegerDeserializer,
  [`${SERIALIZATION}LongSerializer`]: LongSerializer,
  [`${SERIALIZATION}LongDeserializer`]: LongDeserializer,
  [`${SERIALIZATION}DoubleSerializer`]: DoubleSerializer,
  [`${SERIALIZATION}DoubleDeserializer`]: DoubleDeserializer,
  "org.apache.kafka.clients.producer.RoundRobinPartitioner": RoundRobinPartitioner,
  JsonSerializer,
  JsonDeserializer,
};

function classNamed(name: string): Class | undefined {
  if (CLASSES[name] !== undefined) return CLASSES[name];
  const full = Object.keys(CLASSES).find((known) => known.endsWith(`.${name}`));
  return full === undefined ? undefined : CLASSES[full];
}

export function isKnownClass(name: string): boolean {
  return classNamed(name) !== undefined;
}

/** An object of what was chosen, which must have `method`. Throws ConfigException or KafkaException. */
export function instanceOf<T>(name: string, choice: unknown, method: keyof T & string): T {
  const chosen = typeof choice === "string" ? classNamed(choice) : choice;
  if (chosen === null || chosen === undefined)
    throw new ConfigException(
      `Invalid value ${String(choice)} for configuration ${name}: Class ${String(choice)} could not be found.`,
    );
  const object: unknown = typeof chosen === "function" ? new (chosen as Class)() : chosen;
  if (typeof (object as Record<string, unknown>)[method] !== "function")
    throw new KafkaException(`${nameOf(object)} given as ${name} has no method ${method}`);
  return object as T;
}

export function nameOf(object: unknown): string {
  return typeof object === "object" && object !== null ? object.constructor.name : typeof object;
}
