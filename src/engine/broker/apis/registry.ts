// All APIs of a broker. What stands here is what ApiVersions offers.
import { describeConfigsHandler } from "../../controller/apis/32-describe-configs/handler.ts";
import { type ApiRegistry, registryOf } from "../../net/server.ts";
import type { BrokerContext } from "../broker-context.ts";
import { produceHandler } from "./00-produce/handler.ts";
import { fetchHandler } from "./01-fetch/handler.ts";
import { listOffsetsHandler } from "./02-list-offsets/handler.ts";
import { metadataHandler } from "./03-metadata/handler.ts";
import { findCoordinatorHandler } from "./10-find-coordinator/handler.ts";
import { apiVersionsHandler } from "./18-api-versions/handler.ts";
import { deleteRecordsHandler } from "./21-delete-records/handler.ts";
import { initProducerIdHandler } from "./22-init-producer-id/handler.ts";
import { ProducerIds } from "./22-init-producer-id/producer-ids.ts";
import { offsetForLeaderEpochHandler } from "./23-offset-for-leader-epoch/handler.ts";
import { describeAclsHandler } from "./29-describe-acls/handler.ts";
import { alterConfigsHandlers } from "./33-alter-configs/handler.ts";
import { alterReplicaLogDirsHandler } from "./34-alter-replica-log-dirs/handler.ts";
import { describeLogDirsHandler } from "./35-describe-log-dirs/handler.ts";
import { delegationTokenHandlers } from "./38-delegation-tokens/handler.ts";
import { describeClientQuotasHandler } from "./48-describe-client-quotas/handler.ts";
import { describeUserScramCredentialsHandler } from "./50-describe-user-scram-credentials/handler.ts";
import { describeClusterHandler } from "./60-describe-cluster/handler.ts";
import { describeProducersHandler } from "./61-describe-producers/handler.ts";
import { listConfigResourcesHandler } from "./74-list-config-resources/handler.ts";
import { describeTopicPartitionsHandler } from "./75-describe-topic-partitions/handler.ts";
import { forwardedApis } from "./forwarded.ts";

export function brokerApis(broker: BrokerContext): ApiRegistry {
  const registry: ApiRegistry = registryOf([
    produceHandler(broker),
    fetchHandler(broker),
    listOffsetsHandler(broker),
    metadataHandler(broker),
    findCoordinatorHandler(),
    apiVersionsHandler(broker, () => registry),
    initProducerIdHandler(new ProducerIds(broker)),
    deleteRecordsHandler(broker),
    offsetForLeaderEpochHandler(broker),
    describeConfigsHandler({ nodeId: broker.brokerId, config: broker.config, image: () => broker.image() }),
    describeLogDirsHandler(broker),
    describeClusterHandler(broker),
    describeTopicPartitionsHandler(broker),
    describeAclsHandler(broker),
    ...alterConfigsHandlers(broker),
    alterReplicaLogDirsHandler(broker),
    ...delegationTokenHandlers(),
    describeClientQuotasHandler(broker),
    describeUserScramCredentialsHandler(broker),
    describeProducersHandler(broker),
    listConfigResourcesHandler(broker),
    ...forwardedApis(broker),
  ]);
  return registry;
}
