// A broker or a controller: one process, one worker.
import { startNode } from "../../engine/cluster/start-node.ts";
import { createIndexedDbStore } from "../disk/indexeddb-store.ts";
import { serveNode } from "./serve-node.ts";

serveNode({ startNode, openStore: createIndexedDbStore });
