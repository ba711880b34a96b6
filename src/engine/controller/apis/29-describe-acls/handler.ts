// DescribeAcls (key 29), versions 1-3 (KIP-140, KIP-290).
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { DescribeAcls } from "../../../protocol/schemas/29-describe-acls.ts";
import { requireAuthorizer } from "../../security/authorizer.ts";
import { describeAcls } from "../../security/describe-acls.ts";
import { answered, type ControllerContext, type FailedAnswer } from "../controller-context.ts";

const failed: FailedAnswer<typeof DescribeAcls> = (_request, errorCode, errorMessage) => ({
  errorCode,
  errorMessage,
  resources: [],
});

export function describeAclsHandler({ controller }: ControllerContext): ApiHandler {
  return apiHandler<typeof DescribeAcls>({
    api: DescribeAcls,
    handle: (request, context) =>
      answered(
        () =>
          controller.ask(({ image, settings }) => {
            requireAuthorizer(settings.staticConfigs);
            return describeAcls(image, request);
          }),
        request,
        context,
        failed,
      ),
    onError: failed,
  });
}
