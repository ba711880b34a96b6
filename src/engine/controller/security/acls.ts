// CreateAcls and DeleteAcls (KIP-140, KIP-290): bindings of a principal to what it may do, each with an id of its own.
// A binding that is there already is created without a record.
import type { Uuid } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { CreateAcls } from "../../protocol/schemas/30-create-acls.ts";
import type { DeleteAcls } from "../../protocol/schemas/31-delete-acls.ts";
import { metadataRecord } from "../../raft/metadata-record.ts";
import type { ControllerState, Decision } from "../decision.ts";
import { refuseTooManyRecords } from "../record-limit.ts";
import { javaMapOrder, timelineOrder, uuidHash } from "../topics/java-order.ts";
import { type AclBinding, type AclFilter, matchesAcl } from "./acl-filter.ts";
import {
  AclOperation,
  AclResource,
  aclResourceName,
  operationName,
  PatternType,
  PermissionType,
  patternName,
  permissionName,
} from "./acl-names.ts";

type CreateRequest = RequestOf<typeof CreateAcls>;
type CreateResult = NonNullable<ResponseInput<typeof CreateAcls>["results"]>[number];
type DeleteRequest = RequestOf<typeof DeleteAcls>;
type FilterResult = NonNullable<ResponseInput<typeof DeleteAcls>["filterResults"]>[number];

export function createAcls(
  state: ControllerState,
  { creations }: CreateRequest,
): Decision<ResponseInput<typeof CreateAcls>> {
  const known = new Set([...state.image.acls.values()].map(bindingKey));
  const bindings: AclBinding[] = [];
  const results = creations.map((creation): CreateResult => {
    const binding = bindingOf(creation);
    const errorMessage = problemOf(binding);
    if (errorMessage !== null) return { errorCode: ErrorCode.INVALID_REQUEST, errorMessage };
    const key = bindingKey(binding);
    if (!known.has(key)) {
      known.add(key);
      bindings.push(binding);
    }
    return { errorCode: ErrorCode.NONE, errorMessage: null };
  });
  refuseTooManyRecords(bindings.length);
  const records = bindings.map((binding) =>
    metadataRecord("AccessControlEntryRecord", 0, { ...binding, id: newAclId(state) }),
  );
  return { records, response: { results } };
}

function bindingOf(creation: CreateRequest["creations"][number]): AclBinding {
  const { resourceType, resourceName, resourcePatternType, principal, host, operation, permissionType } =
    creation;
  return {
    resourceType,
    resourceName,
    patternType: resourcePatternType,
    principal,
    host,
    operation,
    permissionType,
  };
}

function bindingKey(binding: AclBinding): string {
  const { resourceType, resourceName, patternType, principal, host, operation, permissionType } = binding;
  return JSON.stringify([
    resourceType,
    resourceName,
    patternType,
    principal,
    host,
    operation,
    permissionType,
  ]);
}

/** What is wrong with a binding, in Kafka's words; null when nothing is. */
function problemOf({
  resourceType,
  resourceName,
  patternType,
  principal,
  operation,
  permissionType,
}: AclBinding): string | null {
  const resource = aclResourceName(resourceType);
  if (resource === "UNKNOWN" || resourceType === AclResource.ANY) return `Invalid resourceType ${resource}`;
  if (patternType !== PatternType.LITERAL && patternType !== PatternType.PREFIXED) {
    return `Invalid patternType ${patternName(patternType)}`;
  }
  const operationText = operationName(operation);
  if (operationText === "UNKNOWN" || operation === AclOperation.ANY)
    return `Invalid operation ${operationText}`;
  if (permissionType !== PermissionType.DENY && permissionType !== PermissionType.ALLOW) {
    return `Invalid permissionType ${permissionName(permissionType)}`;
  }
  if (resourceName === "") return "Resource name should not be empty";
  if (!principal.includes(":")) {
    return `Could not parse principal from \`${principal}\` (no colon is present separating the principal type from the principal name)`;
  }
  return null;
}

function newAclId(state: ControllerState): Uuid {
  for (;;) {
    const id = state.newUuid();
    if (!state.image.acls.has(id)) return id;
  }
}

export function deleteAcls(
  state: ControllerState,
  { filters }: DeleteRequest,
): Decision<ResponseInput<typeof DeleteAcls>> {
  const { acls } = state.image;
  const ids = timelineOrder([...acls.keys()], uuidHash);
  const removed = new Set<Uuid>();
  const filterResults = filters.map((given): FilterResult => {
    const filter = filterOf(given);
    const errorMessage = filterProblem(filter);
    if (errorMessage !== null) {
      return { errorCode: ErrorCode.INVALID_REQUEST, errorMessage, matchingAcls: [] };
    }
    const matching = ids.filter((id) => matchesAcl(filter, acls.get(id)!));
    for (const id of matching) removed.add(id);
    const matchingAcls = matching.map((id) => {
      const { id: _, ...binding } = acls.get(id)!;
      return { errorCode: ErrorCode.NONE, errorMessage: null, ...binding };
    });
    return { errorCode: ErrorCode.NONE, errorMessage: null, matchingAcls };
  });
  refuseTooManyRecords(removed.size);
  const records = javaMapOrder([...removed], removalHash).map((id) =>
    metadataRecord("RemoveAccessControlEntryRecord", 0, { id }),
  );
  return { records, response: { filterResults } };
}

/** The records are gathered in a set of pairs of message and version 0. */
function removalHash(id: Uuid): number {
  return Math.imul(31, 31 + uuidHash(id));
}

function filterOf(given: DeleteRequest["filters"][number]): AclFilter {
  return {
    resourceType: given.resourceTypeFilter,
    resourceName: given.resourceNameFilter,
    patternType: given.patternTypeFilter,
    principal: given.principalFilter,
    host: given.hostFilter,
    operation: given.operation,
    permissionType: given.permissionType,
  };
}

function filterProblem({ resourceType, patternType, operation, permissionType }: AclFilter): string | null {
  if (aclResourceName(resourceType) === "UNKNOWN" || patternName(patternType) === "UNKNOWN") {
    return "Unknown patternFilter.";
  }
  if (operationName(operation) === "UNKNOWN" || permissionName(permissionType) === "UNKNOWN") {
    return "Unknown entryFilter.";
  }
  return null;
}
