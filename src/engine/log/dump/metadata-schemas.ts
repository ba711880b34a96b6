// The schemas of the metadata log's records, by type id.
import type { MessageSchema } from "../../protocol/schema.ts";
import { METADATA_SCHEMAS } from "../../protocol/schemas/metadata/all-metadata.ts";

export const METADATA_RECORDS: ReadonlyMap<number, MessageSchema> = new Map(
  Object.values(METADATA_SCHEMAS).map((schema) => [schema.key, schema]),
);

/** `BROKER_REGISTRATION_CHANGE_RECORD`: the name of a type in Kafka's own enum. */
export function metadataTypeName(schema: MessageSchema): string {
  return schema.name.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();
}
