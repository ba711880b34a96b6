// Which bindings a filter means. Null and ANY mean all; MATCH means every pattern that is about the resource of that
// name: the literal one, the wildcard, and the prefixes of it.
import type { AclImage } from "../image.ts";
import { AclOperation, AclResource, PatternType, PermissionType } from "./acl-names.ts";

export type AclBinding = Omit<AclImage, "id">;

export interface AclFilter {
  readonly resourceType: number;
  readonly resourceName: string | null;
  readonly patternType: number;
  readonly principal: string | null;
  readonly host: string | null;
  readonly operation: number;
  readonly permissionType: number;
}

const WILDCARD = "*";

export function matchesAcl(filter: AclFilter, acl: AclBinding): boolean {
  return (
    matchesPattern(filter, acl) &&
    (filter.principal === null || filter.principal === acl.principal) &&
    (filter.host === null || filter.host === acl.host) &&
    (filter.operation === AclOperation.ANY || filter.operation === acl.operation) &&
    (filter.permissionType === PermissionType.ANY || filter.permissionType === acl.permissionType)
  );
}

function matchesPattern(filter: AclFilter, acl: AclBinding): boolean {
  const { resourceType, resourceName: name, patternType } = filter;
  if (resourceType !== AclResource.ANY && resourceType !== acl.resourceType) return false;
  const isMatch = patternType === PatternType.MATCH;
  if (!isMatch && patternType !== PatternType.ANY && patternType !== acl.patternType) return false;
  if (name === null) return true;
  if (!isMatch) return name === acl.resourceName;
  if (acl.patternType === PatternType.PREFIXED) return name.startsWith(acl.resourceName);
  return name === acl.resourceName || acl.resourceName === WILDCARD;
}
