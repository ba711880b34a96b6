// A controller: one process, one worker.
import { startController } from "../../engine/controller/controller-node.ts";
import { createIndexedDbStore } from "../disk/indexeddb-store.ts";
import { serveNode } from "./serve-node.ts";

serveNode({ startNode: startController, openStore: createIndexedDbStore });
