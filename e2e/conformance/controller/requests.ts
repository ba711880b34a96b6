// From the recorded name of a request to our decision about it, and from our answer to its recorded form.

import { ZERO_UUID } from "../../../src/engine/base/uuid.ts";
import { heartbeat } from "../../../src/engine/controller/cluster/heartbeat.ts";
import {
  registerBroker,
  registerController,
  unregisterBroker,
} from "../../../src/engine/controller/cluster/registration.ts";
import {
  alterConfigs,
  incrementalAlterConfigs,
} from "../../../src/engine/controller/configs/alter-configs.ts";
import { ResourceType } from "../../../src/engine/controller/configs/effective-config.ts";
import {
  ControllerError,
  type ControllerState,
  type Decision,
} from "../../../src/engine/controller/decision.ts";
import { allocateProducerIds } from "../../../src/engine/controller/features/producer-ids.ts";
import { updateFeatures } from "../../../src/engine/controller/features/update-features.ts";
import type { QuorumController } from "../../../src/engine/controller/quorum-controller.ts";
import { alterClientQuotas } from "../../../src/engine/controller/quotas/client-quotas.ts";
import {
  aclResourceName,
  operationName,
  patternName,
  permissionName,
} from "../../../src/engine/controller/security/acl-names.ts";
import { createAcls, deleteAcls } from "../../../src/engine/controller/security/acls.ts";
import {
  createDelegationToken,
  expireDelegationToken,
  renewDelegationToken,
} from "../../../src/engine/controller/security/delegation-tokens.ts";
import { alterScramCredentials } from "../../../src/engine/controller/security/scram-credentials.ts";
import { alterPartition } from "../../../src/engine/controller/topics/alter-partition.ts";
import { createPartitions } from "../../../src/engine/controller/topics/create-partitions.ts";
import { createTopics } from "../../../src/engine/controller/topics/create-topics.ts";
import { deleteTopics } from "../../../src/engine/controller/topics/delete-topics.ts";
import { electLeaders } from "../../../src/engine/controller/topics/elect-leaders.ts";
import {
  alterPartitionReassignments,
  listPartitionReassignments,
} from "../../../src/engine/controller/topics/reassignments.ts";
import { assignReplicasToDirs } from "../../../src/engine/controller/topics/replica-directories.ts";
import { decodeMessage, encodeMessage } from "../../../src/engine/protocol/codec.ts";
import { ErrorCode, errorInfo } from "../../../src/engine/protocol/errors.ts";
import { type Json, messageFromJson, messageToJson } from "../../../src/engine/protocol/json.ts";
import type { ApiSchema, RequestOf, ResponseInput } from "../../../src/engine/protocol/schema.ts";
import { CreateTopics } from "../../../src/engine/protocol/schemas/19-create-topics.ts";
import { DeleteTopics } from "../../../src/engine/protocol/schemas/20-delete-topics.ts";
import { CreateAcls } from "../../../src/engine/protocol/schemas/30-create-acls.ts";
import { DeleteAcls } from "../../../src/engine/protocol/schemas/31-delete-acls.ts";
import { AlterConfigs } from "../../../src/engine/protocol/schemas/33-alter-configs.ts";
import { CreatePartitions } from "../../../src/engine/protocol/schemas/37-create-partitions.ts";
import { CreateDelegationToken } from "../../../src/engine/protocol/schemas/38-create-delegation-token.ts";
import { RenewDelegationToken } from "../../../src/engine/protocol/schemas/39-renew-delegation-token.ts";
import { ExpireDelegationToken } from "../../../src/engine/protocol/schemas/40-expire-delegation-token.ts";
import { ElectLeaders } from "../../../src/engine/protocol/schemas/43-elect-leaders.ts";
import { IncrementalAlterConfigs } from "../../../src/engine/protocol/schemas/44-incremental-alter-configs.ts";
import { AlterPartitionReassignments } from "../../../src/engine/protocol/schemas/45-alter-partition-reassignments.ts";
import { ListPartitionReassignments } from "../../../src/engine/protocol/schemas/46-list-partition-reassignments.ts";
import { AlterClientQuotas } from "../../../src/engine/protocol/schemas/49-alter-client-quotas.ts";
import { AlterUserScramCredentials } from "../../../src/engine/protocol/schemas/51-alter-user-scram-credentials.ts";
import { AlterPartition } from "../../../src/engine/protocol/schemas/56-alter-partition.ts";
import { UpdateFeatures } from "../../../src/engine/protocol/schemas/57-update-features.ts";
import { BrokerRegistration } from "../../../src/engine/protocol/schemas/62-broker-registration.ts";
import { BrokerHeartbeat } from "../../../src/engine/protocol/schemas/63-broker-heartbeat.ts";
import { UnregisterBroker } from "../../../src/engine/protocol/schemas/64-unregister-broker.ts";
import { AllocateProducerIds } from "../../../src/engine/protocol/schemas/67-allocate-producer-ids.ts";
import { ControllerRegistration } from "../../../src/engine/protocol/schemas/70-controller-registration.ts";
import { AssignReplicasToDirs } from "../../../src/engine/protocol/schemas/73-assign-replicas-to-dirs.ts";
import type { Step } from "./case.ts";

