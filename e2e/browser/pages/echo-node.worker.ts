// The smallest node there is: it answers every frame with the same bytes, keeps a file, and counts its starts in it.
import type { NodeConfig } from "../../../src/engine/cluster/cluster-config.ts";
import type { RunningNode } from "../../../src/engine/cluster/node.ts";
import type { NodeDetail } from "../../../src/engine/inspect/snapshot.ts";
import type { NodePorts } from "../../../src/engine/ports/ports.ts";
import { createIndexedDbStore } from "../../../src/workers/disk/indexeddb-store.ts";
import { serveNode } from "../../../src/workers/node/serve-node.ts";

function startEcho({ id, host, port }: NodeConfig, { network, disk, clock }: NodePorts): RunningNode {
  let connections = 0;
  let end: (error: Error | null) => void = () => {};
  const ended = new Promise<Error | null>((resolve) => {
    end = resolve;
  });
  const starts = disk.open("starts");

  async function begin(): Promise<void> {
    starts.append(new Uint8Array([id & 0xff]));
    await disk.flush();
    await network.listen(host, port, (socket) => {
      connections++;
      socket.onData = (bytes, cause) => {
        // A frame of one 0 is the order to crash, as a defect would.
        if (bytes.length === 1 && bytes[0] === 0) throw new Error("a defect of the node");
        socket.send(bytes, cause);
      };
      socket.onClose = () => {
        connections--;
      };
    });
  }

  const inspect = (): NodeDetail => ({
    role: "broker",
    id,
    host,
    port,
    rack: null,
    brokerEpoch: starts.sizeBytes,
    fenced: false,
    metadataOffset: Math.floor(clock.monotonicMs()),
    activeController: -1,
    dynamicConfigs: [],
    replicas: [],
    connections,
    dirtyBytes: disk.dirtyBytes(),
    pageCache: {
      residentBytes: disk.residentBytes(),
      boundBytes: 0,
      dirtyBytes: disk.dirtyBytes(),
      dirtyBoundBytes: 0,
      waitingWrites: 0,
    },
    offlineLogDir: null,
    logDirs: [],
  });
  return {
    ready: begin(),
    ended,
    inspect,
    async stop() {
      await disk.flush();
      end(null);
    },
  };
}

serveNode({ startNode: startEcho, openStore: createIndexedDbStore });
