// A state to decide on, for tests: the image that some records make, on a controller with Kafka's defaults.

import { seededRandom } from "../../base/random.ts";
import { randomUuid } from "../../base/uuid.ts";
import type { Clock } from "../../ports/clock.ts";
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import { createBrokerSessions } from "../cluster/broker-sessions.ts";
import { controllerSettings } from "../controller-settings.ts";
import type { ControllerSettings, ControllerState } from "../decision.ts";
import { METADATA_VERSION, MetadataVersion } from "../features/metadata-version.ts";
import { imageOfRecords } from "../snapshot/image-records.ts";

export interface TestStateOptions {
  readonly records?: readonly MetadataRecord[];
  readonly settings?: Partial<ControllerSettings>;
  readonly properties?: Readonly<Record<string, string>>;
  readonly nowMs?: number;
}

export function testState(options: TestStateOptions = {}): ControllerState {
  const { records = [], nowMs = 1_700_000_000_000 } = options;
  const newest = metadataRecord("FeatureLevelRecord", 0, {
    name: METADATA_VERSION,
    featureLevel: MetadataVersion.IBP_4_3_IV0,
  });
  const image = imageOfRecords([newest, ...records], records.length, 1);
  const rng = seededRandom(1);
  const clock: Clock = {
    monotonicMs: () => 0,
    wallMs: () => nowMs,
    setTimer: () => ({ cancel: () => undefined }),
  };
  const voters = [{ id: 3001, host: "localhost", port: 9093 }];
  const node = {
    ...({ id: 3001, role: "controller", host: "localhost", port: 9093 } as const),
    ...{ rack: null, clusterId: "cluster-0000000000000w", voters, properties: options.properties ?? {} },
  };
  const settings = { ...controllerSettings(node), ...options.settings };
  return {
    image,
    settings,
    sessions: createBrokerSessions(clock, settings.sessionTimeoutMs),
    nextOffset: image.offset + 1,
    kraftVersion: 1,
    kraftUpgradeRefusal: () => null,
    nowMs,
    knownTokens: image.delegationTokens,
    newUuid: () => randomUuid(() => rng.nextUint32()),
    placement: { nextInt: () => 0 },
  };
}