type JsonObject = { [name: string]: Json };
type Play = (controller: QuorumController, step: Step, group: string) => Promise<Json>;

function requestOf<A extends ApiSchema>(api: A, step: Step): RequestOf<A> {
  const version = step.version ?? 0;
  const given = messageFromJson(api.request, version, step.request as Json);
  return decodeMessage(api.request, version, encodeMessage(api.request, version, given)) as RequestOf<A>;
}

/** As it would come off the wire. */
function responseJson<A extends ApiSchema>(api: A, step: Step, response: ResponseInput<A>): JsonObject {
  const version = step.version ?? 0;
  const bytes = encodeMessage(api.response, version, response as ResponseInput<ApiSchema>);
  return messageToJson(api.response, version, decodeMessage(api.response, version, bytes)) as JsonObject;
}

function played<A extends ApiSchema>(
  api: A,
  decide: (state: ControllerState, request: RequestOf<A>, step: Step) => Decision<ResponseInput<A>>,
  shape: (response: JsonObject, step: Step, group: string) => Json = (response) => response,
): Play {
  return async (controller, step, group) => {
    const response = await controller.submit((state) => decide(state, requestOf(api, step), step));
    return shape(responseJson(api, step, response), step, group);
  };
}

/** A quota that covers so many mutations and not one more. */
function quotaOf(step: Step): { readonly countMutations?: (count: number) => void } {
  const { quotaAllows } = step;
  if (quotaAllows === undefined) return {};
  return {
    countMutations(count) {
      if (count > quotaAllows) throw new ControllerError(ErrorCode.THROTTLING_QUOTA_EXCEEDED);
    },
  };
}

const errorName = (code: number): string => errorInfo(code).name;

/** Recorded without validateOnly. Lists of resources are recorded with the error's name and sorted. */
function resourceList(response: JsonObject): Json {
  return (response["responses"] as JsonObject[])
    .map(({ throttleTimeMs: _, ...entry }) => ({ ...entry, error: errorName(entry["errorCode"] as number) }))
    .sort((a, b) => (resourceKey(a) < resourceKey(b) ? -1 : 1));
}

const resourceKey = (entry: JsonObject): string => JSON.stringify(entry);

function deletedList(response: JsonObject): Json {
  return (response["responses"] as JsonObject[]).map(({ errorCode, topicId }) => ({
    errorCode: errorCode!,
    error: errorName(errorCode as number),
    errorMessage: null,
    topicId: topicId!,
  }));
}

const DEFAULT_SOURCE = 5;

/** The recorded quota gives no reason. */
function withoutQuotaText(topic: JsonObject): JsonObject {
  return topic["errorCode"] === ErrorCode.THROTTLING_QUOTA_EXCEEDED
    ? { ...topic, errorMessage: null }
    : topic;
}

