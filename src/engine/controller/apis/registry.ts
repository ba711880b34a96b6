// All APIs of the controller listener.
import { type ApiRegistry, registryOf } from "../../net/server.ts";
import { apiVersionsHandler } from "./18-api-versions/handler.ts";
import { createTopicsHandler } from "./19-create-topics/handler.ts";
import { deleteTopicsHandler } from "./20-delete-topics/handler.ts";
import { describeAclsHandler } from "./29-describe-acls/handler.ts";
import { createAclsHandler } from "./30-create-acls/handler.ts";
import { deleteAclsHandler } from "./31-delete-acls/handler.ts";
import { describeConfigsHandler } from "./32-describe-configs/handler.ts";
import { alterConfigsHandler } from "./33-alter-configs/handler.ts";
import { createPartitionsHandler } from "./37-create-partitions/handler.ts";
import { createDelegationTokenHandler } from "./38-create-delegation-token/handler.ts";
import { renewDelegationTokenHandler } from "./39-renew-delegation-token/handler.ts";
import { expireDelegationTokenHandler } from "./40-expire-delegation-token/handler.ts";
import { electLeadersHandler } from "./43-elect-leaders/handler.ts";
import { incrementalAlterConfigsHandler } from "./44-incremental-alter-configs/handler.ts";
import { alterPartitionReassignmentsHandler } from "./45-alter-partition-reassignments/handler.ts";
import { listPartitionReassignmentsHandler } from "./46-list-partition-reassignments/handler.ts";
import { alterClientQuotasHandler } from "./49-alter-client-quotas/handler.ts";
import { alterUserScramCredentialsHandler } from "./51-alter-user-scram-credentials/handler.ts";
import { alterPartitionHandler } from "./56-alter-partition/handler.ts";
import { updateFeaturesHandler } from "./57-update-features/handler.ts";
import { envelopeHandler } from "./58-envelope/handler.ts";
import { describeClusterHandler } from "./60-describe-cluster/handler.ts";
import { brokerRegistrationHandler } from "./62-broker-registration/handler.ts";
import { brokerHeartbeatHandler } from "./63-broker-heartbeat/handler.ts";
import { unregisterBrokerHandler } from "./64-unregister-broker/handler.ts";
import { allocateProducerIdsHandler } from "./67-allocate-producer-ids/handler.ts";
import { controllerRegistrationHandler } from "./70-controller-registration/handler.ts";
import { assignReplicasToDirsHandler } from "./73-assign-replicas-to-dirs/handler.ts";
import type { ControllerContext } from "./controller-context.ts";
import { quorumHandlers } from "./quorum/handlers.ts";

export function controllerApis(context: ControllerContext): ApiRegistry {
  const registry: ApiRegistry = registryOf([
    apiVersionsHandler(context, () => registry),
    createTopicsHandler(context),
    deleteTopicsHandler(context),
    describeConfigsHandler(context),
    alterConfigsHandler(context),
    createPartitionsHandler(context),
    electLeadersHandler(context),
    incrementalAlterConfigsHandler(context),
    alterPartitionReassignmentsHandler(context),
    listPartitionReassignmentsHandler(context),
    alterPartitionHandler(context),
    updateFeaturesHandler(context),
    envelopeHandler(context, () => registry),
    describeClusterHandler(context),
    brokerRegistrationHandler(context),
    brokerHeartbeatHandler(context),
    unregisterBrokerHandler(context),
    allocateProducerIdsHandler(context),
    controllerRegistrationHandler(context),
    assignReplicasToDirsHandler(context),
    ...quorumHandlers(context),
    describeAclsHandler(context),
    createAclsHandler(context),
    deleteAclsHandler(context),
    createDelegationTokenHandler(context),
    renewDelegationTokenHandler(context),
    expireDelegationTokenHandler(context),
    alterClientQuotasHandler(context),
    alterUserScramCredentialsHandler(context),
  ]);
  return registry;
}
