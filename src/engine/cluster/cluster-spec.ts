// The usual cluster: brokers 1…n on successive ports, controllers 3001… on theirs, all with the same properties.
import {
  type ClusterSpec,
  FIRST_BROKER_ID,
  FIRST_CONTROLLER_ID,
  type NodeConfig,
  type Properties,
} from "./cluster-config.ts";

export interface UsualCluster {
  readonly clusterId: string;
  readonly brokers: number;
  readonly controllers: number;
  readonly host: string;
  /** Of the first broker. */
  readonly port: number;
  /** Of the first controller. */
  readonly controllerPort?: number;
  readonly properties: Properties;
}

const FIRST_CONTROLLER_PORT = 19_092;

export function clusterSpec(usual: UsualCluster): ClusterSpec {
  const { clusterId, host, port, properties } = usual;
  const controllerPort = usual.controllerPort ?? FIRST_CONTROLLER_PORT;
  const voters = count(usual.controllers).map((i) => ({
    id: FIRST_CONTROLLER_ID + i,
    host,
    port: controllerPort + i,
  }));
  const node = (id: number, role: NodeConfig["role"], nodePort: number): NodeConfig => ({
    id,
    role,
    host,
    port: nodePort,
    rack: null,
    clusterId,
    voters,
    properties,
  });
  return {
    clusterId,
    nodes: [
      ...voters.map((voter) => node(voter.id, "controller", voter.port)),
      ...count(usual.brokers).map((i) => node(FIRST_BROKER_ID + i, "broker", port + i)),
    ],
  };
}

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