function createdTopics(response: JsonObject, _step: Step, group: string): Json {
  if (group === "create") {
    return { ...response, topics: (response["topics"] as JsonObject[]).map(withoutQuotaText) };
  }
  const topics = (response["topics"] as JsonObject[]).map((topic) => ({
    ...topic,
    configs: (topic["configs"] as JsonObject[]).filter((entry) => entry["configSource"] !== DEFAULT_SOURCE),
  }));
  return { ...response, topics };
}

/** Recorded with what a broker's heartbeat does not say on the wire. */
function heartbeatReply(controller: QuorumController, step: Step, reply: JsonObject): Json {
  const brokerId = Number((step.request as JsonObject)["brokerId"]);
  const leaving = reply["isFenced"] === false && (controller.sessions?.isShuttingDown(brokerId) ?? false);
  return { ...reply, inControlledShutdownInternal: leaving };
}

const RESOURCE_NAMES: ReadonlyMap<unknown, string> = new Map(
  Object.entries(ResourceType).map(([name, type]) => [type, name]),
);

/** Only what was set dynamically. */
const describeConfigs: Play = async (controller, step) => {
  const resources = (step.request as JsonObject)["resources"] as JsonObject[];
  return controller.ask(({ image }) =>
    Object.fromEntries(
      resources.map(({ resourceType, resourceName }): [string, Json] => {
        const type = Number(resourceType);
        const name = String(resourceName);
        const values = Object.fromEntries(image.configs({ type, name }));
        return [`${RESOURCE_NAMES.get(type)}:${name}`, values];
      }),
    ),
  );
};

function lookup(
  found: string | undefined,
  errorCode: number,
  errorMessage: string = errorInfo(errorCode).message,
): Json {
  return found ?? { errorCode, error: errorName(errorCode), errorMessage };
}

const findTopicIds: Play = async (controller, step) => {
  const names = (step.request as JsonObject)["names"] as string[];
  return controller.ask(({ image }) =>
    Object.fromEntries(
      names.map((name): [string, Json] => [
        name,
        lookup(image.topicsByName.get(name)?.id, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION),
      ]),
    ),
  );
};

const findTopicNames: Play = async (controller, step) => {
  const ids = (step.request as JsonObject)["ids"] as string[];
  const refused = (id: string): Json =>
    lookup(undefined, ErrorCode.INVALID_REQUEST, `Attempt to find topic with invalid topicId ${id}`);
  return controller.ask(({ image }) =>
    Object.fromEntries(
      ids.map((id): [string, Json] => [
        id,
        id === ZERO_UUID ? refused(id) : lookup(image.topicsById.get(id)?.name, ErrorCode.UNKNOWN_TOPIC_ID),
      ]),
    ),
  );
};

/** Recorded without `results`, and with what fails named. */
function aclResults(response: JsonObject, key: string, more: (result: JsonObject) => JsonObject): Json {
  return (response[key] as JsonObject[]).map((result) => {
    const code = result["errorCode"] as number;
    if (code === ErrorCode.NONE) return { code, ...more(result) };
    const { name, exception } = errorInfo(code);
    return { code, error: name, exception, message: result["errorMessage"]! };
  });
}

function deletedBindings({ matchingAcls }: JsonObject): JsonObject {
  const texts = (matchingAcls as JsonObject[]).map(bindingText).sort();
  return { deleted: texts };
}

function bindingText(acl: JsonObject): string {
  const number = (name: string): number => acl[name] as number;
  const pattern = `ResourcePattern(resourceType=${aclResourceName(number("resourceType"))}, name=${acl["resourceName"]}, patternType=${patternName(number("patternType"))})`;
  const entry = `principal=${acl["principal"]}, host=${acl["host"]}, operation=${operationName(number("operation"))}, permissionType=${permissionName(number("permissionType"))}`;
  return `(pattern=${pattern}, entry=(${entry}))`;
}

