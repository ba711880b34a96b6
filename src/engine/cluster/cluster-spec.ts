// The usual clusters: brokers 1…n and controllers 3001…, all with the same properties. On one real machine they share a
// host and have successive ports; in the playground each node is a host of its own.
import { murmur2 } from "../base/murmur2.ts";
import { seededRandom } from "../base/random.ts";
import { utf8Encode } from "../base/utf8.ts";
import { randomUuid, type Uuid } from "../base/uuid.ts";
import {
  type ClusterSpec,
  FIRST_BROKER_ID,
  FIRST_CONTROLLER_ID,
  type NodeConfig,
  type Properties,
  type VoterConfig,
} from "./cluster-config.ts";

export interface ClusterSize {
  readonly clusterId: string;
  readonly brokers: number;
  readonly controllers: number;
  readonly properties: Properties;
  /**
   * 1: the quorum keeps its voters in its log and can change them (KIP-853); 0: they are those of the configuration.
   * As Kafka's own tools set clusters up: 1 for a controller that stands alone, 0 for several.
   */
  readonly kraftVersion?: 0 | 1;
}

export interface OneHostCluster extends ClusterSize {
  readonly host: string;
  /** Of the first broker. */
  readonly port: number;
  /** Of the first controller. */
  readonly controllerPort?: number;
}

const FIRST_CONTROLLER_PORT = 19_092;

const PLAYGROUND_BROKER_PORT = 9092;
const PLAYGROUND_CONTROLLER_PORT = 9093;

/** `broker1:9092`, `broker2:9092`, …, `controller1:9093`. Its disks can be emptied by hand: the quorum is a dynamic one. */
export function clusterSpecOf(size: ClusterSize): ClusterSpec {
  return lay(
    { kraftVersion: 1, ...size },
    (i) => ({ host: `broker${FIRST_BROKER_ID + i}`, port: PLAYGROUND_BROKER_PORT }),
    (i) => ({ host: `controller${i + 1}`, port: PLAYGROUND_CONTROLLER_PORT }),
  );
}

/** All on one host, brokers on successive ports from `port` on. */
export function clusterSpec(size: OneHostCluster): ClusterSpec {
  const { host, port, controllerPort = FIRST_CONTROLLER_PORT } = size;
  return lay(
    size,
    (i) => ({ host, port: port + i }),
    (i) => ({ host, port: controllerPort + i }),
  );
}

type Place = (index: number) => Pick<NodeConfig, "host" | "port">;

function lay(size: ClusterSize, brokerPlace: Place, controllerPlace: Place): ClusterSpec {
  const { clusterId, properties } = size;
  const { kraftVersion = size.controllers === 1 ? 1 : 0 } = size;
  const voters = count(size.controllers).map((i): VoterConfig => {
    const id = FIRST_CONTROLLER_ID + i;
    const voter = { id, ...controllerPlace(i) };
    return kraftVersion === 0 ? voter : { ...voter, directoryId: firstDirectoryId(clusterId, id) };
  });
  const shared = { rack: null, clusterId, voters, properties };
  const controllers = voters.map(
    ({ id, host, port }): NodeConfig => ({ id, host, port, role: "controller", ...shared }),
  );
  const brokers = count(size.brokers).map(
    (i): NodeConfig => ({ id: FIRST_BROKER_ID + i, role: "broker", ...brokerPlace(i), ...shared }),
  );
  return { clusterId, nodes: [...controllers, ...brokers] };
}

/** The same for the same cluster, so that a node that starts again finds itself among the voters. */
function firstDirectoryId(clusterId: string, nodeId: number): Uuid {
  const random = seededRandom(murmur2(utf8Encode(`${clusterId} ${nodeId}`)));
  return randomUuid(() => random.nextUint32());
}

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
