// Controllers are registered like brokers, so that others know what they support (KIP-919). The active one writes its own
// registration, the others send theirs to it; whoever finds itself missing tries again.
import { randomUuid } from "../base/uuid.ts";
import type { NodeConfig } from "../cluster/cluster-config.ts";
import { SUPPORTED_FEATURES } from "../net/api-versions.ts";
import { Channel, isConnectionFailure } from "../net/channel.ts";
import type { Timer } from "../ports/clock.ts";
import type { NodePorts } from "../ports/ports.ts";
import { ControllerRegistration } from "../protocol/schemas/70-controller-registration.ts";
import { CONTROLLER_LISTENER } from "../raft/metadata-batch.ts";
import type { RaftNode } from "../raft/raft-node.ts";
import { registerController } from "./cluster/registration.ts";
import { ControllerError } from "./decision.ts";
import type { QuorumController } from "./quorum-controller.ts";

export interface Registration {
  begin(): void;
  /** The leader has changed: there may be somebody to register with. */
  look(): void;
  end(): void;
}

/** securityProtocol of a plain listener. */
const PLAINTEXT = 0;
const VERSION = 0;
const RETRY_MS = 100;
const RETRY_MAX_MS = 60_000;
const REQUEST_TIMEOUT_MS = 5000;

export function createRegistration(
  node: NodeConfig,
  ports: NodePorts,
  controller: QuorumController,
  quorum: RaftNode,
): Registration {
  const incarnationId = randomUuid(() => ports.rng.nextUint32());
  const request = {
    controllerId: node.id,
    incarnationId,
    zkMigrationReady: false,
    listeners: [{ name: CONTROLLER_LISTENER, host: node.host, port: node.port, securityProtocol: PLAINTEXT }],
    features: SUPPORTED_FEATURES.map(({ name, minVersion, maxVersion }) => ({
      name,
      minSupportedVersion: minVersion,
      maxSupportedVersion: maxVersion,
    })),
  };
  let begun = false;
  let over = false;
  let busy = false;
  let failures = 0;
  let timer: Timer | null = null;

  const isRegistered = (): boolean =>
    controller.image.controllers.get(node.id)?.incarnationId === incarnationId;

  async function register(): Promise<void> {
    if (!begun || over || busy || isRegistered()) return;
    busy = true;
    try {
      if (controller.isActive) await controller.submit((state) => registerController(state, request));
      else await send();
      failures = 0;
    } catch (error) {
      if (!(error instanceof ControllerError) && !isConnectionFailure(error)) throw error;
      failures++;
    } finally {
      busy = false;
    }
    again(Math.min(RETRY_MS * 2 ** failures, RETRY_MAX_MS));
  }

  async function send(): Promise<void> {
    const leader = quorum.leaderAddress;
    if (leader === null || leader.id === node.id) return;
    const channel = await Channel.open(ports, leader.host, leader.port, `controller-${node.id}`);
    try {
      await channel.request(ControllerRegistration, VERSION, request, REQUEST_TIMEOUT_MS);
    } finally {
      channel.close();
    }
  }

  function again(delayMs: number): void {
    timer?.cancel();
    if (over || isRegistered()) return;
    timer = ports.clock.setTimer(delayMs, () => void register());
  }

  return {
    begin() {
      begun = true;
      void register();
    },
    look() {
      failures = 0;
      void register();
    },
    end() {
      over = true;
      timer?.cancel();
    },
  };
}
