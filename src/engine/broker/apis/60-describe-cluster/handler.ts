// DescribeCluster (key 60), versions 0-2: the brokers, with fenced ones if asked for (KIP-1073, v2). Only controllers
// answer for endpoints of controllers (KIP-919, v1).
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import { DescribeCluster } from "../../../protocol/schemas/60-describe-cluster.ts";
import { type BrokerContext, CLUSTER_OPERATIONS } from "../../broker-context.ts";
import { anyBroker } from "../03-metadata/handler.ts";

const ENDPOINTS_OF_BROKERS = 1;
const ENDPOINTS_OF_CONTROLLERS = 2;
const NO_OPERATIONS = -2147483648;

export function describeClusterHandler(broker: BrokerContext): ApiHandler {
  return apiHandler<typeof DescribeCluster>({
    api: DescribeCluster,
    handle(request) {
      const { clusterId } = broker;
      const { endpointType } = request;
      if (endpointType === ENDPOINTS_OF_CONTROLLERS) {
        const errorMessage =
          "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER";
        return { errorCode: ErrorCode.MISMATCHED_ENDPOINT_TYPE, errorMessage };
      }
      if (endpointType !== ENDPOINTS_OF_BROKERS) {
        const errorMessage = `Unsupported endpoint type ${endpointType}`;
        return { errorCode: ErrorCode.UNSUPPORTED_ENDPOINT_TYPE, errorMessage };
      }
      const all = [...broker.image().brokers.values()].sort((a, b) => a.id - b.id);
      const live = all.filter(({ fenced }) => !fenced).map(({ id }) => ({ nodeId: id }));
      return {
        endpointType,
        clusterId,
        controllerId: anyBroker(broker, live),
        brokers: all
          .filter(({ fenced }) => !fenced || request.includeFencedBrokers)
          .map(({ id, host, port, rack, fenced }) => ({ brokerId: id, host, port, rack, isFenced: fenced })),
        clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
          ? CLUSTER_OPERATIONS
          : NO_OPERATIONS,
      };
    },
    onError: (_request, errorCode, errorMessage) => ({ errorCode, errorMessage }),
  });
}
