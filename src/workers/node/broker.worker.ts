// A broker: one process, one worker.
import { startBroker } from "../../engine/broker/broker-node.ts";
import { createIndexedDbStore } from "../disk/indexeddb-store.ts";
import { serveNode } from "./serve-node.ts";

serveNode({ startNode: startBroker, openStore: createIndexedDbStore });
