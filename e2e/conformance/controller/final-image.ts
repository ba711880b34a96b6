// An image in the form of the recorded `finalImage`: empty lists and sections are left out.

import type { AclImage, MetadataImage, PartitionImage } from "../../../src/engine/controller/image.ts";
import { configResourceOf } from "../../../src/engine/controller/image-draft.ts";
import {
  aclResourceName,
  operationName,
  patternName,
  permissionName,
} from "../../../src/engine/controller/security/acl-names.ts";
import type { Json } from "../../../src/engine/protocol/json.ts";

type JsonObject = { [name: string]: Json };

const RESOURCE_NAMES: Readonly<Record<number, string>> = {
  2: "TOPIC",
  4: "BROKER",
  8: "BROKER_LOGGER",
  16: "CLIENT_METRICS",
  32: "GROUP",
};
const PROTOCOLS: readonly string[] = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];

const SCRAM_NAMES: Readonly<Record<number, string>> = { 1: "SCRAM-SHA-256", 2: "SCRAM-SHA-512" };

function aclText(acl: AclImage): string {
  const pattern = `resourceType=${aclResourceName(acl.resourceType)}, resourceName=${acl.resourceName}, patternType=${patternName(acl.patternType)}`;
  return `${pattern}, principal=${acl.principal}, host=${acl.host}, operation=${operationName(acl.operation)}, permissionType=${permissionName(acl.permissionType)}`;
}

export function finalImage(image: MetadataImage): JsonObject {
  const result: JsonObject = {
    offset: image.offset,
    epoch: image.epoch,
    features: Object.fromEntries(image.features),
    brokers: objectOf(image.brokers.values(), (broker) => [
      String(broker.id),
      {
        epoch: broker.epoch,
        incarnationId: broker.incarnationId,
        fenced: broker.fenced,
        inControlledShutdown: broker.inControlledShutdown,
        rack: broker.rack,
        directories: [...broker.logDirs],
        ...(broker.cordonedLogDirs === null ? {} : { cordonedDirectories: [...broker.cordonedLogDirs] }),
      },
    ]),
    topics: objectOf(image.topicsById.values(), ({ name, id, partitions }) => [
      name,
      {
        id,
        partitions: objectOf(partitions.values(), (partition) => [
          String(partition.partition),
          partitionOf(partition),
        ]),
      },
    ]),
  };
  if (image.configsByResource.size > 0) {
    result["configs"] = objectOf(image.configsByResource, ([key, values]) => {
      const { type, name } = configResourceOf(key);
      return [`${RESOURCE_NAMES[type] ?? type}:${name}`, Object.fromEntries(values)];
    });
  }
  if (image.controllers.size > 0) {
    result["controllers"] = objectOf(image.controllers.values(), (controller) => [
      String(controller.id),
      {
        incarnationId: controller.incarnationId,
        listeners: objectOf(controller.endpoints, ({ name, host, port, securityProtocol }) => [
          name,
          `${PROTOCOLS[securityProtocol]}://${host}:${port}`,
        ]),
        features: objectOf(controller.features, ([name, { min, max }]) => [name, [min, max]]),
      },
    ]);
  }
  if (image.clientQuotas.size > 0) {
    result["clientQuotas"] = objectOf(image.clientQuotas.values(), ({ entity, values }) => [
      `{${[...entity]
        .map(([type, name]) => `${type}=${name}`)
        .sort()
        .join(", ")}}`,
      Object.fromEntries(values),
    ]);
  }
  if (image.acls.size > 0) {
    result["acls"] = objectOf(image.acls.values(), (acl) => [acl.id, `StandardAcl[${aclText(acl)}]`]);
  }
  if (image.scram.size > 0) {
    result["scram"] = objectOf(image.scram, ([mechanism, users]) => [
      SCRAM_NAMES[mechanism]!,
      objectOf(users, ([user, { iterations }]) => [user, iterations]),
    ]);
  }
  if (image.delegationTokens.size > 0) {
    result["delegationTokens"] = objectOf(
      image.delegationTokens.values(),
      ({ tokenId, owner, requester, issueMs, maxMs, expiryMs }) => [
        tokenId,
        { owner, requester, issueTimestamp: issueMs, maxTimestamp: maxMs, expiryTimestamp: expiryMs },
      ],
    );
  }
  if (image.nextProducerId > 0n) result["nextProducerId"] = Number(image.nextProducerId);
  return result;
}

function partitionOf(partition: PartitionImage): JsonObject {
  return {
    replicas: [...partition.replicas],
    isr: [...partition.isr],
    leader: partition.leader,
    leaderEpoch: partition.leaderEpoch,
    partitionEpoch: partition.partitionEpoch,
    leaderRecoveryState: partition.leaderRecoveryState === 0 ? "RECOVERED" : "RECOVERING",
    directories: [...partition.directories],
    ...optional("elr", partition.elr),
    ...optional("lastKnownElr", partition.lastKnownElr),
    ...optional("removing", partition.removingReplicas),
    ...optional("adding", partition.addingReplicas),
  };
}

function optional(name: string, list: readonly Json[]): JsonObject {
  return list.length === 0 ? {} : { [name]: [...list] };
}

function objectOf<T>(values: Iterable<T>, entry: (value: T) => readonly [string, Json]): JsonObject {
  return Object.fromEntries([...values].map(entry));
}
