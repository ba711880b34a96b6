// The numbers of an access control binding on the wire and in the metadata, and what Kafka calls them.

export const AclResource = {
  UNKNOWN: 0,
  ANY: 1,
  TOPIC: 2,
  GROUP: 3,
  CLUSTER: 4,
  TRANSACTIONAL_ID: 5,
  DELEGATION_TOKEN: 6,
  USER: 7,
} as const;

export const PatternType = { UNKNOWN: 0, ANY: 1, MATCH: 2, LITERAL: 3, PREFIXED: 4 } as const;

export const AclOperation = {
  UNKNOWN: 0,
  ANY: 1,
  ALL: 2,
  READ: 3,
  WRITE: 4,
  CREATE: 5,
  DELETE: 6,
  ALTER: 7,
  DESCRIBE: 8,
  CLUSTER_ACTION: 9,
  DESCRIBE_CONFIGS: 10,
  ALTER_CONFIGS: 11,
  IDEMPOTENT_WRITE: 12,
  CREATE_TOKENS: 13,
  DESCRIBE_TOKENS: 14,
  TWO_PHASE_COMMIT: 15,
} as const;

export const PermissionType = { UNKNOWN: 0, ANY: 1, DENY: 2, ALLOW: 3 } as const;

/** A number without a meaning is read as unknown. */
function nameIn(names: Readonly<Record<string, number>>): (value: number) => string {
  const byNumber = new Map(Object.entries(names).map(([name, value]) => [value, name]));
  return (value) => byNumber.get(value) ?? "UNKNOWN";
}

export const aclResourceName = nameIn(AclResource);
export const patternName = nameIn(PatternType);
export const operationName = nameIn(AclOperation);
export const permissionName = nameIn(PermissionType);
