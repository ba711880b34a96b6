// Where the tests of archives run: a cluster of the virtual world, with the disks of its nodes.
import type { SimCluster } from "../../sim/start-cluster.ts";
import type { World } from "../../sim/world.ts";
import type { ArchiveHost } from "../archive-host.ts";

export function worldHost(world: World, cluster: SimCluster): ArchiveHost {
  return {
    cluster,
    ports: world.ports("archive"),
    async openStore(node) {
      const store = world.store(`${node}`);
      return { store, files: await store.load(), close() {} };
    },
  };
}
