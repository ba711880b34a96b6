// BrokerHeartbeat (key 63), versions 0-2 (KIP-631).
import type { ApiHandler } from "../../../net/server.ts";
import { BrokerHeartbeat } from "../../../protocol/schemas/63-broker-heartbeat.ts";
import { heartbeat } from "../../cluster/heartbeat.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function brokerHeartbeatHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(context, BrokerHeartbeat, heartbeat, (_request, errorCode) => ({ errorCode }));
}
