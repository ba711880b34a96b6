// The cluster of a data directory, run inside this process and reachable from nowhere else: for as long as its files are
// exported or imported, which its own nodes have to be asked about.
import { readdir } from "node:fs/promises";
import type { ArchiveHost, OpenedStore } from "../../engine/archive/archive-host.ts";
import { type Cluster, createCluster } from "../../engine/cluster/cluster.ts";
import { clusterSpec } from "../../engine/cluster/cluster-spec.ts";
import { createSchedule } from "../../engine/cluster/schedule.ts";
import { startNode } from "../../engine/cluster/start-node.ts";
import { createTraceLog } from "../../engine/cluster/trace-log.ts";
import { ConnectError, type Network } from "../../engine/ports/network.ts";
import { createFileStore } from "../disk/file-store.ts";
import type { DataDirectory } from "../gateway/data-directory.ts";
import { createGatewayHost } from "../gateway/gateway-host.ts";
import { createLocalNetwork } from "../net/local-network.ts";
import { createCryptoRng } from "../random/crypto-rng.ts";
import { nodeRealTime } from "../time/real-time.ts";

const HOST = "localhost";
const PORT = 9092;

export interface DataCluster {
  readonly cluster: Cluster;
  readonly host: ArchiveHost;
}

export interface NodeCounts {
  readonly brokers: number;
  readonly controllers: number;
}

/** How many nodes have a folder in the directory. */
export async function nodesIn(path: string): Promise<NodeCounts> {
  const names = await readdir(path);
  const count = (role: string): number =>
    names.filter((name) => new RegExp(`^${role}-\\d+$`).test(name)).length;
  return { brokers: count("broker"), controllers: count("controller") };
}

export async function startDataCluster(
  data: DataDirectory,
  { brokers, controllers }: NodeCounts,
): Promise<DataCluster> {
  const spec = clusterSpec({
    clusterId: data.clusterId,
    brokers,
    controllers,
    host: HOST,
    port: PORT,
    controllerPort: PORT + brokers,
    properties: {},
  });
  const trace = createTraceLog();
  const network = createLocalNetwork(
    NO_NETWORK,
    spec.nodes.map(({ host, port }) => `${host}:${port}`),
  );
  const nodes = createGatewayHost({ spec, trace, data, startNode, network });
  const cluster = createCluster({ spec, host: nodes, trace });
  await cluster.startAll();
  const roles = new Map(spec.nodes.map(({ id, role }) => [id, role]));
  const { clock } = createSchedule(nodeRealTime(), Date.now());
  const host: ArchiveHost = {
    cluster,
    async openStore(node): Promise<OpenedStore> {
      const store = createFileStore(data.folderOf(roles.get(node)!, node));
      return { store, files: await store.load(), close() {} };
    },
    ports: {
      clock,
      rng: createCryptoRng(),
      network: network.inner,
      trace: trace.traceOf("storage", clock.monotonicMs),
    },
  };
  return { cluster, host };
}

const NO_NETWORK: Network = {
  listen: async () => ({ close() {} }),
  connect: async (host, port) => {
    throw new ConnectError("unreachable", `${host}:${port} is not in this process`);
  },
};
