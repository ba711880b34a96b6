// From the names in the cases to our schemas.
import type { ApiSchema, MessageSchema } from "../../../src/engine/protocol/schema.ts";
import { ALL_APIS, ALL_MESSAGES } from "../../../src/engine/protocol/schemas/all.ts";
import { Mismatch } from "../tally.ts";

const apisByKey: ReadonlyMap<number, ApiSchema> = new Map(ALL_APIS.map((api) => [api.key, api]));
const byName: ReadonlyMap<string, MessageSchema> = new Map(
  [...ALL_MESSAGES, ...ALL_APIS.flatMap((api) => [api.request, api.response])].map((schema) => [
    schema.name,
    schema,
  ]),
);

export function apiOf(key: number): ApiSchema {
  const api = apisByKey.get(key);
  if (api === undefined) throw new Mismatch(`no API with key ${key}`);
  return api;
}

export function findApi(key: number): ApiSchema | undefined {
  return apisByKey.get(key);
}

export function schemaNamed(name: string): MessageSchema {
  const schema = byName.get(name);
  if (schema === undefined) throw new Mismatch(`no message named ${name}`);
  return schema;
}

/** The request or response of a case. */
export function bodySchema(one: { readonly key: number; readonly kind: string }): MessageSchema {
  return one.kind === "request" ? apiOf(one.key).request : apiOf(one.key).response;
}
