// The one place that knows both kinds of node.
import { startBroker } from "../broker/broker-node.ts";
import { startController } from "../controller/controller-node.ts";
import type { NodePorts } from "../ports/ports.ts";
import type { NodeConfig } from "./cluster-config.ts";
import type { RunningNode } from "./node.ts";

export function startNode(config: NodeConfig, ports: NodePorts): RunningNode {
  return config.role === "broker" ? startBroker(config, ports) : startController(config, ports);
}
