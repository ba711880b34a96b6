// Which bindings there are, gathered by what they are about.
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { DescribeAcls } from "../../protocol/schemas/29-describe-acls.ts";
import type { AclImage, MetadataImage } from "../image.ts";
import { matchesAcl } from "./acl-filter.ts";

type Response = ResponseInput<typeof DescribeAcls>;

export function describeAcls(
  { acls }: Pick<MetadataImage, "acls">,
  request: RequestOf<typeof DescribeAcls>,
): Response {
  const filter = {
    resourceType: request.resourceTypeFilter,
    resourceName: request.resourceNameFilter,
    patternType: request.patternTypeFilter,
    principal: request.principalFilter,
    host: request.hostFilter,
    operation: request.operation,
    permissionType: request.permissionType,
  };
  const byPattern = new Map<string, AclImage[]>();
  for (const acl of acls.values()) {
    if (!matchesAcl(filter, acl)) continue;
    const key = `${acl.resourceType} ${acl.patternType} ${acl.resourceName}`;
    byPattern.set(key, [...(byPattern.get(key) ?? []), acl]);
  }
  const resources = [...byPattern.values()].map((of) => {
    const { resourceType, resourceName, patternType } = of[0]!;
    const bindings = of.map(({ principal, host, operation, permissionType }) => ({
      principal,
      host,
      operation,
      permissionType,
    }));
    return { resourceType, resourceName, patternType, acls: bindings };
  });
  // Kafka's message of a success is empty, not null.
  return { errorCode: ErrorCode.NONE, errorMessage: "", resources };
}