function quotaResults(response: JsonObject): Json {
  const plain = (response["entries"] as JsonObject[]).map(
    ({ errorCode, errorMessage, entity }): JsonObject => ({
      errorCode: errorCode!,
      error: errorName(errorCode as number),
      errorMessage: errorMessage!,
      entity: Object.fromEntries(
        (entity as JsonObject[])
          .map(({ entityType, entityName }): [string, Json] => [String(entityType), entityName!])
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    }),
  );
  return plain.sort((a, b) => (quotaText(a) < quotaText(b) ? -1 : 1));
}

/** As Java shows the entity. */
function quotaText({ entity }: JsonObject): string {
  const parts = Object.entries(entity as JsonObject).map(([type, name]) => `${type}=${String(name)}`);
  return `{${parts.join(", ")}}`;
}

const principalOf = ({ principal }: Step): string => principal ?? "User:ANONYMOUS";

export const REQUESTS: Readonly<Record<string, Play>> = {
  brokerRegistration: played(BrokerRegistration, registerBroker),
  async brokerHeartbeat(controller, step) {
    const reply = await controller.submit((state) => heartbeat(state, requestOf(BrokerHeartbeat, step)));
    return heartbeatReply(controller, step, responseJson(BrokerHeartbeat, step, reply));
  },
  unregisterBroker: played(UnregisterBroker, unregisterBroker, () => ({})),
  controllerRegistration: played(ControllerRegistration, registerController, () => ({})),
  createTopics: played(
    CreateTopics,
    (state, request, step) =>
      createTopics(state, request, {
        ...quotaOf(step),
        ...(step.notDescribable === true ? { describable: new Set() } : {}),
      }),
    createdTopics,
  ),
  deleteTopics: played(
    DeleteTopics,
    (state, request, step) => deleteTopics(state, request, step.version ?? 6, quotaOf(step)),
    deletedList,
  ),
  createPartitions: played(CreatePartitions, (state, request, step) =>
    createPartitions(state, request, quotaOf(step)),
  ),
  alterPartition: played(AlterPartition, (state, request, step) =>
    alterPartition(state, request, step.version ?? 3),
  ),
  electLeaders: played(ElectLeaders, electLeaders),
  alterPartitionReassignments: played(AlterPartitionReassignments, alterPartitionReassignments),
  async listPartitionReassignments(controller, step) {
    const answer = await controller.ask((state) =>
      listPartitionReassignments(state, requestOf(ListPartitionReassignments, step)),
    );
    return responseJson(ListPartitionReassignments, step, answer);
  },
  incrementalAlterConfigs: played(
    IncrementalAlterConfigs,
    (state, request) => incrementalAlterConfigs(state, { ...request, validateOnly: false }),
    resourceList,
  ),
  alterConfigs: played(
    AlterConfigs,
    (state, request) => alterConfigs(state, { ...request, validateOnly: false }),
    resourceList,
  ),
  allocateProducerIds: played(AllocateProducerIds, allocateProducerIds),
  updateFeatures: played(UpdateFeatures, (state, request, step) =>
    updateFeatures(state, request, step.version ?? 2),
  ),
  finalizedFeatures: (controller) =>
    controller.ask(({ image }) => ({ epoch: image.offset, features: Object.fromEntries(image.features) })),
  describeConfigs,
  findTopicIds,
  findTopicNames,
  createAcls: played(CreateAcls, createAcls, (response) => aclResults(response, "results", () => ({}))),
  deleteAcls: played(DeleteAcls, deleteAcls, (response) =>
    aclResults(response, "filterResults", deletedBindings),
  ),
  alterClientQuotas: played(AlterClientQuotas, alterClientQuotas, quotaResults),
  alterUserScramCredentials: played(AlterUserScramCredentials, alterScramCredentials),
  createDelegationToken: played(CreateDelegationToken, (state, request, step) =>
    createDelegationToken(state, request, principalOf(step)),
  ),
  renewDelegationToken: played(RenewDelegationToken, (state, request, step) =>
    renewDelegationToken(state, request, principalOf(step)),
  ),
  expireDelegationToken: played(ExpireDelegationToken, (state, request, step) =>
    expireDelegationToken(state, request, principalOf(step)),
  ),
  assignReplicasToDirs: played(AssignReplicasToDirs, assignReplicasToDirs),
};
