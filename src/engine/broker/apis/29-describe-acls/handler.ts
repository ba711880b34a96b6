// DescribeAcls (key 29), versions 1-3 (KIP-140, KIP-290): out of this broker's own metadata.

import {
  aclResourceName,
  operationName,
  patternName,
  permissionName,
} from "../../../controller/security/acl-names.ts";
import { AUTHORIZER_PROPERTY, NO_AUTHORIZER } from "../../../controller/security/authorizer.ts";
import { describeAcls } from "../../../controller/security/describe-acls.ts";
import { type ApiHandler, apiHandler, CLOSE_CONNECTION } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf } from "../../../protocol/schema.ts";
import { DescribeAcls } from "../../../protocol/schemas/29-describe-acls.ts";
import type { BrokerContext } from "../../broker-context.ts";

type Request = RequestOf<typeof DescribeAcls>;

export function describeAclsHandler({ config, image }: Pick<BrokerContext, "config" | "image">): ApiHandler {
  return apiHandler<typeof DescribeAcls>({
    api: DescribeAcls,
    handle(request) {
      // Kafka cannot even read such a request.
      if (isUnknown(request)) return CLOSE_CONNECTION;
      if (config.text(AUTHORIZER_PROPERTY) === "") {
        return { errorCode: ErrorCode.SECURITY_DISABLED, errorMessage: NO_AUTHORIZER };
      }
      return describeAcls(image(), request);
    },
    onError: (_request, errorCode, errorMessage) => ({ errorCode, errorMessage }),
  });
}

function isUnknown({ resourceTypeFilter, patternTypeFilter, operation, permissionType }: Request): boolean {
  return [
    aclResourceName(resourceTypeFilter),
    patternName(patternTypeFilter),
    operationName(operation),
    permissionName(permissionType),
  ].includes("UNKNOWN");
}
