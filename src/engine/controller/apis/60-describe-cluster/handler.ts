// DescribeCluster (key 60), versions 0-2, for whoever bootstraps from controllers (KIP-919): the controllers.
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import { DescribeCluster } from "../../../protocol/schemas/60-describe-cluster.ts";
import type { ControllerContext } from "../controller-context.ts";

const ENDPOINTS_OF_BROKERS = 1;
const ENDPOINTS_OF_CONTROLLERS = 2;

export function describeClusterHandler({ clusterId, controller, quorum }: ControllerContext): ApiHandler {
  return apiHandler<typeof DescribeCluster>({
    api: DescribeCluster,
    handle({ endpointType }) {
      if (endpointType === ENDPOINTS_OF_BROKERS) {
        const errorMessage =
          "The request was sent to an endpoint of type CONTROLLER, but we wanted an endpoint of type BROKER";
        return { errorCode: ErrorCode.MISMATCHED_ENDPOINT_TYPE, errorMessage };
      }
      if (endpointType !== ENDPOINTS_OF_CONTROLLERS) {
        const errorMessage = `Unsupported endpoint type ${endpointType}`;
        return { errorCode: ErrorCode.UNSUPPORTED_ENDPOINT_TYPE, errorMessage };
      }
      const registered = [...controller.image.controllers.values()];
      return {
        endpointType,
        clusterId,
        controllerId: quorum.leader.leaderId,
        brokers: registered.map(({ id, host, port }) => ({ brokerId: id, host, port, rack: null })),
      };
    },
    onError: (_request, errorCode, errorMessage) => ({ errorCode, errorMessage }),
  });
}
